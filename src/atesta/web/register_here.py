"""Whether creditors of a place keep their register here, and how often it may be asked about one number.

The limits are those of the public check, counted together with it: a second page is no second set of guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from atesta.store.house import person_hash
from atesta.store.models import Creditor
from atesta.store.pace import address_of, wait, wait_key
from atesta.web.show import settings


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds until the next question is answered, 0 where this one is. `limit`: number or ending, where that is used
    up for everybody; "" where it is that of whoever asks."""

    seconds: int
    limit: str = ""


def is_here(place: str) -> bool:
    """A register of some creditor of this place is kept here."""
    return settings().operator.kind != "own" and Creditor.objects.filter(place=place).exists()


def wait_number(request: HttpRequest, number: str, place: str, now: datetime) -> Wait:
    """Counts this question: for whoever asks, then for the number."""
    return _wait(request, f"{place}|{person_hash(number, place)}", "number", now)


def wait_ending(request: HttpRequest, last4: str, place: str, now: datetime) -> Wait:
    """The same for a code, about all numbers that end so."""
    return _wait(request, f"{place}|{last4}", "ending", now)


_OF_ALL = {"number": "sent-number", "ending": "sent-last4"}


def _wait(request: HttpRequest, about: str, limit: str, now: datetime) -> Wait:
    """What a visitor's own limits refuse is not counted for everybody: one alone keeps nobody else from asking."""
    mine = wait(request, "sent", now) or wait_key(f"{address_of(request)}|{about}", "sent-about", now)
    if mine:
        return Wait(mine)
    seconds = wait_key(about, _OF_ALL[limit], now)
    return Wait(seconds, limit if seconds else "")
