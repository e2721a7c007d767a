"""Accepted, and then nothing: which cases had no step for so many days. "We will sue" has to be followed by a step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

NO_STEP_AFTER_DAYS = 30


@dataclass(frozen=True, slots=True)
class Accepted:
    """One case that was accepted, and the days of the steps since."""

    id: str
    on: date
    steps: tuple[date, ...] = ()

    @property
    def last(self) -> date:
        return max((self.on, *self.steps))


def no_step_since(cases: Iterable[Accepted], today: date, days: int = NO_STEP_AFTER_DAYS) -> tuple[Accepted, ...]:
    """Those whose last step, or whose acceptance, is more than `days` ago; the longest wait first."""
    waiting = [case for case in cases if (today - case.last).days > days]
    return tuple(sorted(waiting, key=lambda case: (case.last, case.id)))
