"""The sound of a call as numbers of 20 ms, taken in one pass while it is decoded: what every acoustic fact rests on.

Six hours of two channels are 30 MB of numbers; the sound itself is let go. Works on blocks of ten seconds cut here,
never where the pieces happen to end, so that the same call gives the same bytes however it was handed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from atesta.transcript.acoustics import Span
from atesta.transcript.kweight import KFilter
from atesta.transcript.leak import LeakFinder
from atesta.transcript.texture import Texture, TextureMeter
from atesta.transcript.vad import (
    FRAME,
    FRAMES_A_SECOND,
    RATE,
    SPEECH_FRAMES,
    Engine,
    Growing,
    Mask,
    Numbers,
    Samples,
    SpeechFinder,
    spans_of,
    without_short,
)

BLOCK = 10 * RATE
FRAMES_A_TENTH = 5
CLIPPED_FROM = 32_700
"""Of 32,768: amplitudes that only a signal cut at full scale reaches again and again."""

Counts = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Track:
    """One channel, one entry per 20 ms. `power`: mean square (full scale 1). `weighted`: the same behind the weighting
    of BS.1770, so that -0.691 + 10 log10 of its mean is LUFS. `peak`: largest amplitude, 0..32768. `clipped`: samples
    at full scale. `speech`: this channel's own voice, without what leaked in from
    the other: `leaked`."""

    power: Numbers
    weighted: Numbers
    peak: Counts
    clipped: Counts
    speech: Mask
    leaked: Mask
    texture: Texture = field(repr=False)

    @property
    def music(self) -> Mask:
        """Frames of music or of a tone."""
        mask = np.zeros(len(self.power), np.bool_)
        tenths = np.repeat(self.texture.music(), FRAMES_A_TENTH)
        mask[: len(tenths)] = tenths
        return mask

    @property
    def voice(self) -> Mask:
        """Speech that is no music and no tone."""
        return self.speech & ~self.music

    @property
    def spans(self) -> tuple[Span, ...]:
        """The voice in seconds."""
        return spans_of(without_short(self.voice, SPEECH_FRAMES))


@dataclass(frozen=True, slots=True)
class Frames:
    """`duration` in seconds to the last sample. `engine` is "energy" where webrtcvad was not there to ask."""

    duration: float
    tracks: tuple[Track, ...]
    engine: Engine

    @property
    def count(self) -> int:
        return len(self.tracks[0].power)


class FrameMeter:
    """Fed the 16-kHz samples of a call, (n x channels) or (n,) for one channel, in pieces of any size."""

    def __init__(self, channels: int) -> None:
        self._lanes = [_Lane() for _ in range(channels)]
        self._leaks = LeakFinder() if channels == 2 else None
        self._block = np.zeros((channels, BLOCK), np.int16)
        self._filled = self._taken = 0

    def take(self, samples: Samples) -> None:
        rows = samples.reshape(len(samples), len(self._lanes)).T
        self._taken += rows.shape[1]
        at = 0
        while at < rows.shape[1]:
            some = min(BLOCK - self._filled, rows.shape[1] - at)
            self._block[:, self._filled : self._filled + some] = rows[:, at : at + some]
            self._filled, at = self._filled + some, at + some
            if self._filled == BLOCK:
                self._measure(BLOCK // FRAME)

    def settled(self) -> tuple[Mask, ...]:
        """The speech of each channel as far as it is decided whatever comes next."""
        decided = [lane.finder.settled() for lane in self._lanes]
        return tuple(
            own[: max(0, len(own) - SPEECH_FRAMES)]
            for own in (_own(mask, leak) for mask, leak in zip(decided, self._leaked(len(decided[0])), strict=True))
        )

    def finish(self) -> Frames:
        """A rest of less than 20 ms is left out."""
        whole = self._filled // FRAME
        self._block[:, whole * FRAME :] = 0
        if whole:
            self._measure(whole)
        speeches = [lane.finder.finish() for lane in self._lanes]
        leaked = self._leaked(len(speeches[0].mask))
        tracks = [
            lane.track(_own(speech.mask, leak), leak)
            for lane, speech, leak in zip(self._lanes, speeches, leaked, strict=True)
        ]
        return Frames(self._taken / RATE, tuple(tracks), speeches[0].engine)

    def _leaked(self, frames: int) -> tuple[Mask, ...]:
        if self._leaks is None:
            return tuple(np.zeros(frames, np.bool_) for _ in self._lanes)
        return self._leaks.masks(frames)

    def _measure(self, whole: int) -> None:
        """`whole` frames of the block are sound; behind them there are zeros."""
        if self._leaks is not None:
            self._leaks.take(self._block)
        for lane, samples in zip(self._lanes, self._block, strict=True):
            lane.measure(samples, whole)
        self._filled = 0


def measure_frames(samples: Samples) -> Frames:
    """The frames of a whole call that is in memory: (n x channels) or (n,)."""
    meter = FrameMeter(1 if samples.ndim == 1 else samples.shape[1])
    meter.take(samples)
    return meter.finish()


class _Lane:
    """What is kept of one channel."""

    def __init__(self) -> None:
        self.finder = SpeechFinder()
        self._filter = KFilter()
        self._texture = TextureMeter()
        self._power, self._weighted = Growing(np.float32), Growing(np.float32)
        self._peak, self._clipped = Growing(np.uint16), Growing(np.uint16)

    def measure(self, samples: Samples, whole: int) -> None:
        scaled: Numbers = samples.astype(np.float32) / np.float32(32768)
        power = _mean_squares(scaled)[:whole]
        frames = samples[: whole * FRAME].reshape(-1, FRAME)
        peak = np.maximum(frames.max(axis=1), -frames.min(axis=1).astype(np.int32)).astype(np.uint16)
        self._power.add(power)
        self._texture.take(scaled, whole // FRAMES_A_TENTH)
        self._weighted.add(_mean_squares(self._filter.weigh(scaled))[:whole])
        self._peak.add(peak)
        self._clipped.add(_clipped(frames, peak))
        self.finder.take_frames(frames, power)

    def track(self, speech: Mask, leaked: Mask) -> Track:
        sizes = (self._peak.all(), self._clipped.all())
        return Track(self._power.all(), self._weighted.all(), *sizes, speech, leaked, self._texture.texture())


def _own(speech: Mask, leaked: Mask) -> Mask:
    """A channel's speech without the other's voice."""
    return without_short(speech & ~leaked, SPEECH_FRAMES)


def _mean_squares(samples: Numbers) -> Numbers:
    rows = samples.reshape(-1, FRAME)
    squares: Numbers = np.einsum("ij,ij->i", rows, rows) / np.float32(FRAME)
    return squares


def _clipped(frames: Samples, peak: Counts) -> Counts:
    """Samples at full scale in each frame; most frames have none and are not looked into."""
    counts = np.zeros(len(frames), np.uint16)
    full = np.flatnonzero(peak >= CLIPPED_FROM)
    counts[full] = (np.abs(frames[full].astype(np.int32)) >= CLIPPED_FROM).sum(axis=1)
    return counts


def frame_at(seconds: float) -> int:
    """The frame in which a second lies; the edge of a span counted in frames."""
    return max(0, round(seconds * FRAMES_A_SECOND))
