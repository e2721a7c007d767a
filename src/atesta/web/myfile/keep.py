"""Keeping what was just answered: beside a debt that is there or a new one; without an open file, through the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.message import Channel, Provenance, Purpose, Recipient
from atesta.contact.place import PLACES
from atesta.store import keeping
from atesta.store.keeping import Given
from atesta.store.models import Debt, File
from atesta.web.access import Who, open_file
from atesta.web.failures import failure
from atesta.web.myfile import carry, session
from atesta.web.myfile.means import means
from atesta.web.pages import Page
from atesta.web.show import show, words_of

NEW = "new"
MOST_TEXT = 100_000
"""Characters; a message is refused beyond 96 kB before it gets here."""


@dataclass(frozen=True, slots=True)
class DebtChoice:
    id: str
    name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Keep:
    """Which debt is it about? `fields` go along."""

    debts: tuple[DebtChoice, ...]
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NoFileOpen:
    """Nothing is kept without a file: open yours, or make one. `carry` goes along."""

    carry: str


def keep(request: HttpRequest) -> HttpResponse:
    """The button "Keep" of an answer sends text, sender, received, channel, to, purpose, provenance, place."""
    if open_file(request) is None:
        return show(request, "file_keep_where.html", NoFileOpen(carry.pack(request)))
    return keep_given(request, request.POST.dict())


def keep_given(request: HttpRequest, fields: Mapping[str, str]) -> HttpResponse:
    """A file is open. With no debt in it yet, one is made; otherwise she says which one it is about."""
    file = open_file(request)
    given, place = given_of(fields), fields.get("place", "").upper()
    if file is None or given is None or place not in PLACES:
        return failure(request, "bad_request", 400)
    debts = tuple(file.debts.filter(place=place).order_by("-made_at"))
    debt = _chosen(file, debts, place, fields.get("debt", ""))
    if debt is None:
        rest = tuple((name, value) for name, value in fields.items() if name not in ("debt", "csrfmiddlewaretoken"))
        choices = tuple(DebtChoice(one.id, one.lender, one.made_at) for one in debts)
        return show(request, "file_keep.html", Keep(choices, rest))
    kept = keeping.keep_contact(file, debt, given, means(), session.now())
    said = "kept" if kept.new else "kept_before"
    return redirect(f"/{words_of(request).lang}/file/debt/{kept.contact.debt_id or debt.id}?said={said}")


def _chosen(file: File, debts: tuple[Debt, ...], place: str, asked: str) -> Debt | None:
    if not debts:
        return keeping.make_debt(file, place, session.now())
    if asked == NEW:
        return keeping.make_debt(file, place, session.now())
    return next((one for one in debts if one.id == asked), None)


def given_of(fields: Mapping[str, str]) -> Given | None:
    """None for what our own page would never send."""
    try:
        received = fields.get("received", "")
        given = Given(
            channel=Channel(fields.get("channel") or "sms").value,
            sender=fields.get("sender", "")[:120],
            at=datetime.fromisoformat(received) if received else None,
            to=Recipient(fields.get("to") or "debtor").value,
            purpose=Purpose(fields.get("purpose") or "demand").value,
            provenance=Provenance(fields.get("provenance") or "imported").value,
            text=fields.get("text", "").replace("\0", ""),
        )
    except ValueError:
        return None
    timed = given.at is None or given.at.utcoffset() is not None
    return given if given.text.strip() and timed and len(given.text) <= MOST_TEXT else None


PAGES = (Page("file/keep", keep, "file-keep", Who.ANYONE, ("POST",)),)
