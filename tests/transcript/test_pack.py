"""Clips into windows and words back out of them: none is lost, none stands in two, none crosses a turn."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.transcript import Word
from atesta.transcript.pack import CAPACITY, Clip, Cutter, Packer, Window

RATE = 16_000


def clips_of(lengths: list[float], gap: float = 1.0) -> list[Clip]:
    at, clips = 0.0, []
    for seconds in lengths:
        size = int(seconds * RATE)
        clips.append(Clip(0, at, at + size / RATE, (at, at + size / RATE), np.zeros(size, np.int16)))
        at += size / RATE + gap
    return clips


def packed(clips: list[Clip]) -> list[Window]:
    packer = Packer()
    return [window for window in (*(packer.add(clip) for clip in clips), packer.rest()) if window is not None]


lengths = st.lists(st.floats(0.1, 29), min_size=1, max_size=40)


@given(lengths)
def test_every_clip_is_in_exactly_one_window_in_its_order(seconds: list[float]):
    clips = clips_of(seconds)
    windows = packed(clips)
    assert [clip for window in windows for clip in window.clips] == clips
    assert all(len(window.samples) <= CAPACITY for window in windows)


@given(lengths, st.floats(0, 30), st.floats(0, 30))
def test_a_word_goes_back_to_one_clip_and_lies_inside_its_voice(seconds: list[float], one: float, other: float):
    window = packed(clips_of(seconds))[0]
    at, word = window.place(Word("hola", min(one, other), max(one, other)))
    first, last = window.clips[at].speech
    assert first - 0.001 <= (word.start or 0) <= (word.end or 0) <= last + 0.001


def test_short_turns_fill_a_window():
    assert len(packed(clips_of([2.0] * 14))) == 1


def test_a_voice_that_never_pauses_is_cut_where_it_is_quietest():
    samples = np.full(70 * RATE, 3000, np.int16)
    samples[25 * RATE : 25 * RATE + 800] = 0
    cutter = Cutter(0)
    cutter.take(samples)
    clips = cutter.cut(0, len(samples))
    assert np.concatenate([clip.samples for clip in clips]).shape == samples.shape
    assert abs(clips[0].end - 25.03) < 0.05
    assert all(len(clip.samples) <= CAPACITY for clip in clips)


def test_pauses_of_up_to_three_tenths_stay_as_they_were():
    cutter = Cutter(0)
    cutter.take(np.arange(RATE * 4, dtype=np.int64).astype(np.int16))
    first, second = cutter.cut(RATE, 2 * RATE) + cutter.cut(2 * RATE + RATE // 5, 3 * RATE)
    assert first.end == second.start
