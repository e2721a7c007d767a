"""What kind of sound a tenth of a second is: how pure, how steady, how wide. Voice moves; music, tones and faxes stay.

Half of what one tenth holds at each frequency (to 10 Hz) is gone in the next when somebody speaks: over two seconds the
median overlap was 0.08 to 0.46 on all voices heard, 0.5 for noise, 0.85 and more for music and tones (decision 021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atesta.transcript.vad import RATE, Growing, Mask, Numbers, of_runs, runs, without_holes

TENTH = RATE // 10
HERTZ = 10
"""Width of one line of the spectrum."""
LOWEST = 300 // HERTZ
"""A telephone carries nothing lower; there is hum and handling, which stay as music does."""
PEAK_LINES = 2
LEAST_POWER = 1e-6
"""-60 dBFS: under this the kind of a sound is not asked."""
MUSIC_POWER, MUSIC_UNDER = 1e-5, 10**-2.5
"""Music is over -50 dBFS and at most 25 dB under what is loud on its channel; fainter, it disturbs nobody."""

MUSIC_TENTHS, MUSIC_STEADY = 20, 0.65
TONE_PURE, TONE_STEADY, TONE_TENTHS = 0.95, 0.8, 3
KEY_PURE, KEY_HERTZ = 0.85, 25
KEYS_LOW, KEYS_HIGH = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
"""The two groups of DTMF (ITU-T Q.23)."""
WIDTH_SHARE = 0.995

_WINDOW = np.hanning(TENTH).astype(np.float32)
_TO_MEAN_SQUARE = np.float32(2 / (TENTH * float((_WINDOW**2).sum())))
"""Parseval, for the half of the spectrum that is kept and the window's own power."""


@dataclass(frozen=True, slots=True)
class Texture:
    """One entry per tenth of a second; 0 where it is quiet. `power` from 300 Hz on (full scale 1). `steady`: share of
    the spectrum that stayed since the tenth before. `pure`: share in the two strongest lines. `lines`: their
    frequencies in Hz (n x 2). `width`: Hz under which 99.5 % of the power lies."""

    power: Numbers
    steady: Numbers
    pure: Numbers
    lines: NDArray[np.uint16]
    width: NDArray[np.uint16]

    def music(self) -> Mask:
        """Tenths of music or of a tone: two seconds that mostly stay, or something very pure that does not move."""
        if not len(self.power):
            return np.zeros(0, np.bool_)
        loud = self.power > max(MUSIC_POWER, MUSIC_UNDER * float(np.percentile(self.power, 95)))
        return without_holes(_staying(self.steady, loud) | (loud & (self._tones() | self._keys())), 5)

    def _tones(self) -> Mask:
        first, behind = runs((self.pure >= TONE_PURE) & (self.steady >= TONE_STEADY))
        long = behind - first >= TONE_TENTHS - 1  # the first tenth of a tone has nothing to stay from
        return of_runs(np.maximum(first[long] - 1, 0), behind[long], len(self.pure))

    def _keys(self) -> Mask:
        low, high = self.lines.min(axis=1).astype(int), self.lines.max(axis=1).astype(int)
        return (self.pure >= KEY_PURE) & _near(low, KEYS_LOW) & _near(high, KEYS_HIGH)


def _near(hertz: NDArray[np.int_], keys: tuple[int, ...]) -> Mask:
    near: Mask = (np.abs(hertz[:, None] - np.array(keys)) <= KEY_HERTZ).any(axis=1)
    return near


