"""What the sound of a whole recording shows by itself: first voice or ring, loudness, holes. One pass, whole numbers.

A verifier works this out again from the same sound (spec 8, step 12) and must come to the same numbers, whatever the
size of the pieces in which it reads.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from atesta.recording.levels import FULL_SCALE, Samples, samples_of, tenths
from atesta.recording.onset import Finder, Onset
from atesta.recording.watch import LOST_US

HOLE_MS = 20
"""Exact zeros for so long between sound: a microphone gives none, a lost buffer or a gate of a telephone does."""
BLOCKS_A_SECOND = 10
NEAR_SECONDS = (10, 15)
"""So long before and after a moment a voice may be that is meant by it: a hand is slower than a mouth."""
VOICE_BLOCKS = 10
"""A whole second, in tenths, of what is 10 dB over the quiet tenth of those seconds and over -60 dBFS."""
OVER_QUIET, LEAST_SHARE = 10, 1_000_000
SILENT_MS = LOST_US // 1000
"""A channel of nothing but zeros for longer, up to the end, has lost its sound: as long as a device may give none."""
RATES = range(4000, 192_001)


@dataclass(frozen=True, slots=True)
class Heard:
    """`level` is the loudest fiftieth of the quietest channel (most of a call may be waiting), `noise` the quiet tenth
    of the noisiest one, both in dBFS/10 and None where there was not a whole second. `onset` is that of the last
    channel, which is the far one. `silent` are the frames of zeros at the end of each channel."""

    rate: int
    channels: int
    frames: int
    onset: Onset
    level: int | None
    noise: int | None
    clipped_ppm: int
    holes: int
    longest_hole_ms: int
    silent: tuple[int, ...] = ()
    energies: tuple[array[int], ...] = field(default=(), repr=False)

    @property
    def milliseconds(self) -> int:
        return self.frames * 1000 // self.rate

    @property
    def nothing(self) -> bool:
        """Nothing but zeros, on all channels."""
        return all(frames == self.frames for frames in self.silent)

    @property
    def silent_end_ms(self) -> int:
        """Of the channel that was silent longest; 0 where that is no longer than a device may be."""
        milliseconds = max(self.silent, default=0) * 1000 // self.rate
        return milliseconds if milliseconds > SILENT_MS else 0

    def voice_near(self, frame: int) -> bool:
        """Whether a channel has sound around this frame that comes and goes as speech does. Energy alone: no model."""
        block = self.rate // BLOCKS_A_SECOND
        before, after = NEAR_SECONDS
        least = block * FULL_SCALE**2 // LEAST_SHARE
        first, last = max(frame - before * self.rate, 0) // block, max(frame + after * self.rate, 0) // block
        for energies in self.energies:
            near = np.frombuffer(energies, np.int64)[first:last] if energies else np.empty(0, np.int64)
            sounding = np.sort(near[near > 0])
            if not len(sounding):
                continue
            bound = max(OVER_QUIET * int(sounding[len(sounding) // 10]), least)
            if int(np.count_nonzero(near > bound)) >= VOICE_BLOCKS:
                return True
        return False


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
        self._silent = [0] * channels

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
        self._find_silence(samples)

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
            tuple(self._silent),
            self._energies,
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

    def _find_silence(self, samples: Samples) -> None:
        """Zeros at the end of each channel, up to now."""
        for channel in range(self.channels):
            if samples[-1, channel]:  # asked first: so it nearly always is
                self._silent[channel] = 0
                continue
            sounds = samples[::-1, channel] != 0
            zeros = int(sounds.argmax())
            self._silent[channel] = zeros if sounds[zeros] else self._silent[channel] + len(samples)

    def _hole(self, frames: int) -> None:
        if frames >= self.rate * HOLE_MS // 1000:
            self._holes += 1
            self._longest = max(self._longest, frames)
