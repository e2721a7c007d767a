"""Before a recording: is there room, power, and a clock that can be believed? (A5.2a)"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from atesta.recording.measured import Measured

CHAIN_BYTES_A_SECOND = 200 + 8  # a line of at most 400 bytes and a tag for each two seconds
MOST_OFFSET_MS = 1000
LEAST_PERCENT = 30
MAINS = frozenset({"Mains", "USB", "USB_C", "Wireless"})


class Supplies(Protocol):
    """What the system knows of its power supplies, as Linux shows it under /sys/class/power_supply."""

    def names(self) -> tuple[str, ...]: ...

    def read(self, name: str, field: str) -> str | None:
        """`type`, `online`, `capacity`, `scope`; None where it says nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Power:
    """`mains` and `percent` are None where the system does not say."""

    mains: bool | None
    percent: int | None


def call_bytes(seconds: int, rate: int, channels: int) -> int:
    """What a call takes on the disk while it is recorded."""
    return seconds * (rate * channels * 2 + CHAIN_BYTES_A_SECOND)


def preflight(
    *, free_bytes: int | None, longest_call_s: int, rate: int, channels: int, power: Power, clock_offset_ms: int | None
) -> tuple[Measured, ...]:
    """Each with its bound. `clock_offset_ms` is the wall clock against one that is trusted; None: nobody compared
    them."""
    offset = None if clock_offset_ms is None else abs(clock_offset_ms)
    return (
        Measured("space", free_bytes, "bytes", 2 * call_bytes(longest_call_s, rate, channels), "least"),
        Measured("power", 100 if power.mains else power.percent, "percent", LEAST_PERCENT, "least"),
        Measured("clock_offset", offset, "ms", MOST_OFFSET_MS, "most"),
    )


def read_power(supplies: Supplies) -> Power:
    """A desktop computer often lists nothing: then it is not known to be on mains."""
    online, percents = [], []
    for name in supplies.names():
        kind = supplies.read(name, "type")
        if kind in MAINS:
            online.append(supplies.read(name, "online") == "1")
        elif kind == "Battery" and supplies.read(name, "scope") != "Device":  # a mouse's battery carries no recording
            percents.append(_percent(supplies.read(name, "capacity")))
    known = [percent for percent in percents if percent is not None]
    return Power(any(online) if online else None, min(known) if known else None)


@dataclass(frozen=True, slots=True)
class SystemSupplies:
    """Linux. Elsewhere the folder is not there, and power is unknown."""

    folder: Path = Path("/sys/class/power_supply")

    def names(self) -> tuple[str, ...]:
        try:
            return tuple(sorted(entry.name for entry in self.folder.iterdir()))
        except OSError:
            return ()

    def read(self, name: str, field: str) -> str | None:
        try:
            return (self.folder / name / field).read_text(encoding="ascii", errors="replace").strip()
        except OSError:  # a battery may vanish, or answer ENODEV
            return None


def _percent(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and int(text) <= 100 else None
