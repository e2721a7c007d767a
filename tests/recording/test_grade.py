"""A grade follows from the source; no name, register or clock makes it better."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sounds import HandClock

from atesta.evidence.clock import Clock
from atesta.recording.device import Device, Register, SelfTest
from atesta.recording.grade import origin_of
from atesta.recording.real_clock import RealClock


@dataclass
class Named:
    """As much of a source as a grade looks at."""

    kind: str
    names: tuple[str, ...]


@pytest.fixture
def register(tmp_path: Path) -> Register:
    register = Register(tmp_path / "devices")
    for sound_name in ("mic", "desk", "standard input", "call.wav", "untested"):
        test = SelfTest(1, True) if sound_name != "untested" else None
        register.put(Device("Zoom", "H1n", f"serial of {sound_name}", sound_name, (), test))
    return register


@pytest.mark.parametrize(
    ("kind", "names", "clock", "grade"),
    [
        ("device", ("mic",), RealClock(), "A"),
        ("device", ("mic", "desk"), RealClock(), "A"),
        ("device", ("mic",), HandClock(), "B"),
        ("device", ("untested",), RealClock(), "B"),
        ("device", ("mic", "untested"), RealClock(), "B"),
        ("device", ("other",), RealClock(), "B"),
        ("device", ("mic", "other"), RealClock(), "B"),
        ("stream", ("standard input",), RealClock(), "B"),
        ("stream", ("mic",), RealClock(), "B"),
        ("file", ("call.wav",), RealClock(), "rehearsal"),
        ("file", ("mic",), RealClock(), "rehearsal"),
    ],
)
def test_only_registered_and_tested_devices_on_the_real_clock_are_grade_a(
    register: Register, kind: str, names: tuple[str, ...], clock: Clock, grade: str
) -> None:
    origin = origin_of(Named(kind, names), register, clock)  # type: ignore[arg-type]
    assert origin.source == {"grade": grade, "kind": kind}
    assert origin.rehearsal == (grade == "rehearsal")


def test_the_start_record_names_the_device_or_both(register: Register) -> None:
    def named(*names: str) -> object:
        return origin_of(Named("device", names), register, RealClock()).device  # type: ignore[arg-type]

    assert named("mic")["serial"] == "serial of mic"  # type: ignore[index]
    assert set(named("mic", "desk")) == {"agent", "debtor"}  # type: ignore[call-overload]
    assert set(named("other", "desk")) == {"debtor"}  # type: ignore[call-overload]
    assert named("other") is None
