"""The page of reports: what is in them, as which file, and whether one still agrees with the study."""

from qual.ui.parts import export_view

export_view.show()
