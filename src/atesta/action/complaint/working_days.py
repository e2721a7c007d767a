"""Working days of a place: Monday to Friday without its national holidays; in China also the days that are swapped.

China's State Council swaps Saturdays and Sundays for days around the long holidays, a year at a time and only some
weeks before that year. The calendar library has the years that it was told; of others `swaps_known` says no, and
whoever counts there says so.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from atesta.review.limits.public_holidays import is_holiday

SATURDAY = 5
ONE = timedelta(days=1)


def is_working_day(day: date, place: str) -> bool:
    """`place` is a code of contact/place.py. Regional and local holidays are not known."""
    if day.weekday() >= SATURDAY:
        return place == "CN" and day in _swapped(day.year)
    return not is_holiday(place, day)


def add_working_days(first: date, days: int, place: str) -> date:
    """The last of `days` working days after `first`."""
    day = first
    for _ in range(days):
        day += ONE
        while not is_working_day(day, place):
            day += ONE
    return day


def next_working_day(day: date, place: str) -> date:
    """`day` itself where it is one."""
    while not is_working_day(day, place):
        day += ONE
    return day


def swaps_known(year: int) -> bool:
    """Whether the library has China's swapped days of that year: each year since 2007 had some."""
    return bool(_swapped(year))


@cache
def _swapped(year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - slow to import, and asked in China only

    known = country_holidays("CN", years=year)
    return frozenset(day for day in getattr(known, "weekend_workdays", ()) if day.year == year)
