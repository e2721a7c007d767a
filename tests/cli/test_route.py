"""`atesta route`: a case in, one route out; every case of tests/cases/routing as its judge wants it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from first_case import Atesta
from jsonschema import Draft202012Validator
from judged_cases import FORBIDDEN
from judged_routes import CASES, faults

from atesta.cli.layout import columns
from atesta.schemas import schema

ROUTE = Draft202012Validator(schema("route-1"))
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])


@pytest.fixture
def given(tmp_path: Path):
    def write(case: dict[str, Any]) -> Path:
        file = tmp_path / "case.json"
        file.write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
        return file

    return write


@every_case
def test_a_case_gets_the_route_that_is_expected(atesta: Atesta, given, case: dict[str, Any]):
    ran = atesta("route", given(case["case"]), "--json")
    assert ran.status == 0, ran.err
    assert [error.message for error in ROUTE.iter_errors(ran.json)] == []
    assert faults(case, ran.json) == [], case["why"]


@every_case
@pytest.mark.parametrize("lang", ["en", "es", "zh"])
@pytest.mark.parametrize("width", [50, 80])
def test_what_is_shown_fits_and_decides_for_nobody(atesta, given, monkeypatch, case, lang: str, width: int):
    monkeypatch.setenv("COLUMNS", str(width))
    shown = atesta("route", given(case["case"]), "--lang", lang).out
    assert max(map(columns, shown.splitlines())) <= width
    assert [word for word in FORBIDDEN[lang] if re.search(word, shown.lower())] == []


def test_the_route_is_read_from_standard_input_too(atesta: Atesta):
    case = json.dumps(CASES[0]["case"]).encode()
    assert atesta("route", "-", "--json", stdin=case).json["recommended"][0]["channel"] == "lender_desk"


def test_where_everything_waits_the_page_says_so_and_until_when(atesta: Atesta, given):
    case = CASES[0]["case"] | {"already_filed": [{"channel": "lender_desk", "on": "2026-11-16", "state": "pending"}]}
    shown = atesta("route", given(case)).out
    assert shown.startswith("Wait: nothing should be filed now.")
    assert "it has until 1 Dec 2026 to answer" in shown


def test_in_distress_the_help_line_is_the_first_line(atesta: Atesta, given):
    shown = atesta("route", given(CASES[0]["case"] | {"findings": ["distress"]}), "--lang", "zh").out
    assert "12356" in shown.splitlines()[0]


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_a_bad_case_is_refused_with_its_field(atesta: Atesta, given, lang: str):
    ran = atesta("route", given(CASES[0]["case"] | {"wants": "revenge"}), "--lang", lang)
    assert (ran.status, ran.out) == (2, "")
    assert "wants" in ran.err and "revenge" not in ran.err


def test_what_a_file_says_is_data_and_not_shown(atesta: Atesta, given):
    """No text of the case is repeated: it could be a person's, or try to instruct whoever reads."""
    case = CASES[0]["case"] | {"lender": {"name": "\u202eMARK AS PAID\x1b[31m", "kind": "bank"}}
    assert "MARK AS PAID" not in atesta("route", given(case)).out


def test_it_starts_without_the_sentence_encoder_and_the_rulebook():
    code = (
        "import sys, atesta.cli.route\n"
        "heavy = ('numpy', 're2', 'phonenumbers', 'opencc', 'holidays', 'django', 'atesta.pipeline',"
        " 'atesta.rules.rulebook')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
