"""Who spoke when, and over whom: from the speech of both sides, frame by frame (20 ms)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

import numpy as np

from atesta.contact.turn import Speaker
from atesta.transcript.acoustics import Interruption, Span
from atesta.transcript.vad import FRAMES_A_SECOND, Mask, runs, without_holes, without_short

OVERTALK_FRAMES = 12
"""Both for a quarter of a second: less is how turns change hands."""
SILENCE_FRAMES = 12
PAUSE_MOST = 2.0
SPEAKING_BEFORE = 0.5
"""Seconds that the other must have been speaking: who begins at the same moment interrupts nobody."""
BACKCHANNEL = 0.6
"""Seconds: "ajá", "sí", "嗯", "ok" are shorter and take nobody's turn."""
YIELDS_WITHIN = 1.0
UTTERANCE_GAP_FRAMES = 20
"""Silence of 0.4 s inside one utterance."""
DEAD_AIR = 10.0
HOLD_MUSIC = 3.0


def overtalk(first: Mask, second: Mask) -> tuple[Span, ...]:
    return _spans(without_short(first & second, OVERTALK_FRAMES))


def silence(first: Mask, second: Mask) -> tuple[Span, ...]:
    """Where neither speaks for a quarter of a second or longer."""
    return _spans(without_short(~(first | second), SILENCE_FRAMES))


def pauses(own: Mask, other: Mask) -> tuple[Span, ...]:
    """A voice's own silences inside its talk, up to two seconds, in which the other says nothing."""
    first, behind = runs(own)
    return tuple(
        (end / FRAMES_A_SECOND, start / FRAMES_A_SECOND)
        for end, start in zip(behind[:-1].tolist(), first[1:].tolist(), strict=True)
        if SILENCE_FRAMES <= start - end <= PAUSE_MOST * FRAMES_A_SECOND and not other[end:start].any()
    )


def longest_monologue(own: Mask, other: Mask) -> Span | None:
    """The longest stretch of one voice's talk that no more than two seconds of silence, and no words of the other
    longer than a backchannel, break."""
    words = without_short(without_holes(other, UTTERANCE_GAP_FRAMES), round(BACKCHANNEL * FRAMES_A_SECOND))
    best: tuple[int, int] | None = None
    begun = 0
    last: int | None = None
    for start, end in _runs(own):
        if last is None or start - last > PAUSE_MOST * FRAMES_A_SECOND or words[last:start].any():
            begun = start
        last = end
        if best is None or end - begun > best[1] - best[0]:
            best = (begun, end)
    return None if best is None else (best[0] / FRAMES_A_SECOND, best[1] / FRAMES_A_SECOND)


def interruptions(sides: dict[Speaker, Mask]) -> tuple[Interruption, ...]:
    """Who began while the other was speaking, in the order of time."""
    pairs = list(sides.items())
    found = [
        made
        for (by, own), (_, other) in ((pairs[0], pairs[1]), (pairs[1], pairs[0]))
        for made in _begun_over(by, own, other)
    ]
    return tuple(sorted(found, key=lambda made: (made.at, made.by)))


def _begun_over(by: Speaker, own: Mask, other: Mask) -> Iterator[Interruption]:
    others = _runs(without_holes(other, UTTERANCE_GAP_FRAMES))
    begins = [run[0] for run in others]
    both = np.concatenate([[0], np.cumsum(own & other)])
    for start, end in _runs(without_holes(own, UTTERANCE_GAP_FRAMES)):
        at = bisect_right(begins, start) - 1
        if at < 0 or end - start < BACKCHANNEL * FRAMES_A_SECOND:
            continue
        began, stopped = others[at]
        together = int(both[min(end, stopped)] - both[start]) if stopped > start else 0
        if together >= OVERTALK_FRAMES and start - began >= SPEAKING_BEFORE * FRAMES_A_SECOND:
            yielded = stopped < end and stopped - start <= YIELDS_WITHIN * FRAMES_A_SECOND
            yield Interruption(start / FRAMES_A_SECOND, by, together / FRAMES_A_SECOND, yielded)


def hold(speech: list[Mask], music: list[Mask]) -> tuple[Span, ...]:
    """Music or a tone of three seconds and longer on a side that spoke before, and ten seconds in which nobody speaks
    between words."""
    waits = without_short(_between(~np.logical_or.reduce(speech)), round(DEAD_AIR * FRAMES_A_SECOND))
    for own, tones in zip(speech, music, strict=True):
        began = int(np.argmax(own)) if own.any() else len(own)
        heard = without_short(without_holes(tones, FRAMES_A_SECOND), round(HOLD_MUSIC * FRAMES_A_SECOND))
        waits = waits | (heard & (np.arange(len(own)) >= began))
    return _spans(without_holes(waits, FRAMES_A_SECOND))


def _between(mask: Mask) -> Mask:
    """Without the runs at the very beginning and the very end."""
    first, behind = runs(mask)
    inner = mask.copy()
    if len(first) and first[0] == 0:
        inner[: behind[0]] = False
    if len(first) and behind[-1] == len(mask):
        inner[first[-1] :] = False
    return inner


def _runs(mask: Mask) -> list[tuple[int, int]]:
    first, behind = runs(mask)
    return list(zip(first.tolist(), behind.tolist(), strict=True))


def _spans(mask: Mask) -> tuple[Span, ...]:
    return tuple((start / FRAMES_A_SECOND, end / FRAMES_A_SECOND) for start, end in _runs(mask))
