"""What a later version of a quarter may change: nothing by one to four.

Whoever holds two versions subtracts them, and what is left is the people of the days between. So each number that both
versions say exactly, and each that follows from them (what is not answered, not upheld, in none of the campaigns that
both show), differs from every earlier version by nothing or by five or more. A campaign that would not is taken out; a
firm whose own row would not keeps what was last published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from atesta.action.ranking.campaigns import tells_nobody
from atesta.action.ranking.cells import SMALLEST, Cell, Shown

PARTS = ("answered", "upheld")


@dataclass(frozen=True, slots=True)
class Block:
    """A firm's published counts: its own row and its campaigns, by name."""

    whole: Shown
    campaigns: Mapping[str, Shown]


def settled(new: Block, earlier: Sequence[Block]) -> Block:
    """What may be published of a firm, given all that was (oldest first): `new`, less of it, or the last again."""
    if not earlier:
        return new
    if any(_small(_of_row(new.whole, old.whole)) for old in earlier):
        return earlier[-1]
    campaigns = {
        name: row
        for name, row in new.campaigns.items()
        if not any(name in old.campaigns and _small(_of_row(row, old.campaigns[name])) for old in earlier)
    }
    while campaigns:
        block = replace(new, campaigns=campaigns)
        if tells_nobody(new.whole, list(campaigns.values())) and not any(
            _small(_of_rest(block, old)) for old in earlier
        ):
            return block
        smallest = min(campaigns, key=lambda name: (campaigns[name].received.low, name))
        campaigns = {name: row for name, row in campaigns.items() if name != smallest}
    return replace(new, campaigns={})


def small_differences(new: Block, old: Block) -> bool:
    """Whether subtracting one published block from another leaves a group of one to four."""
    rows = [(new.whole, old.whole)]
    rows += [(row, old.campaigns[name]) for name, row in new.campaigns.items() if name in old.campaigns]
    return any(_small(_of_row(*pair)) for pair in rows) or _small(_of_rest(new, old))


def _small(differences: Iterable[int]) -> bool:
    return any(0 < abs(difference) < SMALLEST for difference in differences)


def _of_row(new: Shown, old: Shown) -> Iterator[int]:
    """Of the counts that both say, and of what they leave of their row."""
    all_ = new.received.low - old.received.low if _both(new.received, old.received) else 0
    yield all_
    for name in PARTS:
        cells = getattr(new, name), getattr(old, name)
        if _both(*cells):
            yield (some := cells[0].low - cells[1].low)
            if _both(new.received, old.received):
                yield all_ - some


def _of_rest(new: Block, old: Block) -> Iterator[int]:
    """Of what is left of the firm's row when the campaigns that both show are taken away."""
    common = [(new.campaigns[name], old.campaigns[name]) for name in new.campaigns.keys() & old.campaigns.keys()]
    if not common or not _both(new.whole.received, old.whole.received):
        return
    yield _left(new.whole, old.whole, common, "received")
    for name in PARTS:
        if _both(getattr(new.whole, name), getattr(old.whole, name)):
            told = [pair for pair in common if _both(getattr(pair[0], name), getattr(pair[1], name))]
            yield (some := _left(new.whole, old.whole, told, name))
            yield _left(new.whole, old.whole, told, "received") - some


def _left(new: Shown, old: Shown, campaigns: Iterable[tuple[Shown, Shown]], name: str) -> int:
    def change(after: Shown, before: Shown) -> int:
        return int(getattr(after, name).low - getattr(before, name).low)

    return change(new, old) - sum(change(*pair) for pair in campaigns)


def _both(one: Cell, other: Cell) -> bool:
    return one.exact and other.exact
