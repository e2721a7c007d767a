"""A migrated database of a bench's own, dropped at its end: on the server that ATESTA_DATABASE names, else a file."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


def on_postgres(script: str) -> int:
    """The same command again without `--postgres`, on a PostgreSQL of its own; its exit code."""
    rest = [argument for argument in sys.argv[1:] if argument != "--postgres"]
    around = str(Path(__file__).with_name("with_postgres.py"))
    return subprocess.run([sys.executable, around, "--", sys.executable, script, *rest], check=False).returncode


@contextmanager
def bench_database() -> Iterator[dict[str, str]]:
    """The environment of a process that uses it."""
    given, name = os.environ.get("ATESTA_DATABASE", ""), f"atesta_bench_{secrets.token_hex(6)}"
    with tempfile.TemporaryDirectory(prefix="atesta-bench-") as folder:
        env = {**os.environ, "ATESTA_WEB_FOLDER": folder, "ATESTA_HOME": f"{folder}/home"}
        env["DJANGO_SETTINGS_MODULE"] = "atesta.web.settings"
        if given:
            _administer(given, f"CREATE DATABASE {name}")
            env["ATESTA_DATABASE"] = urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        try:
            subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=env, check=True)
            yield env
        finally:
            if given:
                _administer(given, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _administer(address: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415 - only where there is PostgreSQL

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
