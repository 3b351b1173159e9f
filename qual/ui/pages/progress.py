"""The page progress: what is decided and what is left."""

from qual.ui.parts import progress_view

progress_view.show()
