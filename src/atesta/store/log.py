"""The store's log: append-only, chained like the evidence, salted digests only (MISSION A5.2c; PRODUCT rows 83, 85).

    digest = SHA-256("atesta-store-entry-v1" 0 salt  canonical JSON of {"kind", "row", "what"})
    head   = SHA-256("atesta-chain-v1" 0 head-before canonical JSON of {"at", "digest", "kind", "seq"})

`at` is in UTC with microseconds. Both databases give the same bytes, so the same digests.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from atesta.evidence.canonical import Json, write
from atesta.evidence.digest import FIRST, chain_hash
from atesta.store.models import File, LogEntry, LogHead, Opening

ENTRY = b"atesta-store-entry-v1\0"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry at which the chain does not hold, and why: gap, digest, head or end."""

    seq: int
    why: str


def append(kind: str, row: str, what: dict[str, Json], at: datetime, file: File | None = None) -> LogEntry:
    """Enters one change of state; in the transaction of the change itself: neither is there without the other."""
    salt = secrets.token_bytes(32)
    with transaction.atomic():
        last, _ = LogHead.objects.select_for_update().get_or_create(id=1, defaults={"head": FIRST.hex()})
        digest = _digest(kind, row, what, salt)
        entry = LogEntry(seq=last.seq + 1, at=at, kind=kind, digest=digest)
        entry.head = _head(last.head, entry)
        entry.save(force_insert=True)
        Opening.objects.create(entry=entry, file=file, salt=salt.hex(), row=row, what=what)
        LogHead.objects.filter(id=1).update(seq=entry.seq, head=entry.head)
    return entry


def check(entries: Iterable[LogEntry], end: LogHead | None) -> Broken | None:
    """Walks the chain from its first entry. None: whole, and its end is the one that was noted."""
    seq, head = 0, FIRST.hex()
    for entry in entries:
        if entry.seq != seq + 1:
            return Broken(seq + 1, "gap")
        if _head(head, entry) != entry.head:
            return Broken(entry.seq, "head")
        seq, head = entry.seq, entry.head
    noted = (end.seq, end.head) if end else (0, FIRST.hex())
    return None if noted == (seq, head) else Broken(seq, "end")


def opens(opening: Opening) -> bool:
    """Whether what is kept is what its entry commits to."""
    entry = opening.entry
    return _digest(entry.kind, opening.row, opening.what, bytes.fromhex(opening.salt)) == entry.digest


def _digest(kind: str, row: str, what: dict[str, Json], salt: bytes) -> str:
    return hashlib.sha256(ENTRY + salt + write({"kind": kind, "row": row, "what": what})).hexdigest()


def _head(before: str, entry: LogEntry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    line: dict[str, Json] = {"at": at, "digest": entry.digest, "kind": entry.kind, "seq": entry.seq}
    return chain_hash(bytes.fromhex(before), write(line)).hex()
