"""The page of theme summaries: who says it, in which words, and the proof."""

from qual.ui.parts import summary_view

summary_view.show()
