"""Bytes on local files: `<folder>/blobs/<first two letters of the id>/<id>`, and never under a name that a person gave.

A file is there before its row and stays until its row is gone: a crash between the two leaves a stray file and no row
that promises bytes which are not there. `sweep` erases strays; `missing` names rows whose file somebody took away.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from atesta.errors import DiskError, InputError
from atesta.store.ids import new_id
from atesta.store.models import Blob, File, Upload

MOST = 220 * 1024 * 1024
"""Bytes of one blob: the largest upload (atesta.store.uploads) and what an export adds to it."""
PIECE = 1024 * 1024
STRAY_AFTER = timedelta(hours=1)
"""A file without a row may belong to a request that is still running; none runs for that long."""


def blob_folder() -> Path:
    return Path(settings.WEB.folder) / "blobs"


def path_of(id_: str) -> Path:
    return blob_folder() / id_[:2] / id_


def put(file: File, source: BinaryIO, media_type: str, given_name: str, now: datetime, *, most: int = MOST) -> Blob:
    """All of `source` as a blob of this file; the caller says so in the log.

    Raises InputError (`blob_too_large`) beyond `most` bytes and DiskError where the disk refuses; then nothing of it
    is left."""
    id_ = new_id()
    size, sha256 = write_file(id_, source, most)
    try:
        return Blob.objects.create(
            id=id_,
            file=file,
            size=size,
            sha256=sha256,
            media_type=media_type[:80],
            given_name=given_name[:200],
            made_at=now,
        )
    except BaseException:
        path_of(id_).unlink(missing_ok=True)
        raise


def open_blob(blob: Blob) -> BinaryIO:
    """For reading, from its first byte. DiskError where its file is not there."""
    with refusals():
        return path_of(blob.id).open("rb")


def remove(*blobs: Blob) -> None:
    """Rows now, with their stamps, files as soon as the rows are gone for good. Once more for what is gone already does
    nothing."""
    Blob.objects.filter(id__in=[blob.id for blob in blobs]).delete()
    erase_later(*(blob.id for blob in blobs))


def erase_later(*ids: str) -> None:
    """The files of rows that this transaction deletes; a rollback keeps both. What a crash leaves, `sweep` takes."""

    def erase() -> None:
        for id_ in ids:
            path_of(id_).unlink(missing_ok=True)

    transaction.on_commit(erase)


def free_bytes() -> int:
    """Of the disk that the bytes lie on."""
    with refusals():
        folder = blob_folder()
        return shutil.disk_usage(next(one for one in (folder, *folder.parents) if one.exists())).free


def write_file(id_: str, source: BinaryIO, most: int) -> tuple[int, str]:
    """Bytes written and their SHA-256 (hex), when the file has its name and is on the medium."""
    path = path_of(id_)
    fresh = path.with_name(f"{id_}.part")
    try:
        with refusals():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                copied = _copy(source, out, most)
                sync(out)
            fresh.rename(path)
            sync_folder(path.parent)
    finally:
        with suppress(OSError):  # renamed, or it could not even be made
            fresh.unlink()
    return copied


def _copy(source: BinaryIO, out: BinaryIO, most: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while piece := source.read(PIECE):
        size += len(piece)
        if size > most:
            raise too_large(most)
        digest.update(piece)
        out.write(piece)
    return size, digest.hexdigest()


def digest_of(id_: str) -> str:
    """SHA-256 (hex) of what lies there now."""
    digest = hashlib.sha256()
    with refusals(), path_of(id_).open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def strays(now: datetime) -> Iterator[Path]:
    """Files that no row speaks of, older than any request."""
    for folder in sorted(blob_folder().glob("??")):
        names = {path.name: path for path in folder.iterdir() if _age(path, now) > STRAY_AFTER}
        known = {*_known(Blob, names), *_known(Upload, names)}
        yield from (path for name, path in sorted(names.items()) if name not in known)


def sweep(now: datetime) -> int:
    """Erases the strays; how many."""
    found = list(strays(now))
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def missing() -> Iterator[str]:
    """Ids of blobs whose file is not there, or is not as long as it was."""
    for id_, size in Blob.objects.order_by("id").values_list("id", "size").iterator():
        path = path_of(id_)
        if not path.is_file() or path.stat().st_size != size:
            yield id_


def changed() -> Iterator[str]:
    """Ids of blobs whose file is there with other bytes; reads all of them."""
    for id_, sha256 in Blob.objects.order_by("id").values_list("id", "sha256").iterator():
        if path_of(id_).is_file() and digest_of(id_) != sha256:
            yield id_


def _known(model: type[Blob] | type[Upload], names: dict[str, Path]) -> set[str]:
    return set(model.objects.filter(id__in=names).values_list("id", flat=True))


def _age(path: Path, now: datetime) -> timedelta:
    try:
        return now - datetime.fromtimestamp(path.stat().st_mtime, tz=now.tzinfo)
    except FileNotFoundError:  # erased meanwhile
        return timedelta(0)


def sync(out: BinaryIO) -> None:
    out.flush()
    os.fsync(out.fileno())


def sync_folder(folder: Path) -> None:
    """The names in it are on the medium when this returns."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def refusals() -> Iterator[None]:
    """What the disk says becomes an error of ours, without the path: it may be shown to anybody."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise DiskError(
            "The storage has no room left." if full else "The storage cannot be read or written.",
            "Nothing is said to be kept that is not.",
            "Try again later; whoever runs this page finds the cause on the health page.",
            reason="no_space" if full else "write_failed",
            key="store_full" if full else "store_failed",
        ) from error


def too_large(most: int) -> InputError:
    return InputError(
        "The file is too large.",
        "Nothing of it was kept.",
        "Send a shorter one.",
        key="blob_too_large",
        most=most // (1024 * 1024),
    )
