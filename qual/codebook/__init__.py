"""The researcher's codebook file: read it, change one entry of it, compare two versions, lay it out as a table."""
