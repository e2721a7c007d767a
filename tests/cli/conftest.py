"""The command line in this process: the rulebook and the phrases are read once for all of these tests."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest
from desks import whole_desk
from first_case import Atesta, Ran

from atesta.cli import main, screen_lines
from atesta.pipeline import Desk


@pytest.fixture(scope="session")
def desk() -> Desk:
    return whole_desk()


@pytest.fixture(autouse=True)
def _desk_is_open(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("review", "picture", "demo"):
        monkeypatch.setattr(f"atesta.cli.{command}.open_desk", lambda: desk)
    monkeypatch.setattr(screen_lines, "_desk", [desk])


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """English, 100 columns, no colours, whatever the machine that runs the tests says."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ATESTA_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def atesta(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Atesta]:
    """`atesta("review", "message.txt")` runs the command; `stdin` is what it can read from `-`."""

    def run(*arguments: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    yield run
