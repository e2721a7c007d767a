"""Which counts may be shown: none from which a group of fewer than five people can be told.

A count is shown as it is where it and what is left of its row are five or more. Else it is told as a span: "fewer than
five" is 0 to 4, "nearly all" is all of them but 0 to 4. A span says nothing more, not even whether it is empty.

Where nearly all complaints about a firm were upheld, it is the number received that becomes a span: what is told of the
upheld ones, on which its place rests, must not depend on how many others somebody files.
"""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A count as it is published: exactly `low`, or somewhere from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high


FEW = Cell(0, SMALLEST - 1)
MEASURES = ("received", "answered", "upheld")


@dataclass(frozen=True, slots=True)
class Count:
    """The true numbers of a group of cases."""

    received: int = 0
    answered: int = 0
    upheld: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.received + other.received, self.answered + other.answered, self.upheld + other.upheld)


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it is published."""

    received: Cell
    answered: Cell
    upheld: Cell


def shown_firm(count: Count) -> Shown:
    if count.received < SMALLEST:
        return Shown(FEW, FEW, FEW)
    upheld = FEW if count.upheld < SMALLEST else Cell(count.upheld, count.upheld)
    if upheld.exact and count.received - count.upheld < SMALLEST:
        all_ = Cell(count.upheld, count.upheld + SMALLEST - 1)
        return Shown(all_, _part_of_span(count.answered, all_), upheld)
    return Shown(Cell(count.received, count.received), part(count.answered, count.received), upheld)


def shown_campaign(count: Count) -> Shown:
    """Of five cases or more."""
    of = count.received
    return Shown(Cell(of, of), part(count.answered, of), part(count.upheld, of))


def part(count: int, of: int) -> Cell:
    """A count within a row of `of` (five or more) whose number is known."""
    if count < SMALLEST:
        return FEW
    if of - count < SMALLEST:
        return Cell(of - SMALLEST + 1, of)
    return Cell(count, count)


def _part_of_span(count: int, of: Cell) -> Cell:
    if count < SMALLEST:
        return FEW
    if count > of.low - SMALLEST:
        return Cell(of.low - SMALLEST + 1, of.high)
    return Cell(count, count)
