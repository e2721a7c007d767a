"""What the sound of a whole recording shows by itself: first voice or ring, loudness, holes. One pass, whole numbers.

A verifier works this out again from the same sound (spec 8, step 12) and must come to the same numbers, whatever the
size of the pieces in which it reads.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atesta.recording.levels import FULL_SCALE, Samples, samples_of, tenths
from atesta.recording.onset import Finder, Onset

HOLE_MS = 20
"""Exact zeros for so long between sound: a microphone gives none, a lost buffer or a gate of a telephone does."""
BLOCKS_A_SECOND = 10
RATES = range(4000, 192_001)


@dataclass(frozen=True, slots=True)
class Heard:
    """`level` is the loudest fiftieth of the quietest channel (most of a call may be waiting), `noise` the quiet tenth
    of the noisiest one, both in dBFS/10 and None where there was not a whole second. `onset` is that of the last
    channel, which is the far one."""

    rate: int
    channels: int
    frames: int
    onset: Onset
    level: int | None
    noise: int | None
    clipped_ppm: int
    holes: int
    longest_hole_ms: int

    @property
    def milliseconds(self) -> int:
        return self.frames * 1000 // self.rate


class Hearing:
    """Fed interleaved little-endian 16-bit sound in pieces of any size."""

    def __init__(self, rate: int, channels: int) -> None:
        if rate not in RATES or channels not in (1, 2):
            raise ValueError("no rate or number of channels of ours")
        self.rate, self.channels, self.frames = rate, channels, 0
        self._block = rate // BLOCKS_A_SECOND
        self._finder = Finder(rate)
        self._rest = b""
        self._waiting: Samples = np.empty((0, channels), np.int16)
        self._energies = tuple(array("q") for _ in range(channels))
        self._clipped = 0
        self._zeros, self._sounded = 0, False
        self._holes = self._longest = 0

    def feed(self, pcm: bytes) -> None:
        data = self._rest + pcm if self._rest else pcm
        whole = len(data) - len(data) % (2 * self.channels)
        self._rest = data[whole:]
        if not whole:
            return
        samples = samples_of(memoryview(data)[:whole], self.channels)
        self.frames += len(samples)
        self._finder.feed(samples[:, -1])
        if samples.max() >= FULL_SCALE - 1 or samples.min() <= -FULL_SCALE:  # asked first: few pieces clip
            self._clipped += int(np.count_nonzero((samples >= FULL_SCALE - 1) | (samples <= -FULL_SCALE)))
        self._loudness(samples)
        self._find_holes(samples)

    def heard(self) -> Heard:
        level, noise = self._tenths()
        return Heard(
            self.rate,
            self.channels,
            self.frames,
            self._finder.so_far(),
            level,
            noise,
            self._clipped * 1_000_000 // max(self.frames * self.channels, 1),
            self._holes,
            self._longest * 1000 // self.rate,
        )

    def _loudness(self, samples: Samples) -> None:
        """Sums of squares of each tenth of a second; exact, for they stay below 2^53."""
        joined = np.concatenate([self._waiting, samples]) if len(self._waiting) else samples
        whole = len(joined) // self._block * self._block
        self._waiting = joined[whole:].copy()
        for channel, energies in enumerate(self._energies):
            blocks = joined[:whole, channel].astype(np.float64).reshape(-1, self._block)
            sums: NDArray[np.float64] = np.einsum("ij,ij->i", blocks, blocks)
            energies.frombytes(sums.astype(np.int64).tobytes())

    def _tenths(self) -> tuple[int | None, int | None]:
        count = len(self._energies[0])
        if count < BLOCKS_A_SECOND:
            return None, None
        ordered = [np.sort(np.frombuffer(energies, np.int64)) for energies in self._energies]
        loud = min(int(one[count - 1 - count // 50]) for one in ordered)
        quiet = max(int(one[count // 10]) for one in ordered)
        return self._decibels(loud), self._decibels(quiet)

    def _decibels(self, energy: int) -> int:
        return tenths((energy / self._block) ** 0.5 / FULL_SCALE)

    def _find_holes(self, samples: Samples) -> None:
        """A stretch of zeros goes on from piece to piece; only one between two sounds is a hole."""
        sounds = samples[:, 0] != 0
        if self.channels == 2:
            sounds |= samples[:, 1] != 0
        silent = len(sounds) - int(np.count_nonzero(sounds))
        if silent == len(sounds):
            self._zeros += silent
            return
        first, last = int(sounds.argmax()), len(sounds) - 1
        if not sounds[-1]:
            last -= int(sounds[::-1].argmax())
        if self._sounded:
            self._hole(self._zeros + first)
        if silent >= self.rate * HOLE_MS // 1000:  # asked first: fewer zeros hold no hole
            between = np.diff(np.flatnonzero(sounds)) - 1
            for length in between[between >= self.rate * HOLE_MS // 1000]:
                self._hole(int(length))
        self._sounded, self._zeros = True, len(sounds) - 1 - last

    def _hole(self, frames: int) -> None:
        if frames >= self.rate * HOLE_MS // 1000:
            self._holes += 1
            self._longest = max(self._longest, frames)
