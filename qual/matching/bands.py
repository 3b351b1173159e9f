"""How sure a suggestion is, in a word: an honest band where there is no calibrated probability.

    likely     the chance is 1/2 or more
    possible   it is less, but at or above the code's threshold: it is suggested
    unsure     it is below the threshold

The threshold is learned from decisions (`thresholds`).
"""

from __future__ import annotations

LIKELY = 0.5


def band_of(chance: float, threshold: float) -> str:
    """The band of a chance.

    Raises:
        ValueError: for a chance outside [0, 1].
    """
    if not 0 <= chance <= 1:
        raise ValueError(f"a chance lies in [0, 1], not at {chance}")
    if chance >= LIKELY:
        return "likely"
    return "possible" if chance >= threshold else "unsure"
