"""A report becomes files: one small module per format."""
