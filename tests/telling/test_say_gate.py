"""What the gate answers reads as a sentence in three languages, and calls nothing a breach of law that is none."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

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
    assert len({say_odd(name, words) for name in ("against_the_gate", "before_asked", "before_time", "after_end")}) == 4


def test_a_moment_is_told_by_the_clock_that_is_asked_for() -> None:
    case = next(case for case in cases() if "revoked today" in case.says)
    (reason,) = decide(case.asked, case.known).reasons
    assert "23 Nov 2026, 19:15 UTC-06:00" in say_reason(
        as_json(reason), catalogue("en"), ZoneInfo("America/Mexico_City")
    )
    planned = {"planned_at": "2026-11-24T01:00:00+00:00"}
    kept = {"id": "planned_in_past", "answer": "refused", "measured": planned, "citations": []}
    assert "2026年11月24日 09:00 UTC+08:00" in say_reason(kept, catalogue("zh"), ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("lang", "words", "never"),
    [
        ("en", "One of those counted is not reported and counted all the same", "The last conversation was"),
        ("es", "De uno de los contados no se ha comunicado el resultado", "La última conversación fue"),
        ("zh", "其中 1 次尚未上报结果，仍计算在内", "最近一次通话是"),
    ],
)
def test_what_nobody_reported_is_counted_and_not_told_as_a_conversation(lang: str, words: str, never: str) -> None:
    case = next(case for case in cases() if "though nobody called often" in case.says)
    history = tuple(replace(past, reported=past.by != "qy") for past in case.known.history or ())
    known = replace(case.known, history=history)
    assert sum(not past.reported for past in history) == 1
    assert words in "".join(say_reason(as_json(one), catalogue(lang)) for one in decide(case.asked, known).reasons)
    friday = next(text for told, _, text in said(lang) if "Friday that nobody reported" in told.says)
    assert never not in friday


@pytest.mark.parametrize(("lang", "city"), [("en", "Beijing"), ("es", "Pekín"), ("zh", "北京")])
def test_the_clock_of_hours_is_told_by_its_city(lang: str, city: str) -> None:
    texts = [text for _, kept, text in said(lang) if kept["measured"].get("zone") == "Asia/Shanghai"]
    assert any(city in text for text in texts) and not any("Asia/" in text for text in texts)
