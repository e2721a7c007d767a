"""How loud sound is, in whole tenths of a decibel below full scale (`dBFS/10`)."""

from __future__ import annotations

from math import log10

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

FULL_SCALE = 32768
SILENCE = -1000
"""What digital silence is given instead of minus infinity: 100 dB down, below anything 16 bits can hold."""


def samples_of(pcm: bytes | memoryview, channels: int) -> Samples:
    """Frames by channels, from interleaved little-endian 16-bit sound. No copy is made."""
    return np.frombuffer(pcm, dtype="<i2").reshape(-1, channels)


def peak(samples: Samples) -> int:
    """The loudest single sample."""
    if not samples.size:
        return SILENCE
    return tenths(max(int(samples.max()), -int(samples.min())) / FULL_SCALE)


def block_rms(samples: Samples, frames: int) -> NDArray[np.float64]:
    """Root mean square of each whole block of `frames`, by channel, as a share of full scale."""
    whole = len(samples) // frames
    blocks = samples[: whole * frames].reshape(whole, frames, samples.shape[1]).astype(np.float64)
    level: NDArray[np.float64] = np.sqrt(np.mean(np.square(blocks), axis=1)) / FULL_SCALE
    return level


def tenths(share: float) -> int:
    """dBFS/10 of a share of full scale."""
    return max(round(200 * log10(share)), SILENCE) if share > 0 else SILENCE
