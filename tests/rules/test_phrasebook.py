"""One scan finds every phrase, and its place in the text as given."""

from __future__ import annotations

import pytest
import reference_matcher
from hypothesis import given
from hypothesis import strategies as st
from made_up_messages import made_up_phrases, make

from atesta.rules.pattern import compiled, plain
from atesta.rules.phrase import Phrase
from atesta.rules.phrase_index import load_phrases
from atesta.rules.phrasebook import FEW, PhraseBook, sentence
from atesta.rules.prefilter import legs

TEXTS = 1_000


def book(*patterns: str, unless: str = "") -> PhraseBook:
    return PhraseBook(
        Phrase(f"t.es.p{n}", "es", "conduct", "threat", "house-threat", p, unless) for n, p in enumerate(patterns)
    )


def found(patterns: str | PhraseBook, text: str) -> list[str]:
    reading = (book(patterns) if isinstance(patterns, str) else patterns).read(text)
    return [text[hit.start : hit.end] for hit in reading.hits]


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("aten[gd]ase a las? consecuencias", "Aténgase a las CONSECUENCIAS.", ["Aténgase a las CONSECUENCIAS"]),
        ("legal", "legalmente ilegal", []),
        ("legal", "¡Acción LEGAL!", ["LEGAL"]),
        ("逾期", "15/03/2024逾期", ["逾期"]),
        ("pague ya", "pague \n  ya", ["pague \n  ya"]),
        ("pague ya", "pague\u00a0ya", ["pague\u00a0ya"]),
        ("移交...法务", "移交给我们的法务部", ["移交给我们的法务"]),
        ("移交...法务", "移交。法务", []),
        ("no ... salir", "no salir; no podrá salir", ["no salir", "no podrá salir"]),
        ("debe ...1.234", "debe exactamente 1.234", ["debe exactamente 1.234"]),
        ("pague ...hoy", "pague 1.234,56 hoy", ["pague 1.234,56 hoy"]),
        ("pague ...hoy", "pague. Desde hoy", []),
        ("(的)?abc", "你的abc xabc abc", ["的abc", "abc"]),
        ("(来|come)", "welcome 来come", ["来", "come"]),
        ("procedera\\w*", "procederán", ["procederán"]),
        ("don't", "We don’t", ["don’t"]),
        ("还,", "还，", ["还，"]),
        ("ano", "año", ["año"]),
        ("pague", "p\u200ba\u200bg\u200bu\u200be", ["p\u200ba\u200bg\u200bu\u200be"]),
        ("cárcel", "la carcel", ["carcel"]),
    ],
)
def test_what_a_pattern_finds(pattern: str, text: str, words: list[str]) -> None:
    assert found(pattern, text) == words


def test_an_unless_counts_in_its_own_sentence_only() -> None:
    phrases = book("se va a arrepentir", unless="no se va a arrepentir")
    assert found(phrases, "No se va a arrepentir.") == []
    assert found(phrases, "No se va a arrepentir. Se va a arrepentir.") == ["Se va a arrepentir"]


@pytest.mark.parametrize(
    ("text", "around", "whole"),
    [
        ("hola sr. perez debe 1.234,56 hoy. adios", "debe", "hola sr. perez debe 1.234,56 hoy"),
        ("您好。请还款!谢谢", "还款", "请还款"),
        ("vea banco.com ahora. no", "vea", "vea banco.com ahora"),
        ("uno\ndos\ntres", "dos", "dos"),
    ],
)
def test_where_a_sentence_ends(text: str, around: str, whole: str) -> None:
    assert sentence(text, text.index(around), text.index(around) + len(around)) == whole


def test_hits_come_in_order() -> None:
    starts = [hit.start for hit in book("b", "a", "a b").read("a b a b").hits]
    assert starts == sorted(starts)


@given(st.text())
def test_plain_form_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    READER.read(text)


READER = PhraseBook(made_up_phrases())


@pytest.mark.parametrize("first", [True, False], ids=["one by one", "by the set"])
def test_the_reference_matcher_finds_the_same(first: bool) -> None:
    phrases = made_up_phrases()
    texts = make(FEW if first else TEXTS, seed=7)
    reader = PhraseBook(phrases)
    if not first:
        for _ in range(FEW):
            reader.read("")
    for text in texts:
        hits = [(hit.phrase.id, hit.start, hit.end) for hit in reader.read(text).hits]
        assert hits == reference_matcher.hits(phrases, text), text


def test_the_reference_matcher_finds_the_same_with_phrases_that_ship() -> None:
    phrases = load_phrases()[::25]
    reader = PhraseBook(phrases)
    for text in make(120, seed=3):
        hits = [(hit.phrase.id, hit.start, hit.end) for hit in reader.read(text).hits]
        assert hits == reference_matcher.hits(phrases, text), text


def test_legs_say_what_a_match_must_have() -> None:
    assert legs("(debe|pague) ...(salir|viajar)") == ((("salir ", "viajar "), (" debe", " pague")),)
    assert legs("a?b?") == ()
    assert compiled("(的)?abc") is None