def _staying(steady: Numbers, loud: Mask) -> Mask:
    """Tenths inside some window of two seconds, mostly loud, of whose loud tenths more than half stayed."""
    if len(steady) < MUSIC_TENTHS:
        return np.zeros(len(steady), np.bool_)
    stays = np.convolve(loud & (steady >= MUSIC_STEADY), np.ones(MUSIC_TENTHS, np.int64), "valid")
    heard = np.convolve(loud, np.ones(MUSIC_TENTHS, np.int64), "valid")
    windows = np.flatnonzero((heard >= MUSIC_TENTHS // 2) & (2 * stays > heard))
    found = np.zeros(len(steady), np.bool_)
    for at in windows.tolist():
        found[at : at + MUSIC_TENTHS] = True
    return found & loud


class TextureMeter:
    """Fed one channel in blocks of whole tenths of a second, amplitude -1..1."""

    def __init__(self) -> None:
        self._last: Numbers = np.zeros((1, TENTH // 2 + 1), np.float32)
        self._power, self._steady, self._pure = Growing(np.float32), Growing(np.float32), Growing(np.float32)
        self._first, self._second, self._width = Growing(np.uint16), Growing(np.uint16), Growing(np.uint16)

    def take(self, samples: Numbers, whole: int) -> None:
        """`whole`: how many tenths of the block are sound and not what it was filled up with."""
        rows = samples.reshape(-1, TENTH)[:whole]
        power: Numbers = np.einsum("ij,ij->i", rows, rows) / np.float32(TENTH)
        loud = np.flatnonzero(power > LEAST_POWER)
        shares = np.zeros((whole + 1, TENTH // 2 + 1), np.float32)
        shares[:1] = self._last
        strong, shares[loud + 1] = _spectra(rows[loud])
        kept = np.zeros(whole, np.float32)
        kept[loud] = strong
        self._power.add(kept)
        self._last = shares[-1:].copy()
        self._steady.add(np.minimum(shares[1:], shares[:-1]).sum(axis=1))
        first, second, pure = _two_lines(shares[1:])
        self._pure.add(pure)
        self._first.add(first)
        self._second.add(second)
        width = (np.cumsum(shares[1:], axis=1) < WIDTH_SHARE).sum(axis=1) * HERTZ
        self._width.add(np.where(power > LEAST_POWER, width, 0).astype(np.uint16))

    def texture(self) -> Texture:
        lines = np.stack([self._first.all(), self._second.all()], axis=1)
        return Texture(self._power.all(), self._steady.all(), self._pure.all(), lines, self._width.all())


def _spectra(rows: Numbers) -> tuple[Numbers, Numbers]:
    """Each row's mean square from 300 Hz on, and its power per line of 10 Hz from there as shares of their sum."""
    lines = np.fft.rfft(rows * _WINDOW, axis=1)
    power: Numbers = np.square(lines.real, dtype=np.float32) + np.square(lines.imag, dtype=np.float32)
    power[:, :LOWEST] = 0
    total: Numbers = power.sum(axis=1)
    shares: Numbers = (power / np.maximum(total, 1e-12)[:, None]).astype(np.float32)
    mean_square: Numbers = total * _TO_MEAN_SQUARE
    return mean_square, shares


def _two_lines(shares: Numbers) -> tuple[NDArray[np.uint16], NDArray[np.uint16], Numbers]:
    """The strongest line and the strongest apart from it, in Hz, and the share of both with what leaks beside them."""
    rows, rest = np.arange(len(shares)), shares.copy()
    first = shares.argmax(axis=1)
    pure = _around(shares, rows, first)
    for off in range(-2 * PEAK_LINES, 2 * PEAK_LINES + 1):
        rest[rows, np.clip(first + off, 0, rest.shape[1] - 1)] = 0
    second = rest.argmax(axis=1)
    pure = pure + _around(rest, rows, second)
    return (first * HERTZ).astype(np.uint16), (second * HERTZ).astype(np.uint16), pure


def _around(shares: Numbers, rows: NDArray[np.int_], lines: NDArray[np.intp]) -> Numbers:
    total = np.zeros(len(rows), np.float32)
    for off in range(-PEAK_LINES, PEAK_LINES + 1):
        total += shares[rows, np.clip(lines + off, 0, shares.shape[1] - 1)]
    return total
