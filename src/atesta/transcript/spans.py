"""Where somebody speaks, found while the sound passes by: WebRTC's voice finder, and levels against the other channel.

This only chooses what the recogniser is given, so it rather takes too much; what is no speech is refused behind it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from atesta.transcript.resample import RATE

FRAME = RATE // 50
"""20 ms."""
MODE = 2
BEGINS, OF = 3, 5
"""Speech begins with three voiced frames of five."""
ENDS = 8
"""It ends after 160 ms without voice: a pause, at which a window of the recogniser may be cut."""
FLOOR = 6.0
"""Mean amplitude below which there is nothing to hear (about -75 dBFS)."""
LEAK = 0.1
"""A frame 20 dB under the other channel at the same time is its echo."""
NEAR = 3
"""Frames before a frame of the other channel in which its echo may still come (60 ms)."""


def amplitudes(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """Root mean square of each whole 20-ms frame, in units of one sample step."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float32)
    levels: NDArray[np.float32] = np.sqrt(np.einsum("ij,ij->i", frames, frames) / FRAME)
    return levels


def leaked(own: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which frames are no more than what the other channel leaks into this one."""
    loudest = other.copy()
    for late in range(1, NEAR + 1):
        loudest[late:] = np.maximum(loudest[late:], other[:-late])
    return np.asarray(own < loudest * LEAK)


class SpeechFinder:
    """One channel. Give it frames in order; it gives the spans that ended, in frames, half open."""

    def __init__(self) -> None:
        import webrtcvad  # noqa: PLC0415 - of the extra

        self._vad: Any = webrtcvad.Vad(MODE)
        self._at = 0
        self._recent: list[bool] = []
        self._began: int | None = None
        self._last = 0

    @property
    def open_from(self) -> int:
        """The first frame that a span still to come may need."""
        return self._began if self._began is not None else max(0, self._at - OF)

    def take(self, samples: NDArray[np.int16], deaf: NDArray[np.bool_]) -> list[tuple[int, int]]:
        """`samples` are whole frames; `deaf` says which of them cannot be speech."""
        data, ended = samples.tobytes(), []
        size = FRAME * 2
        for number, silent in enumerate(deaf.tolist()):
            voiced = not silent and self._vad.is_speech(data[number * size : (number + 1) * size], RATE)
            if (span := self._step(voiced)) is not None:
                ended.append(span)
        return ended

    def rest(self) -> list[tuple[int, int]]:
        """The span that was open at the end."""
        began, self._began = self._began, None
        return [] if began is None else [(began, self._last + 1)]

    def _step(self, voiced: bool) -> tuple[int, int] | None:
        self._recent = [*self._recent[1 - OF :], voiced]
        ended = None
        if self._began is None:
            if sum(self._recent) >= BEGINS:
                self._began = self._at - len(self._recent) + 1 + self._recent.index(True)
                self._last = self._at
        elif voiced:
            self._last = self._at
        elif self._at - self._last >= ENDS:
            ended, self._began, self._recent = (self._began, self._last + 1), None, []
        self._at += 1
        return ended
