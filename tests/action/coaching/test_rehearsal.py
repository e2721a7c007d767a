"""How an opening was said: which parts were heard, and when (B2.1.6)."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.coaching.names_heard import name_end, units_of
from atesta.action.coaching.opening import Caller
from atesta.action.coaching.rehearsal import rehearsed
from atesta.contact.transcript import SpokenTurn, Stretch, Transcript, Voice, Word

CASES = tomllib.loads((Path(__file__).parents[2] / "cases/coaching/rehearsals.toml").read_text(encoding="utf-8"))[
    "case"
]


def transcript_of(case):
    words, start = [], case["onset"]
    for piece in case["words"].split():
        text, _, end = piece.rpartition(":")
        seconds, sure = float(end.rstrip("?")), 0.2 if end.endswith("?") else 0.9
        words.append(Word(text, start, seconds, sure))
        start = seconds
    glue = "" if case["lang"] == "zh" else " "
    turn = SpokenTurn(Voice.UNKNOWN, glue.join(word.text for word in words), 0, start, 0.9, tuple(words))
    bad = (Stretch(*case["bad"], "low_snr"),) if "bad" in case else ()
    return Transcript((turn,) if words else (), case["lang"], 1, bad)


def heard(case):
    caller = Caller(case["firm"], case["person"], case.get("principal"))
    return rehearsed(caller, transcript_of(case), case["lang"], "GB", case["onset"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_opening_is_timed_as_a_listener_times_it(case):
    found = heard(case)
    assert found.verdict == case["verdict"]
    assert found.seconds == case.get("seconds")
    assert list(found.missing) == case["missing"]
    assert found.advice == case["advice"]


def test_what_to_read_aloud_comes_with_every_verdict():
    assert all(heard(case).opening.sentences for case in CASES)


def test_without_a_first_sound_the_first_word_counts():
    case = CASES[0]
    found = rehearsed(Caller(case["firm"], case["person"]), transcript_of(case), "es", "GB")
    assert found.seconds == pytest.approx(3.1)


@given(st.lists(st.text(max_size=12), max_size=20), st.text(min_size=1, max_size=30))
def test_any_words_are_searched_without_a_fault(texts, name):
    words = [Word(text, 0.1 * n, 0.1 * n + 0.1) for n, text in enumerate(texts)]
    end = name_end(name, units_of(words))
    assert end is None or 0 <= end <= 0.1 * len(texts) + 0.1


def test_a_name_is_not_found_in_other_words():
    words = [
        Word(text, n, n + 0.5)
        for n, text in enumerate(["quería", "saber", "si", "usted", "puede", "hablar", "ahora", "mismo"])
    ]
    assert name_end("Ana Ruiz", units_of(words)) is None
    assert name_end("Financiera Aurora", units_of(words)) is None


def test_words_without_times_are_not_timed():
    assert units_of([Word("hola")]) == ()
