"""The page memos: what people noted, in one place."""

from qual.ui.parts import memos

memos.show()
