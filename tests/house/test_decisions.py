"""Each decision has a number of its own and stands once, in order, on the page that lists them."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "decisions"
FILES = sorted(file.name for file in FOLDER.glob("[0-9]*.md"))


def test_each_is_listed_once_and_in_order() -> None:
    assert re.findall(r"\]\((\d[^)]*)\)", (FOLDER / "README.md").read_text(encoding="utf-8")) == FILES


def test_no_two_have_one_number() -> None:
    numbers = [name[:3] for name in FILES]
    assert numbers == [f"{number:03}" for number in range(1, len(FILES) + 1)]


def test_a_title_begins_with_its_number() -> None:
    assert [
        name for name in FILES if not (FOLDER / name).read_text(encoding="utf-8").startswith(f"# {name[:3]} ")
    ] == []
