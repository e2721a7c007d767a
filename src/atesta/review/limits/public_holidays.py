"""Public holidays of a place: computed years are data beside this module, other years come from the library.

The table is the library's own answer for the years named in it (a test compares them): importing the library costs
more time than the rest of a review.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("public_holidays.json")


def is_holiday(place: str, day: date) -> bool:
    """Whether `day` is a national public holiday. Regional ones are not known to us."""
    years = _table().get(place, {})
    if str(day.year) in years:
        return day.isoformat()[5:] in years[str(day.year)]
    return day in _computed(place, day.year)


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    table: Mapping[str, Mapping[str, list[str]]] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return table


@cache
def _computed(place: str, year: int) -> frozenset[date]:
    # Imported here: it is slow, and only a year outside the table needs it.
    from holidays import country_holidays  # noqa: PLC0415

    return frozenset(country_holidays(place, years=year))
