"""Sounds and recognisers for the tests of hearing: bursts that a voice finder takes for speech, a recogniser that only
counts, and voices of espeak-ng."""

from __future__ import annotations

import io
import subprocess
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from atesta.contact.transcript import Word
from atesta.transcript.pack import Window
from atesta.transcript.speech import HeardWindow

ESPEAK = ("espeak-ng", "apt-get install espeak-ng")


def burst(seconds: float, rate: int = 16_000, seed: int = 1) -> NDArray[np.int16]:
    """Harmonics of 140 Hz with a syllable's rise and fall."""
    at = np.arange(int(seconds * rate)) / rate
    rng = np.random.default_rng(seed)
    voice = sum(np.sin(2 * np.pi * 140 * n * at + rng.uniform(0, 6)) / n for n in range(1, 20))
    return (voice * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * at)) * 4000).astype(np.int16)


def line(total: float, *spans: tuple[float, float], rate: int = 16_000) -> NDArray[np.int16]:
    """A channel with bursts from-to, and a little noise everywhere."""
    samples = np.random.default_rng(3).normal(0, 8, int(total * rate)).astype(np.int16)
    for number, (start, end) in enumerate(spans):
        part = burst(end - start, rate, number)
        samples[int(start * rate) : int(start * rate) + len(part)] += part
    return samples


def write_wav(path: Path, *channels: NDArray[np.int16], rate: int = 16_000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.stack(channels, axis=1).astype("<i2").tobytes())
    return path


def spoken(voice: str, text: str) -> NDArray[np.int16]:
    """What espeak-ng says, at 16 kHz or near it."""
    said = subprocess.run(["espeak-ng", "-v", voice, "--stdout", text], capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(said)) as file:
        samples = np.frombuffer(file.readframes(1 << 26), "<i2")
        rate = file.getframerate()
    at = np.arange(int(len(samples) * 16_000 / rate)) * rate / 16_000
    return np.interp(at, np.arange(len(samples)), samples).astype(np.int16)


class Counting:
    """Writes "uno dos tres ..." over each clip, one word a clip, with the language that it was told to find."""

    name = "counting"

    def __init__(self, **window: object) -> None:
        self.window: dict[str, object] = {
            "lang": "es",
            "lang_confidence": 0.99,
            "no_speech": 0.0,
            "logprob": -0.2,
            **window,
        }
        self.asked: list[Window] = []
        self.said = 0

    def hear(self, windows: Sequence[Window], lang: str | None, likely: str | None) -> tuple[HeardWindow, ...]:
        self.asked += windows
        return tuple(self._one(window) for window in windows)

    def _one(self, window: Window) -> HeardWindow:
        words = []
        for clip, begins in zip(window.clips, window.begins, strict=True):
            self.said += 1
            first = begins / 16_000 + clip.speech[0] - clip.start
            words.append(Word(f" w{self.said}", first, first + clip.speech[1] - clip.speech[0], 0.9))
        return HeardWindow(tuple(words), **self.window)  # type: ignore[arg-type]
