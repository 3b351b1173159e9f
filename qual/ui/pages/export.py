"""The page of reports: a report, excerpts for others, and what a participant is given to check, each as a file."""

from qual.ui.parts import export_page

export_page.show()
