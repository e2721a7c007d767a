"""Bytes on their way in: they go on where they broke off, and nobody but who sent them gets at them."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from atesta.errors import DiskError, InputError
from atesta.store import blobs, uploads
from atesta.store.chores import erase_uploads
from atesta.store.jobs import Work, enqueue, take
from atesta.store.models import Blob, File, Job, Upload
from atesta.store.uploads import Begun, OffsetError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def begun(folder: Path, now: datetime) -> Begun:
    return uploads.begin("recording", 10, "call.wav", "audio/wav", now)


def content(upload: Upload) -> bytes:
    with uploads.open_upload(upload) as file:
        return file.read()


@given(cuts=st.lists(st.integers(1, 999), max_size=5))
@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pieces_of_any_size_give_the_whole(cuts: list[int], folder: Path, now: datetime) -> None:
    data = bytes(n % 251 for n in range(1000))
    upload = uploads.begin("recording", 1000, "", "", now).upload
    edges = [0, *sorted(set(cuts)), 1000]
    for start, end in pairwise(edges):
        upload = uploads.append(upload, start, data[start:end])
    assert uploads.is_whole(upload)
    assert content(upload) == data


def test_more_than_all_places_is_refused_until_some_are_free(
    folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 15)
    uploads.begin("recording", 10, "", "", now)
    with pytest.raises(DiskError) as refused:
        uploads.begin("picture", 6, "", "", now)
    assert (refused.value.key, refused.value.reason) == ("uploads_full", "no_space")
    uploads.begin("picture", 6, "", "", now + uploads.STAYS)


def test_what_is_announced_leaves_half_of_the_free_disk(
    folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "free_bytes", lambda: 20)
    uploads.begin("recording", 8, "", "", now)
    with pytest.raises(DiskError):
        uploads.begin("recording", 3, "", "", now)


def test_a_piece_that_does_not_follow_is_told_where_to_go_on(begun: Begun) -> None:
    uploads.append(begun.upload, 0, b"123")
    for offset, piece in ((4, b"x"), (2, b"xy"), (-1, b"x"), (3, b""), (3, b"12345678")):
        with pytest.raises(OffsetError) as refused:
            uploads.append(begun.upload, offset, piece)
        assert refused.value.received == 3


def test_a_piece_whose_answer_was_lost_may_be_sent_again(begun: Begun) -> None:
    uploads.append(begun.upload, 0, b"123")
    uploads.append(begun.upload, 3, b"456")
    assert uploads.append(begun.upload, 0, b"123").received == 6
    with pytest.raises(OffsetError):
        uploads.append(begun.upload, 0, b"124")


def test_what_a_crash_left_behind_the_offset_is_written_over(begun: Begun) -> None:
    uploads.append(begun.upload, 0, b"123")
    with blobs.path_of(begun.upload.id).open("ab") as out:
        out.write(b"half a piece, and more than that")
    uploads.append(begun.upload, 3, b"4567890")
    assert content(begun.upload) == b"1234567890"


def test_only_its_token_finds_it_and_only_for_an_hour(begun: Begun, now: datetime) -> None:
    assert uploads.find(begun.upload.id, begun.token, now) == begun.upload
    assert uploads.find(begun.upload.id, "another", now) is None
    assert uploads.find("nothing", begun.token, now) is None
    assert uploads.find(begun.upload.id, begun.token, now + uploads.STAYS) is None


def test_the_token_itself_is_not_kept(begun: Begun) -> None:
    assert begun.token not in str(Upload.objects.values().get())


@pytest.mark.parametrize(
    ("kind", "size", "key"),
    [
        ("recording", 0, "upload_empty"),
        ("recording", 200 * uploads.MB + 1, "blob_too_large"),
        ("picture", 12 * uploads.MB + 1, "blob_too_large"),
        ("nothing", 1, "upload_unknown"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_it_is_sent(kind: str, size: int, key: str, now: datetime) -> None:
    with pytest.raises(InputError) as refused:
        uploads.begin(kind, size, "", "", now)
    assert refused.value.key == key
    assert not Upload.objects.exists()


def test_a_file_that_is_longer_than_the_form_said_leaves_nothing(folder: Path, now: datetime) -> None:
    with pytest.raises(InputError, match="too large"):
        uploads.receive("picture", BytesIO(bytes(12 * uploads.MB + 1)), 5, "", "", now)
    assert not Upload.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_kept_stays_where_it_is_and_twice_is_once(begun: Begun, file: File, now: datetime) -> None:
    whole = uploads.append(begun.upload, 0, b"1234567890")
    blob = uploads.keep(whole, file, now)
    assert uploads.keep(whole, file, now) == blob
    assert Blob.objects.get().given_name == "call.wav"
    assert not Upload.objects.exists()
    uploads.erase(whole)  # the other tab says no, too late
    with blobs.open_blob(blob) as back:
        assert back.read() == b"1234567890"


def test_what_is_not_whole_is_not_kept(begun: Begun, file: File, now: datetime) -> None:
    uploads.append(begun.upload, 0, b"123")
    with pytest.raises(InputError):
        uploads.keep(begun.upload, file, now)


def test_another_file_does_not_get_what_was_kept(begun: Begun, file: File, now: datetime) -> None:
    whole = uploads.append(begun.upload, 0, b"1234567890")
    uploads.keep(whole, file, now)
    other = File.objects.create(made_at=now, opened_at=now, code_locator="OTHER", code_hash="-", lang="es")
    with pytest.raises(InputError):
        uploads.keep(whole, other, now)


def test_what_is_not_kept_is_erased_after_its_hour_with_all_that_spoke_of_it(begun: Begun, now: datetime) -> None:
    uploads.append(begun.upload, 0, b"123")
    enqueue("hear", begun.upload.id, now)
    later = now + uploads.STAYS + timedelta(seconds=1)
    enqueue("erase-uploads", "", now - timedelta(days=1))
    job = take("one", later)
    assert job is not None
    erase_uploads(Work(job, lambda: later))
    assert not Upload.objects.exists()
    assert not blobs.path_of(begun.upload.id).exists()
    assert list(Job.objects.values_list("kind", flat=True)) == ["erase-uploads"]
