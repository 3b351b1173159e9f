"""Bytes to transcripts and problems: one small reader per format, one grammar of speakers, no database."""
