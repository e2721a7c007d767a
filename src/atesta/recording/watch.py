"""While a recording runs: what went wrong, found from the arrivals themselves and made into event records (spec 4.4).

A sound system reports only what it noticed. A suspended process, for one, gets its next callback late and without a
flag, so the arrival of each piece is compared with the clock that never steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from atesta.recording.preflight import Power, call_bytes

GAP_US = 1_000_000
LOST_US = 5_000_000
STEP_MS = 1000
MISSING_US = 500_000
WINDOW_US = 60_000_000
LOOK_US = 2_000_000
LOW_SPACE_S = 600
LOW_PERCENT = 15

EventName = Literal[
    "xrun", "suspended", "clock_step", "device_lost", "low_space", "low_battery", "network_loss", "network_back"
]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing for an event record: its name there, and whole numbers that say how much."""

    event: EventName
    detail: dict[str, int | str]


class Watch:
    """Told of every piece of sound and, every few seconds, of disk, power and network. Each answer is what is new."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._arrived_us: int | None = None
        self._origin_us = self._frames = self._look_us = 0
        self._least_missing_us: int | None = None
        self._offset_ms: int | None = None
        self._lost = False
        self._low: dict[str, bool] = {}

    def sound(self, frames: int, xruns: int, mono_us: int, utc_ms: int) -> list[Happening]:
        """A piece of `frames` arrived at `mono_us`. Time is counted from the first one: a device may take over a
        second."""
        happened = [Happening("xrun", {"reported": xruns})] if xruns else []
        if self._arrived_us is None:
            self._begin(mono_us)
        else:
            self._frames += frames
            happened += self._gap(frames, mono_us)
        self._arrived_us, self._lost = mono_us, False
        return happened + self._step(mono_us, utc_ms)

    def idle(self, mono_us: int) -> list[Happening]:
        """Nothing arrived. Once, after five seconds, the device counts as lost; before the first sound it is not yet
        there."""
        if self._arrived_us is None or self._lost or mono_us - self._arrived_us < LOST_US:
            return []
        self._lost = True
        return [Happening("device_lost", {"silent_ms": (mono_us - self._arrived_us) // 1000})]

    def paused(self) -> None:
        """The next sound begins a new count: what a pause leaves out is not missing."""
        self._arrived_us = None

    def surroundings(self, free_bytes: int | None, power: Power, network: bool | None = None) -> list[Happening]:
        """Unknown is no event: it was shown before the start."""
        happened: list[Happening] = []
        needed = call_bytes(LOW_SPACE_S, self._rate, self._channels)
        if self._newly("space", free_bytes is not None and free_bytes < needed) and free_bytes is not None:
            happened.append(Happening("low_space", {"free_bytes": free_bytes}))
        low = not power.mains and power.percent is not None and power.percent < LOW_PERCENT
        if self._newly("battery", low) and power.percent is not None:
            happened.append(Happening("low_battery", {"percent": power.percent}))
        return happened + self._network(network)

    def _begin(self, mono_us: int) -> None:
        self._origin_us, self._frames = mono_us, 0
        self._look_us, self._least_missing_us = mono_us, None

    def _gap(self, frames: int, mono_us: int) -> list[Happening]:
        assert self._arrived_us is not None
        gap_us = mono_us - self._arrived_us
        if gap_us > frames * 1_000_000 // self._rate + GAP_US:
            self._look_us, self._least_missing_us = mono_us, None  # what waited may still arrive
            return [Happening("suspended", {"gap_ms": gap_us // 1000})]
        return self._missing(mono_us)

    def _missing(self, mono_us: int) -> list[Happening]:
        """Frames against time. Pieces come in bursts, so the least that was missing within two seconds is what is
        missing."""
        missing_us = mono_us - self._origin_us - self._frames * 1_000_000 // self._rate
        before = self._least_missing_us
        least = self._least_missing_us = missing_us if before is None else min(before, missing_us)
        if mono_us - self._look_us < LOOK_US:
            return []
        self._look_us, self._least_missing_us = mono_us, None
        if least > MISSING_US or mono_us - self._origin_us > WINDOW_US:
            self._begin(mono_us)  # a new count; a device that runs a little slow has lost nothing in a minute
        return [Happening("xrun", {"missing_ms": least // 1000})] if least > MISSING_US else []

    def _step(self, mono_us: int, utc_ms: int) -> list[Happening]:
        """The wall clock against the one that never steps; a slow drift adds up and is named once it is a second."""
        offset = utc_ms - mono_us // 1000
        before, step = self._offset_ms, 0 if self._offset_ms is None else offset - self._offset_ms
        if before is None or abs(step) >= STEP_MS:
            self._offset_ms = offset
        return [Happening("clock_step", {"step_ms": step})] if abs(step) >= STEP_MS else []

    def _newly(self, what: str, low: bool) -> bool:
        before, self._low[what] = self._low.get(what, False), low
        return low and not before

    def _network(self, network: bool | None) -> list[Happening]:
        if network is None:
            return []
        before, self._low["network"] = self._low.get("network", False), not network
        if before == (not network):
            return []
        return [Happening("network_back" if network else "network_loss", {})]
