"""Intervals for counted shares: one share, and the difference of two."""

from __future__ import annotations

from math import hypot, nan, sqrt

Z95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""


def wilson(k: float, n: float, *, z: float = Z95) -> tuple[float, float]:
    """Wilson score interval of k out of n, 95 % by default.

    With p = k/n: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). Exactly 0 at k = 0 and exactly 1 at
    k = n. Without observations (n = 0) there is no interval: both ends are nan. Neither needs to be whole: n may be
    the number of independent observations that those made are worth.

    Raises:
        ValueError: unless 0 <= k <= n.

    References:
        Wilson (1927), J Am Stat Assoc 22:209-212. Brown, Cai & DasGupta (2001), Stat Sci 16:101-133.
    """
    if not 0 <= k <= n:
        raise ValueError(f"a share needs 0 <= k <= n, not {k} of {n}")
    if n == 0:
        return nan, nan
    p = k / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return (0.0 if k == 0 else middle - half), (1.0 if k == n else middle + half)


def newcombe(k1: int, n1: int, k2: int, n2: int, *, z: float = Z95) -> tuple[float, float, float]:
    """Difference k1/n1 - k2/n2 with Newcombe's hybrid score interval (his method 10).

    With (l, u) the Wilson intervals: d - √((p1-l1)² + (u2-p2)²), d + √((u1-p1)² + (p2-l2)²). Without
    observations in either group everything is nan.

    Raises:
        ValueError: unless 0 <= k <= n in both groups.

    References:
        Newcombe (1998), Stat Med 17:873-890.
    """
    (l1, u1), (l2, u2) = wilson(k1, n1, z=z), wilson(k2, n2, z=z)
    if not (n1 and n2):
        return nan, nan, nan
    p1, p2 = k1 / n1, k2 / n2
    difference = p1 - p2
    return difference, difference - hypot(p1 - l1, u2 - p2), difference + hypot(u1 - p1, p2 - l2)
