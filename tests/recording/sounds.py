"""Sounds and clocks for the tests of this room, made from a fixed seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 8000
Samples = NDArray[np.int16]


@dataclass
class HandClock:
    """Moves when it is told to."""

    us: int = 1_000_000
    utc: int = 1_763_214_402_000

    def mono_us(self) -> int:
        return self.us

    def utc_ms(self) -> int:
        return self.utc

    def sleep(self, seconds: float) -> None:
        before, self.us = self.us, self.us + round(seconds * 1_000_000)
        self.utc += self.us // 1000 - before // 1000


def noise(seconds: float, share: float, seed: int = 1) -> Samples:
    """White noise of this share of full scale (root mean square)."""
    made = np.random.default_rng(seed).normal(0, share * 32768, round(seconds * RATE))
    return np.clip(made, -32768, 32767).astype(np.int16)


def tone(seconds: float, share: float, hertz: float = 425) -> Samples:
    at = np.arange(round(seconds * RATE)) / RATE
    return (np.sin(2 * np.pi * hertz * at) * share * 32768 * 2**0.5).astype(np.int16)


def speech(seconds: float, share: float = 0.1, seed: int = 2) -> Samples:
    """Noise that comes and goes four times a second, as syllables do, over a quiet room."""
    at = np.arange(round(seconds * RATE)) / RATE
    loudness = (np.sin(2 * np.pi * 4 * at) > 0) * share + 0.0005
    made = np.random.default_rng(seed).normal(0, 1, len(at)) * loudness * 32768
    return np.clip(made, -32768, 32767).astype(np.int16)


def column(*pieces: Samples) -> Samples:
    """One channel, as frames by channels."""
    return np.concatenate(pieces).reshape(-1, 1)
