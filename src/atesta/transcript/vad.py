"""Where somebody speaks on one channel: webrtcvad's word for it, held against the channel's own noise.

webrtcvad (mode 2) tells voice from most noise, but lets steady noise pass and lingers a tenth of a second after a word.
Energy over the channel's own floor has sharp edges, but takes every sound for a voice. Speech is where both say so;
decision 021 has what was measured. A frame is decided by what stands at most `REACH` seconds around it, so that a call
of any length is decided while it is read, and pieces of any size give the same answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from atesta.transcript.acoustics import Span

RATE = 16_000
FRAME = 320
"""Samples of 20 ms at 16 kHz: the step of every acoustic fact."""
FRAMES_A_SECOND = RATE // FRAME
SILENCE = -100.0
"""Level in dBFS of a frame of zeros."""

FLOOR_SECONDS = 15
FLOOR_PERCENT = 15
"""Noise floor: the level that 15 % of the frames of the half minute around stay under. Even a monologue has that
many closures and breaths."""
BEGINS_OVER, GOES_ON_OVER = 6.5, 3.0
"""dB over the floor that three frames in a row must reach, and that half a second before and behind them must keep."""
BEGINS_FRAMES, GROWS_FRAMES = 3, 25
LEAST_LEVEL = -60.0
"""dBFS: under this nobody is heard on a telephone line, whose own noise lies at -65 and below."""
ASKED_LEVEL = -70.0
"""dBFS: of frames under this, which can be no speech, webrtcvad is not asked; half a call is such silence."""
SPEECH_FRAMES, GAP_FRAMES = 4, 12
"""No speech is shorter than 80 ms; a hole up to 240 ms is a stop or a breath inside a phrase."""
VOICING_MODE = 2
REACH = FLOOR_SECONDS + 2
"""Seconds of context on either side that the decision on a frame may rest on."""
STEP_FRAMES = 10 * FRAMES_A_SECOND

Samples = NDArray[np.int16]
Numbers = NDArray[np.float32]
Mask = NDArray[np.bool_]
Voicing = Callable[[bytes, int], bool]
Engine = Literal["webrtcvad", "energy"]
Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Speech:
    """`mask` has one entry per 20 ms; `spans` are the same in seconds. `engine` is "energy" where webrtcvad is not
    installed (the extra `audio`): then steady sounds that are no voice pass for one."""

    spans: tuple[Span, ...]
    mask: Mask
    engine: Engine


def voicing() -> Voicing | None:
    """webrtcvad with a state of its own, None where it is not installed."""
    try:
        import webrtcvad  # noqa: PLC0415  of the extra: looked for when it is needed
    except ImportError:
        return None
    heard: Voicing = webrtcvad.Vad(VOICING_MODE).is_speech
    return heard


def speech_spans(samples: Samples) -> list[Span]:
    """Speech of one channel of 16-kHz samples, in seconds."""
    finder = SpeechFinder()
    finder.take(samples)
    return list(finder.finish().spans)


class SpeechFinder:
    """One channel of 16-kHz samples in pieces of any size."""

    def __init__(self, heard: Voicing | None = None) -> None:
        self._heard = heard or voicing()
        self._rest: Samples = np.empty(0, np.int16)
        self._levels = Growing(np.float32)
        self._voiced = Growing(np.bool_)
        self._decided = Growing(np.bool_)

    @property
    def engine(self) -> Engine:
        return "webrtcvad" if self._heard else "energy"

    def take(self, samples: Samples) -> None:
        joined = np.concatenate([self._rest, samples])
        whole = len(joined) // FRAME * FRAME
        self._rest = joined[whole:].copy()
        frames = joined[:whole].reshape(-1, FRAME)
        self.take_frames(frames, powers(frames))

    def take_frames(self, frames: Samples, power: Numbers) -> None:
        """Whole frames (n x 320) whose mean squares are known already."""
        levels = decibels(power)
        self._levels.add(levels)
        self._voiced.add(self._voices(frames, levels > ASKED_LEVEL))

    def settled(self) -> Mask:
        """What is decided whatever comes next: all but the last `REACH` seconds of what was taken."""
        self._decide(len(self._levels) - REACH * FRAMES_A_SECOND)
        return self._decided.all()

    def finish(self) -> Speech:
        self._decide(len(self._levels))
        mask = self._decided.all()
        return Speech(spans_of(mask), mask, self.engine)

    def _decide(self, until: int) -> None:
        known, reach = len(self._decided), REACH * FRAMES_A_SECOND
        until -= until % STEP_FRAMES if until < len(self._levels) else 0
        if until <= known:
            return
        first = max(0, known - reach)
        window = slice(first, min(len(self._levels), until + reach))
        mask = decide(self._levels.all()[window], self._voiced.all()[window])
        self._decided.add(mask[known - first : until - first])

    def _voices(self, frames: Samples, asked: Mask) -> Mask:
        if self._heard is None:
            return np.ones(len(frames), np.bool_)
        voices = np.zeros(len(frames), np.bool_)
        raw, size, heard = frames.tobytes(), 2 * FRAME, self._heard
        for n in np.flatnonzero(asked).tolist():
            voices[n] = heard(raw[n * size : n * size + size], RATE)
        return voices


class Growing(Generic[Kind]):
    """An array that grows at its end without being copied each time."""

    def __init__(self, kind: type[Kind]) -> None:
        self._held: NDArray[Kind] = np.empty(1024, kind)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, more: NDArray[Kind]) -> None:
        needed = self._length + len(more)
        if needed > len(self._held):
            held = np.empty(max(needed, 2 * len(self._held)), self._held.dtype)
            held[: self._length] = self._held[: self._length]
            self._held = held
        self._held[self._length : needed] = more
        self._length = needed

    def all(self) -> NDArray[Kind]:
        return self._held[: self._length]


def powers(frames: Samples) -> Numbers:
    """Mean square of each row, full scale being 1."""
    scaled: Numbers = frames.astype(np.float32) / np.float32(32768)
    squares: Numbers = np.einsum("ij,ij->i", scaled, scaled) / np.float32(FRAME)
    return squares


def decibels(power: Numbers) -> Numbers:
    return (10 * np.log10(np.maximum(power, 10 ** (SILENCE / 10)))).astype(np.float32)


def floors(levels: Numbers) -> Numbers:
    """The noise floor under each frame, worked out once a second. `levels` begins at a whole second."""
    floor = np.empty_like(levels)
    for at in range(0, len(levels), FRAMES_A_SECOND):
        around = slice(max(0, at - FLOOR_SECONDS * FRAMES_A_SECOND), at + (FLOOR_SECONDS + 1) * FRAMES_A_SECOND)
        ordered = levels[around]
        rank = len(ordered) * FLOOR_PERCENT // 100
        floor[at : at + FRAMES_A_SECOND] = np.partition(ordered, rank)[rank]
    return floor


def decide(levels: Numbers, voiced: Mask) -> Mask:
    """Speech frame by frame from levels (dBFS) and webrtcvad's answers."""
    floor = floors(levels)
    begins = voiced & (levels > np.maximum(floor + BEGINS_OVER, LEAST_LEVEL))
    begins = without_short(without_holes(begins, 2), BEGINS_FRAMES)
    goes_on = voiced & (_smooth(levels) > np.maximum(floor + GOES_ON_OVER, LEAST_LEVEL))
    grown = joined_to(begins, goes_on, GROWS_FRAMES)
    return without_holes(without_short(grown, SPEECH_FRAMES), GAP_FRAMES)


