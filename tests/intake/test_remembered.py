"""A remembered call: who spoke stands before each line, in any language; nothing is lost and nothing is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.transcript import Voice
from atesta.errors import InputError
from atesta.intake.remembered import MOST_CHARS, read_remembered

AGENT, DEBTOR = Voice.AGENT, Voice.DEBTOR


@pytest.mark.parametrize(
    "text",
    [
        "They: Pay today.\nI: Who are you?",
        "ELLOS: Pay today.\nyo : Who are you?",
        "对方：Pay today.\n我：Who are you?",
        "Pay today.\n\nMe: Who are you?\n\n",
        "  collector:Pay today.\r\nI:   Who are you?",
    ],
)
def test_who_spoke_stands_before_each_line(text: str) -> None:
    turns = read_remembered(text).turns
    assert [(turn.voice, turn.text) for turn in turns] == [(AGENT, "Pay today."), (DEBTOR, "Who are you?")]


def test_a_line_without_a_name_goes_on_with_whoever_spoke() -> None:
    (first, second) = read_remembered("They: Pay.\nToday.\nI: No.\nNever.").turns
    assert (first.text, second.text) == ("Pay.\nToday.", "No.\nNever.")


@pytest.mark.parametrize("text", ["", " \n\t\n", "They:", "I:\n\nThey:"])
def test_nothing_said_is_no_turn(text: str) -> None:
    assert read_remembered(text).turns == ()


@pytest.mark.parametrize("text", ["Iran: no.", "Theyre: x", "Note: pay by 18:00"])
def test_a_word_that_only_begins_like_a_name_is_speech(text: str) -> None:
    assert [turn.text for turn in read_remembered(text).turns] == [text]


def test_nobody_timed_it() -> None:
    (turn,) = read_remembered("They: hi").turns
    assert (turn.start, turn.end, turn.words) == (None, None, ())


def test_more_than_fits_a_page_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        read_remembered("x" * (MOST_CHARS + 1))
    assert refused.value.key == "remembered_too_long"


@given(st.text(max_size=400))
def test_any_text_is_read_and_no_turn_is_empty(text: str) -> None:
    turns = read_remembered(text).turns
    assert all(turn.text.strip() for turn in turns)


@given(
    st.lists(st.tuples(st.sampled_from([("I", DEBTOR), ("They", AGENT)]), st.from_regex(r"[a-z]{1,9}", fullmatch=True)))
)
def test_what_was_written_comes_out_in_order(said: list[tuple[tuple[str, Voice], str]]) -> None:
    text = "\n".join(f"{name}: {words}" for (name, _), words in said)
    assert [(turn.voice, turn.text) for turn in read_remembered(text).turns] == [(v, w) for (_, v), w in said]
