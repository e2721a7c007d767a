"""Any rate to 16 kHz with numpy alone, piece by piece: a windowed sinc in polyphase form (Kaiser, about 70 dB)."""

from __future__ import annotations

from math import gcd

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
"""Frames a second of everything behind the decoder: what the recogniser and the voice finder were made for."""
HALF_TAPS = 16
"""Taps on each side at the lower of the two rates."""
BETA = 7.0
SMOOTH_STEPS = 3
"""Up to this step a whole convolution and every n-th value of it is quicker than gathering."""


class Resampler:
    """One channel from `rate` to 16 kHz. The delay of the filter is taken out, so times stay what they were."""

    def __init__(self, rate: int) -> None:
        common = gcd(rate, RATE)
        self._up, self._step = RATE // common, rate // common
        self._taps = _filter(self._up, self._step)
        self._half = self._taps.shape[1] // 2
        self._held = np.zeros(self._half - 1, np.float32)
        self._first = 0
        """Which output frame is next, counted within one period of `up` frames."""

    def take(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        """The next frames at 16 kHz; some input stays back until its neighbours are known."""
        if self._up == self._step:
            return samples
        self._held = np.concatenate((self._held, samples.astype(np.float32)))
        return self._out()

    def rest(self) -> NDArray[np.int16]:
        """What stayed back, at the end."""
        return self.take(np.zeros(self._half, np.int16)) if self._up != self._step else np.zeros(0, np.int16)

    def _out(self) -> NDArray[np.int16]:
        room = len(self._held) - 2 * self._half + 1
        if room <= 0:
            return np.zeros(0, np.int16)
        # output n stands at input n * step / up; those whose window begins before `room` are known
        count = max(0, -(-(room * self._up - self._first) // self._step))
        places = self._first + np.arange(count, dtype=np.int64) * self._step
        starts, phases = places // self._up, places % self._up
        values = self._smooth(starts, phases) if self._step <= SMOOTH_STEPS else self._gathered(starts, phases)
        ahead = self._first + count * self._step
        gone = min(ahead // self._up, room)
        self._held, self._first = self._held[gone:], ahead - gone * self._up
        return np.clip(np.rint(values), -32768, 32767).astype(np.int16)

    def _smooth(self, starts: NDArray[np.int64], phases: NDArray[np.int64]) -> NDArray[np.float32]:
        values = np.empty(len(starts), np.float32)
        for phase in range(self._up):
            chosen = phases == phase
            values[chosen] = np.convolve(self._held, self._taps[phase][::-1], "valid")[starts[chosen]]
        return values

    def _gathered(self, starts: NDArray[np.int64], phases: NDArray[np.int64]) -> NDArray[np.float32]:
        windows = np.lib.stride_tricks.sliding_window_view(self._held, self._taps.shape[1])
        values: NDArray[np.float32] = np.einsum("ij,ij->i", windows[starts], self._taps[phases])
        return values


def _filter(up: int, step: int) -> NDArray[np.float32]:
    """One row of taps for each of the `up` places that an output can have between two inputs; each row sums to one."""
    narrow = min(1.0, up / step)
    half = int(np.ceil(HALF_TAPS / narrow))
    offsets = np.arange(-half + 1, half + 1)[None, :] - np.arange(up)[:, None] / up
    window = np.i0(BETA * np.sqrt(np.clip(1 - (offsets / half) ** 2, 0, None))) / np.i0(BETA)
    taps = np.sinc(offsets * narrow * 0.95) * window
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float32)
