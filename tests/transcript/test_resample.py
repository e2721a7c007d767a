"""Any rate becomes 16 kHz: same pitch, same times, whatever the pieces."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atesta.transcript.resample import Resampler

RATES = (4000, 8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000)


def sine(rate: int, frames: int) -> np.ndarray:
    return (8000 * np.sin(2 * np.pi * 440 * np.arange(frames) / rate)).astype(np.int16)


def at_16k(rate: int, samples: np.ndarray, *cuts: int) -> np.ndarray:
    resampler = Resampler(rate)
    parts = [resampler.take(part) for part in np.split(samples, sorted(cuts))]
    return np.concatenate([*parts, resampler.rest()])


@pytest.mark.parametrize("rate", RATES)
def test_a_tone_stays_the_tone_and_begins_when_it_began(rate: int):
    out = at_16k(rate, sine(rate, rate))
    wanted = 8000 * np.sin(2 * np.pi * 440 * np.arange(len(out)) / 16_000)
    assert len(out) == 16_000
    assert np.abs(out - wanted)[200:-200].max() < 5


@settings(deadline=None, max_examples=25)
@given(rate=st.sampled_from(RATES), cuts=st.lists(st.integers(0, 3000), max_size=6))
def test_the_size_of_the_pieces_changes_nothing(rate: int, cuts: list[int]):
    samples = np.random.default_rng(rate).integers(-9000, 9000, 3000).astype(np.int16)
    assert np.array_equal(at_16k(rate, samples), at_16k(rate, samples, *cuts))


def test_full_scale_does_not_turn_over():
    out = at_16k(8000, np.repeat([32767, -32768], 2000).astype(np.int16))
    assert out[:3900].min() > 0 > out[4100:].max()
