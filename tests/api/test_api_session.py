"""The session of docs/api.md prints what it shows: real curl, a real server, a clock that stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from a_machine import House

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "house"))

from test_docs import SESSION, printed_as_shown, steps  # noqa: E402 - the reader of every other session

SESSIONS = [found["body"] for found in SESSION.finditer((ROOT / "docs" / "api.md").read_text(encoding="utf-8"))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.any_database
@pytest.mark.needs("curl", "apt-get install curl")
def test_the_session_prints_what_it_shows(house: House, live_server: Any, tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "API": f"{live_server.url}/api/v1", "KEY": house.mine.secret}
    for session in SESSIONS:
        for step in steps(session, 1):
            done = subprocess.run(
                ["sh", "-c", step.command],
                cwd=tmp_path,
                env=env,
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
            )
            assert printed_as_shown(step.printed, done.stdout), f"{step.command}\n{done.stdout}\n{step.printed}"
    assert len(SESSIONS) == 6


def test_every_way_stands_in_the_table() -> None:
    from atesta.api.document import document  # noqa: PLC0415

    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").partition("## What can be asked")[2]
    assert set(re.findall(r"`(/[a-z{}/:]+)`", text)) == set(document()["paths"])
