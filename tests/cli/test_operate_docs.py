"""docs/operate.md names every variable that a server reads, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_is_in_the_table_and_every_row_is_a_setting() -> None:
    read = set(re.findall(r'"(ATESTA_\w+)"', (ROOT / "src/atesta/web_settings.py").read_text(encoding="utf-8")))
    table = set(re.findall(r"^\| `(ATESTA_\w+)`", (ROOT / "docs/operate.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert table == read | {"ATESTA_HOME"}  # which config reads
