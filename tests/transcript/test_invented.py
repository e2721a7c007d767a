"""Words over no speech are caught, and words over speech are kept."""

from __future__ import annotations

import numpy as np
import pytest
from hearable import ESPEAK, spoken

from atesta.contact.transcript import Word
from atesta.transcript.invented import (
    carried,
    is_ghost,
    is_spoken,
    nobody_spoke,
    spoken_parts,
    stands_on_speech,
    too_fast,
)
from atesta.transcript.pack import Clip
from atesta.transcript.speech import HeardWindow

RATE = 16_000


def clip_of(samples: np.ndarray) -> Clip:
    end = len(samples) / RATE
    return Clip(0, 0.0, end, (0.0, end), samples)


def sound(kind: str) -> np.ndarray:
    at, rng = np.arange(RATE * 10) / RATE, np.random.default_rng(5)
    tone = lambda *hertz: sum(np.sin(2 * np.pi * f * at) for f in hertz) * 3000  # noqa: E731
    beat = at * 4 % 1 < 0.6
    made = {
        "silence": at * 0,
        "white noise": rng.normal(0, 3000, len(at)),
        "mains hum": tone(50, 100, 150),
        "dial tones": tone(697, 1209) * beat,
        "fax": tone(2100) + tone(1100) * beat,
        "ringing": tone(425) * (at % 4 < 1),
        "a tune": sum(
            np.where((at * 2).astype(int) % 3 == n, tone(f, 2 * f, 3 * f), 0) for n, f in enumerate((262, 330, 392))
        ),
    }
    return made[kind].astype(np.int16)


@pytest.mark.parametrize("kind", ["silence", "white noise", "mains hum", "dial tones", "fax", "ringing", "a tune"])
def test_what_is_no_voice_is_not_given_to_the_recogniser(kind: str):
    clip = clip_of(sound(kind))
    assert spoken_parts(clip, carried([clip])[0]) == []


@pytest.mark.needs(*ESPEAK)
def test_speech_is_given_and_the_noise_around_it_is_not():
    said = spoken("en-us", "Good morning, my name is Laura.")
    noise = np.random.default_rng(1).normal(0, 200, RATE * 5)
    samples = np.concatenate((noise, said, noise)).astype(np.int16)
    (only,) = spoken_parts(clip_of(samples), carried([clip_of(samples)])[0])
    assert only[0].start == pytest.approx(5.0, abs=0.5)
    assert only[0].end == pytest.approx(5.0 + len(said) / RATE, abs=0.5)


CHANCES = np.array([0.0] * 31 + [0.9] * 31, np.float32)
"""A second of nothing, a second of speech."""


def test_a_word_over_nothing_does_not_stand_and_one_over_speech_does():
    clip = clip_of(np.zeros(2 * RATE, np.int16))
    assert not stands_on_speech(Word("gracias", 0.1, 0.6), clip, CHANCES)
    assert stands_on_speech(Word("gracias", 1.2, 1.6), clip, CHANCES)


def test_a_window_that_repeats_itself_or_that_the_recogniser_doubts_is_invented():
    assert nobody_spoke(HeardWindow((), looped=True))
    assert nobody_spoke(HeardWindow((), no_speech=0.9, logprob=-1.4))
    assert not nobody_spoke(HeardWindow((), no_speech=0.9, logprob=-0.3))
    assert not nobody_spoke(HeardWindow((), no_speech=None, logprob=None))


@pytest.mark.parametrize(
    "text", ["Subtítulos realizados por la comunidad de Amara.org", "Thanks for watching!", "请不吝点赞 订阅 转发"]
)
def test_a_ghost_stays_only_where_the_sound_carries_it(text: str):
    assert is_ghost(text, np.array([0.1, 0.6, 0.2], np.float32))
    assert not is_ghost(text, np.array([0.9, 0.8, 0.9], np.float32))


def test_nobody_says_thirty_words_in_half_a_second():
    assert too_fast("y por eso le digo " * 6, 0.5)
    assert not too_fast("buenos días, le habla Laura", 1.5)
    assert not too_fast("我们今天必须要收到这笔款项", 2.0)


def test_one_short_step_of_speech_is_no_speech():
    assert not is_spoken(np.array([0.1, 0.9, 0.1], np.float32))
