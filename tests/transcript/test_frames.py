from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from voices import RATE, TALK, channel, noise, pcm

from atesta.transcript.frames import FrameMeter, Frames, measure_frames
from atesta.transcript.loudness import OFFSET

AGENT, DEBTOR = channel(20, TALK, 1), channel(20, [(4.2, 4.8), (8.8, 9.8), (16.4, 17.2)], 50, 210)


def fed(samples: np.ndarray, sizes: list[int]) -> Frames:
    meter, at = FrameMeter(samples.shape[1]), 0
    for size in [*sizes, len(samples)]:
        meter.take(samples[at : at + size])
        at += size
    return meter.finish()


@given(st.lists(st.integers(0, 150_000), max_size=8))
@settings(deadline=None, max_examples=8)
def test_the_pieces_do_not_change_a_single_number(sizes: list[int]) -> None:
    samples = pcm(AGENT, DEBTOR)
    for once, again in zip(measure_frames(samples).tracks, fed(samples, sizes).tracks, strict=True):
        for name in ("power", "weighted", "peak", "clipped", "speech", "leaked"):
            assert (getattr(once, name) == getattr(again, name)).all(), name


def test_swapped_channels_swap_the_tracks() -> None:
    there, back = measure_frames(pcm(AGENT, DEBTOR)).tracks, measure_frames(pcm(DEBTOR, AGENT)).tracks
    assert there[0].spans == back[1].spans and there[1].spans == back[0].spans
    assert (there[0].weighted == back[1].weighted).all()


def test_half_the_amplitude_is_six_loudness_units_less() -> None:
    loud, soft = (float(measure_frames(pcm(AGENT * part)).tracks[0].weighted.mean()) for part in (1.0, 0.5))
    assert 10 * np.log10(loud / soft) == pytest.approx(6.02, abs=0.02)


def test_a_sine_of_1_khz_at_full_scale_has_the_loudness_of_the_recommendation() -> None:
    """BS.1770-5: a 0 dB FS 1 kHz (997 Hz) sine in one channel reads -3.01 LKFS."""
    sine = np.sin(2 * np.pi * 997 * np.arange(10 * RATE) / RATE)
    weighted = measure_frames(pcm(sine)).tracks[0].weighted[50:]
    assert OFFSET + 10 * np.log10(float(weighted.mean())) == pytest.approx(-3.01, abs=0.1)


@pytest.mark.parametrize("later", [5, 20, 60])
@pytest.mark.parametrize("down", [15, 25, 35])
def test_an_echo_of_the_other_is_neither_speech_nor_overtalk(later: int, down: int) -> None:
    samples = RATE * later // 1000
    echo = np.concatenate([np.zeros(samples), AGENT[:-samples]]) * 10 ** (-down / 20)
    heard, alone = (measure_frames(pcm(AGENT, sound)).tracks[1] for sound in (DEBTOR + echo, DEBTOR))
    assert abs(int(heard.speech.sum()) - int(alone.speech.sum())) <= 25
    assert heard.leaked.any() and not alone.leaked.any()


def test_two_people_at_once_are_not_taken_for_an_echo() -> None:
    softer = channel(20, TALK, 90, 190, level=0.3)
    tracks = measure_frames(pcm(AGENT, softer)).tracks
    assert not tracks[1].leaked.any() and tracks[1].speech.sum() == pytest.approx(tracks[0].speech.sum(), rel=0.05)


def test_samples_at_full_scale_are_counted() -> None:
    track = measure_frames(pcm(np.clip(AGENT * 30, -1, 1))).tracks[0]
    assert track.clipped.sum() > 1000 and track.peak.max() == 32767
    assert not measure_frames(pcm(AGENT)).tracks[0].clipped.any()


def test_the_loudest_negative_sample_does_not_overflow() -> None:
    track = measure_frames(np.full((640, 1), -32768, np.int16)).tracks[0]
    assert track.peak.tolist() == [32768, 32768] and track.clipped.tolist() == [320, 320]


@pytest.mark.parametrize("samples", [0, 1, 319, 320, 1600, 160_000, 160_001])
def test_any_length_has_whole_frames_and_its_own_duration(samples: int) -> None:
    frames = measure_frames(np.zeros((samples, 2), np.int16))
    assert frames.count == samples // 320 and frames.duration == samples / RATE
    assert len(frames.tracks[0].speech) == len(frames.tracks[1].leaked) == frames.count


def test_what_is_settled_stays_as_it_is() -> None:
    samples = pcm(np.tile(AGENT + noise(20) * 1e-3, 3), np.tile(DEBTOR, 3))
    whole, meter = measure_frames(samples), FrameMeter(2)
    meter.take(samples[: 50 * RATE])
    for settled, track in zip(meter.settled(), whole.tracks, strict=True):
        assert len(settled) > 20 * 50 and (settled == track.speech[: len(settled)]).all()
