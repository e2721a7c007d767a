"""Upheld complaints per 1,000 contacts, with the span in which the rate lies as far as chance and hiding leave it open.

All figures are whole ten-thousandths, as they are printed: places are compared by what everybody can read.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from atesta.action.ranking.cells import Cell
from atesta.action.ranking.garwood import lower, upper

PER, UNIT = 1000, 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """Ten-thousandths of a complaint per 1,000 contacts. `at` None: the count itself is not told."""

    at: int | None
    low: int
    high: int


def rate_of(upheld: Cell, contacts: int) -> Rate:
    """Of a hidden count the span goes from the lower end of the least to the upper end of the most that it can be."""
    scale = PER * UNIT
    at = (2 * upheld.low * scale + contacts) // (2 * contacts) if upheld.exact else None  # half goes up, in integers
    return Rate(at, floor(lower(upheld.low) * scale / contacts), ceil(upper(upheld.high) * scale / contacts))


def printed(value: int) -> str:
    """`1234` as 0.1234."""
    return f"{value // UNIT}.{value % UNIT:04}"
