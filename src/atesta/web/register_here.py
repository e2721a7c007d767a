"""Whether creditors of a place keep their register here, and how often it may be asked about one number.

The limits are those of the public check, counted together with it: a second page is no second set of guesses.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from atesta.store.house import person_hash
from atesta.store.models import Creditor
from atesta.store.pace import address_of, wait, wait_key
from atesta.web.show import settings


def is_here(place: str) -> bool:
    """A register of some creditor of this place is kept here."""
    return settings().operator.kind != "own" and Creditor.objects.filter(place=place).exists()


def wait_number(request: HttpRequest, number: str, place: str, now: datetime) -> int:
    """Counts this question; seconds until the next one is answered: for whoever asks, then for the number."""
    return _wait(request, f"{place}|{person_hash(number, place)}", "sent-number", now)


def wait_ending(request: HttpRequest, last4: str, place: str, now: datetime) -> int:
    """The same for a code, about all numbers that end so."""
    return _wait(request, f"{place}|{last4}", "sent-last4", now)


def _wait(request: HttpRequest, about: str, of_all: str, now: datetime) -> int:
    """What a visitor's own limits refuse is not counted for everybody, or one of them could keep the rest from asking."""
    mine = wait(request, "sent", now) or wait_key(f"{address_of(request)}|{about}", "sent-about", now)
    return mine or wait_key(about, of_all, now)
