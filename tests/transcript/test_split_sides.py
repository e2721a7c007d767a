"""From voices to sides: words whole, names only on a clear sign."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.transcript import SpokenTurn, Voice, Word
from atesta.transcript.split import Split, VoiceSpan
from atesta.transcript.split_sides import cut_at_voices, name_sides

TWO = Split(2, (VoiceSpan(0, 1, 0), VoiceSpan(1.5, 6, 1), VoiceSpan(6.2, 8, 0)), 0.8)


def turns_by_side(turns, apart, speaks_for_firm):
    """As a call is put together from them (transcript.hear)."""
    sided = cut_at_voices(turns, apart)
    names = name_sides(apart, sided, speaks_for_firm)
    return tuple(replace(one.turn, voice=names.get(one.voice, Voice.UNKNOWN)) for one in sided)


def names_a_firm(text: str) -> bool:
    return "Financiera" in text


def turn(text: str, start: float, each: float = 0.5) -> SpokenTurn:
    """One turn, its words following one another, `each` seconds long."""
    words = tuple(
        Word(word, round(start + at * each, 3), round(start + (at + 1) * each, 3), 0.9)
        for at, word in enumerate(text.split())
    )
    return SpokenTurn(Voice.UNKNOWN, text, start, words[-1].end, 0.9, words)


def test_a_turn_is_cut_where_the_voice_changes_and_no_word_is_cut() -> None:
    parts = cut_at_voices([turn("¿Bueno? sí Le habla Ana de Financiera Sol", 0.0, 0.6)], TWO)
    assert [(part.voice, part.turn.text) for part in parts] == [
        (0, "¿Bueno? sí"),
        (1, "Le habla Ana de Financiera Sol"),
    ]
    assert [(part.turn.start, part.turn.end) for part in parts] == [(0.0, 1.2), (1.2, 4.8)]


def test_whoever_names_a_firm_is_probably_the_agent() -> None:
    said = turns_by_side([turn("Dígame quién habla", 0.0, 0.3), turn("Ana de Financiera Sol", 2.0)], TWO, names_a_firm)
    assert [one.voice for one in said] == [Voice.PROBABLE_DEBTOR, Voice.PROBABLE_AGENT]


def test_whoever_goes_on_at_length_after_a_short_answer_is_probably_the_agent() -> None:
    said = turns_by_side(
        [turn("¿Bueno?", 0.2), turn("Buenas tardes hablo con usted por un asunto", 1.6)], TWO, names_a_firm
    )
    assert [one.voice for one in said] == [Voice.PROBABLE_DEBTOR, Voice.PROBABLE_AGENT]


def test_nobody_is_named_where_both_name_a_firm() -> None:
    both = [turn("Financiera Sol", 0.0), turn("¿Financiera Sol dice usted?", 1.6)]
    assert {one.voice for one in turns_by_side(both, TWO, names_a_firm)} == {Voice.UNKNOWN}


def test_nobody_is_named_where_one_voice_or_more_than_two_speak() -> None:
    said = [turn("¿Bueno?", 0.2), turn("Le habla Ana de Financiera Sol", 1.6)]
    for voices in (1, 3):
        other = Split(voices, TWO.spans, 0.8)
        assert {one.voice for one in turns_by_side(said, other, names_a_firm)} == {Voice.UNKNOWN}


def test_a_turn_without_times_is_nobodys() -> None:
    said = [SpokenTurn(Voice.UNKNOWN, "Financiera Sol"), turn("Ana de Financiera Sol", 2.0)]
    assert [one.voice for one in turns_by_side(said, TWO, names_a_firm)] == [Voice.UNKNOWN, Voice.PROBABLE_AGENT]


def test_chinese_without_spaces_is_cut_between_its_words() -> None:
    words = (Word("喂", 0.1, 0.4), Word("你好", 0.5, 0.9), Word("我是", 1.6, 2.0), Word("小王", 2.0, 2.4))
    parts = cut_at_voices([SpokenTurn(Voice.UNKNOWN, "喂，你好。我是小王。", 0.1, 2.4, None, words)], TWO)
    assert [(part.voice, part.turn.text) for part in parts] == [(0, "喂，你好。"), (1, "我是小王。")]


@given(
    st.lists(
        st.tuples(st.text("ab", min_size=1, max_size=3), st.floats(0, 9), st.floats(0, 1)), min_size=1, max_size=12
    )
)
def test_every_word_is_kept_once_and_in_order(said: list[tuple[str, float, float]]) -> None:
    words = tuple(Word(text, start, start + length) for text, start, length in said)
    whole = SpokenTurn(Voice.UNKNOWN, " ".join(word.text for word in words), words[0].start, words[-1].end, None, words)
    parts = [part.turn for part in cut_at_voices([whole], TWO)]
    assert tuple(word for part in parts for word in part.words) == words
    assert " ".join(part.text for part in parts) == whole.text
