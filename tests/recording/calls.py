"""Calls as chain and sound, for the tests of the procedure sheet. Nothing is signed: the sheet asks no signature."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from sounds import RATE, Samples, noise, speech

from atesta.evidence.canonical import Json
from atesta.evidence.chain import End, Event, Record, Segment, Start
from atesta.recording.sheet import Work

NOON_MS = 1_794_744_000_000
DAY_MS = 24 * 3600 * 1000
DEVICE: dict[str, Json] = {
    "defects": [],
    "last_self_test": {"passed": True, "utc_ms": NOON_MS - DAY_MS},
    "maker": "Zoom",
    "model": "H1n",
    "serial": "C27001842",
}
ENOUGH: dict[str, Json] = {"bound": 30, "met": True, "side": "least", "unit": "percent", "value": 100}
ASKED: dict[str, Json] = {"asks": "yes", "place": "US"}
IDENTIFIED: dict[str, Json] = {"by": "keyed_hash", "met": True, "name": "match", "last_digits": "match"}
BEFORE: dict[str, Json] = {"notice": ASKED, "power": ENOUGH, "space": ENOUGH | {"bound": 100, "value": 900}}


def start(**changed: Any) -> Start:
    made = Start(
        about={},
        bits=16,
        channels=2,
        device=DEVICE,
        device_cert="0" * 64,
        frames_per_segment=2 * RATE,
        id="0f" * 16,
        keeper="1" * 64,
        keeper_is_recorder=False,
        log=None,
        mono_us=0,
        preflight=BEFORE,
        rate=RATE,
        seq=0,
        source={"grade": "A", "kind": "device"},
        utc_ms=NOON_MS,
    )
    return replace(made, **changed)


def talk(quiet: float, speaking: float = 20) -> Samples:
    """So many seconds of a quiet line, then somebody speaks."""
    return np.concatenate([noise(quiet, 0.0003), speech(speaking)])


def two(far: Samples, near: Samples | None = None) -> bytes:
    """Two channels: the agent left, the debtor right."""
    rest = len(far) / RATE - 5
    left = np.concatenate([noise(rest, 0.0003, 7), speech(5, seed=8)]) if near is None else near
    return np.stack([left, far], axis=1).astype("<i2").tobytes()


EVENTS: tuple[tuple[str, float, dict[str, Json]], ...] = (
    ("armed", 0, {}),
    ("dialled", 65, {}),
    ("answered", 70, {}),
    ("notice", 72, {}),
    ("identified", 76, IDENTIFIED),
)


def records(
    begun: Start, pcm: bytes, events: tuple[tuple[str, float, dict[str, Json]], ...] = EVENTS, end: str | None = "asked"
) -> list[tuple[Record, bytes]]:
    """Each record with the sound that it commits to, as time passes without a fault."""
    align, made = 2 * begun.channels, list[tuple[Record, bytes]]([(begun, b"")])
    whole, at, waiting = begun.frames_per_segment * align, 0, sorted(events, key=lambda one: one[1])

    def now(frames: int) -> dict[str, int]:
        us = frames * 1_000_000 // RATE
        return {"mono_us": us, "seq": len(made), "utc_ms": NOON_MS + us // 1000}

    for n, first in enumerate(range(0, len(pcm), whole)):
        piece = pcm[first : first + whole]
        segment = Segment(at=at, c="2" * 64, frames=len(piece) // align, n=n, xruns=0, **now(at + len(piece) // align))
        at += segment.frames
        made.append((segment, piece))
        while waiting and waiting[0][1] * RATE <= at:
            name, seconds, detail = waiting.pop(0)
            made.append((Event(at=round(seconds * RATE), detail=detail, event=name, **now(at)), b""))
    if end:
        made.append((End(at=at, reason=end, segments=len(made), **now(at)), b""))
    return made


def sheet(made: list[tuple[Record, bytes]]) -> dict[str, Json]:
    assert isinstance(made[0][0], Start)
    work = Work(made[0][0])
    for record, data in made:
        if data:
            work.sound(data)
        work.record(record)
    result = work.result()
    assert result is not None
    return result


def step(found: dict[str, Json], name: str) -> dict[str, Any]:
    rows: Any = found["steps"]
    return next(row for row in rows if row["id"] == name)


def state(found: dict[str, Json], name: str) -> tuple[str, ...]:
    """State and reasons of one step."""
    row = step(found, name)
    return row["state"], *row["why"]
