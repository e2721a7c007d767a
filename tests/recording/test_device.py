"""The register of devices, and which grade a source can have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import HandClock

from atesta.errors import FileFormatError
from atesta.evidence.clock import Clock
from atesta.recording.device import Device, Register, SelfTest, SourceKind, grade, read_device, write_device
from atesta.recording.real_clock import RealClock
from atesta.recording.source import FeedClock

PEN = Device("Zoom", "H1n", "C27001842", "H1n: USB Audio (hw:1,0)", ("left input crackles",), SelfTest(1, True))
WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
DEVICES = st.builds(
    Device,
    *[WORDS] * 4,
    defects=st.lists(WORDS, max_size=3).map(tuple),
    last_self_test=st.none() | st.builds(SelfTest, st.integers(0, 2**53), st.none() | st.booleans()),
)


def test_a_registered_device_is_found_by_its_sound_name_and_serial(tmp_path: Path) -> None:
    register = Register(tmp_path / "devices")
    register.put(PEN)
    assert register.by_sound_name(PEN.sound_name) == register.by_serial(PEN.serial) == PEN
    assert register.by_sound_name("other") is None


def test_a_device_without_a_sound_name_is_not_every_device(tmp_path: Path) -> None:
    register = Register(tmp_path)
    register.put(Device("Phone", "X", "1"))
    assert register.by_sound_name("") is None


def test_a_self_test_is_kept_with_its_device(tmp_path: Path) -> None:
    register = Register(tmp_path)
    after = register.tested(PEN, SelfTest(1_763_214_402_000, passed=False))
    assert register.all() == (after,)
    assert after.as_record()["last_self_test"] == {"passed": False, "utc_ms": 1_763_214_402_000}


def test_two_devices_of_one_model_have_two_files() -> None:
    assert PEN.file_name != Device("Zoom", "H1n", "other").file_name
    assert PEN.file_name.startswith("zoom-h1n-")


def test_an_absent_register_holds_nothing(tmp_path: Path) -> None:
    assert Register(tmp_path / "absent").all() == ()


@given(DEVICES)
def test_every_device_reads_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, device: Device) -> None:
    path = tmp_path_factory.getbasetemp() / "device.toml"
    path.write_text(write_device(device), encoding="utf-8", newline="")
    assert read_device(path) == device


@pytest.mark.parametrize(
    "text",
    [
        "maker = 1",
        'maker = "a"',
        "not toml",
        "\udcff",
        'maker="a"\nmodel="b"\nserial="c"\ncolour="red"',
        'maker="a"\nmodel="b"\nserial="c"\ndefects="none"',
        'maker="a"\nmodel="b"\nserial="c"\nlast_self_test=2026-01-01',
        'maker="a"\nmodel="b"\nserial="c"\n[last_self_test]\nutc_ms=true',
        'maker="a"\nmodel="b"\nserial="c"\n[last_self_test]\nutc_ms=1\npassed="yes"',
    ],
)
def test_a_device_file_in_another_form_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pen.toml"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(FileFormatError, match=r"pen\.toml"):
        read_device(path)


@pytest.mark.parametrize(
    ("kind", "device", "clock", "expected"),
    [
        ("device", PEN, RealClock(), "A"),
        ("device", replace(PEN, last_self_test=None), RealClock(), "B"),
        ("device", replace(PEN, last_self_test=SelfTest(1, False)), RealClock(), "B"),
        ("device", replace(PEN, last_self_test=SelfTest(1, None)), RealClock(), "B"),
        ("device", PEN, HandClock(), "B"),
        ("device", PEN, FeedClock(RealClock()), "B"),
        ("device", PEN, type("Double", (RealClock,), {})(), "B"),
        ("device", None, RealClock(), "B"),
        ("stream", None, RealClock(), "B"),
        ("stream", PEN, RealClock(), "B"),
        ("file", PEN, RealClock(), "rehearsal"),
        ("import", PEN, RealClock(), "B"),
        ("typed", None, RealClock(), "C"),
    ],
)
def test_only_a_registered_and_tested_device_on_the_real_clock_can_be_grade_a(
    kind: SourceKind, device: Device | None, clock: Clock, expected: str
) -> None:
    assert grade(kind, [device], clock) == expected


def test_of_two_devices_both_must_be_registered(tmp_path: Path) -> None:
    register = Register(tmp_path)
    register.put(PEN)
    for names, expected in (((PEN.sound_name, "other"), "B"), ((PEN.sound_name, PEN.sound_name), "A"), ((), "B")):
        assert grade("device", register.of_source(names), RealClock()) == expected
