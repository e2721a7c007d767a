"""Bytes on the disk: whole or not there, under names that tell nothing, and gone when they are to go."""

from __future__ import annotations

import errno
import hashlib
import os
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from atesta.errors import DiskError, InputError
from atesta.store import blobs
from atesta.store.models import Blob, File

pytestmark = pytest.mark.django_db(transaction=True)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@given(data=st.binary(max_size=3000))
@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_put_comes_back(data: bytes, file: File, folder: Path, now: datetime) -> None:
    blob = blobs.put(file, BytesIO(data), "image/png", "a.png", now)
    with blobs.open_blob(blob) as back:
        assert back.read() == data
    assert (blob.size, blob.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_no_name_of_a_person_reaches_the_disk(file: File, folder: Path, now: datetime) -> None:
    blob = blobs.put(file, BytesIO(b"x"), "image/png", "../../Rosa Marquez.png", now)
    assert files(folder) == [folder / "blobs" / blob.id[:2] / blob.id]
    assert blob.given_name == "../../Rosa Marquez.png"


def test_only_its_owner_can_read_it(file: File, folder: Path, now: datetime) -> None:
    blob = blobs.put(file, BytesIO(b"x"), "image/png", "", now)
    assert blobs.path_of(blob.id).stat().st_mode & 0o077 == 0


def test_too_large_leaves_nothing(file: File, folder: Path, now: datetime) -> None:
    with pytest.raises(InputError, match="too large"):
        blobs.put(file, BytesIO(b"12345"), "image/png", "", now, most=4)
    assert not files(folder)
    assert not Blob.objects.exists()


class BreaksOff(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(2)
        if not piece:
            raise OSError(errno.ENOSPC, "No space left on device")
        return piece


def test_a_full_disk_leaves_nothing_half(file: File, folder: Path, now: datetime) -> None:
    with pytest.raises(DiskError) as refused:
        blobs.put(file, BreaksOff(b"1234"), "image/png", "", now)
    assert refused.value.reason == "no_space"
    assert str(folder) not in str(refused.value)
    assert not files(folder)


def test_a_folder_that_is_a_file_is_refused(file: File, folder: Path, now: datetime) -> None:
    (folder / "blobs").write_text("")
    with pytest.raises(DiskError) as refused:
        blobs.put(file, BytesIO(b"x"), "image/png", "", now)
    assert refused.value.key == "store_failed"


def test_a_row_that_cannot_be_written_takes_its_file_along(folder: Path, now: datetime) -> None:
    with pytest.raises(IntegrityError):
        blobs.put(File(), BytesIO(b"x"), "image/png", "", now)
    assert not files(folder)


def test_a_removed_blob_is_gone_from_the_disk(file: File, folder: Path, now: datetime) -> None:
    blob = blobs.put(file, BytesIO(b"x"), "image/png", "", now)
    blobs.remove(blob)
    blobs.remove(blob)
    assert not files(folder)
    with pytest.raises(DiskError):
        blobs.open_blob(blob)


def test_a_removal_that_is_rolled_back_keeps_both(file: File, folder: Path, now: datetime) -> None:
    blob = blobs.put(file, BytesIO(b"x"), "image/png", "", now)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        blobs.remove(blob)
        _ = 1 / 0
    assert Blob.objects.filter(id=blob.id).exists()
    assert files(folder)


def test_the_sweep_takes_strays_and_leaves_what_is_young_or_known(file: File, folder: Path, now: datetime) -> None:
    blob = blobs.put(file, BytesIO(b"x"), "image/png", "", now)
    known = blobs.path_of(blob.id)
    old, young = known.with_name("old"), known.with_name("young.part")
    for path, age in ((known, 2), (old, 2), (young, 0)):
        path.touch()
        os.utime(path, times=2 * ((now - timedelta(hours=age)).timestamp(),))
    assert blobs.sweep(now) == 1
    assert sorted(files(folder)) == sorted([known, young])


def test_what_somebody_took_or_changed_on_the_disk_is_named(file: File, folder: Path, now: datetime) -> None:
    taken, cut, changed, whole = (blobs.put(file, BytesIO(b"12"), "image/png", "", now) for _ in range(4))
    blobs.path_of(taken.id).unlink()
    blobs.path_of(cut.id).write_bytes(b"1")
    blobs.path_of(changed.id).write_bytes(b"13")
    assert set(blobs.missing()) == {taken.id, cut.id}
    assert set(blobs.changed()) == {cut.id, changed.id}
    assert whole.id not in {*blobs.missing(), *blobs.changed()}
