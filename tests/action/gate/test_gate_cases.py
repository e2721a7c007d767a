"""What the gate decides, case by case, in every place whose rules we carry."""

from __future__ import annotations

from collections import Counter

import pytest
from gate_cases import Case, cases

from atesta.action.gate import ANSWERS, REASONS, decide
from atesta.contact.place import PLACES

CASES = tuple(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_decided_as_its_sentence_says(case: Case) -> None:
    found = decide(case.asked, case.known)
    ids = {reason.id for reason in found.reasons}
    assert (found.word, ids) == (case.expect, case.reasons), case.says
    measured = {name: value for reason in found.reasons for name, value in reason.measured.items()}
    assert {name: measured.get(name) for name in case.figures} == dict(case.figures), case.says


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_reason_is_known_cited_and_stands_in_its_order(case: Case) -> None:
    reasons = decide(case.asked, case.known).reasons
    assert [ANSWERS.index(reason.answer) for reason in reasons] == sorted(ANSWERS.index(r.answer) for r in reasons)
    for reason in reasons:
        assert reason.citations and (reason.id in REASONS or reason.id.startswith("limits:"))


def test_every_place_and_every_reason_has_cases() -> None:
    places = Counter(case.known.place for case in CASES)
    assert set(places) == set(PLACES) and len(CASES) >= 60
    met = {reason.id for case in CASES for reason in decide(case.asked, case.known).reasons}
    assert set(REASONS) <= met
