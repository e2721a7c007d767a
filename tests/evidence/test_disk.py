"""The real disk: new files only, for their owner only, and each refusal a sentence with a reason."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from atesta.errors import DiskError
from atesta.evidence import disk
from atesta.evidence.disk import RealDisk, disk_error, replace, write_new

DISK = RealDisk()


def test_a_file_is_made_once_and_grows(tmp_path: Path) -> None:
    file = DISK.create_exclusive(tmp_path / "a")
    file.append(b"one")
    file.append(b"two")
    file.sync()
    file.cut(4)
    file.close()
    assert DISK.read(tmp_path / "a") == b"onet" and DISK.size(tmp_path / "a") == 4
    with pytest.raises(DiskError, match="a is there already"):
        DISK.create_exclusive(tmp_path / "a")


def test_a_link_that_somebody_laid_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DiskError):
        DISK.create_exclusive(tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()


def test_files_and_folders_are_their_owners(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        DISK.make_folder(tmp_path / "folder")
        write_new(DISK, tmp_path / "folder" / "a", b"x")
        replace(DISK, tmp_path / "folder" / "a", b"y")
    finally:
        os.umask(before)
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "folder" / "a").stat().st_mode & 0o777 == 0o600
    assert DISK.names(tmp_path / "folder") == ("a",)


def test_a_replacement_goes_on_after_a_crash_in_the_last_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a.new").write_bytes(b"half")
    replace(DISK, tmp_path / "a", b"new")
    assert DISK.read(tmp_path / "a") == b"new" and DISK.names(tmp_path) == ("a",)


def test_removing_and_asking(tmp_path: Path) -> None:
    DISK.make_folder(tmp_path / "folder")
    write_new(DISK, tmp_path / "folder" / "a", b"x")
    with DISK.open(tmp_path / "folder" / "a") as file:
        assert file.read() == b"x"
    DISK.remove(tmp_path / "folder" / "a")
    DISK.remove_folder(tmp_path / "folder")
    assert not DISK.exists(tmp_path / "folder") and DISK.free_bytes(tmp_path) > 0


@pytest.mark.parametrize(
    ("number", "reason", "said"),
    [
        (errno.ENOSPC, "no_space", "No space is left"),
        (errno.EDQUOT, "no_space", "No space is left"),
        (errno.EFBIG, "no_space", "No space is left"),
        (errno.EIO, "write_failed", "failed"),
        (errno.EROFS, "write_failed", "only be read"),
        (errno.EACCES, "write_failed", "may not use"),
        (errno.EMFILE, "write_failed", "EMFILE"),
    ],
)
def test_each_refusal_has_a_sentence_and_a_reason(number: int, reason: str, said: str) -> None:
    error = disk_error(OSError(number, "x"), "a")
    assert error.reason == reason and said in str(error)


def test_an_error_of_a_sync_is_passed_on_and_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def fails(number: int) -> None:
        calls.append(number)
        raise OSError(errno.EIO, "x")

    file = DISK.create_exclusive(tmp_path / "a")
    monkeypatch.setattr(disk.os, "fdatasync", fails, raising=False)
    with pytest.raises(DiskError):
        file.sync()
    file.close()
    assert len(calls) == 1


def test_a_folder_name_is_never_in_an_error(tmp_path: Path) -> None:
    with pytest.raises(DiskError) as caught:
        DISK.read(tmp_path / "maria.txt" / "a")
    assert "maria" not in str(caught.value)


def test_a_sync_that_was_announced_changes_nothing_but_its_haste(tmp_path: Path):
    file = RealDisk().create_exclusive(tmp_path / "sound")
    for piece in (b"a" * 40_000, b"b" * 10):
        file.append(piece)
        file.begin_sync()
        file.begin_sync()
        file.sync()
    file.cut(40_001)
    file.append(b"c")
    file.begin_sync()
    file.close()
    assert (tmp_path / "sound").read_bytes() == b"a" * 40_000 + b"bc"
