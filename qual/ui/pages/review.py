"""The page review: one suggestion after the other."""

from qual.ui.parts import review

review.show()
