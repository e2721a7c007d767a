"""The picture of a call as numbers: how loud each side was, who spoke, what nobody could judge. No text, no ink."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from atesta.contact.transcript import SpokenTurn
from atesta.contact.turn import Speaker
from atesta.transcript.acoustics import Acoustics, Side, Span

MOST_POINTS = 2000
"""For both sides together; a six-hour call is drawn from as many points as a short one."""
MOST_BANDS = 400
"""Talk turns and pauses of one kind; past this many, neighbours are drawn as one."""
SPEAKERS = (Speaker.AGENT, Speaker.DEBTOR)
QUIETEST, LOUDEST = -60.0, -10.0
"""LUFS at the foot and at the head of a row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One side. `peaks` 0..1 of equal parts of the call; `levels` 0..1 likewise, None while it is silent; `usual` is
    its own level in this call, on the same scale."""

    speaker: Speaker
    peaks: tuple[float, ...] = ()
    levels: tuple[float | None, ...] = ()
    usual: float | None = None
    talk: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """`duration` in seconds; 0 where nothing can be drawn. `measured` False: drawn from the times of the words."""

    duration: float = 0.0
    rows: tuple[Row, ...] = ()
    overtalk: tuple[Span, ...] = ()
    silence: tuple[Span, ...] = ()
    measured: bool = False


def picture_of(acoustics: Acoustics | None, turns: tuple[SpokenTurn, ...]) -> Picture:
    """From the sound where it was measured, else from the times of the turns."""
    if acoustics is None or acoustics.duration <= 0:
        return _by_words(turns)
    loudest = max((peak for side in acoustics.sides for peak in side.peaks), default=0.0)
    rows = tuple(_row(side, acoustics.duration, loudest) for side in sides_of(acoustics))
    return Picture(
        acoustics.duration, rows, _few(acoustics.overtalk), _few(acoustics.silence), any(row.peaks for row in rows)
    )


def sides_of(acoustics: Acoustics) -> tuple[Side, ...]:
    """The agent and the other party; a channel that nobody could split has one side, and nobody knows whose."""
    known = tuple(acoustics.side(speaker) for speaker in SPEAKERS)
    return known if any(side.speaker in SPEAKERS for side in acoustics.sides) else acoustics.sides[:1]


def _row(side: Side, duration: float, loudest: float) -> Row:
    """Drawn against the loudest tenth of the call, so that a quiet recording can be seen too."""
    count = MOST_POINTS // len(SPEAKERS)
    usual = None if side.level is None else _height(side.level)
    scale = loudest or 1.0
    peaks = tuple(round(min(max(peak, 0.0) / scale, 1.0) ** 0.5, 3) for peak in _fold(side.peaks, count))
    return Row(side.speaker, peaks, _levels(side.levels, count), usual, _few(_within(side.talk, duration)))


def _fold(values: tuple[float, ...], count: int) -> list[float]:
    """The largest of each of at most `count` equal parts: a shout of a tenth of a second stays visible."""
    parts = min(count, len(values))
    edges = [part * len(values) // parts for part in range(parts + 1)] if parts else []
    return [max(values[start:end]) for start, end in pairwise(edges)]


def _levels(levels: tuple[float | None, ...], count: int) -> tuple[float | None, ...]:
    parts = min(count, len(levels))
    edges = [part * len(levels) // parts for part in range(parts + 1)] if parts else []
    heard = ([level for level in levels[start:end] if level is not None] for start, end in pairwise(edges))
    return tuple(_height(median(part)) if part else None for part in heard)


def _height(level: float) -> float:
    return round(min(max((level - QUIETEST) / (LOUDEST - QUIETEST), 0.0), 1.0), 3)


def _within(spans: tuple[Span, ...], duration: float) -> tuple[Span, ...]:
    return tuple((max(start, 0.0), min(end, duration)) for start, end in spans if end > 0 and start < duration)


def _few(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """At most `MOST_BANDS`: the smallest gaps are closed, because they could not be seen anyway."""
    if len(spans) <= MOST_BANDS:
        return spans
    gaps = sorted(later[0] - earlier[1] for earlier, later in pairwise(spans))
    closed = gaps[len(spans) - MOST_BANDS - 1]
    joined = [spans[0]]
    for start, end in spans[1:]:
        if start - joined[-1][1] <= closed:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _by_words(turns: tuple[SpokenTurn, ...]) -> Picture:
    timed = [(turn, turn.start, turn.end) for turn in turns if turn.start is not None and turn.end is not None]
    duration = max((end for _, _, end in timed), default=0.0)
    if duration <= 0:
        return Picture()
    spoke = {turn.voice.speaker for turn, _, _ in timed}
    rows = [Row(speaker) for speaker in (SPEAKERS if spoke & set(SPEAKERS) else (Speaker.OTHER,))]
    for number, row in enumerate(rows):
        talk = tuple((start, end) for turn, start, end in timed if turn.voice.speaker is row.speaker and start < end)
        rows[number] = replace(row, talk=_few(tuple(sorted(talk))))
    return Picture(duration, tuple(rows))


def steps_of(duration: float) -> tuple[int, ...]:
    """The seconds at which the time line is numbered: round ones, few enough for a telephone."""
    for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200):
        if duration / step <= 5:
            return tuple(range(0, int(duration) + 1, step))
    return tuple(range(0, int(duration) + 1, 14_400))


def spread(places: tuple[float, ...], apart: float) -> tuple[float, ...]:
    """Places 0..100 in rising order moved until neighbours are `apart`, as little as may be and within 0..100."""
    if not places:
        return ()
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + apart) if moved else max(place, apart / 2))
    limit = 100 - apart / 2
    for number in range(len(moved) - 1, -1, -1):
        moved[number] = min(moved[number], limit)
        limit = moved[number] - apart
    return tuple(round(place, 2) for place in moved)
