"""The page settings: keys, and what is coded blind."""

from qual.ui.parts import settings_view

settings_view.show()
