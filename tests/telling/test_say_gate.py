"""What the gate answers reads as a sentence in three languages, and calls nothing a breach of law that is none."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "action" / "gate"))
from gate_cases import Case, cases

from atesta.action.gate import REASONS, by_text, decide
from atesta.locale import catalogue
from atesta.store.gating import as_json
from atesta.telling.say_gate import say_odd, say_reason

LANGS = ("en", "es", "zh")
LAW = {"en": "breach of", "es": "infracción", "zh": "违反法"}


def said(lang: str) -> Iterator[tuple[Case, dict[str, object], str]]:
    for case in cases():
        for reason in decide(case.asked, case.known).reasons:
            kept = json.loads(json.dumps(as_json(reason)))
            yield case, kept, say_reason(kept, catalogue(lang))


@pytest.mark.parametrize("lang", LANGS)
def test_every_reason_is_told_with_nothing_left_open(lang: str) -> None:
    found = list(said(lang))
    assert len({kept["id"] for _, kept, _ in found}) > len(REASONS)
    for case, kept, text in found:
        assert text and not {"—", "{", "}", "None"} & {*text, *text.split()}, (case.name, kept["id"], text)
        assert "hers" not in text.split() or lang == "en"


@pytest.mark.parametrize("lang", LANGS)
def test_a_standard_is_told_as_one_and_never_as_the_law(lang: str) -> None:
    words = catalogue(lang)
    marks = {words.say(f"limits_mark.{name}") for name in ("breach", "likely_breach")}
    standard = [text for _, kept, text in said(lang) if kept["measured"].get("limits") == "benchmark_breach"]
    assert standard and not [text for text in standard if any(text.startswith(mark) for mark in marks)]


@pytest.mark.parametrize(
    ("lang", "figures"),
    [
        ("en", ("4 counted, this one included", "25 Nov 2026")),
        ("es", ("25 de noviembre de 2026",)),
        ("zh", ("连同这一次共 4 次，上限 3 次", "2026年11月25日")),
    ],
)
def test_a_count_is_told_with_its_figures_its_source_and_when_it_is_over(lang: str, figures: tuple[str, ...]) -> None:
    text = next(text for case, _, text in said(lang) if "though nobody called often" in case.says)
    assert all(figure in text for figure in (*figures, "GB/T 45251-2025"))


@pytest.mark.parametrize(
    ("reason", "measured", "said"),
    [
        (by_text.LAW, {"claims": [{"kind": "legal_step", "said": "arrest", "answer": "impossible_in_law"}]}, ()),
        (by_text.PAYS, {"ways": ["account"], "hosts": []}, ()),
        (by_text.LEADS, {"ways": ["link", "number"], "hosts": ["info.evil.example"]}, ("info.evil.example",)),
        (by_text.DECLINED, {"wording": "id", "on": "2026-11-24"}, ("2026",)),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_what_stands_against_a_text_is_told_with_where_it_leads(
    lang: str, reason: str, measured: dict[str, object], said: tuple[str, ...]
) -> None:
    text = say_reason(as_json(by_text.of_text(reason, measured)), catalogue(lang))
    assert all(part in text for part in (*said, "A3")) and not {"—", "{", "None"} & {*text, *text.split()}


@pytest.mark.parametrize("lang", LANGS)
def test_each_word_of_the_gate_has_its_sentence(lang: str) -> None:
    words = catalogue(lang)
    assert len({say_odd(name, words) for name in ("against_the_gate", "before_asked", "after_end")}) == 3
