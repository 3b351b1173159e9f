"""Transcripts cut into the units that are offered for coding. The only room that knows spaCy."""

from __future__ import annotations

from qual.segmentation.units import cut

__all__ = ["cut"]
