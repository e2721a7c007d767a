"""How many syllables a sentence has when it is said."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.syllables import syllables

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/syllables.toml").read_text(encoding="utf-8"))
WORDS = [
    (lang, word, int(count)) for lang in ("es", "en") for count, words in CASES[lang].items() for word in words.split()
]
LANGS = st.sampled_from(("es", "en", "zh"))


def test_every_listed_word_has_the_syllables_of_a_dictionary():
    wrong = [(lang, word, syllables(word, lang)) for lang, word, count in WORDS if syllables(word, lang) != count]
    assert wrong == []


@pytest.mark.parametrize("case", CASES["sentence"], ids=lambda case: case["text"])
def test_a_sentence_has_the_syllables_of_its_words(case):
    assert syllables(case["text"], case["lang"]) == case["count"]


@given(st.text(), LANGS)
def test_no_text_has_less_than_none(text, lang):
    assert syllables(text, lang) >= 0


@given(st.text(), st.text(), LANGS)
def test_two_sentences_have_as_many_as_both(one, other, lang):
    assert syllables(f"{one}. {other}", lang) == syllables(one, lang) + syllables(other, lang)


@given(st.text(alphabet="欠款您好李敏"), LANGS)
def test_a_chinese_character_is_one_in_every_language(text, lang):
    assert syllables(text, lang) == len(text)


def test_capitals_that_are_no_word_are_spelled():
    assert syllables("BBVA", "es") == 5
    assert syllables("HSBC", "en") == 4
    assert syllables("AURORA", "es") == 3
