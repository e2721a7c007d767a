"""Quarters, and nothing else: of two periods that overlap one could be taken from the other, and few cases be left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from atesta.errors import InputError

FORM = re.compile(r"(19|20|21)\d\d-Q[1-4]")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of the calendar, `number` 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """The first day after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1).first

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def read_quarter(text: str) -> Quarter:
    """`2026-Q3`. Raises InputError for anything else."""
    if not FORM.fullmatch(text):
        raise InputError(
            "The period is not a quarter.",
            "Periods that overlap could be subtracted from each other until single cases are left.",
            "Write it as 2026-Q3.",
            key="rank_period",
        )
    return Quarter(int(text[:4]), int(text[-1]))
