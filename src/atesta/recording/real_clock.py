"""The clocks of this machine: the only place of the recorder that asks for the time."""

from __future__ import annotations

import time

# Linux's monotonic clock stands still while the machine sleeps; a sleep is a gap that must be seen (spec 1.4).
NEVER_STEPS = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class RealClock:
    """Only a recording on this clock can be grade A (`device.grade`)."""

    def utc_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def mono_us(self) -> int:
        return time.clock_gettime_ns(NEVER_STEPS) // 1000

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
