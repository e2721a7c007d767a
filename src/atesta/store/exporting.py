"""Everything of a file as one zip, written while it is sent: rows as JSON, originals, and what checks both."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from operator import or_
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.db.models import Model, Q, QuerySet

from atesta.evidence.digest import FIRST
from atesta.store import blobs, models
from atesta.store.models import File, LogEntry, LogHead, Opening
from atesta.store.stamping import last_stamped

OWNED: Mapping[type[Model], str] = MappingProxyType(
    {
        models.File: "id",
        models.Passkey: "file",
        models.Debt: "file",
        models.Extract: "debt__file",
        models.Receipt: "debt__file",
        models.Request: "debt__file",
        models.Reminder: "request__debt__file|complaint__file",
        models.MailWay: "file",
        models.KeptContact: "file",
        models.Answers: "contact__file",
        models.Complaint: "file",
        models.ComplaintContact: "complaint__file",
        models.ComplaintEvent: "complaint__file",
        models.ReportedSender: "file",
        models.Blob: "file",
        models.HandOver: "contact__file",
        models.Look: "file",
        models.Hold: "file",
        models.Case: "file",
        models.Evidence: "case__file",
        models.CaseFinding: "case__file",
        models.CaseEvent: "case__file",
    }
)
"""How each model leads to its file, by either way where there are two; the log has a file of its own (`log.json`)."""
NOT_HERS: Mapping[type[Model], str] = MappingProxyType(
    {
        models.Upload: "nobody's file yet, and erased after an hour",
        models.Staff: "people of the operator",
        models.Block: "found by a number, and a file cannot prove whose number it names",
        models.BlockDecision: "who decided about an entry of that list",
        models.HandOff: "the creditor's own file for its lawyers, prepared from what the creditor holds",
        models.HandOffStep: "what became of it",
        models.LedgerAccount: "the creditor's own account; what it says she is given as a signed extract",
        models.LedgerRequest: "the creditor's copy of what she asked; her letter is in her export",
        models.Touch: "the creditor's and its agencies' own record of contacts",
        models.GateAsk: "what an agency asked before a contact",
        models.Announcement: "announced to a number, by keyed hashes; a file cannot prove whose it is",
        models.Answered: "an answer to a program of an agency, deleted after a day",
    }
)
"""Models with personal fields that are not of a file, and why."""
LEFT_OUT = frozenset({"code_hash", "address_hash"})
"""Would help nobody but whoever guesses."""
CHECKER = Path(__file__).with_name("check_export.py")
PIECE = 256 * 1024
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the zip. Its name says nothing about anybody."""

    name: str
    pieces: Iterable[bytes]


def entries(file: File) -> Iterator[Entry]:
    """Data, originals, their stamps beside them, log and checker; the readable page is made by whoever has
    the words for it."""
    for model in OWNED:
        yield Entry(f"data/{model.__name__.lower()}.json", _array(map(row_json, rows(file, model))))
    yield Entry("originals/SHA256SUMS", _sums(file))
    for blob in file.blobs.order_by("id"):
        yield Entry(f"originals/{blob.id}.bin", _pieces(blob))
    for stamp in models.Stamp.objects.filter(original__file=file).exclude(stamped_at=None).order_by("original"):
        yield Entry(f"originals/{stamp.original_id}.tsr", (bytes(stamp.token),))
    yield Entry("log.json", _log(file))
    yield Entry("check.py", (CHECKER.read_bytes(),))


def rows(file: File, model: type[Model]) -> QuerySet[Any]:
    ways = (Q(**{way: file.pk}) for way in OWNED[model].split("|"))
    return model._default_manager.filter(reduce(or_, ways)).order_by("pk")


def row_json(row: Model) -> dict[str, Any]:
    """Every field by its name, as it is kept."""
    fields = (field for field in row._meta.concrete_fields if field.name not in LEFT_OUT)
    return {field.name: _plain(getattr(row, field.attname)) for field in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _array(items: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A JSON array, one row a line."""
    between = b"[\n"
    for item in items:
        yield between + json.dumps(item, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        between = b",\n"
    yield b"[]\n" if between == b"[\n" else b"\n]\n"


def _sums(file: File) -> Iterator[bytes]:
    """As `sha256sum -c` reads it."""
    for blob in file.blobs.order_by("id"):
        yield f"{blob.sha256}  {blob.id}.bin\n".encode()


def _pieces(blob: models.Blob) -> Iterator[bytes]:
    with blobs.open_blob(blob) as source:
        while piece := source.read(PIECE):
            yield piece


def _log(file: File) -> Iterator[bytes]:
    """Each entry about this file with what opens it and the head before it; at the end the log's head as it is now, and
    the last one with an outside time: with it she holds what a history written anew would contradict."""
    yield b'{"schema": "atesta.store-log/1", "entries": '
    yield from _array(map(_opened, Opening.objects.filter(file=file).select_related("entry").order_by("entry_id")))
    end = LogHead.objects.filter(id=1).first()
    head = {"seq": end.seq if end else 0, "head": end.head if end else FIRST.hex()}
    yield b', "end": ' + json.dumps(head).encode()
    yield b', "stamped": ' + json.dumps(_stamped()).encode() + b"}\n"


def _stamped() -> dict[str, Any] | None:
    row = last_stamped()
    head = LogEntry.objects.filter(seq=row.seq).values_list("head", flat=True).first() if row else None
    if row is None or head is None:
        return None
    return {"seq": row.seq, "head": head, "at": _plain(row.stamped_at), "token": _plain(row.token)}


def _opened(opening: Opening) -> dict[str, Any]:
    entry = opening.entry
    before = LogEntry.objects.filter(seq=entry.seq - 1).values_list("head", flat=True).first()
    return {
        "seq": entry.seq,
        "at": _plain(entry.at),
        "kind": entry.kind,
        "row": opening.row,
        "what": opening.what,
        "salt": opening.salt,
        "digest": entry.digest,
        "before": before or FIRST.hex(),
        "head": entry.head,
    }


class _Pipe(io.RawIOBase):
    """What the zip writes, until it is taken out and sent."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def take(self) -> bytes:
        taken, self._held = bytes(self._held), bytearray()
        return taken


def zipped(parts: Iterable[Entry]) -> Iterator[bytes]:
    """The zip, piece by piece: it never lies anywhere as a whole."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            about = zipfile.ZipInfo(part.name, _EARLIEST)
            about.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(about, "w", force_zip64=True) as out:
                for piece in part.pieces:
                    out.write(piece)
                    if sent := pipe.take():
                        yield sent
    yield pipe.take()
