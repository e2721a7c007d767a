"""What one channel hears of the other: an echo or a crosstalk is quieter, a little later, and otherwise the same sound.

So it can be predicted from the other channel. Over 240 ms, two people speaking at once explain 1 % of each other (one
window in a hundred 25 %), a copy 25 dB down 99 %, behind a GSM codec 90 %, from an echoing room 35 % (decision 021).
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from atesta.transcript.vad import FRAME, Mask, Numbers, Samples, joined_to

EVERY = 4
"""Samples averaged to one: 4 kHz holds the voice's strongest part, and lags to a quarter of a millisecond."""
HOP_FRAMES = 4
HOP = HOP_FRAMES * FRAME // EVERY
"""80 ms: the step of the search and the longest lag; a window is three of them."""
WINDOW, LAGS = 3 * HOP, HOP
EXPLAINED, STILL_EXPLAINED = 0.3, 0.12
"""Share of the power that the other channel must explain for a leak to begin, and to go on half a second."""
GOES_ON_HOPS = 6
QUIETER_DB = 6.0
_MEAN = np.full(EVERY, 1 / EVERY, np.float32)
LEAST_POWER = 1e-7
"""-70 dBFS over a window: vad.py takes single frames from -60 dBFS on for a voice."""


class LeakFinder:
    """Fed blocks of both channels, (2 x a multiple of 1,280 samples)."""

    def __init__(self) -> None:
        self._before: Numbers = np.zeros((2, 3, HOP), np.float32)
        self._explained: list[Numbers] = []

    def take(self, block: Samples) -> None:
        scaled: Numbers = block.astype(np.float32) / np.float32(32768)
        thinned = scaled.reshape(-1, EVERY) @ _MEAN
        hops: Numbers = np.concatenate([self._before, thinned.reshape(2, -1, HOP)], axis=1)
        self._before = hops[:, -3:]
        self._explained.append(np.stack([_explained(hops[1], hops[0]), _explained(hops[0], hops[1])]))

    def masks(self, frames: int) -> tuple[Mask, Mask]:
        """For each channel the frames (20 ms) that are the other's voice; of the first `frames`, as far as known."""
        known = np.concatenate([*self._explained, np.zeros((2, 1), np.float32)], axis=1)[:, 1:]
        joined = [joined_to(row >= EXPLAINED, row >= STILL_EXPLAINED, GOES_ON_HOPS) for row in known]
        first, second = (np.repeat(row, HOP_FRAMES)[:frames] for row in joined)
        return first, second


def _explained(source: Numbers, heard: Numbers) -> Numbers:
    """Share of `heard` that `source`, at its best lag, explains: one number per hop, of the window around the hop
    before the last to the one before the end. 0 where `heard` is silent or as loud as the source."""
    sources = sliding_window_view(source.reshape(-1), WINDOW + LAGS)[::HOP]
    heards = sliding_window_view(heard.reshape(-1)[HOP:], WINDOW)[::HOP]
    shares = np.zeros(len(sources), np.float32)
    loud = _power(sources)
    own = _power(heards)
    asked = (own > LEAST_POWER) & (own < loud * 10 ** (-QUIETER_DB / 10))
    if asked.any():
        shares[asked] = _best_shares(sources[asked], heards[asked])
    return shares


def _power(rows: Numbers) -> Numbers:
    power: Numbers = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1])
    return power


def _best_shares(sources: Numbers, heards: Numbers) -> Numbers:
    """Squared normalised correlation at the best of `LAGS` lags. It comes from Fourier transforms as long as the longer
    row, which has no room to wrap around."""
    length = WINDOW + LAGS
    spectra = np.fft.rfft(sources, length) * np.fft.rfft(heards, length).conj()
    together = np.fft.irfft(spectra, length)[:, : LAGS + 1]
    run = np.cumsum(np.pad(sources.astype(np.float64) ** 2, ((0, 0), (1, 0))), axis=1)
    power: NDArray[np.float64] = run[:, WINDOW:] - run[:, : LAGS + 1]
    own = np.einsum("ij,ij->i", heards, heards)[:, None]
    best: Numbers = (together**2 / np.maximum(power * own, 1e-12)).max(axis=1).astype(np.float32)
    return best
