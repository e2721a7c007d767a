"""Keeping what was just answered: beside a debt that is there or a new one; without an open file, through the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.message import Message
from atesta.store import keeping
from atesta.store.models import Debt, File
from atesta.web.access import Who, open_file
from atesta.web.desk import anchors
from atesta.web.failures import failure
from atesta.web.message_extract import brought
from atesta.web.message_form import Given, Refused, read_form
from atesta.web.myfile import carry, session
from atesta.web.myfile.means import means
from atesta.web.myfile.things import file_of
from atesta.web.pages import Page
from atesta.web.show import show, words_of

NEW = "new"


@dataclass(frozen=True, slots=True)
class DebtChoice:
    id: str
    name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Keep:
    """Which debt is it about? `fields` go along."""

    debts: tuple[DebtChoice, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NoFileOpen:
    """Nothing is kept without a file: open yours, or make one. `carry` goes along."""

    carry: str


def keep(request: HttpRequest, place: str) -> HttpResponse:
    """The button "Keep" of an answer sends the fields of its form once more: nothing was kept until now."""
    if open_file(request) is None:
        page = NoFileOpen(carry.pack(request))
        return show(request, "file_keep_where.html", page, place=place, again=request.POST.dict(), returns=True)
    return keep_given(request, place, request.POST.dict())


def keep_given(request: HttpRequest, place: str, fields: Mapping[str, object]) -> HttpResponse:
    """A file is open. With no debt of that place in it yet, one is made; otherwise she says which one it is about."""
    file, now, plain = file_of(request), session.now(), {name: str(value) for name, value in fields.items()}
    given = Given.of(plain)
    try:
        asked = read_form(given, place, now)
    except Refused:  # an answer was shown for these fields, so nobody of ours sends others
        return failure(request, "bad_request", 400)
    debts = tuple(file.debts.filter(place=place).order_by("-made_at"))
    debt = chosen_debt(file, debts, place, plain.get("debt", ""), given, now)
    if debt is None:
        choices = tuple(DebtChoice(one.id, one.lender, one.made_at) for one in debts)
        return show(request, "file_keep.html", Keep(choices, given.fields), place=place, again=plain)
    _keep_extract(debt, given.token, now)
    kept = keeping.keep_contact(file, debt, _contact(asked.message), means(), now)
    said = "kept" if kept.new else "kept_before"
    return redirect(f"/{words_of(request).lang}/file/debt/{kept.contact.debt_id or debt.id}?said={said}")


def _keep_extract(debt: Debt, token: str, now: datetime) -> None:
    """The lender's signed word goes with the message that it was compared with; one that cannot be read is left."""
    extract, token = brought(None, token, anchors, {})
    if extract is not None:
        account = extract.account
        keeping.keep_extract(debt, token, account.as_of, extract.signer or "", extract.known, means(), now)


def chosen_debt(
    file: File, debts: tuple[Debt, ...], place: str, asked: str, given: Given, now: datetime
) -> Debt | None:
    """The debt that she named; a new one takes over the figures that she gave with the message."""
    if debts and asked != NEW:
        return next((one for one in debts if one.id == asked), None)
    due = date.fromisoformat(given.due) if given.due else None
    return keeping.make_debt(
        file, place, now, lender=given.lender, owed=given.owed, due=due, zone=given.zone if given.figures else ""
    )


def _contact(message: Message) -> keeping.Given:
    return keeping.Given(
        channel=message.channel.value,
        sender=message.sender or "",
        at=message.received,
        to=message.to.value,
        purpose=message.purpose.value,
        provenance=message.provenance.value,
        text=message.text,
    )


PAGES = (Page("<str:place>/message/keep", keep, "message-keep", Who.ANYONE, ("POST",)),)
