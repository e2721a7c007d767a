"""The kept original of a call: its seal checked as any bundle's is, and its sound as a player asks for it."""

from __future__ import annotations

import hashlib
import io
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from atesta.errors import AtestaError, Where
from atesta.evidence.archive import CHUNK, ContainerError, Zipped
from atesta.evidence.verify import SIGNATURE
from atesta.installation.call_record import opened_bundle, sound_of
from atesta.intake.call_kind import HEAD_BYTES, Given, kind_of
from atesta.review.integrity.record import Record
from atesta.store import blobs
from atesta.store.models import Blob
from atesta.transcript.sound import sound_in
from atesta.web.call_source import played_as
from atesta.web.sealing import home_of
from atesta.web.show import settings

CHECKED = 256
"""Checks held in memory: the same bytes on the disk are not read again for each look."""


def record_of(original: Blob) -> Record | None:
    """None where it is no sealed call, or is not there."""
    path = blobs.path_of(original.id)
    with suppress(OSError):
        if _kind(path, original.given_name) is Given.BUNDLE:
            about = path.stat()
            return _checked(path, (about.st_size, about.st_mtime_ns))
    return None


def seal_of(original: Blob) -> str | None:
    """SHA-256 (hex) of the signature in it; None where it is no bundle, or is not there."""
    path = blobs.path_of(original.id)
    with suppress(OSError, ContainerError, KeyError):
        if _kind(path, original.given_name) is Given.BUNDLE:
            with path.open("rb") as file:
                return hashlib.sha256(b"".join(Zipped(file).chunks(SIGNATURE))).hexdigest()
    return None


@lru_cache(maxsize=CHECKED)
def _checked(path: Path, _as_it_is: tuple[int, int]) -> Record | None:
    """`_as_it_is` (size, nanosecond of its last change) has other bytes checked anew."""
    try:
        with opened_bundle(path, home_of(settings()).anchors()) as sealed:
            return sealed.record
    except AtestaError:
        return None


def playable(original: Blob) -> tuple[BinaryIO, int, str] | None:
    """The sound in it, its bytes and its media type; None where a browser cannot play it. The caller closes it."""
    path = blobs.path_of(original.id)
    try:
        kind = _kind(path, original.given_name)
        if kind is Given.BUNDLE:
            return _in_bundle(path)
        if kind is Given.SOUND:
            media_type = _media_type(path.open("rb"), Path(original.given_name).suffix)
            return (path.open("rb"), original.size, media_type) if media_type else None
    except (AtestaError, OSError):
        pass
    return None


def _in_bundle(path: Path) -> tuple[BinaryIO, int, str] | None:
    file = path.open("rb")
    try:
        sealed = Zipped(file)
        name = sound_of(sealed)
        media_type = _media_type(sealed.opened(name), Path(name).suffix) if name else None
        if name and media_type:
            return _Within(sealed.opened(name), file), sealed.sizes[name], media_type
    except BaseException:
        file.close()
        raise
    file.close()
    return None


class _Within(io.BufferedReader):
    """A part of a file; closed, it closes the file."""

    def __init__(self, part: BinaryIO, whole: BinaryIO) -> None:
        super().__init__(part, CHUNK)  # type: ignore[arg-type]
        self._whole = whole

    def close(self) -> None:
        super().close()
        self._whole.close()


def _kind(path: Path, given_name: str) -> Given:
    with path.open("rb") as file:
        return kind_of(given_name or "-.", file.read(HEAD_BYTES))


def _media_type(file: BinaryIO, suffix: str) -> str | None:
    with file:
        head = file.read(16)
        file.seek(0)
        return played_as(sound_in(file, Where.of("recording"), suffix).facts.codec, head)
