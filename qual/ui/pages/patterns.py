"""The page patterns: saturation, codes that go together, and where in an interview something is said."""

from qual.ui.parts import patterns_view

patterns_view.show()
