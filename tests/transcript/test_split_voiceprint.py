"""The speaker encoder in numpy: its weights, and what a voiceprint does not depend on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from atesta.errors import InputError
from atesta.transcript import split_voiceprint
from atesta.transcript.split_voiceprint import SIZE, WINDOW_FRAMES, mel_frames, voiceprints, without_noise

FILE = Path(split_voiceprint.__file__).with_name("split_voiceprint.npz")


def windows(count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(3).random((count, WINDOW_FRAMES, 40), np.float32)


def test_a_voiceprint_has_length_one_whatever_the_level() -> None:
    loud = voiceprints(windows(3))
    assert loud.shape == (3, SIZE)
    assert np.allclose(np.linalg.norm(loud, axis=1), 1, atol=1e-5)
    assert np.allclose(voiceprints(windows(3) * 1e-4), loud, atol=1e-3)


def test_a_voiceprint_does_not_depend_on_what_is_beside_it() -> None:
    assert np.allclose(voiceprints(windows(70))[:2], voiceprints(windows(70)[:2]), atol=1e-5)


def test_the_encoder_gives_what_its_publisher_gives() -> None:
    """The first numbers of a fixed window, computed once with the float32 weights of the wheel."""
    window = (np.outer(np.arange(1, 161), np.arange(40, 0, -1)) % 97).astype(np.float32)
    found = voiceprints([window])[0]
    assert np.allclose(found[np.argsort(-found)[:4]], TOP, atol=2e-3)


TOP = [0.2127, 0.1855, 0.1777, 0.168]


def test_a_tone_lies_in_the_band_of_its_frequency() -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000).astype(np.float32)
    frames = mel_frames(tone)
    assert frames.shape == (98, 40)
    assert set(frames.argmax(axis=1)) == {13}


def test_too_little_sound_has_no_frame() -> None:
    assert mel_frames(np.zeros(399, np.float32)).shape == (0, 40)
    assert voiceprints([]).shape == (0, SIZE)


def test_noise_is_taken_out_but_never_below_a_floor() -> None:
    frames = np.full((2, 40), 1.0, np.float32)
    assert np.allclose(without_noise(frames, np.full(40, 0.4, np.float32)), 0.6)
    assert np.allclose(without_noise(frames, np.full(40, 9.0, np.float32)), 0.02)


def test_weights_that_were_changed_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "weights.npz"
    changed.write_bytes(FILE.read_bytes()[:-1] + b"x")
    monkeypatch.setattr(split_voiceprint, "_FILE", changed)
    split_voiceprint._encoder.cache_clear()
    with pytest.raises(InputError) as refused:
        voiceprints(windows(1))
    assert refused.value.key == "voiceprint_weights"


def test_no_array_of_the_weights_is_an_object() -> None:
    with np.load(FILE, allow_pickle=False) as stored:
        assert {stored[name].dtype.str for name in stored.files} == {"<f2"}
