"""Everything that is kept, in one file, and back: rows, bytes and the secret, each with its digest.

    atesta-backup.zip
      manifest.json     {"schema": "atesta.backup/1", "engine", "made_at", "files": {name: sha256}}
      database.sqlite3  or database.pgdump (pg_dump, custom format)
      secret            what signs sessions
      blobs/ab/abcd…    the bytes
      anchors/…         whose extracts are believed; installation/… the keys and log that seal here
      board/…           the published boards

The rows are copied first, at one instant; then the bytes that they speak of, which never change. Whoever holds the file
holds everything: it is written for its owner alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import connection

from atesta.errors import DiskError, FileFormatError, InputError
from atesta.intake.zips import UNREADABLE
from atesta.store.preparing import copy_sqlite
from atesta.web_settings import Database, WebSettings

SCHEMA = "atesta.backup/1"
MANIFEST = "manifest.json"
NAMES = {"sqlite3": "database.sqlite3", "postgresql": "database.pgdump"}
PARTS = ("anchors", "blobs", "board", "installation")
NAME = re.compile(rf"(?:{'|'.join(PARTS)})(?:/[A-Za-z0-9][A-Za-z0-9_-]*(?:\.(?!part$|sqlite-)[A-Za-z0-9_-]+)*){{1,3}}")
"""Of a file in the copy: never out of its folder, nothing half written."""
PIECE = 1024 * 1024


def back_up(settings: WebSettings, target: Path, now: datetime) -> int:
    """Writes the file, whole or not at all; how many files are in it. It must not be there yet."""
    if target.exists():
        raise _in_the_way(target)
    fresh = target.with_name(target.name + ".part")
    try:
        with os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out:
            count = _write(settings, out, now)
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(target)
    except OSError as error:
        raise DiskError(
            "The copy cannot be written.", "There is no copy.", "Use another folder.", where=str(target)
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    return count


def _write(settings: WebSettings, out: IO[bytes], now: datetime) -> int:
    digests: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=settings.folder) as made, zipfile.ZipFile(out, "w") as archive:
        rows = Path(made) / NAMES[settings.database.engine]
        _copy_rows(settings.database, rows)
        for name, path in (
            (rows.name, rows),
            ("secret", settings.folder / "secret"),
            *_files(settings.folder, Path(made)),
        ):
            archive.write(path, name)
            digests[name] = _sha256(path)
        manifest = {"schema": SCHEMA, "engine": settings.database.engine, "made_at": now.isoformat(), "files": digests}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return len(digests)


def _copy_rows(database: Database, target: Path) -> None:
    if database.engine == "sqlite3":
        copy_sqlite(Path(database.name), target)
    else:
        _postgres(database, "pg_dump", "--format=custom", f"--file={target}")


def _files(folder: Path, made: Path) -> Iterator[tuple[str, Path]]:
    """Bytes, anchors, and the keys of this server where they lie in its folder. A log that may be written to just now
    is copied at one instant too."""
    for path in sorted(path for part in PARTS for path in (folder / part).rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".sqlite":
            copy_sqlite(path, made / path.name)
            path = made / path.name  # noqa: PLW2901
        if NAME.fullmatch(name):
            yield name, path


def restore(settings: WebSettings, source: Path) -> int:
    """Puts everything back into an empty folder and, on PostgreSQL, an empty database; how many files were in it.

    Every digest is compared before anything is written. FileFormatError for a file that is not one of ours whole."""
    try:
        with zipfile.ZipFile(source) as archive:
            files = _checked(archive, settings.database.engine)
            _empty(settings)
            _put_back(archive, files, settings)
    except UNREADABLE as error:
        raise _not_whole() from error
    return len(files)


def _checked(archive: zipfile.ZipFile, engine: str) -> Mapping[str, str]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    files: dict[str, str] = manifest["files"]
    if manifest["schema"] != SCHEMA or set(archive.namelist()) != {MANIFEST, *files}:
        raise _not_whole()
    if manifest["engine"] != engine:
        raise _other_database(manifest["engine"])
    for name, digest in files.items():
        if not _a_name_of_ours(name) or _sha256_in(archive, name) != digest:
            raise _not_whole()
    return files


def _a_name_of_ours(name: str) -> bool:
    """A name decides where something is written: only these are."""
    return name in ("secret", *NAMES.values()) or NAME.fullmatch(name) is not None


def _empty(settings: WebSettings) -> None:
    """What is there is never written over. The secret alone may have been made by this very command."""
    there = [path.name for path in settings.folder.iterdir() if path.name != "secret"]
    if there or (settings.database.engine == "postgresql" and connection.introspection.table_names()):
        raise _in_the_way(settings.folder)


def _put_back(archive: zipfile.ZipFile, files: Mapping[str, str], settings: WebSettings) -> None:
    for name in files:
        target = settings.folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            archive.open(name) as packed,
            os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out,
        ):
            shutil.copyfileobj(packed, out, PIECE)
    rows = settings.folder / NAMES[settings.database.engine]
    if settings.database.engine == "sqlite3":
        rows.rename(settings.database.name)
    else:
        _postgres(settings.database, "pg_restore", "--no-owner", f"--dbname={settings.database.name}", str(rows))
        rows.unlink()


def _postgres(database: Database, program: str, *arguments: str) -> None:
    """Debian's own tools; the password goes by the environment, where no list of processes shows it."""
    known = {"PGHOST": database.host, "PGPORT": database.port, "PGUSER": database.user, "PGPASSWORD": database.password}
    env = {**os.environ, **{name: value for name, value in known.items() if value}, "PGDATABASE": database.name}
    try:
        subprocess.run([program, *arguments], env=env, check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise InputError(
            "PostgreSQL's own tool failed or is not here.",
            "Rows of PostgreSQL are copied by it.",
            "Install postgresql-client of the server's version.",
            key="postgres_tool",
            program=program,
        ) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256_in(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _not_whole() -> FileFormatError:
    return FileFormatError(
        "This is not a whole backup of ours.", "Nothing was written.", "Use another copy.", key="backup_not_whole"
    )


def _other_database(engine: str) -> InputError:
    return InputError(
        "The backup is of the other database.",
        "Rows are put back into the kind of database that they came from.",
        "Set or leave out ATESTA_DATABASE.",
        key="backup_other_database",
        engine=engine,
    )


def _in_the_way(path: Path) -> InputError:
    return InputError(
        "There is something already.",
        "What is there is never written over.",
        "Use another place.",
        key="backup_in_the_way",
        file=path,
    )
