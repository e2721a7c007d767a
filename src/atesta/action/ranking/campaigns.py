"""Campaigns of a firm beside its own row: whoever subtracts them from it must not come to a group under five.

What is subtracted leaves the rest: campaigns that are not shown, and cases of none. A campaign is taken out of the
table (the smallest first) until the rest is nobody or at least five, and until no span can be narrowed by the sums to
fewer than three possible numbers. How many campaigns were taken out is not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atesta.action.ranking.cells import SMALLEST, Cell, Count, Shown, shown

LEAST_CHOICES = 3


def shown_campaigns(whole: Count, campaigns: Mapping[str, Count]) -> dict[str, Shown]:
    """The campaigns that may stand beside their firm's row; `whole` is that row's true count."""
    if whole.received < SMALLEST:
        return {}
    left = sorted(
        (name for name, count in campaigns.items() if count.received >= SMALLEST),
        key=lambda name: (-campaigns[name].received, name),
    )
    total = shown(whole)
    while left:
        table = {name: shown(campaigns[name]) for name in left}
        if tells_nobody(total, list(table.values())):
            return table
        left.pop()
    return {}


def tells_nobody(total: Shown, rows: Sequence[Shown]) -> bool:
    """Whether neither a rest under five nor a hidden number can be worked out."""
    rest = total.received.low - sum(row.received.low for row in rows)
    if 0 < rest < SMALLEST:
        return False
    return all(
        _hides([getattr(row, name) for row in rows], rest, getattr(total, name)) for name in ("answered", "upheld")
    )


def _hides(cells: Sequence[Cell], rest: int, total: Cell) -> bool:
    """The cells and the rest add up to the total: how far does that narrow what is not shown?

    One equation with bounds: of each unknown the least is what the others at their most leave, and the other way
    round; every whole number between can be."""
    exact = sum(cell.low for cell in cells if cell.exact)
    unknown = [(cell.low, cell.high) for cell in cells if not cell.exact]
    if rest:
        unknown.append((0, rest))
    low, high = total.low - exact, total.high - exact
    if not unknown:
        return True
    lows, highs = sum(each[0] for each in unknown), sum(each[1] for each in unknown)
    for least, most in unknown:
        first, last = max(least, low - (highs - most)), min(most, high - (lows - least))
        if last - first + 1 < LEAST_CHOICES and not _large(first, last, most):
            return False
    return True


def _large(first: int, last: int, of: int) -> bool:
    """A number that is known is no harm where it, and what it leaves of its group, are five or more."""
    return first >= SMALLEST and of - last >= SMALLEST
