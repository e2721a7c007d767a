"""A migrated database for tests that start processes: those cannot see the one in this process's memory."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from forked import Forked

HERE = Path(__file__).parent
SCRIPTS = HERE / "store"


@dataclass(frozen=True, slots=True)
class Shared:
    folder: Path
    env: dict[str, str]

    def start(self, script: str, *arguments: object) -> Forked:
        """A script of tests/store, in a process of its own, with Django set up by it."""
        return Forked(SCRIPTS / script, *arguments, env=self.env)

    def atesta(self, *arguments: object) -> Forked:
        """`atesta`, as the command that is installed runs it."""
        return Forked(HERE / "atesta_command.py", *arguments, env=self.env)

    def run(self, script: str, *arguments: object) -> str:
        process = self.start(script, *arguments)
        said, complained = process.communicate()
        assert process.returncode == 0, complained
        return said


@contextmanager
def shared_database(folder: Path, *, migrated: bool = True) -> Iterator[Shared]:
    """Copied from one that this process migrated once: the migrations are not what these tests are about."""
    given = os.environ.get("ATESTA_DATABASE", "")
    if not given:
        if migrated:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(_migrated_file(), folder)
        yield Shared(folder, _env(folder))
        return
    name = f"atesta_{secrets.token_hex(6)}"
    _administer(given, f"CREATE DATABASE {name}" + (f" TEMPLATE {_migrated_database(given)}" if migrated else ""))
    try:
        yield Shared(folder, _env(folder, _named(given, name)))
    finally:
        _drop(given, name)


def _env(folder: Path, address: str = "") -> dict[str, str]:
    env = {**os.environ, "ATESTA_WEB_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "atesta.web.settings"}
    return {**env, "ATESTA_DATABASE": address} if address else env


@cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="atesta-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _migrate(_env(folder))
    return folder / "atesta.sqlite3"


@cache
def _migrated_database(given: str) -> str:
    name = f"atesta_{secrets.token_hex(6)}"
    _administer(given, f"CREATE DATABASE {name}")
    atexit.register(_drop, given, name)
    with tempfile.TemporaryDirectory(prefix="atesta-migrated-") as folder:
        _migrate(_env(Path(folder), _named(given, name)))
    return name


def _migrate(env: dict[str, str]) -> None:
    migrating = Forked(HERE / "migrate.py", env=env)
    _, complained = migrating.communicate()
    assert migrating.returncode == 0, complained


def _named(given: str, name: str) -> str:
    return urlunsplit(urlsplit(given)._replace(path=f"/{name}"))


def _drop(given: str, name: str) -> None:
    _administer(given, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _administer(address: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415 - only where the run has PostgreSQL

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
