"""How loud each voice is against itself: momentary (400 ms) and short-term (3 s) loudness of ITU-R BS.1770.

A telephone line has no calibrated level, so a voice is only compared with its own median in the same call.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from atesta.transcript.acoustics import Loud, Span
from atesta.transcript.frames import FRAMES_A_TENTH, Track
from atesta.transcript.vad import Mask, Numbers, runs

OFFSET = -0.691
MOMENTARY_FRAMES, SHORT_TERM_FRAMES = 20, 150
SPEAKING_SHARE = 0.6
"""Share of the 400 ms that must be speech for a momentary level to count as the voice's."""
SHORT_TERM_SPEECH = 50
"""Frames of speech (1 s) that three seconds must hold to have a level."""
LOUD_OVER = 6.0
"""LU over the voice's own median: twice the amplitude, three seconds long. In ten minutes each of two even voices the
short-term level never went there (decision 021)."""
CLIPPED_SAMPLES = 3
"""Samples at full scale in a tenth of a second: one or two may be a peak that just reached it."""


def momentary(track: Track, speech: Mask) -> Numbers:
    """Level of the speech in the 400 ms around each tenth of a second, LUFS; nan where the voice is silent."""
    return _levels(track, speech, MOMENTARY_FRAMES, round(SPEAKING_SHARE * MOMENTARY_FRAMES))


def baseline(levels: Numbers) -> float | None:
    """The voice's own level: the median of its momentary levels."""
    spoken = levels[~np.isnan(levels)]
    return round(float(np.median(spoken)), 1) if len(spoken) else None


def loud_stretches(track: Track, speech: Mask, own: float | None) -> tuple[Loud, ...]:
    """Where the short-term level of the speech was more than 6 LU over the voice's own level."""
    if own is None:
        return ()
    levels = _levels(track, speech, SHORT_TERM_FRAMES, SHORT_TERM_SPEECH)
    over = np.nan_to_num(levels - own, nan=-np.inf) > LOUD_OVER
    found = []
    for first, behind in zip(*runs(over & (_by_tenth(speech).sum(axis=1) > 0)), strict=True):
        top = float(levels[first:behind].max())
        found.append(Loud(round(first / 10, 2), round(behind / 10, 2), round(top, 1), round(top - own, 1)))
    return tuple(found)


def clipped_spans(track: Track, speech: Mask) -> tuple[Span, ...]:
    """Tenths of a second with samples at full scale, joined over half a second."""
    counts = _by_tenth(np.where(speech, track.clipped, 0)).sum(axis=1)
    spans: list[Span] = []
    for at in np.flatnonzero(counts >= CLIPPED_SAMPLES).tolist():
        if spans and at / 10 - spans[-1][1] <= 0.5:
            spans[-1] = (spans[-1][0], (at + 1) / 10)
        else:
            spans.append((at / 10, (at + 1) / 10))
    return tuple(spans)


def peaks(track: Track) -> tuple[float, ...]:
    """Largest amplitude of each tenth of a second, 0..1."""
    largest = _by_tenth(track.peak).max(axis=1) / 32768
    return tuple(round(value, 3) for value in largest.tolist())


def noise_level(track: Track) -> float | None:
    """LUFS of what is nobody's speech, None where everything is speech or digital silence."""
    quiet = track.weighted[~track.speech & ~track.leaked]
    mean = float(quiet.mean()) if len(quiet) else 0.0
    return round(OFFSET + 10 * np.log10(mean), 1) if mean > 1e-10 else None


def _levels(track: Track, speech: Mask, frames: int, least: int) -> Numbers:
    """LUFS of the speech among `frames` frames around each tenth; nan where fewer than `least` are speech."""
    spoken = np.cumsum(np.concatenate([[0], speech]))
    power = np.cumsum(np.concatenate([[0.0], np.where(speech, track.weighted, 0).astype(np.float64)]))
    middle = np.arange(0, len(speech), FRAMES_A_TENTH) + FRAMES_A_TENTH // 2
    first = np.clip(middle - frames // 2, 0, len(speech))
    behind = np.clip(middle + frames // 2, 0, len(speech))
    count, total = spoken[behind] - spoken[first], power[behind] - power[first]
    enough = (count >= least) & (total > 0)
    levels = np.full(len(middle), np.nan, np.float32)
    levels[enough] = OFFSET + 10 * np.log10(total[enough] / count[enough])
    return levels


def _by_tenth(values: NDArray[Any]) -> NDArray[Any]:
    """Rows of five frames, the last filled up with zeros."""
    return np.pad(values, (0, -len(values) % FRAMES_A_TENTH)).reshape(-1, FRAMES_A_TENTH)
