"""Introduction and room to speak, by the phrases that ship, in three languages (tests/cases/courtesies.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from atesta.contact.message import Message
from atesta.review.conduct import check_conduct, texts
from atesta.review.finding import Finding
from atesta.review.truth import check_claims
from atesta.rules.phrase_index import load_phrases
from atesta.rules.phrasebook import PhraseBook
from atesta.rules.rulebook import load_rulebook

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "courtesies.toml").read_text(encoding="utf-8"))


@cache
def book() -> PhraseBook:
    return PhraseBook(load_phrases())


def finding(case: dict[str, Any], rule: str) -> Finding:
    text, party = case["text"], case.get("party")
    reading, message = book().read(text), Message(text, text.encode())
    truth = check_claims(reading, message, None, load_rulebook(), None)
    given = check_conduct(reading, message, truth, texts(load_rulebook(), None, None, party))
    (found,) = [f for f in given.findings if f.rule == rule]
    return found


@pytest.mark.parametrize("case", CASES["identity"], ids=lambda case: case["text"])
def test_who_is_named(case: dict[str, Any]) -> None:
    found = finding(case, "house-courtesy-identity")
    assert (found.answer, found.measured["lacks"]) == (case["expect"], case.get("lacks", []))


@pytest.mark.parametrize("case", CASES["room"], ids=lambda case: case["text"])
def test_room_to_speak(case: dict[str, Any]) -> None:
    assert finding(case, "house-room-to-speak").answer == case["expect"]
