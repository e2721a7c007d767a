"""What is kept in a file on a disk can be read by its owner only, in whatever folder it lies."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from atesta.store.preparing import copy_sqlite, keep_private


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


@pytest.mark.parametrize("before", [None, 0o644])
def test_the_database_and_what_lies_beside_it_are_its_owners(tmp_path: Path, before: int | None) -> None:
    tmp_path.chmod(0o755)
    file = tmp_path / "atesta.sqlite3"
    if before is not None:
        file.touch()
        file.chmod(before)
    keep_private(file)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE kept (words)")
        names = {one.name: mode(one) for one in tmp_path.iterdir()}
        assert sorted(names) == ["atesta.sqlite3", "atesta.sqlite3-shm", "atesta.sqlite3-wal"]
        assert set(names.values()) == {0o600}
        copy_sqlite(file, tmp_path / "copy.sqlite3")
    assert mode(tmp_path / "copy.sqlite3") == 0o600


def test_where_it_cannot_be_made_the_database_itself_says_so(tmp_path: Path) -> None:
    keep_private(tmp_path / "nowhere" / "atesta.sqlite3")
    assert not (tmp_path / "nowhere").exists()
