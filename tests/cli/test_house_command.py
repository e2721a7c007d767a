"""`atesta house`: the do-not-contact list asked and taken along, in a process of its own."""

from __future__ import annotations

import hmac
import os
import subprocess
import sys
from pathlib import Path

ENTER = """
import django; django.setup()
from datetime import UTC, datetime
from atesta.store import house
now = datetime.now(UTC)
house.enter(house.Entered("sender", "CN", now, "12321", "", "106955880231", "13900047711"), None, now)
house.enter(house.Entered("stop", "CN", now, "letter", number="13900047722"), None, now)
"""
MAIN = "import sys; from atesta.cli import main; sys.exit(main())"


def run(folder: Path, code: str, *given: str) -> str:
    env = {**os.environ, "ATESTA_WEB_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "atesta.web.settings"}
    env |= {"ATESTA_LANG": "en"}
    env.pop("ATESTA_DATABASE", None)
    return subprocess.run(
        [sys.executable, "-c", code, *given], env=env, capture_output=True, text=True, check=True
    ).stdout


def test_the_list_is_asked_by_number_and_given_out_without_one(tmp_path: Path) -> None:
    key = run(tmp_path, MAIN, "house", "key").strip()
    run(tmp_path, ENTER)
    ask = ("house", "ask", "106955880231", "--place", "CN", "--number")
    assert "is refused" in run(tmp_path, MAIN, *ask, "139 0004 7711")
    assert "Somebody has to decide" in run(tmp_path, MAIN, *ask, "139 0004 7722")
    assert "is allowed" in run(tmp_path, MAIN, *ask, "139 0004 7733")
    assert "is allowed" in run(tmp_path, MAIN, *ask, "139 0004 7711", "--purpose", "receipt")
    taken = run(tmp_path, MAIN, "house", "list", "recipients")
    hashed = hmac.digest(bytes.fromhex(key), b"atesta-recipient-v1|+8613900047722", "sha256").hex()
    assert hashed in taken and "13900047722" not in taken
    assert run(tmp_path, MAIN, "house", "list", "directory", "--place", "CN").strip() == ""
