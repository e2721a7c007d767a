"""Two sources become two channels; how they drift is measured and never mended."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from sounds import RATE, HandClock

from atesta.recording.pair import Drift, Pair
from atesta.recording.source import Ended, Kind, Sound, SourceError

PIECE = RATE // 10


class Scripted:
    """Pieces of 100 ms whose samples all have one value, each arriving when the script says."""

    channels, rate = 1, RATE

    def __init__(self, value: int, kind: Kind = "device", name: str = "card", channels: int = 1) -> None:
        self.value, self.kind, self.name, self.channels = value, kind, name, channels
        self.names = (name,)
        self.coming: deque[Sound] = deque()
        self.ended: Ended | None = None
        self.started = self.stopped = False

    def arrives(self, mono_us: int, xruns: int = 0, frames: int = PIECE) -> None:
        self.coming.append(Sound(np.full(frames, self.value, "<i2").tobytes(), frames, mono_us, xruns))

    def start(self) -> None:
        self.started = True

    def read(self, seconds: float) -> Sound | None:
        return self.coming.popleft() if self.coming else None

    def stop(self) -> None:
        self.stopped = True


def pair(clock: HandClock | None = None) -> tuple[Pair, Scripted, Scripted]:
    left, right = Scripted(1, name="agent"), Scripted(2, name="debtor")
    return Pair(left, right, clock or HandClock()), left, right


def frames(sound: Sound | None) -> list[list[int]]:
    assert sound
    return np.frombuffer(sound.pcm, "<i2").reshape(-1, 2).tolist()


def test_the_agent_is_left_and_the_debtor_right() -> None:
    both, left, right = pair()
    both.start()
    left.arrives(100_000)
    right.arrives(100_000)
    assert frames(both.read(1)) == [[1, 2]] * PIECE
    assert both.name == "agent | debtor"


def test_the_one_that_began_later_has_silence_in_front_and_nothing_is_lost() -> None:
    both, left, right = pair()
    left.arrives(100_000)
    left.arrives(200_000)
    right.arrives(200_000)
    assert frames(both.read(1)) == [[1, 0]] * PIECE + [[1, 2]] * PIECE
    assert both.drift().offset_us == 100_000


def test_nothing_is_recorded_before_both_have_begun() -> None:
    both, left, _ = pair()
    left.arrives(100_000)
    assert both.read(1) is None


def test_what_one_has_more_waits_for_the_other() -> None:
    both, left, right = pair()
    left.arrives(100_000)
    right.arrives(100_000)
    both.read(1)
    left.arrives(200_000, xruns=1)
    assert both.read(1) is None
    right.arrives(200_000, xruns=2)
    sound = both.read(1)
    assert sound
    assert (sound.frames, sound.xruns, sound.mono_us) == (PIECE, 3, 200_000)


def test_the_drift_between_two_devices_is_measured_and_left_as_it_is() -> None:
    both, left, right = pair()
    total = 0
    for piece in range(1, 601):
        left.arrives(piece * 100_000)
        right.arrives(100_000 + (piece - 1) * 100_050)
        sound = both.read(1)
        total += sound.frames if sound else 0
    assert both.drift() == Drift(0, 0, -500, 29_950)
    assert total == 600 * PIECE


def test_a_short_recording_has_no_known_drift() -> None:
    both, left, right = pair()
    left.arrives(100_000)
    right.arrives(100_000)
    both.read(1)
    assert both.drift() == Drift(0, None, None, None)
    assert both.drift().as_record()["apart_us"] is None


def test_it_ends_when_one_of_them_ends_after_what_both_have() -> None:
    both, left, right = pair()
    for source in (left, right):
        source.arrives(100_000)
    right.ended = "device_lost"
    assert both.read(1)
    assert both.ended is None
    assert both.read(1) is None
    assert both.ended == "device_lost"
    assert left.stopped


def test_a_side_that_falls_silent_is_lost() -> None:
    clock = HandClock(us=100_000)
    both, left, right = pair(clock)
    left.arrives(100_000)
    right.arrives(100_000)
    both.read(1)
    clock.us += 5_000_001
    left.arrives(clock.us)
    assert both.read(1) is None
    assert both.ended == "device_lost"


def test_the_weaker_kind_counts() -> None:
    assert Pair(Scripted(1), Scripted(2, "file"), HandClock()).kind == "file"
    assert Pair(Scripted(1, "stream"), Scripted(2), HandClock()).kind == "stream"


def test_only_single_channels_of_one_rate_can_be_paired() -> None:
    with pytest.raises(SourceError):
        Pair(Scripted(1, channels=2), Scripted(2), HandClock())
