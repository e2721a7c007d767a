"""Campaigns of a firm beside its own row: whoever subtracts them from it must not come to a group under five.

What is subtracted leaves the rest: campaigns that are not shown, and cases of none. A campaign is taken out of the
table (the smallest first) until the rest is nobody or at least five, and until no span can be narrowed by the sums to
fewer than three possible numbers. How many campaigns were taken out is not said. A firm whose own number is told as a
span has no campaigns beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atesta.action.ranking.cells import SMALLEST, Cell, Count, Shown, shown_campaign, shown_firm

LEAST_CHOICES = 3


def shown_campaigns(whole: Count, campaigns: Mapping[str, Count]) -> dict[str, Shown]:
    """The campaigns that may stand beside their firm's row; `whole` is that row's true count."""
    total = shown_firm(whole)
    if not total.received.exact:
        return {}
    left = sorted(
        (name for name, count in campaigns.items() if count.received >= SMALLEST),
        key=lambda name: (-campaigns[name].received, name),
    )
    while left:
        table = {name: shown_campaign(campaigns[name]) for name in left}
        if tells_nobody(total, list(table.values())):
            return table
        left.pop()
    return {}


def tells_nobody(total: Shown, rows: Sequence[Shown]) -> bool:
    """Whether neither a rest under five nor a hidden number can be worked out."""
    if not rows:
        return True
    rest = total.received.low - sum(row.received.low for row in rows)
    if 0 < rest < SMALLEST:
        return False
    return all(
        _hides([(row.received.low, getattr(row, name)) for row in rows], rest, getattr(total, name))
        for name in ("answered", "upheld")
    )


def _hides(rows: Sequence[tuple[int, Cell]], rest: int, total: Cell) -> bool:
    """Counts (each with the size of its group) and the rest add up to the total: what follows for those not told?

    One equation with bounds: of each unknown the least is what the others at their most leave, and the other way round;
    every whole number between can be. All unknown ones together are a group, too."""
    exact = sum(cell.low for _, cell in rows if cell.exact)
    unknown = [(size, cell.low, cell.high) for size, cell in rows if not cell.exact]
    if rest:
        unknown.append((rest, 0, rest))
    if not unknown:
        return True
    low, high = total.low - exact, total.high - exact
    sizes, lows, highs = (sum(each) for each in zip(*unknown, strict=True))
    if total.exact and not _large(low, low, sizes):
        return False
    for size, least, most in unknown:
        first, last = max(least, low - (highs - most)), min(most, high - (lows - least))
        if last - first + 1 < LEAST_CHOICES and not _large(first, last, size):
            return False
    return True


def _large(first: int, last: int, of: int) -> bool:
    """A number that is known is no harm where it, and what it leaves of its group, are five or more."""
    return first >= SMALLEST and of - last >= SMALLEST
