"""What the evidence room asks of a clock. The real one lives in `recording`; tests hand in their own."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """The wall clock of the device, and one that never steps and goes on while the machine sleeps."""

    def utc_ms(self) -> int:
        """Milliseconds since 1970-01-01T00:00:00Z, as the device has it."""
        ...

    def mono_us(self) -> int:
        """Microseconds from an arbitrary start."""
        ...