def _smooth(levels: Numbers) -> Numbers:
    """Mean power over 60 ms."""
    power: Numbers = np.pad(np.power(np.float32(10), levels / np.float32(10)), 1, mode="edge")
    return decibels((power[:-2] + power[1:-1] + power[2:]) / np.float32(3))


def runs(mask: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First frames of the runs of True, and the frames behind their last."""
    edges = np.diff(np.concatenate([[0], mask.view(np.int8), [0]]))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def of_runs(first: NDArray[np.intp], behind: NDArray[np.intp], length: int) -> Mask:
    steps = np.zeros(length + 1, np.int8)
    steps[first] += 1
    steps[behind] -= 1
    return np.cumsum(steps[:-1], dtype=np.int8).view(np.bool_)


def without_short(mask: Mask, least: int) -> Mask:
    first, behind = runs(mask)
    long = behind - first >= least
    return of_runs(first[long], behind[long], len(mask))


def without_holes(mask: Mask, most: int) -> Mask:
    """Fills holes of up to `most` frames between two runs."""
    first, behind = runs(mask)
    if len(first) < 2:
        return mask
    apart = first[1:] - behind[:-1] > most
    return of_runs(first[np.concatenate([[True], apart])], behind[np.concatenate([apart, [True]])], len(mask))


def joined_to(seeds: Mask, allowed: Mask, most: int) -> Mask:
    """The seeds, and what is allowed without a break from one of them, up to `most` steps before and behind it."""
    return seeds | _behind(seeds, allowed, most) | _behind(seeds[::-1], allowed[::-1], most)[::-1]


def _behind(seeds: Mask, allowed: Mask, most: int) -> Mask:
    at = np.arange(len(seeds))
    seed = np.maximum.accumulate(np.where(seeds, at, -most - 1))
    broken = np.maximum.accumulate(np.where(allowed | seeds, -1, at))
    reached: Mask = allowed & (seed > broken) & (at - seed <= most)
    return reached


def spans_of(mask: Mask) -> tuple[Span, ...]:
    """Runs of a mask in seconds."""
    first, behind = runs(mask)
    return tuple(zip((first / FRAMES_A_SECOND).tolist(), (behind / FRAMES_A_SECOND).tolist(), strict=True))
