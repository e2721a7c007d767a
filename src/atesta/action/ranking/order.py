"""Who stands before whom: a place as a span, so that firms whose intervals overlap are not told apart.

H. Goldstein and D. J. Spiegelhalter, "League tables and their limitations", Journal of the Royal Statistical Society A
159 (3), 1996, 385-443: a league table without its uncertainty ranks chance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def places(intervals: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of each interval the best and the worst place that it can have; 1 is the most complaints. Those that lie wholly
    above come before it, those wholly below after it; all others are tied with it."""
    lows, highs = sorted(low for low, _ in intervals), sorted(high for _, high in intervals)
    count = len(intervals)
    return [(1 + count - bisect_right(lows, high), count - bisect_left(highs, low)) for low, high in intervals]
