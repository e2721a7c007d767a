"""Two voices on one channel. The voices here are made of pulses through resonances: no person, and quick."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from atesta.transcript.split import Split, VoiceSpan, split

RATE = 16_000
Kind = tuple[float, tuple[int, ...]]
"""Pitch and formants, Hz."""
LOW, HIGH = (110.0, (500, 1200, 2400)), (230.0, (800, 1900, 3100))


def voice(kind: Kind, seconds: float, seed: int) -> NDArray[np.float64]:
    """Something like speech: a wandering pitch through resonances that move, in syllables."""
    chance = np.random.default_rng(seed)
    pitch, formants = kind
    count = int(seconds * RATE)
    time = np.arange(count) / RATE
    glide = pitch * (1 + 0.06 * np.sin(2 * np.pi * 0.7 * time + chance.uniform(0, 6)))
    phase = np.cumsum(glide) / RATE
    out = np.zeros(count)
    sway = 1 + 0.15 * np.sin(2 * np.pi * 3 * time)
    for harmonic in range(1, int(3600 // pitch)):
        gain = sum(1 / (1 + ((harmonic * pitch - formant * sway) / 120) ** 2) for formant in formants)
        out += gain * np.sin(2 * np.pi * harmonic * phase)
    syllables = 0.4 + 0.6 * np.abs(np.sin(2 * np.pi * 2.1 * time))
    return 0.1 * out * syllables / np.abs(out).max()


def call(turns: list[tuple[Kind, float]]) -> tuple[NDArray[np.int16], list[tuple[float, float]]]:
    """Turns one after the other, 0.4 s apart, over a little noise; and where they are."""
    chance = np.random.default_rng(7)
    parts, spans, at = [], [], 0.5
    parts.append(np.zeros(RATE // 2))
    for number, (kind, seconds) in enumerate(turns):
        parts += [voice(kind, seconds, number), np.zeros(int(0.4 * RATE))]
        spans.append((round(at, 2), round(at + seconds, 2)))
        at += seconds + 0.4
    sound = np.concatenate(parts)
    sound = sound + chance.standard_normal(len(sound)) * 1e-4
    return (sound * 32767).astype(np.int16), spans


TWO = call([(LOW, 3.0), (HIGH, 4.0), (LOW, 2.0), (HIGH, 3.0), (LOW, 4.0), (HIGH, 2.0)])
ONE = call([(LOW, 3.0), (LOW, 4.0), (LOW, 3.0), (LOW, 4.0)])


@cache
def split_two() -> Split:
    """Three seconds of work, looked at by three tests."""
    return split(*TWO)


def test_two_voices_are_told_apart_turn_by_turn() -> None:
    found = split_two()
    assert found.voices == 2
    assert [found.at(start, end) for start, end in TWO[1]] == [0, 1, 0, 1, 0, 1]
    assert 0 < found.confidence <= 1


def test_one_voice_is_not_cut_in_two() -> None:
    found = split(*ONE)
    assert found.voices == 1
    assert {span.voice for span in found.spans} == {0}


def test_the_same_sound_gives_the_same_answer_whole_or_in_pieces() -> None:
    pcm, spans = TWO
    pieces = (pcm[at : at + 12_345] for at in range(0, len(pcm), 12_345))
    assert split(pieces, spans) == split(pcm, spans) == split_two()


def test_a_level_ten_times_lower_changes_no_voice() -> None:
    pcm, spans = TWO
    quiet = split((pcm / 10).astype(np.int16), spans)
    assert [quiet.at(start, end) for start, end in spans] == [0, 1, 0, 1, 0, 1]


def test_what_is_said_lies_within_the_speech_that_was_given() -> None:
    found = split_two()
    for one, after in pairwise(found.spans):
        assert one.start < one.end <= after.start
    inside = [any(start <= span.start and span.end <= end for start, end in TWO[1]) for span in found.spans]
    assert all(inside)


@pytest.mark.parametrize(
    ("sound", "spans"),
    [
        (np.zeros(0, np.int16), []),
        (np.zeros(RATE, np.int16), []),
        (np.zeros(0, np.int16), [(0.0, 5.0)]),
        (np.zeros(RATE, np.int16), [(3.0, 9.0)]),
    ],
)
def test_where_nobody_speaks_there_is_no_voice(sound: NDArray[np.int16], spans: list[tuple[float, float]]) -> None:
    found = split(sound, spans)
    assert (found.voices, found.spans, found.at(0, 1)) == (0, (), None)


@pytest.mark.parametrize("spans", [[(0.0, 1.0)], [(0.0, 0.3), (0.5, 0.7)], [(0.0, 0.001), (0.2, 9.0)], [(0.5, 0.2)]])
def test_silence_called_speech_breaks_nothing(spans: list[tuple[float, float]]) -> None:
    assert split(np.zeros(RATE, np.int16), spans).voices in (0, 1)


def test_a_span_beyond_the_end_of_the_sound_is_cut() -> None:
    pcm, spans = TWO
    found = split(pcm, [*spans[:-1], (spans[-1][0], 500.0)])
    assert found.spans[-1].end <= len(pcm) / RATE + 0.02


def test_words_between_two_spans_go_to_the_nearest() -> None:
    found = Split(2, (VoiceSpan(0, 1, 0), VoiceSpan(3, 4, 1)), 1.0)
    assert [found.at(1.1, 1.3), found.at(2.5, 2.9), found.at(9, 9.2), found.at(0.9, 3.5)] == [0, 1, 1, 1]
