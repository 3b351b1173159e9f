"""From a question to numbers, and from numbers to files; suggestions never enter."""

from __future__ import annotations

from qual.workflow.counted import NOT_STATED
from qual.workflow.counting import (
    FEWEST_FOR_PERCENT,
    FrequencyAnswer,
    attributes,
    frequencies,
    part_in_words,
    share_in_words,
)

__all__ = [
    "FEWEST_FOR_PERCENT", "NOT_STATED", "FrequencyAnswer", "attributes", "frequencies", "part_in_words",
    "share_in_words",
]  # fmt: skip
