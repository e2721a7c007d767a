"""Keeping what was just answered: beside a debt that is there or a new one; without an open file, through the door."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.message import Message
from atesta.mandate import consulted
from atesta.store import keeping
from atesta.store.models import Debt, File
from atesta.store.timeline import made_there
from atesta.web.access import Who, open_file
from atesta.web.desk import anchors
from atesta.web.failures import failure
from atesta.web.message_extract import brought
from atesta.web.message_form import Given, Refused, read_form, zone_of
from atesta.web.myfile import carry, session
from atesta.web.myfile.means import means
from atesta.web.myfile.things import file_of
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.register_said import Heard, heard
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


@paced("keep")
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
    with keeping.one_at_a_time(file):
        contact = _contact(asked.message)
        debt = chosen_debt(file, place, plain.get("debt", ""), given, now, contact)
        if debt is not None and debt.ledger_id is None:  # of a linked one the register is asked by its account
            contact = dataclasses.replace(contact, register=_register(heard(request, place, asked, now)))
        kept = keep_beside(file, debt, contact, given.token, now)
    if kept is None:
        return which_debt(request, place, given.fields, plain)
    return to_debt(request, kept)


def which_debt(
    request: HttpRequest, place: str, fields: Mapping[str, str], again: Mapping[str, str] | None = None
) -> HttpResponse:
    """The page that asks for it; `again` are the fields with which it comes in another language, else the same."""
    choices = tuple(DebtChoice(one.id, one.lender, made_there(one)) for one in debts_of(file_of(request), place))
    return show(request, "file_keep.html", Keep(choices, fields), place=place, again=fields if again is None else again)


def to_debt(request: HttpRequest, kept: keeping.Kept) -> HttpResponse:
    said = "kept" if kept.new else "kept_before"
    return redirect(f"/{words_of(request).lang}/file/debt/{kept.contact.debt_id}?said={said}")


def keep_beside(
    file: File, debt: Debt | None, contact: keeping.Given, token: str, now: datetime
) -> keeping.Kept | None:
    """The contact, and the extract that it was compared with. None without a debt: then nothing is kept."""
    if debt is None:
        return None
    _keep_extract(debt, token, now)
    kept = keeping.keep_contact(file, debt, contact, means(), now)
    if kept.contact.debt_id is None:  # it was there, and beside no debt yet
        keeping.move_contact(kept.contact, debt, means(), now)
    return kept


def _register(said: Heard) -> str:
    known = said.asked.knowledge.consulted
    return consulted.kept(known, said.asked.message.text) if known else ""


def _keep_extract(debt: Debt, token: str, now: datetime) -> None:
    """The lender's signed word goes with the message that it was compared with; one that cannot be read is left."""
    extract, token = brought(None, token, anchors, {})
    if extract is not None:
        account = extract.account
        keeping.keep_extract(debt, token, account.as_of, extract.signer or "", extract.known, means(), now)


def debts_of(file: File, place: str) -> tuple[Debt, ...]:
    return tuple(file.debts.filter(place=place).order_by("-made_at"))


def must_ask(file: File, place: str, asked: str) -> bool:
    """There are debts of this place, and which one she means is not said."""
    ids = {one.id for one in debts_of(file, place)}
    return bool(ids) and asked != NEW and asked not in ids


def chosen_debt(  # what a debt is made of
    file: File, place: str, asked: str, given: Given, now: datetime, contact: keeping.Given | None = None
) -> Debt | None:
    """The debt of this contact where it is in the file already, or that she named, or a new one, with the figures that
    she gave. None: she has to say which. To be asked inside `keeping.one_at_a_time`, or two presses make two."""
    there = keeping.kept_before(file, contact, now) if contact else None
    if there is not None and there.debt is not None:
        return there.debt
    if must_ask(file, place, asked):
        return None
    named = next((one for one in debts_of(file, place) if one.id == asked), None)
    return named or _new_debt(file, place, given, now)


def _new_debt(file: File, place: str, given: Given, now: datetime) -> Debt:
    """`given` was read as a form before (`read_form`); its zone is one of the place, as the form takes it."""
    due = date.fromisoformat(given.due) if given.due else None
    zone = zone_of(given, place) if given.figures else ""
    return keeping.make_debt(file, place, now, lender=given.lender, owed=given.owed, due=due, zone=zone)


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
