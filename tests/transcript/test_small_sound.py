"""The copy of the sound in a page: small, and on time to the hundredth."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from atesta.transcript import small_sound
from atesta.transcript.small_sound import MOST_BYTES, small_audio

RATE = 8000
needs_av = pytest.mark.needs("module:av", "pip install 'atesta[audio]'")


def click(at: float, seconds: float) -> NDArray[np.int16]:
    """Two channels of faint noise with a click."""
    sound = np.random.default_rng(4).normal(0, 40, (int(seconds * RATE), 2)).astype(np.int16)
    sound[int(at * RATE) : int(at * RATE) + 16, 0] = 20_000
    return sound


def blocks(sound: NDArray[np.int16]) -> Iterator[NDArray[np.int16]]:
    yield from (sound[at : at + 3000] for at in range(0, len(sound), 3000))


@needs_av
def test_a_minute_takes_less_than_half_a_megabyte_and_is_the_same_each_time() -> None:
    sound = click(3.0, 60.0)
    audio, again = (small_audio(blocks(sound), RATE, 2, 60.0) for _ in range(2))
    assert audio == again
    assert audio
    assert audio.mime == "audio/mp4"
    assert len(audio.data) < 500_000


@needs_av
def test_a_click_stays_at_its_hundredth() -> None:
    import av  # noqa: PLC0415 - an extra

    audio = small_audio(blocks(click(3.0, 10.0)), RATE, 2, 10.0)
    assert audio
    with av.open(io.BytesIO(audio.data)) as given:
        heard = np.concatenate([frame.to_ndarray() for frame in given.decode(audio=0)], axis=1)
    assert abs(int(np.abs(heard[0]).argmax()) / RATE - 3.0) < 0.01


def test_without_the_extra_a_short_call_stays_a_wav_of_the_same_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_sound, "find_spec", lambda _: None)
    sound = click(1.0, 4.0)
    audio = small_audio(blocks(sound), RATE, 2, 4.0)
    assert audio
    assert not audio.smaller
    with wave.open(io.BytesIO(audio.data)) as given:
        assert np.array_equal(np.frombuffer(given.readframes(given.getnframes()), "<i2").reshape(-1, 2), sound)


def test_a_call_too_long_for_a_page_has_no_sound_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert small_audio(iter(()), RATE, 2, 6 * 3600.0) is None
    monkeypatch.setattr(small_sound, "find_spec", lambda _: None)
    assert small_audio(iter(()), RATE, 2, MOST_BYTES / (RATE * 4) + 1) is None
