"""How far speech stands over the noise of its own channel, second by second.

Speech: mean power of the speech frames of two seconds. Noise: mean power of the frames around that are nobody's (not
near speech, not the other's leak). Where a line is silenced between words the noise under the words counts instead:
their own faintest frames. Tried on mixtures at 0 to 30 dB of white noise, babble, hum and car (decision 021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atesta.transcript.frames import Track
from atesta.transcript.vad import FRAMES_A_SECOND, Mask, Numbers

HALF_WINDOW, AROUND, UNDER = 1.0, 8.0, 8.0
"""Seconds on either side: speech level, noise between words, noise under words."""
GUARD_FRAMES = 3
FEWEST_FRAMES, FEWEST_UNDER = 15, 200
UNDER_PERCENT, UNDER_BIAS_DB = 5, 1.0
"""The faintest twentieth of noisy speech is noise, by 1 dB too faint a part of it."""
SILENCED, UNDER_MOST_DB, UNDER_SPREAD_DB = 1e-6, 14.0, 5.0
"""Noise under words counts where the line between them is under -60 dBFS, and up to 14 dB under the speech: farther
down the faintest frames of clean speech are speech."""
FAINTEST = 1e-10


@dataclass(frozen=True, slots=True)
class Noise:
    """One entry per second of one channel. `snr` in dB, nan where there is no speech. `power` of the noise (full scale
    1), `speech` that of the speech in the two seconds around (nan where there is none)."""

    snr: Numbers
    power: Numbers
    speech: Numbers


def noise_of(track: Track, speech: Mask | None = None) -> Noise:
    """`speech` narrows the track's own speech to one voice of a channel that two share."""
    voice = track.speech if speech is None else speech
    power = track.power.astype(np.float64)
    quiet = ~_widened(track.speech, GUARD_FRAMES) & ~track.leaked
    seconds = -(-len(power) // FRAMES_A_SECOND)
    rows = np.full((3, seconds), np.nan, np.float32)
    for second in range(seconds):
        rows[:, second] = _second(power, voice, quiet, second)
    return Noise(rows[0], rows[1], rows[2])


def _second(power: NDArray[np.float64], voice: Mask, quiet: Mask, second: int) -> tuple[float, float, float]:
    middle = second + 0.5
    between = _chosen(power, quiet, middle, AROUND)
    if len(between) >= FEWEST_FRAMES:
        noise = float(between.mean())
    else:
        noise = _faint(_chosen(power, np.ones_like(quiet), middle, 2 * AROUND), UNDER_PERCENT)
    noise = max(noise, FAINTEST)
    spoken = _chosen(power, voice, middle, HALF_WINDOW)
    if len(spoken) < FEWEST_FRAMES:
        return np.nan, noise, np.nan
    level = float(spoken.mean())
    if not len(between) or float(np.median(between)) < SILENCED:
        noise = max(noise, _under(_chosen(power, voice, middle, UNDER), level))
    return _decibels(max(level - noise, FAINTEST) / noise), noise, level


def _under(spoken: NDArray[np.float64], level: float) -> float:
    """Power of the noise under the words, 0 where it is not told apart from the words: the faint frames of speech
    spread wide, those of noise lie close together."""
    if len(spoken) < FEWEST_UNDER:
        return 0.0
    faint, less_faint = _faint(spoken, UNDER_PERCENT), _faint(spoken, 4 * UNDER_PERCENT)
    under = faint * 10 ** (UNDER_BIAS_DB / 10)
    close = less_faint < faint * 10 ** (UNDER_SPREAD_DB / 10)
    return under if close and under > level * 10 ** (-UNDER_MOST_DB / 10) else 0.0


def _faint(power: NDArray[np.float64], percent: int) -> float:
    rank = len(power) * percent // 100
    return float(np.partition(power, rank)[rank])


def _chosen(power: NDArray[np.float64], mask: Mask, middle: float, half: float) -> NDArray[np.float64]:
    window = slice(max(0, round((middle - half) * FRAMES_A_SECOND)), round((middle + half) * FRAMES_A_SECOND))
    return power[window][mask[window]]


def _widened(mask: Mask, frames: int) -> Mask:
    if not len(mask):
        return mask
    wide: Mask = np.convolve(mask, np.ones(2 * frames + 1, np.int64), "same") > 0
    return wide[: len(mask)]


def _decibels(ratio: float) -> float:
    return float(10 * np.log10(ratio))
