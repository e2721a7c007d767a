"""Contacts that their owner handed over, taken into the file for the lawyers: the bytes as they were kept, and what the
log says of each from the day it came in. Taking one is a look, which its owner can see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction

from atesta.action.handoff import Entry
from atesta.store import blobs, oversight
from atesta.store.models import KeptContact, LogEntry, Look, Staff

MOST = 40
"""Contacts of one hand-off."""


@dataclass(frozen=True, slots=True)
class Taken:
    """`name` says nothing about anybody; `entries` in their order."""

    name: str
    data: bytes
    entries: tuple[Entry, ...]


def size_of(ids: Iterable[str]) -> int:
    """Bytes that would be read."""
    return sum(row.original.size if row.original else len(row.text.encode()) for row in _rows(ids))


def take(ids: Iterable[str], staff: Staff, reason: str, now: datetime) -> tuple[Taken, ...]:
    """Those among `ids` that are handed over and not taken back. Raises DiskError where an original is not there."""
    rows = _rows(ids)
    with transaction.atomic():
        for row in rows:
            oversight.look(staff, row, reason, now)
        return tuple(Taken(_name(n, row), _data(row), _entries(row)) for n, row in enumerate(rows, 1))


def _rows(ids: Iterable[str]) -> list[KeptContact]:
    handed = oversight.handed_over().filter(contact_id__in=list(ids)).values("contact_id")
    rows = KeptContact.objects.filter(id__in=handed).select_related("original", "file")
    return list(rows.order_by("order", "id")[:MOST])


def _name(n: int, row: KeptContact) -> str:
    """Its ending tells what it is; JSON would be taken for a review."""
    ending = PurePosixPath(row.original.given_name).suffix if row.original else ".txt"
    return f"kept-{n:03d}{'.bin' if ending.lower() in ('', '.json') else ending}"


def _data(row: KeptContact) -> bytes:
    if row.original is None:
        return (row.text or row.transcript or row.note).encode("utf-8", "surrogatepass")
    with blobs.open_blob(row.original) as source:
        return source.read()


def _entries(row: KeptContact) -> tuple[Entry, ...]:
    """Of the contact, of its original and its time stamp, and of everybody who looked at it."""
    looks = Look.objects.filter(what=oversight.CONTACT, row=row.id).values_list("id", flat=True)
    about = {row.id, *looks, *((row.original_id,) if row.original_id else ())}
    entries = LogEntry.objects.filter(opening__row__in=about).order_by("seq")
    return tuple(Entry(one.seq, one.at, one.kind, one.digest) for one in entries)
