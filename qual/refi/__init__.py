"""REFI-QDA 1.5 itself, without opinions about qual: bytes <-> plain values. The one room that knows lxml."""
