"""Given words in recognised speech: a name, a firm, a sentence; by likeness of sound, never round a no."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atesta.rules.heard import find_literals
from atesta.rules.heard_lexicon import is_word
from atesta.rules.heard_sound import sound, spoken, syllables

LETTERS = st.lists(st.from_regex(r"[bdlmnprst][aeiou][lnrs]?", fullmatch=True), min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("text", "phrase", "lang", "quote"),
    [
        ("buenas tardes le abla Laura", "le habla Laura", "es", "le abla Laura"),
        ("soy de lafinanciera del Norte", "la financiera del norte", "es", "lafinanciera del Norte"),
        ("le llamo de Finansiera del Norte.", "Financiera del Norte", "es", "Finansiera del Norte"),
        ("número 7 para el volumen", "siete para el", "es", "7 para el"),
        ("calling from North Gate Recovery", "Northgate Recovery", "en", "North Gate Recovery"),
        ("我是云领信服的客服", "云岭信服", "zh", "云领信服"),
        ("請您立即簽款還清", "立即欠款", "zh", "立即簽款"),
    ],
)
def test_a_phrase_is_found_by_its_sound(text: str, phrase: str, lang: str, quote: str) -> None:
    (found,) = find_literals(text, [phrase], lang)
    assert text[found.start : found.end] == quote and 85 <= found.ratio <= 100


@pytest.mark.parametrize(
    ("text", "phrase", "lang"),
    [
        ("no lo bamos a embargar", "lo vamos a embargar", "es"),
        ("we will nott sue you", "we will not sue you today", "en"),
        ("我们不会起速你", "会起诉你", "zh"),
        ("un blanco muy grande", "banco", "es"),
        ("今天下雨期间", "逾期", "zh"),
        ("ha sido bloqueada", "ha sido", "zh"),
    ],
)
def test_another_word_a_short_one_and_a_no_are_not_bridged(text: str, phrase: str, lang: str) -> None:
    assert find_literals(text, [phrase], lang) == ()


@settings(max_examples=60, deadline=None)
@given(LETTERS, LETTERS, st.sampled_from(["es", "en", None]))
def test_what_stands_in_the_text_word_for_word_is_found_in_full(before: str, phrase: str, lang: str | None) -> None:
    found = find_literals(f"{before} {phrase} z", [phrase], lang)
    assert any(one.ratio == 100 for one in found)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=4))
def test_no_text_breaks_it_and_every_span_lies_inside(text: str, phrases: list[str]) -> None:
    for found in find_literals(text, phrases, None):
        assert 0 <= found.start < found.end <= len(text) and found.phrase in phrases


@pytest.mark.parametrize(
    ("one", "other"), [("habla", "abla"), ("vive", "bibe"), ("quiere", "kiere"), ("cobranza", "cobransa")]
)
def test_spanish_spellings_of_one_sound_are_one(one: str, other: str) -> None:
    assert sound(one, "es") == sound(other, "es")


def test_syllables_have_no_tone_and_the_first_is_the_commonest() -> None:
    assert spoken("逾") == spoken("雨") == "yu" and syllables("张")[0] == "zan" and syllables("a") == ()


@pytest.mark.parametrize(
    ("word", "lang", "known"),
    [
        ("duda", "es", True),
        ("contestar", "es", True),
        ("bargar", "es", False),
        ("going", "en", True),
        ("wagges", "en", False),
    ],
)
def test_words_are_told_from_misspellings(word: str, lang: str, known: bool) -> None:
    assert is_word(word, lang) is known
