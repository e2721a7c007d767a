"""Words of two channels become turns."""

from __future__ import annotations

from atesta.contact.transcript import Voice, Word
from atesta.transcript.turns import Said, spoken_turns

SIDES = (Voice.AGENT, Voice.DEBTOR)


def said(channel: int, *words: tuple[str, float, float], lang: str = "es") -> list[Said]:
    return [Said(channel, Word(f" {text}", start, end, 0.5), lang) for text, start, end in words]


def lines(words: list[Said]) -> list[tuple[str, str]]:
    return [(turn.voice.value, turn.text) for turn in spoken_turns(words, SIDES)]


def test_a_pause_of_eight_tenths_ends_a_turn():
    words = said(0, ("buenos", 0, 0.4), ("días", 0.5, 0.9), ("le", 1.7, 1.8), ("habla", 1.9, 2.2))
    assert lines(words) == [("agent", "buenos días"), ("agent", "le habla")]


def test_the_other_voice_between_two_words_ends_a_turn():
    words = said(0, ("diga", 0, 0.4), ("bueno", 0.9, 1.2)) + said(1, ("sí", 0.5, 0.7))
    assert lines(words) == [("agent", "diga"), ("debtor", "sí"), ("agent", "bueno")]


def test_turns_stand_in_the_order_in_which_they_began():
    words = said(1, ("hola", 3, 3.5)) + said(0, ("adiós", 1, 1.5))
    assert lines(words) == [("agent", "adiós"), ("debtor", "hola")]


def test_a_turn_is_as_sure_as_its_words_and_each_word_is_found_in_its_text():
    (turn,) = spoken_turns(said(0, ("buenos", 0, 0.4), ("días", 0.5, 0.9)), SIDES)
    assert turn.confidence == 0.5
    assert [turn.text[a:b] for a, b in turn.word_spans()] == ["buenos", "días"]


def test_chinese_is_written_without_spaces():
    words = [Said(0, Word("您", 0, 0.2, 0.9), "zh"), Said(0, Word("好", 0.2, 0.4, 0.9), "zh")]
    assert [turn.text for turn in spoken_turns(words, SIDES)] == ["您好"]


def test_another_language_begins_a_new_turn():
    words = said(0, ("hola", 0, 0.4)) + said(0, ("hello", 0.5, 0.9), lang="en")
    assert [turn.lang for turn in spoken_turns(words, SIDES)] == ["es", "en"]


def test_no_words_are_no_turns():
    assert spoken_turns([], SIDES) == ()
