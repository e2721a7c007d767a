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
    """`by` began at `at` while the other was speaking, and both went on for `seconds`."""

    at: float
    by: Speaker
    seconds: float


@dataclass(frozen=True, slots=True)
class Loud:
    """A stretch in which the short-term level (3 s) was `over` LU above the same voice's own level in this call."""

    start: float
    end: float
    level: float
    over: float


@dataclass(frozen=True, slots=True)
class Side:
    """One voice of the call. `level`: its own baseline, the median of its momentary levels while it speaks (LUFS), None
    where it never speaks. `levels`: momentary level each tenth of a second, for a drawing (None while it is silent).
    `snr`: dB, speech over its channel's own noise. `fastest` in syllables a second is None without words."""

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

    def side(self, speaker: Speaker) -> Side:
        found = [side for side in self.sides if side.speaker is speaker]
        return found[0] if found else Side(speaker)
