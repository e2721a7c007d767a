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
    """Counts this question; seconds until the next one is answered."""
    return wait_about(request, f"{place}|{person_hash(number, place)}", "sent-number", now)


def wait_about(request: HttpRequest, about: str, name: str, now: datetime) -> int:
    """For whoever asks, for her about this, and for this whoever asks. What an earlier limit refuses no later one
    counts, and her share is a part: nobody alone can use up the questions that belong to all."""
    hers = f"{address_of(request)}|{about}"
    return wait(request, "sent", now) or wait_key(hers, f"{name}-of-one", now) or wait_key(about, name, now)
