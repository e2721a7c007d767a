"""docs/tour.md takes each sentence of the mission to one command; its sessions are run by test_docs.py."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOUR = (Path(__file__).resolve().parents[2] / "docs" / "tour.md").read_text(encoding="utf-8")

# Every sentence of the two source documents, as MISSION numbers them.
MISSION = (
    *("A1", "A2", "A3", "A4", "A5.1", "A5.2a", "A5.2b", "A5.2c", "A5.3"),
    *("B1.1", "B1.2", "B1.3", "B1.4", "B1.5"),
    *(f"B2.1.{number}" for number in range(1, 9)),
    *("B2.2", "B2.3", "B2.4"),
)


def section(id: str) -> str:
    return re.split(rf"^## {re.escape(id)}$", TOUR, flags=re.MULTILINE)[1].partition("\n## ")[0]


@pytest.mark.parametrize("id", MISSION)
def test_a_sentence_of_the_mission_stands_once_in_the_tour(id: str) -> None:
    assert len(re.findall(rf"^#+ {re.escape(id)}$", TOUR, re.MULTILINE)) == 1


@pytest.mark.parametrize("id", MISSION)
def test_a_sentence_has_a_command_or_says_that_it_is_not_built_yet(id: str) -> None:
    assert re.search(r"^\$ .*\batesta\b|^\$ python3", section(id), re.MULTILINE) or "not built yet" in section(id)


def test_the_tour_has_no_other_sentences() -> None:
    assert set(re.findall(r"^## (\S+)", TOUR, re.MULTILINE)) == set(MISSION)
