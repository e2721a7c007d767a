"""`atesta serve` from nothing: it makes what it needs, answers, does its jobs and stops cleanly."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from first_case import Atesta

from atesta.store import preparing

ATESTA = "import sys; from atesta.cli import main; sys.exit(main())"


def free_port() -> int:
    with closing(socket.socket()) as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "ATESTA_DATABASE"}
    return {**kept, "ATESTA_WEB_FOLDER": str(tmp_path / "new"), "ATESTA_LANG": "en"}


@pytest.fixture
def served(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    command = [sys.executable, "-c", ATESTA, "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    yield process, port
    process.kill()
    process.communicate()


def ask(port: int, path: str) -> str:
    """Waits for the server as a person would."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.25)
    raise TimeoutError


def test_one_command_serves_from_nothing_and_stops_cleanly(
    served: tuple[subprocess.Popen[str], int], env: dict[str, str]
) -> None:
    process, port = served
    assert '"ok": true' in ask(port, "/healthz")
    assert "您住在哪里" in ask(port, "/zh/")
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert f"http://localhost:{port}" in said
    assert "own computer" in said
    assert said.endswith("Atesta has stopped.\n")
    for kept in Path(env["ATESTA_WEB_FOLDER"]).glob("[as]*"):  # atesta.sqlite3, secret
        assert kept.is_dir() or kept.stat().st_mode & 0o077 == 0, kept


def test_a_port_that_is_taken_is_said_so(atesta: Atesta) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ran = atesta("serve", "--port", other.getsockname()[1])
    assert ran.status == 2
    assert "--port" in ran.err


def test_what_is_not_installed_is_named_with_the_line_to_run(atesta: Atesta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atesta.cli.pages.find_spec", lambda name: None)
    ran = atesta("serve")
    assert ran.status == 2
    assert 'pip install "atesta[web]"' in ran.err


@pytest.mark.django_db
def test_a_database_that_has_all_its_tables_is_left_alone() -> None:
    assert preparing.behind() == []
    assert preparing.prepare() is None
