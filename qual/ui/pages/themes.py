"""The page of themes: what fits no code yet, a map of passages, and codes to split or to merge."""

from qual.ui.parts import theme_page

theme_page.show()
