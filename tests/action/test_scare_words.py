"""Words that frighten are found as they are really written, explained once, and exactly where they stand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.scare_words import Explained, explained, read_scare_words, scare_words
from atesta.contact.place import PLACES
from atesta.errors import FileFormatError

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "scare_words.toml").read_text("utf-8"))["case"]
LURKING = [case["text"] for case in CASES] + ["\u200b", "*", " ", "移交", "embar", "arrest", "𝐛𝐮𝐫𝐨", "法\n务", "\ud800"]
TEXTS = st.lists(st.one_of(st.sampled_from(LURKING), st.text(max_size=12)), max_size=6).map("".join)


def found(text: str, place: str | None, lang: str = "en") -> dict[str, str]:
    return {word.term: text[word.start : word.end] for word in explained(text, place, lang)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:24])
def test_a_text_has_the_words_of_its_case_and_no_other(case: dict[str, object]) -> None:
    assert found(str(case["text"]), str(case["place"]) or None) == case["words"]


def test_every_word_has_a_case() -> None:
    assert {word for case in CASES for word in case["words"]} == set(scare_words())


@given(TEXTS, st.sampled_from([None, *PLACES]), st.sampled_from(["en", "es", "zh"]))
def test_offsets_lie_in_the_text_in_order_apart_and_each_word_comes_once(
    text: str, place: str | None, lang: str
) -> None:
    words = explained(text, place, lang)
    edges = [edge for word in words for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(0 <= word.start < word.end <= len(text) for word in words)
    assert len({word.term for word in words}) == len(words)
    assert all(place is None or place in scare_words()[word.term].places for word in words)
    assert all(found(text[word.start : word.end], place).get(word.term) for word in words if _whole(text, word))


def _whole(text: str, word: Explained) -> bool:
    """Neither end inside a run of letters, signs or marks that the engine reads together."""
    return text[word.start : word.end].isalpha()


def test_the_explanation_is_in_the_language_asked_for_with_its_three_sources() -> None:
    for lang, said in (("en", "No step of any law"), ("es", "No es ningún paso legal"), ("zh", "没有法律地位")):
        (word,) = explained("风控核查", "CN", lang)
        assert word.explanation[1].startswith(said)
        assert [fact.name for fact in word.sources] == ["real", "is_not", "check"]


def test_without_a_place_a_word_that_means_something_else_in_each_is_left_alone() -> None:
    assert found("visita domiciliaria y ASNEF", None) == {"default_file_es": "ASNEF"}
    assert "home_visit_co" in found("visita domiciliaria", "CO")


def test_words_of_another_place_do_not_show() -> None:
    assert found("lo reportamos a Infocorp", "MX") == {}


def test_a_word_half_written_is_refused_with_file_and_field() -> None:
    with pytest.raises(FileFormatError, match=r"zh\.toml.*patterns"):
        read_scare_words("zh.toml", b'[[term]]\nid = "x"\nplaces = ["CN"]\n')
    with pytest.raises(FileFormatError, match="colour"):
        read_scare_words("zh.toml", b'[[term]]\nid = "x"\ncolour = "red"\n')
