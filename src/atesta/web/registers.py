"""The public lists that this installation holds, for the review of a message."""

from __future__ import annotations

from atesta.installation.lists import Lists
from atesta.mandate.register_csv import PublicRegister
from atesta.web.show import settings


def lists() -> Lists:
    return Lists(settings().folder / "lists")


def registers_of(place: str) -> tuple[PublicRegister, ...]:
    """What `Knowledge.of(registers=…)` takes. A listing is never a yes; without a list there is none to be asked."""
    return lists().of(place)
