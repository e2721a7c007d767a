"""Bytes on their way in, piece by piece, so that a lost network costs one piece and not the whole.

An upload is nobody's file: whoever began it holds a token, of which only the SHA-256 is kept. It is erased when its
hour is over, unless it is kept in a file; then its bytes stay where they are and the row becomes a blob's.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import BinaryIO

from django.db import transaction
from django.db.models import Sum

from atesta.errors import DiskError, InputError
from atesta.store import blobs
from atesta.store.models import Blob, File, Upload
from atesta.store.traces import leave_no_trace

MB = 1024 * 1024
MOST: Mapping[str, int] = MappingProxyType(
    {"recording": 200 * MB, "picture": 12 * MB, "bundle": 200 * MB, "ledger": 64 * MB}
)
"""Bytes, by kind."""
MOST_AT_ONCE = 4 * 1024 * MB
"""Bytes of all uploads that are here or announced; and what is announced leaves half of the free disk."""
PIECE = 4 * MB
STAYS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Begun:
    """`token` is told once, to the browser that began it."""

    upload: Upload
    token: str


class OffsetError(Exception):
    """A piece that does not follow what is here; `received` bytes are."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


def begin(kind: str, size: int, given_name: str, media_type: str, now: datetime) -> Begun:
    """A place for `size` bytes. InputError for a kind that is not there, for nothing, and for too much."""
    if kind not in MOST:
        raise _not_known()
    if size < 1:
        raise InputError("The file is empty.", "There is nothing to look at.", "Choose another.", key="upload_empty")
    if size > MOST[kind]:
        raise blobs.too_large(MOST[kind])
    _check_room(size, now)
    token = secrets.token_urlsafe(32)
    upload = Upload.objects.create(
        secret=_secret(token),
        kind=kind,
        size=size,
        given_name=given_name[:200],
        media_type=media_type[:80],
        made_at=now,
        ends_at=now + STAYS,
    )
    return Begun(upload, token)


def _check_room(size: int, now: datetime) -> None:
    """Raises DiskError (`no_space`). Two that begin in one moment may both pass: the pieces meet the disk itself."""
    held = Upload.objects.filter(ends_at__gt=now).aggregate(size=Sum("size"), here=Sum("received"))
    announced, here = held["size"] or 0, held["here"] or 0
    if announced + size > MOST_AT_ONCE or announced - here + size > blobs.free_bytes() // 2:
        raise DiskError(
            "Too many files are on their way right now.",
            "Their place is promised already, and a file without place would be lost.",
            "Try again in some minutes. Nothing of yours was kept.",
            reason="no_space",
            key="uploads_full",
        )


def find(id_: str, token: str, now: datetime) -> Upload | None:
    """None for an unknown one, for a wrong token and for one that has ended, without a difference in time that tells
    which: the comparison is made in any case."""
    upload = Upload.objects.filter(id=id_, ends_at__gt=now).first()
    right = hmac.compare_digest(_secret(token), upload.secret if upload else "0" * 64)
    return upload if right else None


def append(upload: Upload, offset: int, piece: bytes) -> Upload:
    """Adds a piece at `offset`; on the medium when this returns. Two tabs come one after the other.

    OffsetError where it does not follow; a piece that is already here whole is no error, so that one whose answer was
    lost may be sent again."""
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(id=upload.id)
        end = offset + len(piece)
        if offset >= 0 and end <= held.received and piece and _here(held, offset, piece):
            return held
        if offset != held.received or not piece or end > held.size:
            raise OffsetError(held.received)
        _write(held.id, offset, piece)
        held.received = end
        held.save(update_fields=("received",))
    return held


def receive(kind: str, source: BinaryIO, size: int, given_name: str, media_type: str, now: datetime) -> Begun:
    """A whole file at once, from a form without script: never in memory as a whole."""
    begun = begin(kind, size, given_name, media_type, now)
    try:
        begun.upload.received = blobs.write_file(begun.upload.id, source, MOST[kind])[0]
    except BaseException:
        begun.upload.delete()
        raise
    begun.upload.size = begun.upload.received
    begun.upload.save(update_fields=("received", "size"))
    return begun


def is_whole(upload: Upload) -> bool:
    return upload.received == upload.size


def open_upload(upload: Upload) -> BinaryIO:
    with blobs.refusals():
        return blobs.path_of(upload.id).open("rb")


def keep(upload: Upload, file: File, now: datetime) -> Blob:
    """The same bytes as a blob of this file, under the same id; the caller says so in the log. Kept twice is kept once.

    InputError where it is not whole."""
    with transaction.atomic():
        held = Upload.objects.select_for_update().filter(id=upload.id).first()
        if held is None and (there := Blob.objects.filter(id=upload.id, file=file).first()) is not None:
            return there
        if held is None or not is_whole(held):
            raise _not_known()
        blob = Blob.objects.create(
            id=held.id,
            file=file,
            size=held.size,
            sha256=blobs.digest_of(held.id),
            media_type=held.media_type,
            given_name=held.given_name,
            made_at=now,
        )
        held.delete()
    return blob


def erase(upload: Upload) -> None:
    """At once, when she says so or when it is answered and not to be kept."""
    with transaction.atomic():
        if Upload.objects.filter(id=upload.id).delete()[0]:  # a kept one has become a blob: its bytes stay
            blobs.erase_later(upload.id)
    leave_no_trace()  # the row had the words of the call


def erase_these(ids: Iterable[str]) -> None:
    """Of a session that ends: nobody can see or erase them any more. Each with the copy that its answer names."""
    with transaction.atomic():
        for upload in Upload.objects.filter(id__in=tuple(ids)):
            answer = json.loads(upload.answer) if upload.answer else {}
            for copy in Upload.objects.filter(id=answer.get("listen", "")):
                erase(copy)
            erase(upload)


def _write(id_: str, offset: int, piece: bytes) -> None:
    """What a crash left behind `offset` is written over: the row alone says how much is here."""
    path = blobs.path_of(id_)
    with blobs.refusals():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as out:
            out.seek(offset)
            out.write(piece)
            out.truncate()
            blobs.sync(out)
        if offset == 0:
            blobs.sync_folder(path.parent)


def _here(upload: Upload, offset: int, piece: bytes) -> bool:
    with open_upload(upload) as file:
        file.seek(offset)
        return file.read(len(piece)) == piece


def _secret(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _not_known() -> InputError:
    return InputError(
        "There is no such upload, or it is not complete.",
        "Nothing can be read from it.",
        "Send the file again.",
        key="upload_unknown",
    )
