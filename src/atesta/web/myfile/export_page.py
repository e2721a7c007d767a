"""The readable part of an export: one page without any link to the network, written debt by debt while it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.template import loader

from atesta.action.complaint.channel import load_channels
from atesta.locale import Catalogue
from atesta.store import exporting
from atesta.store.exporting import Entry
from atesta.store.models import Complaint, ComplaintEvent, Debt, File, KeptContact
from atesta.store.to_core import moment_of
from atesta.web.myfile.home import Five, five_of
from atesta.web.myfile.papers import Paper, extracts, receipts, requests
from atesta.web.show import TAGS, settings
from atesta.web_settings import Operator

AT_ONCE = 200
"""Contacts that are held in memory together."""


@dataclass(frozen=True, slots=True)
class Told:
    """One contact, whole. `original` is its neutral name in the zip, `given_name` what it was called."""

    at: datetime | None
    kept_at: datetime
    channel: str
    sender: str
    text: str
    note: str
    five: tuple[Five, ...]
    original: str
    given_name: str


@dataclass(frozen=True, slots=True)
class ComplaintTold:
    """A complaint with its steps, oldest first."""

    name: str
    row: Complaint
    events: tuple[ComplaintEvent, ...]


@dataclass(frozen=True, slots=True)
class DebtTold:
    debt: Debt
    extracts: tuple[Paper, ...]
    receipts: tuple[Paper, ...]
    requests: tuple[Paper, ...]
    complaints: tuple[ComplaintTold, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """`demo`: hers is an invented file, or the pages are a demonstration; `operator`: who ran them."""

    tag: str
    made_at: datetime
    name: str
    address: str
    phone: str
    demo: bool
    operator: Operator


def everything(file: File, words: Catalogue, now: datetime) -> Iterator[Entry]:
    """All parts of the zip, the readable ones first."""
    yield Entry("index.html", _index(file, words, now))
    yield Entry("README.txt", (_readme(words).encode(),))
    yield from exporting.entries(file)


def _readme(words: Catalogue) -> str:
    lines = ("what", "index", "data", "originals", "log", "entry", "chain", "check", "careful")
    return "\n\n".join(words.say(f"web_file.readme.{line}") for line in lines) + "\n"


def _index(file: File, words: Catalogue, now: datetime) -> Iterator[bytes]:
    web = settings()
    demo = file.demo or web.demo
    cover = Cover(TAGS[words.lang], now, file.name, file.address, file.phone, demo, web.operator)
    yield _part("head", cover, words)
    for debt in file.debts.order_by("made_at"):
        papers = (extracts(debt, words), receipts(debt, words), requests(debt, words))
        yield _part("debt", DebtTold(debt, *papers, _complaints(debt, words)), words)
        yield from _contacts(debt.contacts.order_by("-order", "-id"), words)
    yield _part("rest", cover, words)
    yield from _contacts(file.contacts.filter(debt=None).order_by("-order", "-id"), words)
    yield _part("foot", cover, words)


def _complaints(debt: Debt, words: Catalogue) -> tuple[ComplaintTold, ...]:
    channels = load_channels()
    return tuple(
        ComplaintTold(channels[row.channel].names[words.lang], row, tuple(row.events.order_by("seq")))
        for row in debt.complaints.order_by("made_at", "id")
    )


def _contacts(rows: QuerySet[KeptContact], words: Catalogue) -> Iterator[bytes]:
    found = rows.select_related("answers", "original").defer("answers__review")
    for contact in found.iterator(chunk_size=AT_ONCE):
        yield _part("contact", _told(contact, words), words)


def _told(contact: KeptContact, words: Catalogue) -> Told:
    original = contact.original
    return Told(
        moment_of(contact),
        contact.kept_at,
        contact.channel,
        contact.sender,
        contact.text,
        contact.note,
        five_of(contact, words),
        f"originals/{original.id}.bin" if original else "",
        original.given_name if original else "",
    )


def _part(name: str, page: object, words: Catalogue) -> bytes:
    return loader.render_to_string(f"web/export_{name}.html", {"page": page, "words": words}).encode("utf-8", "replace")
