"""Passages that hold given words: a question in, places in texts out. Knows no database and no screen."""

from __future__ import annotations
