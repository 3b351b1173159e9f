"""The page check: what speaks against what was found."""

from qual.ui.parts import check_view

check_view.show()
