"""Identifiers are hidden code point for code point; sums, days and hours stay."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.transcript import SpokenTurn, Transcript, Voice, Word
from atesta.review.conduct.call_mask import masked

ROOT = Path(__file__).parents[2] / "cases" / "calls"
ASKED = SpokenTurn(Voice.AGENT, "¿Me confirma los últimos cuatro dígitos de su tarjeta? 身份证后四位?")


def shown(text: str, *, asked: bool = False, voice: Voice = Voice.DEBTOR) -> str:
    turns = (*((ASKED,) if asked else ()), SpokenTurn(voice, text))
    return masked(Transcript(turns)).turns[-1].text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Mi celular es 55 1234 5678.", "Mi celular es ••••••••••••."),
        ("My phone is 555-010-4477", "My phone is ••••••••••••"),
        ("我身份证330102199001011234", "我身份证••••••••••••••••••"),
        ("Mi DNI es 12345678Z", "Mi DNI es •••••••••"),
    ],
)
def test_what_she_says_of_herself_is_hidden(text: str, hidden: str) -> None:
    assert shown(text) == hidden


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Cuatro cinco dos uno.", "••••••••••••••••••••."),
        ("It's four four two one.", "It's •••••••••••••••••."),
        ("三三二一", "••••"),
        ("El 4 de mayo de 1979.", "El •••••••••••••••••."),
    ],
)
def test_the_answer_to_an_identifier_is_hidden_in_words_too(text: str, hidden: str) -> None:
    assert shown(text, asked=True) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "Le pago 4,980 pesos el día 15 a las 18:30.",
        "I can pay $1,234.56 on the 15th of November 2026.",
        "我15号还4200元。",
        "Son 1234567 pesos.",
    ],
)
def test_sums_days_and_hours_stay(text: str) -> None:
    assert shown(text) == text


def test_the_agent_reads_back_what_she_said() -> None:
    turns = (ASKED, SpokenTurn(Voice.DEBTOR, "Es 4521."), SpokenTurn(Voice.AGENT, "4521, gracias. Debe 4521.00 pesos."))
    assert masked(Transcript(turns)).turns[2].text == "••••, gracias. Debe 4521.00 pesos."


FORMS = tomllib.loads((ROOT / "identifiers.toml").read_text())


@pytest.mark.parametrize("voice", [Voice.AGENT, Voice.DEBTOR])
@pytest.mark.parametrize("case", FORMS["anybody"], ids=lambda case: case["text"])
def test_what_has_the_form_of_an_identifier_is_hidden_whoever_says_it(case: dict[str, str], voice: Voice) -> None:
    hidden = shown(case["text"], voice=voice)
    assert hidden == case["text"].replace(case["hidden"], "•" * len(case["hidden"]))


@pytest.mark.parametrize("case", FORMS["asked"], ids=lambda case: case["text"])
def test_an_answer_about_identity_is_hidden_and_only_there(case: dict[str, str]) -> None:
    assert shown(case["text"], asked=True) == case["text"].replace(case["hidden"], "•" * len(case["hidden"]))
    assert shown(case["text"]) == case["text"]


@pytest.mark.parametrize("voice", [Voice.AGENT, Voice.DEBTOR])
@pytest.mark.parametrize("text", FORMS["stays"]["texts"])
def test_what_identifies_nobody_stays(text: str, voice: Voice) -> None:
    assert shown(text, voice=voice) == text


def test_she_asks_what_for_before_she_answers() -> None:
    turns = (ASKED, *(SpokenTurn(v, t) for v, t in ((Voice.DEBTOR, "¿Para qué?"), (Voice.AGENT, "Por seguridad."))))
    last = SpokenTurn(Voice.DEBTOR, "Doce de marzo.")
    assert masked(Transcript((*turns, last))).turns[-1].text == "•••••••••••••."


@given(st.text(max_size=60), st.sampled_from([Voice.AGENT, Voice.DEBTOR]), st.booleans())
def test_every_offset_of_the_words_holds_in_what_is_shown(text: str, voice: Voice, asked: bool) -> None:
    hidden = shown(text, asked=asked, voice=voice)
    assert len(hidden) == len(text)
    assert all(new in (old, "•") for old, new in zip(text, hidden, strict=True))


def test_the_words_of_a_number_are_one_word_so_that_nobody_counts_them() -> None:
    words = tuple(Word(word, float(n), n + 0.5, 0.9) for n, word in enumerate(["Es", "55", "1234", "5678."]))
    turn = masked(Transcript((SpokenTurn(Voice.DEBTOR, "Es 55 1234 5678.", words=words),))).turns[0]
    assert [word.text for word in turn.words] == ["Es", "••••••••••••."]
    assert (turn.words[1].start, turn.words[1].end) == (1.0, 3.5)
