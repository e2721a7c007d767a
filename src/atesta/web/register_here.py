"""Whether creditors of a place keep their register here, and how often it may be asked about one number.

The limits are those of the public check, counted together with it: a second page is no second set of guesses.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from atesta.store.house import person_hash
from atesta.store.models import Creditor
from atesta.store.pace import wait, wait_key
from atesta.web.show import settings


def is_here(place: str) -> bool:
    """A register of some creditor of this place is kept here."""
    return settings().operator.kind != "own" and Creditor.objects.filter(place=place).exists()


def wait_number(request: HttpRequest, number: str, place: str, now: datetime) -> int:
    """Counts this question; seconds until the next one is answered: for whoever asks, and for the number."""
    about = person_hash(number, place)
    return max(wait(request, "sent", now), wait_key(f"{place}|{about}", "sent-number", now))
