"""The page codebook: themes, codes and how they are meant."""

from qual.ui.parts import codebook_tree

codebook_tree.show()
