"""Parts of pages that are too long for a page."""
