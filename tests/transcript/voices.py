"""Sound that behaves like speech: syllables of a gliding pitch and its harmonics, with closures and breaths between
them, at known times. Made from a seed, the same on every run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Sound = NDArray[np.float64]
Spans = list[tuple[float, float]]


def phrase(seconds: float, seed: int = 1, pitch: float = 130.0) -> Sound:
    """One phrase without a pause of its own, -20 dBFS."""
    chance = np.random.default_rng(seed)
    said, length = np.zeros(0), round(seconds * RATE)
    while len(said) < length:
        said = np.concatenate([said, _syllable(chance, pitch), np.zeros(int(chance.integers(320, 960)))])
    said = said[:length]
    said[-800:] *= np.linspace(1, 0.3, 800)
    return np.asarray(said * 0.1 / np.sqrt(np.mean(said**2)))


def _syllable(chance: np.random.Generator, pitch: float) -> Sound:
    length = int(chance.integers(1600, 4000))
    glide = pitch * (1 + np.linspace(chance.uniform(-0.2, 0.2), chance.uniform(-0.2, 0.2), length))
    phase = 2 * np.pi * np.cumsum(glide) / RATE
    formant = chance.uniform(500, 2200)
    sound = sum(
        np.sin(n * phase + chance.uniform(0, 6)) / (1 + ((n * pitch - formant) / 500) ** 2) for n in range(1, 20)
    )
    edge = np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / 240)
    return np.asarray(sound * edge * 10 ** (chance.uniform(-4, 0) / 20) + 0.01 * chance.standard_normal(length) * edge)


def channel(seconds: float, spans: Spans, seed: int = 1, pitch: float = 130.0, level: float = 1.0) -> Sound:
    """A line with its own faint noise (-72 dBFS) on which somebody speaks in `spans`."""
    sound = noise(seconds, seed + 1000) * 10 ** (-72 / 20)
    for number, (start, end) in enumerate(spans):
        said = phrase(end - start, seed + number, pitch) * level
        sound[round(start * RATE) : round(start * RATE) + len(said)] += said
    return sound


def noise(seconds: float, seed: int = 7) -> Sound:
    """White, of mean square 1."""
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def tone(seconds: float, *hertz: float) -> Sound:
    at = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(sum(0.1 * np.sin(2 * np.pi * each * at) for each in hertz))


def pcm(*channels: Sound) -> NDArray[np.int16]:
    """(n x channels) of 16 bits."""
    return np.clip(np.round(np.stack(channels, axis=1) * 32767), -32768, 32767).astype(np.int16)


def with_noise(sound: Sound, spans: Spans, snr: float, seed: int = 7) -> Sound:
    """White noise under all of it, `snr` dB under what is said in `spans`."""
    said = np.concatenate([sound[round(a * RATE) : round(b * RATE)] for a, b in spans])
    return np.asarray(sound + noise(len(sound) / RATE, seed) * np.sqrt(np.mean(said**2)) * 10 ** (-snr / 20))


TALK: Spans = [(1.5, 4.0), (5.0, 8.5), (10.0, 11.2), (12.0, 16.0), (17.5, 19.0)]
