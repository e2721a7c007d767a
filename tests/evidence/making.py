"""What the tests of this room are made of: a clock set by hand, chance that repeats, key rings, small recordings.

Nothing here is secret: all chance comes from names.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from atesta.evidence.disk import Disk, RealDisk
from atesta.evidence.keys import KeyRing

NOON_MS = 1_794_744_000_000
"""2026-11-15T12:00:00Z"""
DAY_MS = 24 * 3600 * 1000
RATE = 8000
ID = "0f3a5c7e9b1d2f4068ac13579bdf0246"


def chance(name: object) -> Callable[[int], bytes]:
    """Bytes that look like chance and are the same in every run."""
    numbers = itertools.count()
    return lambda size: hashlib.shake_256(f"{name} {next(numbers)}".encode()).digest(size)


@dataclass
class SetClock:
    """A clock that moves when it is told to."""

    utc: int = NOON_MS
    mono: int = 5_000_000

    def utc_ms(self) -> int:
        return self.utc

    def mono_us(self) -> int:
        return self.mono

    def pass_ms(self, ms: int) -> None:
        self.utc += ms
        self.mono += ms * 1000


def small_ring(folder: Path, passphrase: bytes | None = None, disk: Disk | None = None, name: str = "Kept") -> KeyRing:
    """The keys of an installation named `name`, the same in every run."""
    return KeyRing.make(disk or RealDisk(), folder, name, NOON_MS - DAY_MS, chance(name), passphrase=passphrase)


@cache
def sound(seconds: float, channels: int = 1, rate: int = RATE) -> bytes:
    """Noise that no two segments share, 16 bits."""
    return hashlib.shake_256(f"sound {rate} {channels}".encode()).digest(round(seconds * rate) * channels * 2)
