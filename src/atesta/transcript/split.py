"""Who speaks when in a call of one channel. Everything this says is *probable*: two people who sound alike, speech over
speech and a bad line mislead it (docs/decisions/022).

A voiceprint each 0.8 s of speech, two groups of them, and a finer line between the groups. One voice is not cut in two,
and more than two are not forced onto two sides. Sound comes in pieces: six hours need some 15 MB an hour of speech.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from atesta.transcript.acoustics import Span
from atesta.transcript.split_cluster import Pair, in_two, redraw
from atesta.transcript.split_voiceprint import BANDS, HOP, RATE, WINDOW_FRAMES, mel_frames, voiceprints, without_noise

Floats = NDArray[np.float32]
Sound = NDArray[np.int16]

_FRAMES_PER_SECOND = RATE // HOP
_STEP = 80  # frames between two voiceprints: 0.8 s, half a window
_SHORTEST = 40  # frames: less speech than 0.4 s has no voiceprint of its own
_BLOCK = 6_000  # frames: noise is measured minute by minute
_QUIET = 50  # frames without speech that a minute must have before its noise counts
_CEPSTRA = 19
_PAIRED = 2  # frames of 10 ms to one cepstrum
_LEARN_ABOVE = 20  # percentile of loudness: the models do not learn from the quietest fifth, where the line speaks

_ONE_VOICE, _FEW_PRINTS = 0.925, 0.2
"""Likeness from which two groups are one voice, and how much less it takes with n voiceprints (0.2/n): where composed
calls of one and of two people, cut to 8 to 150 voiceprints, are told apart best (docs/decisions/022)."""
_CLEAR = 0.6  # likeness of two voices that nobody mixes up
_LEAST_SHARE = 0.04  # of the time: a voice that speaks less is noise of the method
_THIRD_LIKENESS, _THIRD_SHARE, _THIRD_PRINTS = 0.86, 0.1, 8
"""A group that is two voices itself: clearly, with a real share of the talk, and enough voiceprints to say so."""


@dataclass(frozen=True, slots=True)
class VoiceSpan:
    """Seconds in which one voice speaks; `voice` counts from 0 in order of first appearance."""

    start: float
    end: float
    voice: int


@dataclass(frozen=True, slots=True)
class Split:
    """`voices`: 0 where nobody speaks, 1, 2, or 3 for more than two; only two can be named. `spans` in order of time,
    not overlapping. `confidence` 0..1: how clearly the voices differ (or are one), not a share of right seconds."""

    voices: int
    spans: tuple[VoiceSpan, ...] = ()
    confidence: float = 0.0

    def at(self, start: float, end: float) -> int | None:
        """The voice that holds most of these seconds; the nearest one where none does; None where nobody speaks."""
        if not self.spans:
            return None
        first = bisect_left(self.spans, start, key=lambda span: span.end)
        held = [0.0, 0.0]
        for span in islice(self.spans, first, None):
            if span.start >= end:
                break
            held[span.voice] += max(0.0, min(end, span.end) - max(start, span.start))
        if max(held) > 0:
            return held.index(max(held))
        near = self.spans[max(0, first - 1) : first + 1]
        return min(near, key=lambda span: max(span.start - end, start - span.end)).voice


def split(sound: Sound | Iterable[Sound], spans: Sequence[Span]) -> Split:
    """Tell the voices of one channel apart. `sound`: int16 at 16 kHz, whole or in pieces; `spans`: where speech is, in
    seconds, in order. Bytes that are the same give the same answer."""
    heard = _hear(_pieces(sound), _frames_of(spans))
    usable = heard.seconds > 0
    if not heard.cepstra.size:
        return Split(0)
    if usable.sum() < 2:
        return _one(heard, 0.0)
    prints, seconds, before = heard.prints[usable], heard.seconds[usable], _hangs_on(heard)[usable]
    pair = in_two(prints, seconds, before)
    limit = _ONE_VOICE - _FEW_PRINTS / int(usable.sum())
    if pair.likeness >= limit or pair.smaller < _LEAST_SHARE:
        return _one(heard, min(1.0, max(0.0, pair.likeness - limit) / (1 - limit)))
    voices = 3 if _third(prints, seconds, before, pair) else 2
    lines = _lines(heard, pair)
    return Split(voices, lines, round(min(1.0, (limit - pair.likeness) / (limit - _CLEAR)), 3))


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is kept of the sound: cepstra of the speech (20 ms each), and voiceprints with the cepstra they stand on."""

    cepstra: Floats
    loudness: Floats
    pieces: list[tuple[int, int]]
    """(first, end) cepstra of each span of speech."""
    spans: list[tuple[int, int]]
    """The same spans in frames of the recording."""
    windows: list[tuple[int, int]]
    prints: Floats
    seconds: Floats


