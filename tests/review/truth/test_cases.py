"""Every case of tests/cases/truth: what the text claims, beside the account of that name, with the answer expected."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from each_case import each

from atesta.contact.account import Account
from atesta.contact.message import Message
from atesta.intake.account_file import read_account
from atesta.review.finding import Claim
from atesta.review.truth import ANSWERS, check_claims
from atesta.rules.phrase_files import load_phrases
from atesta.rules.phrasebook import PhraseBook
from atesta.rules.rulebook import load_rulebook

FOLDER = Path(__file__).parents[2] / "cases" / "truth"
KINDS = {
    *("amount", "days_late", "lateness_grade", "legal_step", "credit_report", "court_list", "arrest", "visit"),
    *("third_party", "deadline", "payment_instruction", "identity", "other_consequence"),
}


@cache
def book() -> PhraseBook:
    return PhraseBook(load_phrases())


@cache
def account(name: str) -> Account | None:
    return read_account((FOLDER / "accounts" / f"{name}.toml").read_bytes()) if name else None


def cases() -> list[dict[str, Any]]:
    return [
        case | {"name": f"{path.stem}: {case['name']}"}
        for path in sorted(FOLDER.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


CASES = cases()


def claims_of(case: dict[str, Any]) -> tuple[Claim, ...]:
    """Four hours after the extract, when the case names no time."""
    file = account(case["account"])
    received = case.get("received") or (file.as_of if file else datetime.fromisoformat("2026-11-15T06:00:00Z"))
    received += timedelta() if "received" in case else timedelta(hours=4, minutes=20)
    text = case["text"]
    message = Message(text, text.encode(), received=received)
    place = case.get("place") or (file.place if file else None)
    return check_claims(book().read(text), message, file, load_rulebook(), place).claims


def overlap(claim: Claim, text: str, words: str) -> float:
    start = text.index(words)
    shared = min(claim.end, start + len(words)) - max(claim.start, start)
    return shared / (max(claim.end, start + len(words)) - min(claim.start, start))


def shown(claim: Claim, measured: list[str]) -> list[str]:
    """Kind, said, on file, and `name=value` of what is asked for among the things measured."""
    names = [entry.partition("=")[0] for entry in measured]
    return [claim.kind, claim.said, claim.on_file, *(f"{name}={claim.measured.get(name)}" for name in names)]


@each("case", CASES, ids=lambda case: case["name"])
def test_a_case_reads_as_expected(case: dict[str, Any]) -> None:
    found, text = claims_of(case), case["text"]
    for kind, words, answers in case.get("claims", []):
        same_kind = [claim for claim in found if claim.kind == kind]
        best = max(same_kind, key=lambda claim: overlap(claim, text, words), default=None)
        assert best is not None and overlap(best, text, words) > 0.15, f"{kind} {words!r} is not read: {same_kind}"
        assert best.answer in answers.split("|"), f"{best}"
    assert not [claim for claim in found if claim.kind in case.get("never", [])]
    for kind, number in case.get("count", {}).items():
        assert len([claim for claim in found if claim.kind == kind]) == number
    if "case_number" in case:
        assert {claim.measured["case_number_said"] for claim in found if claim.kind == "legal_step"} == {
            case["case_number"]
        }
    for figures in case.get("figures", []):
        assert any(figures == shown(claim, figures[3:]) for claim in found), f"{figures}: {found}"
    assert not [claim for claim in found if claim.kind == "amount" and claim.quote in case.get("never_words", [])]


@each("case", CASES, ids=lambda case: case["name"])
def test_every_claim_quotes_the_text_exactly_and_briefly(case: dict[str, Any]) -> None:
    for claim in claims_of(case):
        assert case["text"][claim.start : claim.end] == claim.quote
        assert 0 < len(claim.quote) <= 80
        assert claim.answer in ANSWERS and claim.kind in KINDS


@each("case", CASES, ids=lambda case: case["name"])
def test_reading_it_again_gives_the_same_claims_in_order(case: dict[str, Any]) -> None:
    claims = claims_of(case)
    assert claims == claims_of(case)
    assert [claim.start for claim in claims] == sorted(claim.start for claim in claims)


def test_every_legal_step_says_can_they_and_have_they() -> None:
    steps = [claim for case in CASES for claim in claims_of(case) if claim.kind == "legal_step"]
    assert steps and all({"can_they", "have_they"} <= claim.measured.keys() for claim in steps)


def test_each_kind_is_covered_in_the_cases() -> None:
    named = {claim[0] for case in CASES for claim in case.get("claims", [])}
    assert named == KINDS
