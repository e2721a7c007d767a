"""A migrated database for tests that start processes: those cannot see the one in this process's memory."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shared:
    folder: Path
    env: dict[str, str]

    def start(self, script: str, *arguments: object) -> subprocess.Popen[str]:
        """A script beside this file, in a process of its own, with Django set up by it."""
        command = [sys.executable, str(HERE / script), *map(str, arguments)]
        return subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True)

    def run(self, script: str, *arguments: object) -> str:
        process = self.start(script, *arguments)
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        return said


@contextmanager
def shared_database(folder: Path, *, migrated: bool = True) -> Iterator[Shared]:
    given = os.environ.get("ATESTA_DATABASE", "")
    name = f"atesta_{secrets.token_hex(6)}"
    env = {**os.environ, "ATESTA_WEB_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "atesta.web.settings"}
    if given:
        _administer(given, f"CREATE DATABASE {name}")
        env["ATESTA_DATABASE"] = urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    try:
        if migrated:
            subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=env, check=True)
        yield Shared(folder, env)
    finally:
        if given:
            _administer(given, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(address: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415 - only where the run has PostgreSQL

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
