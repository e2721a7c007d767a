"""From a review to what its reader sees: places on the time line, words with their seconds, sentences with numbers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from a_call import a_call
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.transcript import SpokenTurn, Stretch, Voice
from atesta.contact.turn import Speaker
from atesta.locale import catalogue
from atesta.review.finding import Finding, TextSpan
from atesta.review.integrity.record import Record, RecordReason
from atesta.telling.call_view_build import call_view
from atesta.telling.call_view_measured import measured
from atesta.telling.call_view_time import clock, fine_clock, words_clip
from atesta.telling.call_view_wave import MOST_BANDS, MOST_POINTS, picture_of, spread, steps_of
from atesta.transcript.acoustics import Side

LANGS = ("es", "zh", "en")


@given(st.lists(st.floats(0, 100), max_size=8).map(sorted))
def test_numbers_that_crowd_are_moved_apart_in_their_order(places: list[float]) -> None:
    moved = spread(tuple(places), 7.0)
    assert len(moved) == len(places)
    assert all(later - earlier >= 6.98 for earlier, later in pairwise(moved))
    assert all(0 <= place <= 100 for place in moved)


@given(st.floats(0.1, 200_000))
def test_a_time_line_of_any_length_has_few_round_numbers(duration: float) -> None:
    steps = steps_of(duration)
    assert steps[0] == 0
    assert len(steps) <= 16
    assert steps[-1] <= duration


@pytest.mark.parametrize(
    ("ms", "short", "fine"),
    [(0, "0:00", "0:00.0"), (6_899, "0:06", "0:06.8"), (3_723_400, "1:02:03", "1:02:03.4"), (-5, "0:00", "0:00.0")],
)
def test_a_clock_reads_as_a_player_shows_it(ms: int, short: str, fine: str) -> None:
    assert (clock(ms), fine_clock(ms)) == (short, fine)


@given(
    st.lists(st.floats(0, 1), max_size=6000).map(tuple),
    st.lists(st.floats(0, 400), max_size=900).map(sorted),
)
def test_however_long_the_call_the_picture_stays_small(peaks: tuple[float, ...], edges: list[float]) -> None:
    talk = tuple(zip(edges[::2], edges[1::2], strict=False))
    sound = a_call().acoustics
    assert sound
    sides = tuple(Side(side.speaker, talk, peaks=peaks, levels=peaks) for side in sound.sides)
    picture = picture_of(replace(sound, sides=sides), ())
    assert sum(len(row.peaks) for row in picture.rows) <= MOST_POINTS
    assert all(len(row.talk) <= MOST_BANDS for row in picture.rows)
    assert all(0 <= peak <= 1 for row in picture.rows for peak in row.peaks)


def test_the_clip_of_a_passage_is_that_of_its_words() -> None:
    call = a_call("en").call
    turn = call.transcript.turns[5]
    at = turn.text.index("everybody")
    clip = words_clip(5, at, at + len("everybody"), call)
    word = next(word for word in turn.words if word.text == "everybody")
    assert clip
    assert (clip.start, clip.end) == (round(1000 * (word.start or 0)), round(1000 * (word.end or 0)))


def test_a_passage_without_times_of_words_has_the_seconds_of_its_turn() -> None:
    case = a_call("en")
    turns = (SpokenTurn(Voice.AGENT, "Good morning.", 1.0, 2.5), SpokenTurn(Voice.AGENT, "And you?"))
    call = replace(case.call, transcript=replace(case.call.transcript, turns=turns))
    clip = words_clip(0, 0, 4, call)
    assert clip
    assert (clip.start, clip.end) == (1000, 2500)
    assert words_clip(1, 0, 3, call) is None
    assert words_clip(7, 0, 3, call) is None


@pytest.mark.parametrize("lang", LANGS)
def test_the_words_of_a_turn_are_all_there_however_they_are_cut(lang: str) -> None:
    case = a_call(lang)
    view = call_view(*case.all, lang)
    said = ["".join(part.text for part in turn.parts) for turn in view.turns]
    assert said == [turn.text for turn in case.call.transcript.turns]
    assert any(part.marked for turn in view.turns for part in turn.parts)


@pytest.mark.parametrize("lang", LANGS)
def test_numbers_become_sentences_in_three_languages(lang: str) -> None:
    values = {
        **{"reason": "within_half_a_second", "lacks": ["person", "order", "of_a_later_version"]},
        **{"seconds": 5.3, "within_seconds": 5, "syllables_per_second": 4.2, "loud": [{"over_lu": 8.1}]},
        **{"insult_ms": 134_000},
    }
    told = measured(Finding("x", "house-courtesy-identity", "1", "not_reviewable", measured=values), catalogue(lang))
    assert len(told) == 6
    assert any("5.3" in text for text in told)
    assert any("2:14.0" in text for text in told)


def test_a_value_of_another_kind_is_passed_over() -> None:
    values = {"reason": 7, "lacks": "person", "seconds": "soon", "loud": 3, "plight_ms": None}
    assert measured(Finding("x", "house-room-to-speak", "1", "met", measured=values), catalogue("en")) == ()


def test_a_call_that_nobody_can_judge_says_so_before_any_answer() -> None:
    case = a_call("en")
    assert case.review.call
    noise = replace(case.review.call.transcript, not_reviewable=(Stretch(0.0, 58.0, "low_snr"),))
    review = replace(case.review, call=replace(case.review.call, transcript=noise))
    view = call_view(*case.but(review=review).all, "en")
    assert view.warnings == ("Nothing in this call could be judged.",)


@pytest.mark.parametrize("lang", LANGS)
def test_why_the_check_of_the_record_says_so_stands_under_its_answer(lang: str) -> None:
    case = a_call(lang)
    assert case.review.call
    record = Record("sha256:5", "changed", ((6.0, 8.0),), (RecordReason("container_form", "container"),))
    view = call_view(*case.but(review=replace(case.review, call=replace(case.review.call, record=record))).all, lang)
    (line,) = [line for line in view.answers if line.room == "integrity"]
    assert line.items


def test_a_finding_in_a_text_without_a_turn_has_no_clip() -> None:
    case = a_call("en")
    finding = Finding("x", "house-threat", "1", "breach", TextSpan(0, 3))
    review = replace(case.review, conduct=replace(case.review.conduct, findings=(finding,), not_reviewable=()))
    (line,) = [line for line in call_view(*case.but(review=review).all, "en").answers if line.room == "conduct"]
    assert line.items[0].clip is None


def test_a_channel_that_nobody_split_is_one_row_and_nobodys() -> None:
    case = a_call("en")
    sound = case.acoustics
    assert sound
    one = replace(sound, channels=1, sides=(replace(sound.sides[0], speaker=Speaker.OTHER),), interruptions=())
    view = call_view(*case.but(acoustics=one).all, "en")
    assert [row.speaker for row in view.picture.rows] == [Speaker.OTHER]
    assert view.facts[0].startswith("Voice not known: speaks")


@pytest.mark.parametrize("lang", LANGS)
def test_as_many_findings_are_counted_as_have_a_line(lang: str) -> None:
    case = a_call(lang)
    found = case.review.conduct
    twice = replace(found, findings=(*found.findings, *(one for one in found.findings if one.answer == "breach")))
    view = call_view(*case.but(review=replace(case.review, conduct=twice)).all, lang)
    (line,) = [line for line in view.answers if line.room == "conduct"]
    breaches = sum(item.state == "breach" for item in line.items)
    persons = sum(item.state == "not_reviewable" for item in line.items)
    words = catalogue(lang)
    assert breaches and persons
    findings, for_persons = (
        words.say(f"call_page.conduct_{key}", n=n) for key, n in (("against", breaches), ("persons", persons))
    )
    assert line.answer == words.say("call_page.conduct_both", findings=findings, persons=for_persons)
