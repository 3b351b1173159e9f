"""How sure a suggestion is, in a word: an honest band where there is no calibrated probability.

    likely     the uncalibrated chance is 1/2 or more
    possible   it is 1/5 or more
    unsure     it is less

The chance starts from the code's rate among reviewed segments (5 % before any review), so a rare code
needs stronger reasons to be likely than a common one.
"""

from __future__ import annotations

LIKELY, POSSIBLE = 0.5, 0.2


def band_of(chance: float) -> str:
    """The band of an uncalibrated chance.

    Raises:
        ValueError: for a chance outside [0, 1].
    """
    if not 0 <= chance <= 1:
        raise ValueError(f"a chance lies in [0, 1], not at {chance}")
    if chance >= LIKELY:
        return "likely"
    return "possible" if chance >= POSSIBLE else "unsure"
