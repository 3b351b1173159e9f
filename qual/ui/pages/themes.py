"""The page themes: what fits no code, grouped."""

from qual.ui.parts import candidates

candidates.show()
