"""The few lines of docs/check-sent.md check a receipt as it comes from the page, and refuse a changed one."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from atesta.evidence import note
from atesta.store import transparency as tr
from atesta.store.models import Announcement, Creditor

DOC = Path(__file__).parents[2] / "docs" / "check-sent.md"
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def receipt(count: int, which: int) -> str:
    """Of one of so many announcements."""
    house = Creditor.objects.create(name="L", place="CN", made_at=NOW)
    rows = [
        Announcement(creditor=house, kind="text", channel="sms", address="1", address_key="1", at=NOW, salt="ab" * 32)
        for _ in range(count)
    ]
    for number, row in enumerate(rows):
        row.person, row.text_key, row.code_key = (f"{number:064x}" for _ in range(3))
        row.leaf = tr.announced_leaf(row, None, "")
    Announcement.objects.bulk_create(rows)
    tr.enter_many(tr.ANNOUNCED, ((row.id, row.leaf) for row in rows), NOW)
    tr.sequence(NOW)
    row, proof = rows[which], tr.proof_of(rows[which].id)
    assert proof is not None and note.proven(proof, bytes.fromhex(row.leaf), tr.verifier()) is not None
    entry = tr.announced_json(row, None, "").decode()
    return "\n".join(["…", "entry", entry, "salt", row.salt, "leaf", row.leaf, "", proof.decode()])


def checked(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    script = re.search(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert script is not None
    (folder / "check.py").write_text(script[1], encoding="utf-8")
    (folder / "receipt.txt").write_text(text, encoding="utf-8")
    command = [sys.executable, str(folder / "check.py"), str(folder / "receipt.txt")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("count", "which"), [(1, 0), (2, 1), (7, 6), (13, 4)])
def test_a_receipt_is_checked_with_twenty_lines(count: int, which: int, folder: Path, settings: Settings) -> None:
    settings.WEB = replace(settings.WEB, home=folder / "home")
    told = receipt(count, which)
    right = checked(told, folder)
    assert right.stdout.strip() == f"the entry is number {which} of {count}", right.stderr
    assert checked(told.replace('"channel":"sms"', '"channel":"call"'), folder).returncode != 0
