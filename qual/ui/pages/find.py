"""The page find: passages by their words or by what they mean."""

from qual.ui.parts import find

find.show()
