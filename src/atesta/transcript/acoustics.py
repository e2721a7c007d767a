"""Acoustic facts of a call: numbers with their seconds, and nothing about what anybody felt (DESIGN decision 4).

Levels are in LUFS or LU (ITU-R BS.1770), everything else in seconds, shares (0..1) or a count; times are seconds from
the beginning of the recording.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from atesta.contact.transcript import Stretch
from atesta.contact.turn import Speaker

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Interruption:
    """`by` began at `at` while the other was speaking, and both went on for `seconds`. `yielded`: the other then
    stopped and let `by` go on."""

    at: float
    by: Speaker
    seconds: float
    yielded: bool = False


@dataclass(frozen=True, slots=True)
class Loud:
    """A stretch in which the short-term level (3 s) was `over` LU above the same voice's own level in this call."""

    start: float
    end: float
    level: float
    over: float


@dataclass(frozen=True, slots=True)
class Pace:
    """One turn's speed without its pauses: syllables a second (es, en) or characters a second (zh); `over` is its share
    above the same voice's own median in this call (0.3: 30 % faster)."""

    start: float
    end: float
    rate: float
    over: float


@dataclass(frozen=True, slots=True)
class Room:
    """What came behind a question at `asked`: `seconds` until the one who asked spoke again (None: never), and whether
    the other answered before that."""

    asked: float
    seconds: float | None
    answered: bool
    turn: int


@dataclass(frozen=True, slots=True)
class Side:
    """One voice of the call. `level`: its own baseline, the median of its momentary levels while it speaks (LUFS), None
    where it never speaks. `levels`: momentary level each tenth of a second, for a drawing (None while it is silent).
    `snr`: dB, speech over its channel's own noise, the median of its seconds; `noise` the level of that noise (LUFS).
    `rate`: median speed of its turns, `fast` those well above it; None and empty without words that have times."""

    speaker: Speaker
    talk: tuple[Span, ...] = ()
    talk_seconds: float = 0.0
    share: float = 0.0
    longest: Span | None = None
    level: float | None = None
    loud: tuple[Loud, ...] = ()
    snr: float | None = None
    noise: float | None = None
    clipped: tuple[Span, ...] = ()
    pauses: tuple[Span, ...] = ()
    """Its own silences of a quarter of a second to two seconds inside its talk, the other silent too."""
    rate: float | None = None
    fast: tuple[Pace, ...] = ()
    peaks: tuple[float, ...] = field(default=(), repr=False)
    """Largest amplitude of each tenth of a second, 0..1: the waveform of the page."""
    levels: tuple[float | None, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Acoustics:
    """What the sound of one call shows. With one channel both sides come from a split and are probable."""

    duration: float
    channels: int
    sides: tuple[Side, ...]
    overtalk: tuple[Span, ...] = ()
    overtalk_seconds: float = 0.0
    silence: tuple[Span, ...] = ()
    silence_seconds: float = 0.0
    interruptions: tuple[Interruption, ...] = ()
    hold: tuple[Span, ...] = ()
    """Music, tone or dead air of many seconds on a side that was speaking before."""
    not_reviewable: tuple[Stretch, ...] = ()
    source: Literal["two_channels", "split"] = "two_channels"
    voicing: Literal["webrtcvad", "energy"] = "webrtcvad"
    """What told speech from other sound: energy alone where the extra `audio` is not installed."""

    def side(self, speaker: Speaker) -> Side:
        found = [side for side in self.sides if side.speaker is speaker]
        return found[0] if found else Side(speaker)
