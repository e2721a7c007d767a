"""Each phrase finds what its author says, and leaves what its author says (tests/cases/phrases)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from each_case import each

from atesta.rules.phrase_files import load_phrases
from atesta.rules.phrasebook import PhraseBook

FOLDER = Path(__file__).parents[1] / "cases" / "phrases"


def cases() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [(f"{path.stem}.{case['phrase']}", case) for case in table.get("case", ())]
    return found


@cache
def book() -> PhraseBook:
    return PhraseBook(load_phrases())


@cache
def known() -> frozenset[str]:
    return frozenset(phrase.id for phrase in book().phrases)


@each("phrase, case", cases(), ids=lambda case: case[0])
def test_a_phrase_finds_what_its_author_says(phrase: str, case: dict[str, Any]) -> None:
    assert phrase in known(), f"there is no phrase {phrase}"
    for text in case.get("hit", ()):
        assert phrase in {hit.phrase.id for hit in book().read(text).hits}, text
    for text in case.get("miss", ()):
        assert phrase not in {hit.phrase.id for hit in book().read(text).hits}, text
