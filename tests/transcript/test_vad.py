from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from voices import RATE, TALK, channel, noise, pcm, tone, with_noise

from atesta.transcript.vad import FRAME, SpeechFinder, decide, floors, joined_to, spans_of, speech_spans, without_holes

CALL = channel(20, TALK)
LONG = pcm(np.tile(CALL, 4))[:, 0]


def test_each_phrase_is_found_where_it_begins_and_ends() -> None:
    found = speech_spans(pcm(CALL)[:, 0])
    assert [start for start, _ in found] == pytest.approx([start for start, _ in TALK], abs=0.06)
    assert [end for _, end in found] == pytest.approx([end for _, end in TALK], abs=0.12)


@pytest.mark.parametrize("snr", [20, 15, 10])
def test_a_first_voice_in_noise_is_timed_within_a_tenth_of_a_second(snr: float) -> None:
    (first, _), *_ = speech_spans(pcm(with_noise(CALL, TALK, snr))[:, 0])
    assert first == pytest.approx(TALK[0][0], abs=0.1)


@pytest.mark.parametrize(
    "sound", [np.zeros(5 * RATE), noise(20) * 0.05, noise(20) * 0.0005], ids=["zeros", "loud noise", "line noise"]
)
def test_where_nobody_speaks_no_speech_is_found(sound: np.ndarray) -> None:
    assert speech_spans(pcm(sound)[:, 0]) == []


@given(st.lists(st.integers(1, 200_000), max_size=12))
@settings(deadline=None, max_examples=10)
def test_the_pieces_do_not_change_the_answer(sizes: list[int]) -> None:
    finder, at = SpeechFinder(), 0
    for size in sizes:
        finder.take(LONG[at : at + size])
        at += size
        settled = finder.settled().copy()
        assert (settled == WHOLE[: len(settled)]).all()
    finder.take(LONG[at:])
    assert (finder.finish().mask == WHOLE).all()


def _whole() -> np.ndarray:
    finder = SpeechFinder()
    finder.take(LONG)
    return finder.finish().mask


WHOLE = _whole()


def test_most_of_a_long_call_is_settled_before_it_ends() -> None:
    finder = SpeechFinder()
    finder.take(LONG)
    assert len(finder.settled()) >= len(LONG) // FRAME - 27 * 50


@pytest.mark.parametrize("samples", [0, 1, 319, 320, 640])
def test_next_to_nothing_has_an_answer(samples: int) -> None:
    finder = SpeechFinder()
    finder.take(np.zeros(samples, np.int16))
    said = finder.finish()
    assert said.spans == () and len(said.mask) == samples // FRAME


def test_without_the_extra_energy_alone_answers_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "webrtcvad", None)
    finder = SpeechFinder()
    finder.take(pcm(CALL)[:, 0])
    said = finder.finish()
    assert said.engine == "energy"
    assert said.spans[0][0] == pytest.approx(TALK[0][0], abs=0.06) and len(said.spans) == len(TALK)


def test_a_steady_tone_is_no_voice() -> None:
    assert speech_spans(pcm(tone(10, 425))[:, 0]) == []


def test_the_floor_is_what_the_pauses_stay_under() -> None:
    levels = np.where(np.arange(1500) % 100 < 70, -20, -60).astype(np.float32)
    assert (floors(levels) == -60).all()


def test_two_frames_are_a_click_and_no_speech() -> None:
    levels = np.full(500, -70, np.float32)
    levels[200:202] = -10
    assert not decide(levels, np.ones(500, np.bool_)).any()


def test_what_goes_on_is_joined_to_what_began_but_not_for_long() -> None:
    seeds, allowed = np.zeros(100, np.bool_), np.ones(100, np.bool_)
    seeds[50], allowed[55] = True, False
    assert spans_of(joined_to(seeds, allowed, 10)) == ((0.8, 1.1),)


@given(st.lists(st.booleans(), max_size=60), st.integers(0, 8))
def test_filled_holes_are_no_longer_than_asked(bits: list[bool], most: int) -> None:
    mask = np.array(bits, np.bool_)
    filled = without_holes(mask, most)
    assert (filled | ~mask).all()
    gaps = [start - end for (_, end), (start, _) in zip(spans_of(filled), spans_of(filled)[1:], strict=False)]
    assert all(round(gap * 50) > most for gap in gaps)
