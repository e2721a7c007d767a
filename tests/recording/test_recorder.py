"""A recording that runs: what happens around it becomes events, and nothing around it loses it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import shake_256
from pathlib import Path
from typing import Any

import pytest
from sounds import RATE, HandClock, noise, tone

from atesta.errors import DiskError
from atesta.evidence.disk import RealDisk
from atesta.evidence.keys import KeyRing
from atesta.evidence.log import LogError
from atesta.evidence.session import Device, Opening, begin
from atesta.recording.call import Action, Call
from atesta.recording.preflight import Power
from atesta.recording.recorder import Recorder, Surroundings
from atesta.recording.source import PIECE_MS, Ended, Kind, Sound

PIECE = RATE * PIECE_MS // 1000


@dataclass
class Line:
    """A source that is fed by hand; time passes as it is read."""

    clock: HandClock
    sound: bytes
    kind: Kind = "device"
    name: str = "line"
    rate: int = RATE
    channels: int = 1
    ended: Ended | None = None
    at: int = 0

    def start(self) -> None:
        return

    def read(self, seconds: float) -> Sound | None:
        pcm = b"" if self.ended else self.sound[self.at : self.at + 2 * PIECE]
        if not pcm:
            self.clock.sleep(max(seconds, 0.001))
            return None
        self.at += len(pcm)
        self.clock.sleep(PIECE_MS / 1000)
        return Sound(pcm, len(pcm) // 2, self.clock.us)

    def stop(self) -> None:
        self.ended = self.ended or "asked"


@dataclass
class Book:
    """A log that can be out of reach."""

    lines: list[str] = field(default_factory=list)
    reachable: bool = True

    def append(self, line: str) -> int:
        if not self.reachable:
            raise LogError("The log cannot be reached.", "", "", key="log_unusable")
        self.lines.append(line)
        return len(self.lines) - 1

    def prove(self, index: int) -> bytes:
        return f"proof {index}\n".encode()


@dataclass
class Stand:
    recorder: Recorder
    book: Book
    clock: HandClock
    folder: Path
    surroundings: list[Surroundings]

    def run(self, seconds: float) -> None:
        until = self.clock.us + seconds * 1_000_000
        while self.clock.us < until and not self.recorder.ended:
            self.recorder.step(0.1)

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line)["r"] for line in (self.folder / "chain.jsonl").read_bytes().splitlines()]

    def events(self) -> list[str]:
        return [record["event"] for record in self.records() if record["kind"] == "event"]


@pytest.fixture
def stand(tmp_path: Path) -> Callable[..., Stand]:
    def make(sound: bytes = bytes(2 * RATE * 300), *, reachable: bool = True) -> Stand:
        clock, book, numbers = HandClock(), Book(reachable=reachable), itertools.count()

        def chance(size: int) -> bytes:
            return shake_256(str(next(numbers)).encode()).digest(size)

        ring = KeyRing.make(RealDisk(), tmp_path / "keys", "Kept", clock.utc - 86_400_000, chance)
        opening = Opening("0f" * 16, RATE, 1, {"grade": "B", "kind": "device"}, ring.keeper(), True, {}, {})
        device = Device(ring.device_key(), ring.device())
        session = begin(RealDisk(), clock, chance, tmp_path / "session", opening, device)
        around = [Surroundings(10**12, Power(True, None))]
        line = Line(clock, sound)
        call = Call(RATE).after(Action.PREFLIGHT, 0)
        recorder = Recorder(session, line, clock, call, book, lambda: around[-1])
        first = line.read(1)
        assert first
        recorder.begin(first)
        return Stand(recorder, book, clock, tmp_path / "session", around)

    return make


def test_the_start_is_in_the_log_before_anything_else_and_heads_follow(stand: Callable[..., Stand]) -> None:
    made = stand()
    made.run(100)
    kinds = [line.split()[1] for line in made.book.lines]
    assert kinds == ["start", "head", "head"]
    assert made.events() == ["armed", "logged", "logged"]


def test_a_log_out_of_reach_loses_no_recording_and_is_tried_again(stand: Callable[..., Stand]) -> None:
    made = stand(reachable=False)
    made.run(20)
    made.book.reachable = True
    made.run(60)
    assert [line.split()[1] for line in made.book.lines] == ["start"]
    assert made.events() == ["network_loss", "armed", "network_back"]
    made.recorder.finish()
    assert made.records()[-1]["reason"] == "asked"


def test_a_ring_is_found_in_the_sound_where_it_began(stand: Callable[..., Stand]) -> None:
    sound = b"".join((noise(62, 0.0005).tobytes(), tone(2, 0.1).tobytes(), noise(2, 0.0005).tobytes()))
    made = stand(sound)
    made.run(65.5)
    (ring,) = [record for record in made.records() if record.get("event") == "ring"]
    assert ring["at"] == pytest.approx(62 * RATE, abs=RATE // 10)
    assert made.recorder.call.heard == ring["at"]


def test_no_more_sound_is_a_lost_device_and_the_end(stand: Callable[..., Stand]) -> None:
    made = stand(bytes(2 * RATE * 5))
    made.run(30)
    assert made.events()[-1] == "device_lost"
    assert made.records()[-1]["reason"] == "device_lost"
    assert made.recorder.call.stage.value == "ended"


def test_little_space_and_little_power_are_said_once(stand: Callable[..., Stand]) -> None:
    made = stand()
    made.surroundings.append(Surroundings(1000, Power(False, 5)))
    made.run(60)
    assert made.events().count("low_space") == made.events().count("low_battery") == 1


def test_in_a_pause_nothing_is_kept_and_no_sound_is_missing(stand: Callable[..., Stand]) -> None:
    made = stand()
    made.run(5)
    made.recorder.do(Action.PAUSE)
    made.run(20)
    assert made.recorder.do(Action.RESUME) is None
    made.run(5)
    made.recorder.finish()
    assert made.events() == ["armed", "pause", "resume"]
    assert made.records()[-1]["at"] == pytest.approx(10 * RATE, abs=RATE)


def test_a_disk_that_refuses_ends_it_with_what_was_kept(
    stand: Callable[..., Stand], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stand()
    made.run(5)

    def refuse(*_: object) -> None:
        raise DiskError("No space is left.", "", "", reason="no_space")

    monkeypatch.setattr(made.recorder.session._sound_file, "append", refuse)
    made.run(5)
    assert made.recorder.ended
    assert made.recorder.session.reason == "no_space"
    assert made.recorder.session.segments == 2
    assert made.recorder.may(Action.NOTICE).id == "ended"  # type: ignore[union-attr]
    assert made.recorder.session.material().frames == 4 * RATE


def test_an_identification_that_failed_is_kept_and_the_step_stays_open(stand: Callable[..., Stand]) -> None:
    made = stand()
    made.recorder.do(Action.ANSWERED)
    made.recorder.do(Action.IDENTIFIED, {"met": False}, counts=False)
    assert made.events() == ["armed", "answered", "identified"]
    assert Action.IDENTIFIED not in made.recorder.call.at
