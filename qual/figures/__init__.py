"""Drawings of the numbers: tables in, charts out, as values; the same chart on screen and in print."""
