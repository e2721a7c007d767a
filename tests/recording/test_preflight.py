"""Space, power and clock before a recording; unknown is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from atesta.recording.measured import Measured, all_met, as_record
from atesta.recording.preflight import Power, SystemSupplies, call_bytes, preflight, read_power

HOUR = 3600
ENOUGH = 2 * call_bytes(HOUR, 8000, 1)
MAINS = Power(True, None)


def measured(free: int | None = ENOUGH, power: Power = MAINS, offset: int | None = 0) -> tuple[Measured, ...]:
    return preflight(free_bytes=free, longest_call_s=HOUR, rate=8000, channels=1, power=power, clock_offset_ms=offset)


def supplies(folder: Path, **names: dict[str, str]) -> SystemSupplies:
    for name, fields in names.items():
        (folder / name).mkdir()
        for field, value in fields.items():
            (folder / name / field).write_text(f"{value}\n")
    return SystemSupplies(folder)


def test_room_for_twice_the_longest_call_mains_and_a_true_clock_pass() -> None:
    assert all_met(measured()) is True


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        (measured(free=ENOUGH - 1), "space"),
        (measured(power=Power(False, 29)), "power"),
        (measured(offset=-1001), "clock_offset"),
    ],
)
def test_what_is_missing_is_named(changed: tuple[Measured, ...], name: str) -> None:
    assert [one.name for one in changed if one.met is False] == [name]


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        (measured(free=None), "space"),
        (measured(power=Power(None, None)), "power"),
        (measured(offset=None), "clock_offset"),
    ],
)
def test_what_nobody_can_say_is_unknown_and_not_passed(changed: tuple[Measured, ...], name: str) -> None:
    assert [one.name for one in changed if one.met is None] == [name]
    assert all_met(changed) is None
    assert as_record(changed)[name]["met"] is None


def test_a_charged_laptop_without_mains_passes() -> None:
    assert all_met(measured(power=Power(False, 80))) is True


def test_mains_and_battery_are_read_as_linux_shows_them(tmp_path: Path) -> None:
    laptop = supplies(tmp_path, AC={"type": "Mains", "online": "1"}, BAT0={"type": "Battery", "capacity": "57"})
    assert read_power(laptop) == Power(True, 57)


def test_the_battery_of_a_mouse_carries_no_recording(tmp_path: Path) -> None:
    desktop = supplies(tmp_path, mouse={"type": "Battery", "capacity": "5", "scope": "Device"})
    assert read_power(desktop) == Power(None, None)


@pytest.mark.parametrize("capacity", ["", "-1", "101", "many", "５"])
def test_a_battery_that_talks_nonsense_is_unknown(tmp_path: Path, capacity: str) -> None:
    assert read_power(supplies(tmp_path, BAT0={"type": "Battery", "capacity": capacity})) == Power(None, None)


def test_a_machine_that_lists_nothing_is_not_known_to_be_on_mains(tmp_path: Path) -> None:
    assert read_power(SystemSupplies(tmp_path / "absent")) == Power(None, None)
