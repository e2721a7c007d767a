"""The first ring or voice on a channel: where energy rises over the channel's own noise floor. No model, whole
numbers only.

The lead time (A5.2b: at least 60 s of recording before the contact) rests on this, and a verifier works it out again
from the sound (spec 8, step 12). So it looks back and never ahead, gives the same answer for the same samples on every
machine, and the same in pieces as in one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atesta.recording.levels import FULL_SCALE, SILENCE, Samples, tenths

Energies = NDArray[np.int64]

BLOCKS_A_SECOND = 50  # 20 ms
FLOOR_FROM_BLOCKS = 500  # the last 10 s
FLOOR_NEEDS_BLOCKS = 50  # of the first second nobody knows the floor
FLOOR_EVERY_BLOCKS = 25
FLOOR_RANK = 0.2  # a fifth of what was heard is quieter: pauses and line noise, also during speech
OVER_FLOOR = 10  # times its energy: 10 dB
WINDOW_BLOCKS, LOUD_BLOCKS = 15, 10  # 200 of 300 ms: longer than a click, shorter than a ring
LEAST_SHARE = 10 ** (-60 / 20)  # below -60 dBFS nothing is a voice or a ring
LOUD_AT_ONCE_SHARE = 10 ** (-35 / 20)  # in the first second, before there is a floor


@dataclass(frozen=True, slots=True)
class Onset:
    """`frame` is where it began, or None where nothing was found. `floor` and `level` (dBFS/10) are what it was
    judged by: the floor before it and the loudest 20 ms up to then, or the last floor and the loudest of all where
    nothing was found."""

    frame: int | None
    floor: int | None
    level: int


class Finder:
    """Fed one channel piece by piece. `found` is None until there is something."""

    def __init__(self, rate: int) -> None:
        self.block = rate // BLOCKS_A_SECOND
        self._scale = self.block * FULL_SCALE  # energies are (block x amplitude)^2, exact in 64 bits
        self._rest: Samples = np.empty(0, np.int16)
        self._recent: Energies = np.empty(0, np.int64)
        self._loud: NDArray[np.bool_] = np.zeros(WINDOW_BLOCKS, np.bool_)
        self._blocks = self._loudest = 0
        self._floor: int | None = None
        self.found: Onset | None = None

    def feed(self, samples: Samples) -> Onset | None:
        """`samples` of one channel. Gives what was found, now or before."""
        if self.found is None:
            joined = np.concatenate([self._rest, samples])
            whole = len(joined) // self.block * self.block
            self._rest = joined[whole:].copy()
            energies = self._energies(joined[:whole])
            while len(energies) and self.found is None:
                until_floor = FLOOR_EVERY_BLOCKS - self._blocks % FLOOR_EVERY_BLOCKS
                self._hear(energies[:until_floor])
                energies = energies[until_floor:]
        return self.found

    def so_far(self) -> Onset:
        """What was found, or that nothing was, with the levels measured."""
        return self.found or Onset(None, self._tenths(self._floor), self._tenths(self._loudest) or SILENCE)

    def _energies(self, samples: Samples) -> Energies:
        """Energy without the constant part, which a cheap sound card may add."""
        blocks = samples.reshape(-1, self.block).astype(np.int64)
        energies: Energies = self.block * np.square(blocks).sum(axis=1) - np.square(blocks.sum(axis=1))
        return energies

    def _hear(self, energies: Energies) -> None:
        """Blocks that are all judged by one floor."""
        if self._blocks % FLOOR_EVERY_BLOCKS == 0 and len(self._recent) >= FLOOR_NEEDS_BLOCKS:
            rank = int(len(self._recent) * FLOOR_RANK)
            self._floor = int(np.partition(self._recent, rank)[rank])
        flags = np.concatenate([self._loud, energies > self._threshold()])
        counts = np.convolve(flags, np.ones(WINDOW_BLOCKS, np.int64), "valid")[1:]
        enough = np.flatnonzero(counts >= LOUD_BLOCKS)
        heard = energies[: enough[0] + 1] if len(enough) else energies
        self._loudest = max(self._loudest, int(heard.max()))
        if len(enough):
            first = int(enough[0]) + 1 + int(np.argmax(flags[enough[0] + 1 :])) - WINDOW_BLOCKS
            at = (self._blocks + first) * self.block
            self.found = Onset(at, self._tenths(self._floor), self._tenths(self._loudest) or SILENCE)
        self._loud = flags[-WINDOW_BLOCKS:]
        self._recent = np.concatenate([self._recent, energies])[-FLOOR_FROM_BLOCKS:]
        self._blocks += len(energies)

    def _threshold(self) -> int:
        if self._floor is None:
            return int((self._scale * LOUD_AT_ONCE_SHARE) ** 2)
        return max(OVER_FLOOR * self._floor, int((self._scale * LEAST_SHARE) ** 2))

    def _tenths(self, energy: int | None) -> int | None:
        return None if energy is None else tenths(energy**0.5 / self._scale)
