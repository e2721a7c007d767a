"""A measured value with its bound and unit. Whole numbers only: it goes into the chain, which knows no floats (spec
1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Measured:
    """`value` is None where it could not be measured. `met` follows: yes, no, or None for unknown, which is not
    passed."""

    name: str
    value: int | None
    unit: str
    bound: int
    side: Literal["least", "most"]

    @property
    def met(self) -> bool | None:
        if self.value is None:
            return None
        return self.value >= self.bound if self.side == "least" else self.value <= self.bound

    def as_record(self) -> dict[str, int | str | bool | None]:
        return {"bound": self.bound, "met": self.met, "side": self.side, "unit": self.unit, "value": self.value}


def as_record(measured: Iterable[Measured]) -> dict[str, dict[str, int | str | bool | None]]:
    """By name, in the form that a start record holds."""
    return {one.name: one.as_record() for one in measured}


def all_met(measured: Iterable[Measured]) -> bool | None:
    """No if one is not met, unknown if one is unknown, else yes. Nothing measured is unknown."""
    answers = {one.met for one in measured}
    if False in answers:
        return False
    return None if None in answers or not answers else True
