"""A debt's contacts, newest first, a page at a time; and what they come to. No page is found by counting rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from atesta.contact.account import debtor_zone
from atesta.contact.campaigns import Campaigns, Seen, campaigns_of
from atesta.contact.place import PLACES
from atesta.review.limits.contact import local_day
from atesta.review.limits.counted import Counted, counted
from atesta.rules.rulebook import Rulebook
from atesta.store.models import Debt, KeptContact
from atesta.store.to_core import Timed, given_zone, moment_of, pasts

PAGE = 50
MOST_COMPARED = 300
"""Contacts whose texts are compared for campaigns: the newest ones, and the page says so."""
MOST_COUNTED = 500
"""Recent contacts that are counted beside a rule: far beyond what any rule allows in a week."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """`older`: the contact after whose place the next page begins, None on the last page."""

    contacts: tuple[KeptContact, ...]
    older: str | None


def timeline(contacts: QuerySet[KeptContact], after: KeptContact | None = None, size: int = PAGE) -> Timeline:
    """`contacts` of one debt or one file: either has an index in this order."""
    ordered = (
        contacts.order_by("-order", "-id").select_related("answers").defer("transcript", "measures", "answers__review")
    )
    if after is not None:
        # Not said as "before, or at the same time with a smaller id": for an OR PostgreSQL reads and sorts every older
        # contact (620 ms where a debt has 50,000); for this both databases go on from their place in the index.
        ordered = ordered.filter(~Q(order=after.order, id__gte=after.id), order__lte=after.order)
    found = tuple(ordered[: size + 1])
    return Timeline(found[:size], found[size - 1].id if len(found) > size else None)


SEEN = ("id", "at", "at_offset", "sender", "text")


class SeenRow(Timed, Protocol):
    """A row with the fields of SEEN."""

    @property
    def id(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sums:
    """What her contacts come to. `limited`: only the newest MOST_COMPARED were looked at."""

    campaigns: Campaigns
    counts: tuple[Counted, ...]
    limited: bool


def sums(debt: Debt, rulebook: Rulebook, now: datetime) -> Sums:
    newest = debt.contacts.order_by("-order", "-id").values_list(*SEEN, named=True)
    found = tuple(newest[: MOST_COMPARED + 1])
    zone = zone_of(debt)
    seen = (_seen(contact, zone) for contact in reversed(found[:MOST_COMPARED]))
    recent = debt.contacts.filter(order__gte=now - timedelta(days=8), at__isnull=False).order_by("-order")
    counts = counted(pasts(recent, MOST_COUNTED), rulebook, debt.place, zone, now, debt.lender_kind)
    return Sums(campaigns_of(seen), counts, len(found) > MOST_COMPARED)


def made_there(debt: Debt) -> datetime:
    """When she began it, by her clock: a debt without a lender is named by that day."""
    return debt.made_at.astimezone(ZoneInfo(zone_of(debt)))


def zone_of(debt: Debt) -> str:
    """Hers if she gave it, else the place's most populous."""
    return given_zone(debt) or str(debtor_zone(None, debt.place) or PLACES[debt.place].zones[0])


def _seen(row: SeenRow, zone: str) -> Seen:
    at = moment_of(row)
    return Seen(row.id, local_day(at, zone) if at else None, row.sender, row.text)
