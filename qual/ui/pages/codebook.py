"""The page codebook: themes, codes and how they are meant."""

from qual.ui.parts import codebook_page

codebook_page.show()
