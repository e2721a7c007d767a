"""What the bench of calls counts by."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def truth() -> ModuleType:
    if (folder := str(Path(__file__).resolve().parents[2] / "tools")) not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module("bench_calls_truth")


def said(answer: str, onset: float = 1.0, **measured: Any) -> dict[str, Any]:
    return {"identity": {"answer": answer, **measured}, "acoustics": {"onset": onset}}


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (said("met", seconds=3.0), "in_time"),
        (said("missing", late=True, lacks=["promptness"]), "late"),
        (said("missing", late=False, lacks=["company"]), "missing"),
        (said("not_reviewable", reason="low_snr"), "person"),
        (said("missing", late=False, lacks=["order"], ends={"company": 3000, "person": 4000}), "in_time"),
        (said("missing", late=False, lacks=["on_behalf"], ends={"company": 3000, "person": 8000}), "late"),
        (said("missing", late=False, lacks=["order"], ends={"company": 3000, "person": 6000}), "person"),
        (said("missing", late=False, lacks=["order"], ends={"company": 3000}), "person"),
        ({"error": "sound_empty"}, "person"),
    ],
)
def test_the_verdict_about_five_seconds_is_read_from_the_finding(found: dict[str, Any], verdict: str) -> None:
    assert truth().verdict(found) == verdict


def test_phrases_do_not_run_over_a_comma() -> None:
    assert truth().cut("Buenas tardes, le habla Ana Ruiz.", "es") == ["le habla ana", "habla ana ruiz"]
    assert truth().cut("您好，欠款四百元。", "zh") == ["欠款四百", "款四百元"]


def test_accents_signs_and_traditional_characters_do_not_count_as_errors() -> None:
    assert truth().units("¿Señora RAMÍREZ?", "es") == ["senora", "ramirez"]
    assert truth().units("還款，謝謝", "zh") == truth().units("还款谢谢", "zh")


def test_a_phrase_that_was_said_is_not_among_those_that_were_not() -> None:
    agent = [{"text": "seguido por la tecla de numero"}]
    row = {"id": "a", "lang": "es", "agent": agent, "others": ["por la tecla", "el lider ha llegado"]}
    there, absent = truth().phrases_of(row)
    assert "por la tecla" in there
    assert set(absent) == {"el lider ha", "lider ha llegado"}


def test_letters_that_are_spelt_are_no_phrase() -> None:
    assert truth().cut("A B C numero", "es") == ["b c numero"]


def test_words_given_to_the_right_side_are_not_confused_whatever_the_names() -> None:
    row = {"agent_spans": [[0.0, 2.0]], "debtor_spans": [[3.0, 5.0]]}
    right = [("probable_agent", "a", 0.5, 1.0), ("probable_debtor", "b", 3.5, 4.0)]
    turned = [("probable_debtor", "a", 0.5, 1.0), ("probable_agent", "b", 3.5, 4.0)]
    assert truth().mixed_up(row, right) == (0.0, 0.0, 1.0)
    assert truth().mixed_up(row, turned) == (0.0, 0.0, 0.0)
    assert truth().mixed_up(row, [("unknown", "a", 0.5, 1.0)]) == (0.0, 1.0, 0.0)
