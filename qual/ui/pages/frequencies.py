"""The page frequencies: chart and table by role."""

from qual.ui.parts import frequency_view

frequency_view.show()
