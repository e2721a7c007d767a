"""Short turns into full windows: the recogniser always works on thirty seconds, so half-empty ones are lost time.

A clip is what one voice says between two pauses, with at most 0.15 s of its own room before and after. Clips of one
channel stand in a window one behind the other, so that a pause of up to 0.3 s stays as it was and a longer one becomes
0.3 s. No two windows share a moment, and a word found in a window goes back to exactly one clip.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from atesta.contact.transcript import Word
from atesta.transcript.resample import RATE

MARGIN = 0.15
STEP = RATE // 50
QUIET, MOST_EDGE = 0.03, 12
"""30 dB under the voice is no voice any more; at most 0.24 s are taken off an edge."""
WINDOW_SECONDS = 30
CAPACITY = WINDOW_SECONDS * RATE - RATE // 2
"""Samples in a window; half a second stays free, because a text that runs up to the end loses its last word."""


@dataclass(frozen=True, slots=True)
class Clip:
    """`start` and `end` are seconds of the call, of the samples; `speech` is where the voice is, inside them."""

    channel: int
    start: float
    end: float
    speech: tuple[float, float]
    samples: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Window:
    """Clips one behind the other; `begins` says where each begins, in samples of the window."""

    clips: tuple[Clip, ...]
    begins: tuple[int, ...]

    @classmethod
    def of(cls, clips: tuple[Clip, ...]) -> Window:
        sizes = [len(clip.samples) for clip in clips]
        return cls(clips, tuple(sum(sizes[:at]) for at in range(len(sizes))))

    @property
    def samples(self) -> NDArray[np.int16]:
        return np.concatenate([clip.samples for clip in self.clips])

    @property
    def seconds(self) -> float:
        return (self.begins[-1] + len(self.clips[-1].samples)) / RATE

    def place(self, word: Word) -> tuple[int, Word]:
        """Which clip a word of the window was said in (its place in `clips`), and the word in seconds of the call. It
        lies inside the voice of that clip, whatever the recogniser made of the pause before or behind."""
        start, end = word.start or 0.0, word.end or 0.0
        at = self._clip_at((start + end) / 2)
        clip = self.clips[at]
        moved = clip.start - self.begins[at] / RATE
        first = min(max(start + moved, clip.speech[0]), clip.speech[1])
        last = min(max(end + moved, first), clip.speech[1])
        return at, Word(word.text, round(first, 3), round(last, 3), word.confidence)

    def _clip_at(self, second: float) -> int:
        return max(0, bisect_right(self.begins, second * RATE) - 1)


class Packer:
    """Fills windows in the order in which clips come."""

    def __init__(self) -> None:
        self._clips: list[Clip] = []
        self._size = 0

    @property
    def size(self) -> int:
        """Samples that wait."""
        return self._size

    def add(self, clip: Clip) -> Window | None:
        """The window that became full, if one did."""
        full = self.rest() if self._size + len(clip.samples) > CAPACITY else None
        self._clips.append(clip)
        self._size += len(clip.samples)
        return full

    def rest(self) -> Window | None:
        clips, self._clips, self._size = tuple(self._clips), [], 0
        return Window.of(clips) if clips else None


class Cutter:
    """The samples of one channel, kept as long as a span that is still open may need them, and cut into clips."""

    def __init__(self, channel: int) -> None:
        self._channel = channel
        self._held = np.zeros(0, np.int16)
        self._first = 0
        self._ended = 0

    def take(self, samples: NDArray[np.int16]) -> None:
        self._held = np.concatenate((self._held, samples))

    def cut(self, start: int, end: int, after: int | None = None) -> list[Clip]:
        """Clips of the span from `start` to `end` in samples; `after` is where the next span begins, if it is near.
        A span longer than a window is cut at its quietest moments."""
        margin = int(MARGIN * RATE)
        last = min(end + margin, self._first + len(self._held), after if after is not None else end + margin)
        edges = [max(start - margin, self._ended, self._first), *self._quiet(start, end), last]
        self._ended = last
        return [self._clip(a, b, (max(a, start), min(b, end))) for a, b in pairwise(edges)]

    def forget(self, before: int) -> None:
        """Nothing before this sample will be asked for."""
        gone = min(max(0, before - int(MARGIN * RATE) - self._first), len(self._held))
        self._held, self._first = self._held[gone:], self._first + gone

    def _quiet(self, start: int, end: int) -> list[int]:
        """Where to cut a span that is too long: the quietest 20 ms of each last third of a window."""
        cuts, most = [], CAPACITY - int(2 * MARGIN * RATE)
        while end - start > most:
            part = self._held[start + most * 2 // 3 - self._first : start + most - self._first].astype(np.float32)
            levels = np.abs(part[: len(part) // STEP * STEP]).reshape(-1, STEP).sum(axis=1)
            start += most * 2 // 3 + int(levels.argmin()) * STEP + STEP // 2
            cuts.append(start)
        return cuts

    def _clip(self, start: int, end: int, speech: tuple[int, int]) -> Clip:
        samples = self._held[start - self._first : end - self._first].copy()
        first, last = (start + edge for edge in voiced(samples, speech[0] - start, speech[1] - start))
        return Clip(self._channel, start / RATE, end / RATE, (first / RATE, last / RATE), samples)


def voiced(samples: NDArray[np.int16], first: int, last: int) -> tuple[int, int]:
    """The voice between these samples without the quiet edges: WebRTC's finder lingers a tenth of a second."""
    part = samples[first:last].astype(np.float32)
    frames = part[: len(part) // STEP * STEP].reshape(-1, STEP)
    if len(frames) < 5:
        return first, last
    levels = np.abs(frames).mean(axis=1)
    loud = np.flatnonzero(levels > np.percentile(levels, 95) * QUIET)
    before = min(int(loud[0]), MOST_EDGE) if len(loud) else 0
    behind = min(len(frames) - 1 - int(loud[-1]), MOST_EDGE) if len(loud) else 0
    return first + before * STEP, last - behind * STEP
