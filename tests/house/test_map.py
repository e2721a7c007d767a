"""docs/map.md is the way in: what it says exists does, and what it says is not built yet is not there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(
    r"^\| (?!looking for|---)(.+?) \| (.+?) \| (.*?) ?\|$", (ROOT / "docs" / "map.md").read_text("utf-8"), re.M
)
PATH = re.compile(r"`([\w./*-]+)`")


def exists(path: str) -> bool:
    return any(ROOT.glob(path.rstrip("/"))) if "*" in path else (ROOT / path).exists()


def test_the_map_answers_the_ten_questions_of_a_newcomer() -> None:
    assert len(ROWS) >= 10


def test_every_place_on_the_map_exists_unless_it_says_not_built_yet() -> None:
    for question, places, state in ROWS:
        for path in PATH.findall(places):
            if "not built yet" in state:
                assert not exists(path), f"{question}: {path} exists by now; say so in docs/map.md"
            else:
                assert exists(path), f"{question}: {path} is not there"