def _pieces(sound: Sound | Iterable[Sound]) -> Iterator[Sound]:
    if isinstance(sound, np.ndarray):
        for at in range(0, len(sound), _BLOCK * HOP):
            yield sound[at : at + _BLOCK * HOP]
    else:
        yield from sound


def _frames_of(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Spans in frames of 10 ms: in order, not overlapping, none empty."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        first = max(round(start * _FRAMES_PER_SECOND), found[-1][1] if found else 0)
        last = round(end * _FRAMES_PER_SECOND)
        if last - first >= _PAIRED:
            found.append((first, last))
    return found


def _blocks(pieces: Iterable[Sound]) -> Iterator[Floats]:
    """Mel frames a minute at a time, each centred on its 10 ms."""
    held: list[Floats] = [np.zeros(HOP + HOP // 4, np.float32)]  # 200 samples in front centre the first frame
    length, need = len(held[0]), _BLOCK * HOP + 240
    for piece in pieces:
        held.append(piece.astype(np.float32) * np.float32(1 / 32768))
        length += len(piece)
        while length >= need:
            joined = np.concatenate(held)
            yield mel_frames(joined[:need])
            held = [joined[_BLOCK * HOP :]]
            length = len(held[0])
    yield mel_frames(np.concatenate([*held, np.zeros(240, np.float32)]))


def _speech(pieces: Iterable[Sound], spans: list[tuple[int, int]]) -> Iterator[Floats]:
    """The frames of each span in turn, less the noise of their minute. A span beyond the end of the sound is cut."""
    at, noise, waiting = 0, np.zeros(BANDS, np.float32), iter(spans)
    current = next(waiting, None)
    held: list[Floats] = []
    for frames in _blocks(pieces):
        end = at + len(frames)
        quiet = np.ones(len(frames), bool)
        for first, last in spans:
            quiet[max(0, first - at) : max(0, last - at)] = False
        if quiet.sum() >= _QUIET:
            noise = np.median(frames[quiet], axis=0)
        clean = without_noise(frames, noise)
        while current is not None and current[0] < end:
            held.append(clean[max(0, current[0] - at) : current[1] - at])
            if current[1] > end:
                break
            yield np.concatenate(held)
            held, current = [], next(waiting, None)
        at = end
    if held:
        yield np.concatenate(held)


@dataclass(slots=True)
class _Hearing:
    """Fills up while the sound passes by once: a generator of windows that keeps what else is needed."""

    cepstra: list[Floats] = field(default_factory=list)
    loudness: list[Floats] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    windows: list[tuple[int, int]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def pass_by(self, speech: Iterable[Floats]) -> Iterator[Floats]:
        at = 0
        for frames in speech:
            self.lengths.append(len(frames))
            pairs = frames[: len(frames) // _PAIRED * _PAIRED].reshape(-1, _PAIRED, BANDS)
            paired = np.asarray(pairs.mean(axis=1), np.float32)
            self.cepstra.append(_cepstra(paired))
            self.loudness.append(np.asarray(np.log(paired.sum(axis=1) + 1e-12), np.float32))
            self.pieces.append((at, at + len(paired)))
            for first, end in _windows(len(frames)):
                self.windows.append((at + first // _PAIRED, min(at + end // _PAIRED, at + len(paired))))
                self.seconds.append((end - first) / _FRAMES_PER_SECOND if end - first >= _SHORTEST else 0.0)
                yield np.resize(frames[first:end], (WINDOW_FRAMES, BANDS))  # a short one is said again until it is full
            at += len(paired)


def _hear(pieces: Iterable[Sound], spans: list[tuple[int, int]]) -> _Heard:
    hearing = _Hearing()
    prints = voiceprints(hearing.pass_by(_speech(pieces, spans)))
    nothing = np.zeros((0, _CEPSTRA), np.float32)
    return _Heard(
        np.concatenate([nothing, *hearing.cepstra]),
        np.concatenate([nothing[:, 0], *hearing.loudness]),
        hearing.pieces,
        [(first, first + length) for (first, _), length in zip(spans, hearing.lengths, strict=False)],
        hearing.windows,
        prints,
        np.array(hearing.seconds, np.float32),
    )


def _windows(length: int) -> Iterator[tuple[int, int]]:
    """Windows of 1.6 s over a span, half over half, the last one ending with it; a short span is one window."""
    if length <= WINDOW_FRAMES:
        yield 0, length
        return
    count = -(-(length - WINDOW_FRAMES) // _STEP) + 1
    for start in np.linspace(0, length - WINDOW_FRAMES, count).round().astype(int).tolist():
        yield start, start + WINDOW_FRAMES


def _cepstra(frames: Floats) -> Floats:
    """Shape of the spectrum without its level: 19 cosine coefficients of the log mel power."""
    power = np.log(frames + 1e-5 * frames.max(axis=1, keepdims=True) + 1e-12)
    turns = np.pi / BANDS * (np.arange(BANDS) + 0.5) * np.arange(1, _CEPSTRA + 1)[:, None]
    return np.asarray(power @ np.cos(turns).T.astype(np.float32), np.float32)


def _one(heard: _Heard, confidence: float) -> Split:
    spans = ((first / _FRAMES_PER_SECOND, end / _FRAMES_PER_SECOND) for first, end in heard.spans)
    return Split(1, tuple(VoiceSpan(start, end, 0) for start, end in spans), round(confidence, 3))


def _hangs_on(heard: _Heard) -> NDArray[np.bool_]:
    """Whether a window lies in the same span as the one before it."""
    first = {begin for begin, _ in heard.pieces}
    return np.array([begin not in first for begin, _ in heard.windows], bool)


def _third(prints: Floats, seconds: Floats, before: NDArray[np.bool_], pair: Pair) -> bool:
    """Whether one of the two groups is two voices itself."""
    for side in (0, 1):
        own = pair.group == side
        if own.sum() < 2 * _THIRD_PRINTS:
            continue
        inner = in_two(prints[own], seconds[own], before[own] & np.roll(own, 1)[own])
        share = inner.smaller * seconds[own].sum() / seconds.sum()
        if inner.likeness < _THIRD_LIKENESS and share >= _THIRD_SHARE:
            return True
    return False


def _leaning(heard: _Heard, pair: Pair) -> NDArray[np.float64]:
    """For each cepstrum how much the voiceprints over it speak for voice 1; the middle of a window counts most."""
    total, weight = np.zeros(len(heard.cepstra)), np.full(len(heard.cepstra), 1e-9)
    for (first, end), found in zip(heard.windows, heard.prints @ (pair.centres[1] - pair.centres[0]), strict=True):
        hump = np.hanning(end - first + 2)[1:-1] + 0.05
        total[first:end] += found * hump
        weight[first:end] += hump
    return np.asarray(total / weight)


def _lines(heard: _Heard, pair: Pair) -> tuple[VoiceSpan, ...]:
    loud = heard.loudness > np.percentile(heard.loudness, _LEARN_ABOVE)
    voice = redraw(heard.cepstra, _leaning(heard, pair) * _PAIRED, heard.pieces, loud)
    found: list[VoiceSpan] = []
    first = int(voice[0])
    for (begin, end), (start, stop) in zip(heard.pieces, heard.spans, strict=True):
        if begin == end:  # less than a pair of frames, at the end of a sound that was cut off
            continue
        edges = [begin, *(np.flatnonzero(np.diff(voice[begin:end])) + begin + 1).tolist(), end]
        for a, b in pairwise(edges):
            begun = start + (a - begin) * _PAIRED
            ended = stop if b == end else start + (b - begin) * _PAIRED
            found.append(VoiceSpan(begun / _FRAMES_PER_SECOND, ended / _FRAMES_PER_SECOND, int(voice[a]) ^ first))
    return tuple(found)
