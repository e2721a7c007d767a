"""What a defect of a recorder looks like in numbers."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from sounds import RATE, HandClock, Samples, column, noise, speech, tone

from atesta.recording.levels import peak
from atesta.recording.measured import all_met
from atesta.recording.selftest import Arrival, clipped_ppm, dropouts, listen, rate_error_ppm, self_test
from atesta.recording.source import Feed

STEADY = [Arrival(at * 800, at * 100_000) for at in range(100)]
GOOD = column(speech(10))


def failed(samples: Samples, arrivals: list[Arrival] = STEADY) -> list[str]:
    return [one.name for one in self_test(samples, RATE, arrivals) if one.met is False]


def test_speech_in_a_quiet_room_passes() -> None:
    assert all_met(self_test(GOOD, RATE, STEADY)) is True


@pytest.mark.parametrize(
    ("name", "samples"),
    [
        ("level", column(speech(10, 0.001))),
        ("noise_floor", column(speech(10) // 2 + noise(10, 0.03))),
        ("clipping", column(np.clip(speech(10).astype(np.int32) * 8, -32768, 32767).astype(np.int16))),
        ("silence", column(np.concatenate([speech(4), np.zeros(6 * RATE, np.int16)]))),
        ("dropouts", column(np.concatenate([speech(5), np.zeros(80, np.int16), speech(5)]))),
    ],
)
def test_each_defect_is_named(name: str, samples: Samples) -> None:
    assert name in failed(samples)


def test_a_device_that_runs_at_another_rate_is_named() -> None:
    fast = [Arrival(at * 808, at * 100_000) for at in range(100)]
    assert failed(GOOD, fast) == ["rate_error"]
    assert rate_error_ppm(RATE, fast) == pytest.approx(10_000, abs=5)


def test_one_late_piece_does_not_make_the_rate_wrong() -> None:
    late = [Arrival(one.frames, one.mono_us + (at == 50) * 30_000) for at, one in enumerate(STEADY)]
    assert not failed(GOOD, late)


def test_what_is_too_short_is_unknown_and_unknown_is_not_passed() -> None:
    assert all_met(self_test(GOOD, RATE, STEADY[:20])) is None
    assert all(one.met is None for one in self_test(column(speech(0.5)), RATE, []))
    assert all_met([]) is None


def test_the_worse_of_two_channels_counts() -> None:
    one_dead = np.column_stack([speech(10), noise(10, 0.0005)])
    assert failed(one_dead) == ["level"]


def test_a_buffer_delivered_twice_is_a_dropout_and_a_steady_tone_is_none() -> None:
    sound = speech(4, 0.2)
    twice = np.concatenate([sound[:16000], sound[15200:16000], sound[16000:]])
    assert dropouts(column(twice), RATE) == 1
    assert dropouts(column(sound), RATE) == 0
    assert dropouts(column(tone(4, 0.1, 1000)), RATE) == 0


def test_silence_at_the_edges_is_no_hole() -> None:
    edge = np.zeros(400, np.int16)
    assert dropouts(column(edge, speech(3), edge), RATE) == 0


def test_a_single_sample_at_full_scale_is_a_peak_and_not_clipping() -> None:
    sound = column(speech(2))
    sound[1000] = 32767
    assert peak(sound) == 0
    assert clipped_ppm(sound) == 0


def test_a_source_is_listened_to_and_judged(tmp_path: Path) -> None:
    path = tmp_path / "room.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(speech(12).tobytes())
    samples, arrivals = listen(Feed(path, HandClock()), 10)
    assert len(samples) == 10 * RATE
    assert all_met(self_test(samples, RATE, arrivals)) is True
    assert len(listen(Feed(path, HandClock()), 60)[0]) == 12 * RATE


def test_a_measured_value_names_its_bound_and_unit() -> None:
    level = self_test(GOOD, RATE, STEADY)[0]
    record = level.as_record()
    assert record == {"bound": -450, "met": True, "side": "least", "unit": "dBFS/10", "value": level.value}
