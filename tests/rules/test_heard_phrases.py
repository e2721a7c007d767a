"""Phrases in recognised speech: what a recogniser misspelt is found, what is another word is not (REVIEW 4.3)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atesta.rules.heard_words import HAN_NEGATIONS, NEGATIONS, words_of
from atesta.rules.phrase_index import load_phrases, words
from atesta.rules.phrasebook import PhraseBook

CASES = Path(__file__).parents[1] / "cases" / "heard" / "phrases.toml"
SPEECH = st.text(alphabet="abehilmnorstuvyz ñáé,.'你我逾雨期还款不会起诉速，。\u200b0", max_size=60)


@cache
def book() -> PhraseBook:
    return PhraseBook(load_phrases())


def cases() -> list[Any]:
    table = tomllib.loads(CASES.read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in table["case"]]


@pytest.mark.parametrize("case", cases())
def test_speech_reads_as_its_author_says(case: dict[str, Any]) -> None:
    text = case["text"]
    reading = book().read_heard(text, case["lang"])
    found = {hit.phrase.id: text[hit.start : hit.end] for hit in reading.hits}
    for phrase in case.get("hit", ()):
        assert phrase in found, found
        assert found[phrase] == case.get("quote", found[phrase])
    assert not set(case.get("miss", ())) & set(found)


@pytest.mark.parametrize(
    "text", ["Buenas tardes, le habla Laura", "您好，您的账户已逾期", "Good morning, I am calling", ""]
)
def test_what_stands_in_the_text_is_found_as_in_writing_and_counts_in_full(text: str) -> None:
    written, heard = book().read(text), book().read_heard(text, None)
    assert set(map(tuple, ((h.phrase.id, h.start, h.end) for h in written.hits))) <= {
        (h.phrase.id, h.start, h.end) for h in heard.hits
    }
    assert all(heard.ratio(hit) == 100 for hit in heard.hits if (hit.start, hit.end) in {h[1:3] for h in written.hits})


def test_a_likeness_is_told_with_the_hit() -> None:
    reading = book().read_heard("lo bamos a en bargar", "es")
    (hit,) = (hit for hit in reading.hits if hit.phrase.id == "threat.es.seize_we")
    assert 85 <= reading.ratio(hit) < 100


def test_abuse_is_only_found_as_it_was_heard() -> None:
    text = "usted es un pendexo"
    assert [h for h in book().read_heard(text, "es").hits if h.phrase.label == "profanity"] == [
        h for h in book().read(text).hits if h.phrase.label == "profanity"
    ]


@settings(max_examples=60, deadline=None)
@given(SPEECH, st.sampled_from(["es", "en", "zh", None, "fr"]))
def test_any_text_is_read_with_spans_on_it_in_order_and_the_same_twice(text: str, lang: str | None) -> None:
    reading = book().read_heard(text, lang)
    places = [(hit.fstart, hit.fend) for hit in reading.hits]
    assert places == sorted(places) and len(reading.ratios) == len(reading.hits)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in reading.hits)
    assert all(
        85 <= ratio <= 100 or hit.phrase.lang == "zh" for hit, ratio in zip(reading.hits, reading.ratios, strict=True)
    )
    assert reading == book().read_heard(text, lang)


def test_a_pattern_is_taken_apart_into_its_words() -> None:
    found = words_of(r"(embarg|cobr)(amos|o) \w+ (casa|amenaz\w*) ...sueldos?")
    assert found.whole == {"embargamos", "embargo", "cobramos", "cobro", "casa", "sueldo", "sueldos"}
    assert found.stems == {"amenaz"}


def test_the_index_has_the_words_of_every_phrase_and_no_word_that_turns_a_sentence_round() -> None:
    for phrase in load_phrases()[::40]:
        assert words(phrase.pattern) == words_of(phrase.pattern)
        assert not words(phrase.pattern).whole & NEGATIONS
    assert "不" in HAN_NEGATIONS
