"""Step 8 of the specification's section 8: the clocks against the sound.

A segment may be written late, never early. So the least delay from a segment on, against the least delay before it, is
sound that is not there; a delay that is made up for later is only a machine that was busy. Sound that runs ahead of the
clock is never made up for: it is measured from the beginning, so that no number of small steps hides it.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Literal

from atesta.evidence.chain import Block, End, Event, Record, Segment, Start
from atesta.evidence.verify_answer import Findings

SLACK_US = 1_000_000
DRIFT = 5000
"""A sound card may run 1/5000 (200 ppm) faster or slower than the clock of the machine."""
WALL_US = 5_000_000
ONE_STEP_US = 60_000_000
"""Steps of one kind that follow each other within a minute are one: sound at half the pace is not a thousand holes."""


@dataclass(slots=True)
class _Step:
    kind: Literal["sound_missing", "sound_too_fast"]
    at_us: int
    last_us: int
    size_us: int


class Clocks:
    """Follows the records of one recording."""

    def __init__(self, start: Start, findings: Findings) -> None:
        self._start, self._findings = start, findings
        self._allowed = SLACK_US + 1_000_000 * start.frames_per_segment // start.rate
        self._wall = start.utc_ms * 1000 - start.mono_us
        self._mono = start.mono_us
        self._delays = array("q")  # of each segment since the last pause
        self._ends = array("q")  # where each ends, in microseconds of sound
        self._anchor: tuple[int, int] | None = None
        self._opened: tuple[int, int] = start.mono_us, 0  # the start record or last `resume`, as the anchor is

    def add(self, record: Record) -> None:
        if isinstance(record, Block):
            return
        self._wall_clock(record)
        if isinstance(record, Segment):
            self._segment(record)
        elif isinstance(record, Event) and record.event == "resume":
            self._close_stretch()
            self._opened = record.mono_us, self._us(record.at)

    def close(self) -> None:
        self._close_stretch()

    def _wall_clock(self, record: Start | Segment | Event | End) -> None:
        if abs(record.mono_us) > 1 << 60 or abs(record.utc_ms) > 1 << 50:
            self._findings.incomplete("clock_disagrees", "clock", at=0.0)
            return
        at = self._seconds(record)
        if record.mono_us < self._mono - self._allowed:
            self._findings.incomplete("clock_backwards", "clock", at=at)
        self._mono = record.mono_us
        offset = record.utc_ms * 1000 - record.mono_us
        stepped = offset - self._wall
        if abs(stepped) > WALL_US:
            self._findings.incomplete("clock_disagrees", "clock", at=at, seconds=round(stepped / 1e6, 1))
            self._wall = offset  # named once, not with each record after it
        if isinstance(record, Event) and record.event == "clock_step":
            self._findings.note("clock_step", "clock", at=at)

    def _seconds(self, record: Start | Segment | Event | End) -> float:
        frames = 0 if isinstance(record, Start) else record.at
        return round(min(frames, 1 << 50) / self._start.rate, 3)

    def _us(self, frames: int) -> int:
        return frames * 1_000_000 // self._start.rate

    def _segment(self, record: Segment) -> None:
        end = self._us(record.at + record.frames)
        if self._anchor is None:
            self._anchor = record.mono_us, end
        delay = (record.mono_us - self._anchor[0]) - (end - self._anchor[1])
        if max(abs(delay), end) < 1 << 60:
            self._delays.append(delay)
            self._ends.append(end)

    def _close_stretch(self) -> None:
        """From one pause to the next: the steps up and down in what cannot be made up for."""
        after, steps = self._least_from(), list[_Step]()
        least = 0  # of the delays so far: what is missing is measured from it
        earliest = -self._first_was_late()  # what may come before the clock is measured from it
        for n, delay in enumerate(self._delays):
            allowed = self._allowed + (self._ends[n] - self._ends[0]) // DRIFT
            if after[n] - least > allowed:
                _step(steps, "sound_missing", self._ends[n], after[n] - least)
                least = earliest = after[n]
            elif delay < earliest - allowed:
                _step(steps, "sound_too_fast", self._ends[n], earliest - delay)
                least = earliest = delay
            least = min(least, delay)
        for step in steps:
            seconds = round(step.size_us / 1e6, 1)
            self._findings.incomplete(step.kind, "clock", at=round(step.at_us / 1e6, 3), seconds=seconds)
        self._delays, self._ends, self._anchor = array("q"), array("q"), None

    def _first_was_late(self) -> int:
        """By how much the first segment came later than its sound can have begun: its own delay, which those behind it
        need not have."""
        if self._anchor is None:
            return 0
        return max(0, self._anchor[0] - self._opened[0] - (self._anchor[1] - self._opened[1]))

    def _least_from(self) -> array[int]:
        least = array("q", self._delays)
        for n in range(len(least) - 2, -1, -1):
            least[n] = min(least[n], least[n + 1])
        return least


def _step(steps: list[_Step], kind: Literal["sound_missing", "sound_too_fast"], at_us: int, size_us: int) -> None:
    if steps and steps[-1].kind == kind and at_us - steps[-1].last_us <= ONE_STEP_US:
        steps[-1].size_us += size_us
        steps[-1].last_us = at_us
    else:
        steps.append(_Step(kind, at_us, at_us, size_us))
