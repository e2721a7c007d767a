"""Loudness weighting of ITU-R BS.1770-5 for 16 kHz sound, on numpy alone.

A recursive filter runs sample by sample, which numpy cannot do quickly. Written as a linear system, 64 samples at once
are two matrix products: what the samples themselves give, and what is left of earlier ones. The remains fade below
one millionth within 80 ms, so they are summed and not carried on: exact, quick, and the same for any order of blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, tan

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
STEP = 64
"""Samples handled by one row of the matrix product."""
MEMORY = 20
"""Earlier rows that still count: 20 * 64 samples are 80 ms, where the 38 Hz high pass has faded to 2e-7."""

Floats = NDArray[np.float32]
_Biquad = tuple[tuple[float, float, float], tuple[float, float, float]]


def shelf(rate: int) -> _Biquad:
    """Stage 1, the head: +4 dB above 1.7 kHz. The analogue values behind the table of BS.1770-5 annex 1 for 48 kHz
    (f0 1681.97 Hz, 3.99984 dB, Q 0.70718), put through the bilinear transform at `rate`."""
    gain, k, q = 3.999843853973347, tan(pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    b = ((high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0)
    return b, (1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


def high_pass(rate: int) -> _Biquad:
    """Stage 2: the RLB curve, 38.135 Hz, Q 0.50033; its numerator is 1, -2, 1 at every rate, as in the annex."""
    k, q = tan(pi * 38.13547087602444 / rate), 0.5003270373238773
    a0 = 1 + k / q + k * k
    return (1.0, -2.0, 1.0), (1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


@dataclass(frozen=True, slots=True)
class _System:
    """`direct` (64 x 64) samples to output, `enter` (64 x 4) samples to state, `leave` (4 x 64) state to output, `fade`
    (20 x 4 x 4) what a state is worth so many rows later."""

    direct: Floats
    enter: Floats
    leave: Floats
    fade: Floats


def _system(rate: int) -> _System:
    (b1, a1), (b2, a2) = shelf(rate), high_pass(rate)
    # Transposed direct form II of both stages, the output of the first being the input of the second.
    a = np.zeros((4, 4))
    a[:2, :2] = [[-a1[1], 1], [-a1[2], 0]]
    a[2:, 2:] = [[-a2[1], 1], [-a2[2], 0]]
    into1 = np.array([b1[1] - a1[1] * b1[0], b1[2] - a1[2] * b1[0]])
    into2 = np.array([b2[1] - a2[1] * b2[0], b2[2] - a2[2] * b2[0]])
    a[2:, 0] = into2
    enter = np.concatenate([into1, into2 * b1[0]])
    out = np.array([b2[0], 0.0, 1.0, 0.0])
    powers = [np.eye(4)]
    for _ in range(STEP):
        powers.append(a @ powers[-1])
    answer = np.array([b1[0] * b2[0], *(out @ power @ enter for power in powers[: STEP - 1])])
    late = np.subtract.outer(np.arange(STEP), np.arange(STEP))
    direct = np.where(late >= 0, answer[np.abs(late)], 0.0)
    return _System(
        np.ascontiguousarray(direct.T, np.float32),
        np.array([powers[STEP - 1 - n] @ enter for n in range(STEP)], np.float32),
        np.array([out @ powers[n] for n in range(STEP)], np.float32).T.copy(),
        np.array([np.linalg.matrix_power(powers[STEP], n).T for n in range(MEMORY)], np.float32),
    )


class KFilter:
    """The weighting of one channel, block after block. Feed it blocks whose length is a multiple of 64."""

    def __init__(self) -> None:
        self._system = _system(RATE)
        self._before = np.zeros((MEMORY, 4), np.float32)

    def weigh(self, samples: Floats) -> Floats:
        """`samples` of amplitude -1..1; gives as many weighted ones."""
        rows = samples.reshape(-1, STEP)
        system, count = self._system, len(rows)
        entered = np.concatenate([self._before, rows @ system.enter])
        state = np.zeros((count, 4), np.float32)
        for late in range(MEMORY):
            first = MEMORY - 1 - late
            state += entered[first : first + count] @ system.fade[late]
        self._before = entered[-MEMORY:]
        return (rows @ system.direct + state @ system.leave).reshape(-1)
