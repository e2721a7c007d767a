"""What the gate has to know before it decides, read in one go (store.ready.together): the register about the sender and
the account, her requests and numbers, the list of whom nobody may contact, and the history of all agencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max

from atesta.contact.account import Account, Lender
from atesta.contact.place import PLACES
from atesta.mandate.address import address_key
from atesta.mandate.directory import Directory
from atesta.mandate.do_not_contact import DoNotContact
from atesta.store import house, registry
from atesta.store.gate_asked import Asker, Wanted
from atesta.store.gate_history import LOOKED_BACK, MADE, PLANNED, Line, lines_made, lines_planned
from atesta.store.models import Block, Creditor, LedgerAccount, LedgerNumber, LedgerRequest
from atesta.store.ready import Ready, together

_STEPS = ("id", "confirmed_at", "declined_at", "lifted_at")
_BLOCKS = Ready(
    lambda place: (
        Block.objects.filter(place=place)
        .order_by()
        .values("place")
        .annotate(last=Max("id"), **{f"n_{cell}": Count(cell) for cell in _STEPS})
        .values_list("last", *(f"n_{cell}" for cell in _STEPS))
    ),
    "place",
)
_NUMBERS = Ready(lambda account: LedgerNumber.objects.filter(account=account).values_list("person"), "account")


@dataclass(frozen=True, slots=True)
class Read:
    """`planned` is what was allowed and may still be made; `account` is None for one that nobody knows."""

    directory: Directory
    held: DoNotContact
    account: Account | None = None
    numbers: frozenset[str] = frozenset()
    made: Sequence[Line] = ()
    planned: Sequence[Line] = ()


def read(asker: Asker, account: LedgerAccount | None, wanted: Wanted, now: datetime) -> Read:
    """The days looked back are those before the contact or before now, whichever is earlier: what is asked for
    afterwards has its own days before it."""
    creditor, agency = asker.creditor, asker.agency
    of_all = [
        (registry.SENDERS, {"creditor": creditor.id, "key": address_key(wanted.address, creditor.place)}),
        (registry.MANDATES, {"agency": agency.id if agency else ""}),
        (_BLOCKS, {"place": creditor.place}),
    ]
    of_account = _of_account(account, min(wanted.at, now) - LOOKED_BACK) if account else []
    senders, mandates, blocks, *rest = together(*of_all, *of_account)
    held = _list(creditor.place, tuple(blocks))
    agencies = (agency,) if agency else ()
    read_of = frozenset(one.id for one in agencies)
    if account is None:
        found = registry.Found(senders, (), mandates, read_of)
        return Read(registry.directory_of(creditor, now, found, agencies), held)
    placed, numbers, requests, made, planned = rest
    found = registry.Found(senders, placed, mandates, read_of)
    return Read(
        registry.directory_of(creditor, now, found, agencies),
        held,
        core_of(creditor, account, registry.requests_of(requests)),
        frozenset(number for (number,) in numbers),
        lines_made(made),
        lines_planned(planned),
    )


def _of_account(account: LedgerAccount, since: datetime) -> list[tuple[Ready, dict[str, object]]]:
    hers: dict[str, object] = {"account": account.id}
    return [
        (registry.PLACED, {"creditor": account.creditor_id, **hers}),
        *((ready, hers) for ready in (_NUMBERS, registry.REQUESTS)),
        *((ready, {**hers, "since": since}) for ready in (MADE, PLANNED)),
    ]


def core_of(creditor: Creditor, account: LedgerAccount, requests: Sequence[LedgerRequest] | None = None) -> Account:
    """The extract; where none was imported, what the row alone says: her zone, and what she asked for."""
    held = registry.core_account(account, requests)
    return held or Account(
        as_of=account.made_at,
        account=account.id,
        creditor=creditor.name,
        lender=Lender(creditor.name),
        place=account.place,
        zone=account.zone or None,
        currency=PLACES[account.place].currency,
        pauses=registry.pauses_of(account, requests),
    )


def list_of(place: str) -> DoNotContact:
    """Whom nobody may contact, and whose address is not to be used, as it is now."""
    return _list(place, tuple(_BLOCKS.rows(place=place)))


@lru_cache(32)
def _list(place: str, stamp: tuple[object, ...]) -> DoNotContact:
    """Kept: a list of thousands is the same from one question to the next. The stamp is another one whenever the list
    of this place is: each of its steps fills one more cell, and none is emptied."""
    return house.as_list(place)
