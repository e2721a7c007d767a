"""Somebody who keeps every published version, adds and subtracts, and tries every table that could be behind one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from atesta.action.ranking.cells import Cell, Shown
from atesta.action.ranking.late import Block

PARTS = ("answered", "upheld")
Unknown = tuple[int, str, str]
"""Version, group (a campaign, or "" for cases of none), measure."""
Sum = Mapping[Unknown, int]


def harm(versions: Sequence[Block], groups: Sequence[str]) -> list[str]:
    """What can be worked out exactly of groups of one to four people, in one version or between two."""
    known = Solved([equation for number, block in enumerate(versions) for equation in told(number, block, groups)])
    found = []
    for number in range(len(versions)):
        for subset in subsets(groups):
            found += [f"v{number}: {subset} {name} is {value}" for name, value in small(known, {number: 1}, subset)]
    for (one, old), (other, new) in combinations(enumerate(versions), 2):
        common = [name for name in groups if name in old.campaigns and name in new.campaigns]
        alone = [(name,) for name in groups]
        for subset in {*alone, tuple(groups), tuple(name for name in groups if name not in common)} - {()}:
            between = small(known, {other: 1, one: -1}, subset)
            found += [f"v{other}-v{one}: {subset} {name} changed by {value}" for name, value in between]
    return found


def subsets(groups: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(groups) + 1):
        yield from combinations(groups, size)


def told(number: int, block: Block, groups: Sequence[str]) -> Iterator[tuple[Sum, int]]:
    """The equations that a version says."""
    for name, cell in cells(block.whole):
        if cell.exact:
            yield {(number, group, name): 1 for group in groups}, cell.low
    for group, row in block.campaigns.items():
        yield from (({(number, group, name): 1}, cell.low) for name, cell in cells(row) if cell.exact)


def cells(row: Shown) -> list[tuple[str, Cell]]:
    return [("received", row.received), ("answered", row.answered), ("upheld", row.upheld)]


def small(known: Solved, versions: Mapping[int, int], subset: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Of a set of cases: those received, of each measure, and of what the measure leaves, the known and small ones."""
    for name in ("received", *PARTS):
        one = {(version, group, name): sign for version, sign in versions.items() for group in subset}
        rest = {(version, group, "received"): sign for version, sign in versions.items() for group in subset}
        sums = [(name, one)]
        if name in PARTS:
            sums.append((f"not {name}", rest | {key: -sign for key, sign in one.items()}))
        for said, wanted in sums:
            value = known.value(wanted)
            if value is not None and 0 < abs(value) < 5:
                yield said, int(value)


class Solved:
    """Equations in reduced form, exact."""

    def __init__(self, equations: Sequence[tuple[Sum, int]]) -> None:
        self.rows: dict[Unknown, tuple[dict[Unknown, Fraction], Fraction]] = {}
        for sum_, value in equations:
            row, right = self.reduced({key: Fraction(each) for key, each in sum_.items()}, Fraction(value))
            if row:
                lead = min(row)
                self.rows[lead] = {key: each / row[lead] for key, each in row.items()}, right / row[lead]

    def reduced(self, row: dict[Unknown, Fraction], right: Fraction) -> tuple[dict[Unknown, Fraction], Fraction]:
        while lead := next((key for key in sorted(row) if key in self.rows), None):
            pivot, value = self.rows[lead]
            times = row[lead]
            for key, each in pivot.items():
                row[key] = row.get(key, Fraction(0)) - times * each
            row, right = {key: each for key, each in row.items() if each}, right - times * value
        return row, right

    def value(self, wanted: Sum) -> Fraction | None:
        """The sum, where it follows from the equations."""
        row, right = self.reduced({key: Fraction(each) for key, each in wanted.items()}, Fraction(0))
        return None if row else -right


def possible(block: Block) -> Iterator[tuple[str, str, set[int], int]]:
    """Of each count that is not told (group, measure), every number that some table gives it, and the group's size.
    The cases of no shown campaign are one group of which only the size is known."""
    if not block.whole.received.exact:  # it stands alone
        return
    rest = block.whole.received.low - sum(row.received.low for row in block.campaigns.values())
    for name in PARTS:
        groups = {group: (dict(cells(row))[name], row.received.low) for group, row in block.campaigns.items()}
        if rest:
            groups[""] = Cell(0, rest), rest
        total = dict(cells(block.whole))[name]
        values: dict[str, set[int]] = {group: set() for group in groups}
        for table in tables([(group, cell) for group, (cell, _) in groups.items()], total.high):
            if total.low <= sum(table.values()):
                for group, value in table.items():
                    values[group].add(value)
        for group, (cell, size) in groups.items():
            if not cell.exact:
                yield group, name, values[group], size


def tables(groups: list[tuple[str, Cell]], most: int) -> Iterator[dict[str, int]]:
    if not groups:
        yield {}
        return
    (name, cell), *others = groups
    for value in range(cell.low, min(cell.high, most) + 1):
        for rest in tables(others, most - value):
            yield {name: value, **rest}
