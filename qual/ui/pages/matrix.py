"""The page matrix: people by themes, and what is known of people beside their themes."""

from qual.ui.parts import matrix_view

matrix_view.show()
