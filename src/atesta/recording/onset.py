"""The first ring or voice on a channel: where energy rises over the channel's own noise floor. No model, whole
numbers only.

The lead time (A5.2b: at least 60 s of recording before the contact) rests on this, and a verifier works it out again
from the sound (spec 8, step 12). So it looks back and never ahead, gives the same answer for the same samples on every
machine, and the same in pieces as in one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from atesta.recording.levels import FULL_SCALE, SILENCE, Samples, tenths

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
    judged by: the floor before it and the loudest 20 ms since, or the last floor and the loudest of all where nothing
    was found."""

    frame: int | None
    floor: int | None
    level: int


class Finder:
    """Fed one channel piece by piece. `found` is None until there is something."""

    def __init__(self, rate: int) -> None:
        self.block = rate // BLOCKS_A_SECOND
        self._scale = self.block * FULL_SCALE  # energies are (block x amplitude)^2, exact in 64 bits
        self._rest: Samples = np.empty(0, np.int16)
        self._recent: deque[int] = deque(maxlen=FLOOR_FROM_BLOCKS)
        self._loud: deque[bool] = deque(maxlen=WINDOW_BLOCKS)
        self._blocks = 0
        self._floor: int | None = None
        self._loudest = 0
        self.found: Onset | None = None

    def feed(self, samples: Samples) -> Onset | None:
        """`samples` of one channel. Gives what was found, now or before."""
        if self.found is None:
            joined = np.concatenate([self._rest, samples])
            whole = len(joined) // self.block * self.block
            self._rest = joined[whole:].copy()
            for energy in self._energies(joined[:whole]):
                if self._heard(energy):
                    break
        return self.found

    def so_far(self) -> Onset:
        """What was found, or that nothing was, with the levels measured."""
        return self.found or Onset(None, self._share(self._floor), self._share(self._loudest) or SILENCE)

    def _energies(self, samples: Samples) -> list[int]:
        """Energy without the constant part, which a cheap sound card may add."""
        blocks = samples.reshape(-1, self.block).astype(np.int64)
        energies: list[int] = (self.block * np.square(blocks).sum(axis=1) - np.square(blocks.sum(axis=1))).tolist()
        return energies

    def _heard(self, energy: int) -> bool:
        if self._blocks % FLOOR_EVERY_BLOCKS == 0 and len(self._recent) >= FLOOR_NEEDS_BLOCKS:
            self._floor = sorted(self._recent)[int(len(self._recent) * FLOOR_RANK)]
        self._loud.append(self._is_loud(energy))
        self._loudest = max(self._loudest, energy)
        self._recent.append(energy)
        self._blocks += 1
        if sum(self._loud) < LOUD_BLOCKS:
            return False
        first = self._blocks - len(self._loud) + self._loud.index(True)
        self.found = Onset(first * self.block, self._share(self._floor), self._share(self._loudest) or SILENCE)
        return True

    def _is_loud(self, energy: int) -> bool:
        if self._floor is None:
            return energy > int((self._scale * LOUD_AT_ONCE_SHARE) ** 2)
        return energy > OVER_FLOOR * self._floor and energy > int((self._scale * LEAST_SHARE) ** 2)

    def _share(self, energy: int | None) -> int | None:
        return None if energy is None else tenths(energy**0.5 / self._scale)


def first_sound(samples: Samples, rate: int) -> Onset:
    """The first ring or voice in one channel of a whole recording. Sound after it is not looked at."""
    finder = Finder(rate)
    for at in range(0, len(samples), rate * 10):
        if finder.feed(samples[at : at + rate * 10]):
            break
    return finder.so_far()
