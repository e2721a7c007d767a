"""A backup brings everything back with the same digests, into an empty place and nowhere else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hostile_zips import unreadable
from shared_database import Shared, shared_database


def atesta(shared: Shared, *arguments: object) -> subprocess.CompletedProcess[str]:
    started = replace(shared, env={**shared.env, "ATESTA_LANG": "en"}).atesta("store", *arguments)
    out, err = started.communicate()
    assert started.returncode is not None
    return subprocess.CompletedProcess(arguments, started.returncode, out, err)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """A database with something in it, made once: a process for each step takes its time."""
    with shared_database(tmp_path_factory.mktemp("kept")) as made:
        made.run("keep_things.py", "keep")
        for part in ("anchors", "installation/keys"):
            (made.folder / part).mkdir(parents=True)
            (made.folder / part / "signers.pem").write_text(part)
        (made.folder / "installation" / "half.part").write_text("")
        yield made


@pytest.fixture(scope="module")
def backup(kept: Shared, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("copy") / "backup.zip"
    assert atesta(kept, "backup", file).returncode == 0
    return file


@pytest.fixture
def empty(kept: Shared, tmp_path: Path) -> Shared:
    """Another folder; the database is looked at only when the file is found whole."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return replace(kept, folder=folder, env={**kept.env, "ATESTA_WEB_FOLDER": str(folder)})


SPOILT = unreadable("manifest.json", b'{"files": {}}')
pytestmark = (
    [pytest.mark.needs("pg_dump", "apt-get install postgresql-client")] if os.environ.get("ATESTA_DATABASE") else []
)


def test_what_comes_back_has_the_same_digests(kept: Shared, backup: Path, tmp_path: Path) -> None:
    before = kept.run("keep_things.py", "digests")
    (tmp_path / "other").mkdir()
    with shared_database(tmp_path / "other", migrated=False) as other:
        done = atesta(other, "restore", backup)
        assert (done.returncode, done.stderr) == (0, "")
        assert other.run("keep_things.py", "digests") == before
        assert "whole" in atesta(other, "check").stdout
        assert (other.folder / "installation" / "keys" / "signers.pem").read_text() == "installation/keys"
        assert (other.folder / "anchors" / "signers.pem").read_text() == "anchors"


def test_only_its_owner_can_read_it(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


def test_what_is_there_is_not_written_over(kept: Shared, backup: Path) -> None:
    assert atesta(kept, "backup", backup).returncode == 2
    refused = atesta(kept, "restore", backup)
    assert refused.returncode == 2
    assert "never written over" in refused.stderr


def test_a_changed_backup_is_refused_whole(backup: Path, empty: Shared, tmp_path: Path) -> None:
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(backup) as read, zipfile.ZipFile(forged, "w") as write:
        for name in read.namelist():
            data = read.read(name)
            write.writestr(name, data[:-1] + b"!" if name.startswith("blobs/") else data)
    assert atesta(empty, "restore", forged).returncode == 2
    assert not (empty.folder / "blobs").exists()


def test_a_name_that_leads_out_of_the_folder_is_refused(backup: Path, empty: Shared, tmp_path: Path) -> None:
    forged = tmp_path / "forged.zip"
    shutil.copy(backup, forged)
    with zipfile.ZipFile(backup) as read:
        manifest = json.loads(read.read("manifest.json"))
    manifest["files"]["blobs/../../../out"] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    with zipfile.ZipFile(backup) as read, zipfile.ZipFile(forged, "w") as write:
        for name in read.namelist():
            write.writestr(name, json.dumps(manifest) if name == "manifest.json" else read.read(name))
        write.writestr("blobs/../../../out", b"")
    assert atesta(empty, "restore", forged).returncode == 2
    assert not list(tmp_path.glob("**/out"))


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + bytes(18), b"no zip at all" * 99, *SPOILT.values()])
def test_what_is_no_backup_is_refused(data: bytes, empty: Shared, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(data)
    refused = atesta(empty, "restore", file)
    assert refused.returncode == 2
    assert "not a backup" in refused.stderr


def test_a_hand_on_the_disk_is_named_by_the_check(kept: Shared, backup: Path) -> None:
    blob = next(path for path in (kept.folder / "blobs").glob("??/*"))
    data = blob.read_bytes()
    blob.write_bytes(b"other bytes")
    found = atesta(kept, "check")
    blob.write_bytes(data)
    assert found.returncode == 3
    assert blob.name in found.stdout
