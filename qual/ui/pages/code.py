"""The page code: everything that is known of one code."""

from qual.ui.parts import code_page

code_page.show()
