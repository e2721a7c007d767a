"""What goes wrong while recording becomes an event, also when the sound system says nothing."""

from __future__ import annotations

from sounds import RATE, HandClock

from atesta.recording.preflight import Power, call_bytes
from atesta.recording.watch import Happening, Watch

PIECE = RATE // 10
MAINS = Power(True, None)


class Run:
    """Pieces of 100 ms, in time unless told otherwise."""

    def __init__(self) -> None:
        self.clock, self.watch = HandClock(), Watch(RATE, 1)

    def piece(self, after_s: float = 0.1, xruns: int = 0) -> list[Happening]:
        self.clock.sleep(after_s)
        return self.watch.sound(PIECE, xruns, self.clock.us, self.clock.utc)

    def pieces(self, count: int, after_s: float = 0.1) -> list[Happening]:
        return [happening for _ in range(count) for happening in self.piece(after_s)]


def test_an_hour_in_time_is_quiet() -> None:
    assert Run().pieces(36_000) == []


def test_a_late_first_piece_is_no_gap() -> None:
    assert Run().piece(after_s=1.3) == []


def test_a_device_that_runs_a_little_slow_loses_nothing() -> None:
    assert Run().pieces(36_000, after_s=0.1001) == []


def test_a_reported_loss_is_an_event() -> None:
    assert Run().piece(xruns=2) == [Happening("xrun", {"reported": 2})]


def test_a_suspended_process_is_found_by_its_gap_without_any_flag() -> None:
    run = Run()
    run.pieces(10)
    assert run.piece(after_s=1.6) == [Happening("suspended", {"gap_ms": 1600})]
    assert run.pieces(15, after_s=0.001) == []  # all that waited arrives: nothing is missing
    assert run.pieces(100) == []


def test_what_never_arrives_after_a_gap_is_missing() -> None:
    run = Run()
    run.pieces(10)
    run.piece(after_s=25)
    assert [happening.event for happening in run.pieces(30)] == ["xrun"]


def test_small_losses_without_a_flag_add_up() -> None:
    assert [happening.event for happening in Run().pieces(100, after_s=0.11)] == ["xrun"]


def test_pieces_that_come_in_bursts_are_all_there() -> None:
    run = Run()
    assert [happening for _ in range(100) for after_s in (0.4, 0, 0, 0) for happening in run.piece(after_s)] == []


def test_a_step_of_the_wall_clock_is_found_in_either_direction() -> None:
    run = Run()
    run.pieces(3)
    run.clock.utc -= 3 * 24 * 3600 * 1000
    assert run.piece() == [Happening("clock_step", {"step_ms": -259_200_000})]
    assert run.piece() == []
    run.clock.utc += 1000
    assert run.piece() == [Happening("clock_step", {"step_ms": 1000})]


def test_five_seconds_of_nothing_is_a_lost_device_once() -> None:
    run = Run()
    run.piece()
    assert run.watch.idle(run.clock.us + 4_999_999) == []
    assert run.watch.idle(run.clock.us + 5_000_000) == [Happening("device_lost", {"silent_ms": 5000})]
    assert run.watch.idle(run.clock.us + 9_000_000) == []


def test_before_the_first_sound_and_in_a_pause_nothing_is_lost() -> None:
    run = Run()
    assert run.watch.idle(99_000_000) == []
    run.pieces(3)
    run.watch.paused()
    assert run.watch.idle(99_000_000) == []
    assert run.piece(after_s=60) == []


def test_low_space_and_low_battery_are_named_once_each_time_they_come() -> None:
    watch, full = Watch(RATE, 1), 10**12
    short = call_bytes(600, RATE, 1) - 1
    low = Power(False, 14)
    assert watch.surroundings(full, MAINS) == []
    assert [happening.event for happening in watch.surroundings(short, low)] == ["low_space", "low_battery"]
    assert watch.surroundings(short, low) == []
    assert watch.surroundings(full, Power(True, 14)) == []
    assert [happening.event for happening in watch.surroundings(short, low)] == ["low_space", "low_battery"]


def test_what_is_unknown_is_no_event() -> None:
    assert Watch(RATE, 1).surroundings(None, Power(None, None)) == []


def test_the_network_goes_and_comes_back() -> None:
    watch = Watch(RATE, 1)
    told = [watch.surroundings(None, MAINS, network) for network in (True, False, False, None, True, True)]
    assert [happening.event for happenings in told for happening in happenings] == ["network_loss", "network_back"]
