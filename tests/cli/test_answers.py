"""Every case of tests/cases/answers is answered as it should be, and never with a word that decides.

Each case says in `why` which sentence its expectation follows from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from first_case import Atesta
from jsonschema import Draft202012Validator
from judged_cases import CASES, FORBIDDEN, command, faults, words_that_may_not_be_said

from atesta.schemas import schema

REVIEW = Draft202012Validator(schema("review-1"))
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])


@every_case
def test_a_case_gets_the_answers_that_are_expected(atesta: Atesta, tmp_path: Path, case: dict[str, Any]):
    ran = atesta(*command(case, tmp_path), "--json")
    assert ran.status == 0, ran.err
    assert [error.message for error in REVIEW.iter_errors(ran.json)] == []
    assert faults(case, ran.json) == [], case["why"]


@every_case
def test_what_is_shown_of_a_case_decides_for_nobody(atesta: Atesta, tmp_path: Path, case: dict[str, Any]):
    given = command(case, tmp_path)
    for lang in FORBIDDEN:
        ran = atesta(*given, "--lang", lang)
        assert ran.status == 0 and ran.err == ""
        assert words_that_may_not_be_said(case, ran.out, lang) == []


def test_there_are_cases_in_three_languages():
    assert {case["lang"] for case in CASES} == {"en", "es", "zh"} and len(CASES) >= 40
