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
from typing import Any

from faulty_disk import FaultyDisk

from atesta.evidence.disk import Disk, RealDisk
from atesta.evidence.keys import KeyRing
from atesta.evidence.material import Material
from atesta.evidence.session import Device, Opening, Session, begin

NOON_MS = 1_794_744_000_000
"""2026-11-15T12:00:00Z"""
DAY_MS = 24 * 3600 * 1000
RATE = 8000
FOLDER = Path("/made/session")
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


@cache
def ring_in_memory(name: str = "Kept") -> KeyRing:
    """A key ring that was made once for all tests; nobody may rotate or revoke in it."""
    disk = FaultyDisk()
    disk.make_folder(Path("/made"))
    return small_ring(Path("/made/keys"), disk=disk, name=name)


def opening(ring: KeyRing | None = None, **changed: Any) -> Opening:
    """What is known before the first sound, for an ordinary call."""
    ordinary: dict[str, Any] = {
        "id": ID,
        "rate": RATE,
        "channels": 1,
        "source": {"grade": "A", "kind": "device"},
        "keeper": (ring or ring_in_memory()).keeper(),
        "keeper_is_recorder": True,
        "about": {"agency": "hx", "call": "c-1"},
        "preflight": {"free_bytes": 10**10},
        "device": {"maker": "Kept", "model": "One", "serial": "7"},
    }
    return Opening(**ordinary | changed)


def begun(
    disk: Disk | None = None,
    clock: SetClock | None = None,
    folder: Path = FOLDER,
    ring: KeyRing | None = None,
    **changed: Any,
) -> Session:
    """A session whose start record is on the disk."""
    ring = ring or ring_in_memory()
    device = Device(ring.device_key(), ring.device())
    made = opening(ring, **changed)
    return begin(disk or FaultyDisk(), clock or SetClock(), chance(("session", made.id)), folder, made, device)


def feed(session: Session, clock: SetClock, pcm: bytes, piece_ms: int = 1000) -> int:
    """Feeds sound as time passes, in pieces of this length; how many segments were acknowledged."""
    step = session.start.rate * piece_ms // 1000 * 2 * session.start.channels
    kept = 0
    for first in range(0, len(pcm), step):
        clock.pass_ms(piece_ms)
        kept += len(session.feed(pcm[first : first + step]))
    return kept


def recorded(seconds: float = 7, disk: Disk | None = None, folder: Path = FOLDER, **changed: Any) -> Session:
    """An ended call: armed, dialled in its third second, ended as asked."""
    clock = SetClock()
    session = begun(disk, clock, folder, **changed)
    session.event("armed")
    pcm = sound(seconds, session.start.channels, session.start.rate)
    third = 2 * session.start.rate * 2 * session.start.channels
    feed(session, clock, pcm[:third])
    session.event("dialled")
    feed(session, clock, pcm[third:])
    session.end()
    return session


def content(material: Material, name: str) -> bytes:
    """One file of a finished recording, whole."""
    return b"".join(material.files()[name].chunks())
