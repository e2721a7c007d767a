"""A server of ours as a person's browser meets it: a process of its own, a folder of its own, a real database."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from shared_database import shared_database

SECONDS_TO_START = 180
"""And to stop. Two when nobody else works on the machine."""


@dataclass(frozen=True, slots=True)
class Site:
    """`origin` is what the browser opens, `folder` what the server keeps, `log` what it writes, `env` its environment,
    for a program that works on the same database, `pid` the process that started its others."""

    origin: str
    folder: Path
    log: Path
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    pid: int = 0


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Site]:
    """Starts the server on a free port and stops it, on a database that has its tables: on PostgreSQL with
    ATESTA_DATABASE set (make test's second run), else SQLite in the folder. That it makes them is shown by
    tests/cli/test_serve.py."""
    with shared_database(folder) as shared:
        origin = f"http://localhost:{_free_port()}"
        # The suite's own folder and database must not leak in: each site stands alone.
        env = {**shared.env, "ATESTA_ORIGIN": origin, **settings}
        log = folder / "server.log"
        folder.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            server = subprocess.Popen(_command(origin), env=env, stdout=out, stderr=out)
        try:
            _wait_for(origin, server, log)
            yield Site(origin, folder, log, env, server.pid)
        finally:
            server.terminate()
            server.wait(timeout=SECONDS_TO_START)


def _command(origin: str) -> list[str]:
    port = str(urlsplit(origin).port)
    return [sys.executable, "-c", "from atesta.cli import main; raise SystemExit(main())", "serve", "--port", port]


def _wait_for(origin: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            with urlopen(origin + "/en/", timeout=60):
                return
        except OSError:  # nobody listens yet, or nobody answers in time
            time.sleep(0.1)
    raise AssertionError(f"no answer within {SECONDS_TO_START} s: {log.read_text()}")


def _free_port() -> int:
    """Below those that a connection is given (from 32768): until the server has it, another's browser could take it."""
    while True:
        port = 15_000 + secrets.randbelow(15_000)
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return port
