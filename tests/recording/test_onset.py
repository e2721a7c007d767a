"""The first ring or voice on a channel, over the channel's own noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import RATE, Samples, noise, speech, tone

from atesta.recording.levels import SILENCE
from atesta.recording.onset import Finder, Onset

ROOM = 10 ** (-60 / 20)  # a quiet room: -60 dBFS


def first_sound(samples: Samples, rate: int) -> Onset:
    """In one channel of a whole recording. Sound after it is not looked at."""
    finder = Finder(rate)
    for at in range(0, len(samples), rate * 10):
        if finder.feed(samples[at : at + rate * 10]):
            break
    return finder.so_far()


def seconds_of(*pieces: Samples) -> float | None:
    frame = first_sound(np.concatenate(pieces), RATE).frame
    return None if frame is None else frame / RATE


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_a_ring_after_a_minute_is_found_where_it_began(share: float) -> None:
    found = seconds_of(noise(61, ROOM), tone(1, share), noise(2, ROOM))
    assert found == pytest.approx(61, abs=0.03)


def test_a_voice_is_found_where_it_began() -> None:
    assert seconds_of(noise(20, ROOM), speech(3)) == pytest.approx(20, abs=0.15)


@pytest.mark.parametrize("room_db", [-75, -60, -45, -38])
def test_a_room_of_any_loudness_is_no_call(room_db: int) -> None:
    assert seconds_of(noise(30, 10 ** (room_db / 20))) is None


def test_digital_silence_is_no_call() -> None:
    onset = first_sound(np.zeros(RATE * 5, np.int16), RATE)
    assert (onset.frame, onset.floor, onset.level) == (None, SILENCE, SILENCE)


def test_a_click_is_no_call() -> None:
    assert seconds_of(noise(10, ROOM), tone(0.1, 0.5), noise(10, ROOM)) is None


def test_a_constant_part_of_the_signal_is_not_sound() -> None:
    shifted = (noise(30, ROOM).astype(np.int32) + 3000).astype(np.int16)
    assert seconds_of(shifted) is None
    assert seconds_of(shifted, tone(1, 0.1) + np.int16(3000)) == pytest.approx(30, abs=0.03)


def test_a_call_that_already_rings_is_found_at_once() -> None:
    assert seconds_of(tone(3, 0.2)) == 0


def test_the_levels_that_it_was_judged_by_are_given() -> None:
    onset = first_sound(np.concatenate([noise(20, ROOM), tone(1, 0.1)]), RATE)
    assert onset.floor == pytest.approx(-600, abs=15)
    assert onset.level == pytest.approx(-200, abs=5)


def test_no_sound_at_all_is_nothing_found() -> None:
    assert first_sound(np.empty(0, np.int16), RATE).frame is None


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=20))
def test_in_pieces_or_in_one_it_is_the_same(cuts: list[int]) -> None:
    sound = np.concatenate([noise(3, ROOM), speech(1)])
    finder, at = Finder(RATE), 0
    for cut in cuts:
        finder.feed(sound[at : at + cut])
        at += cut
    finder.feed(sound[at:])
    assert finder.so_far() == first_sound(sound, RATE)


def test_sound_after_the_onset_changes_nothing() -> None:
    before = np.concatenate([noise(5, ROOM), tone(2, 0.1)])
    assert first_sound(before, RATE) == first_sound(np.concatenate([before, speech(20)]), RATE)
