from __future__ import annotations

import numpy as np
import pytest
from sounds import RATE, column, tone

from atesta.recording.levels import SILENCE, block_rms, peak, samples_of, tenths


def test_levels_are_tenths_of_a_decibel_below_full_scale() -> None:
    (share,) = block_rms(column(tone(1, 0.1)), RATE)[0]
    assert tenths(share) == pytest.approx(-200, abs=1)
    assert peak(column(tone(1, 0.1))) == pytest.approx(-170, abs=1)


def test_the_loudest_possible_sample_is_zero() -> None:
    assert peak(np.array([[-32768]], np.int16)) == 0


def test_silence_and_nothing_have_a_number() -> None:
    assert tenths(0) == peak(np.empty((0, 1), np.int16)) == SILENCE
    assert not len(block_rms(np.empty((0, 2), np.int16), 10))


def test_interleaved_sound_becomes_frames_by_channels() -> None:
    assert samples_of(b"\x01\0\x02\0\x03\0\x04\0", 2).tolist() == [[1, 2], [3, 4]]
