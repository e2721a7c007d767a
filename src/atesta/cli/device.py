"""`atesta device add | list | test | remove`: the register of recorders (A5.1) and their self-test."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from atesta.cli.home import open_home
from atesta.cli.layout import Screen, paragraph, terminal
from atesta.cli.record_source import RATE, registered
from atesta.config import read_settings
from atesta.errors import EvidenceError, InputError
from atesta.locale import Catalogue, catalogue
from atesta.recording.device import Device, Register, SelfTest
from atesta.recording.measured import Measured, all_met
from atesta.recording.real_clock import RealClock
from atesta.recording.selftest import listen, self_test
from atesta.recording.sound_card import SoundCard, sound_names
from atesta.recording.source import Feed
from atesta.telling.visible import visible

Told = list[str]


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    home = open_home(settings)
    if arguments.what == "add":
        home.prepare()
    register = Register(home.folder / "devices")
    what: dict[str, Callable[..., Told]] = {"add": _add, "list": _list, "test": _test, "remove": _remove}
    lines = what[arguments.what](arguments, register, words, screen)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _add(arguments: argparse.Namespace, register: Register, words: Catalogue, screen: Screen) -> Told:
    for name in ("maker", "model", "serial"):
        if not getattr(arguments, name).strip():
            raise InputError(
                f"The {name} is empty.",
                "A device is known by all three.",
                "Read it off the device.",
                key="device_field_empty",
                option=f"--{name}",
            )
    device = Device(
        arguments.maker, arguments.model, arguments.serial, arguments.sound_name or "", tuple(arguments.defect or ())
    )
    taken = register.by_sound_name(device.sound_name)
    if taken and taken.file_name != device.file_name:
        raise InputError(
            "Another device has this sound name.",
            "It could not be told which of them recorded.",
            "Remove that one first.",
            key="sound_name_taken",
        )
    register.put(device)
    text = words.say("device.added", name=_name(device), id=_id(device))
    test_next = "device.test_next" if device.sound_name else "device.test_file_next"
    return paragraph(text, screen, 0) + paragraph(words.say(test_next, id=_id(device)), screen, 0)


def _list(_: argparse.Namespace, register: Register, words: Catalogue, screen: Screen) -> Told:
    devices, lines = register.all(), list[str]()
    for device in devices:
        lines += paragraph(f"{_id(device)}: {_name(device)}", screen, 0, bullet="- ")
        lines += paragraph(words.say("device.sound_name", name=visible(device.sound_name) or "–"), screen, 4)
        lines += paragraph(_say_test(device.last_self_test, words), screen, 4)
        lines += paragraph(words.say("device.defects", defects=visible("; ".join(device.defects)) or "–"), screen, 4)
    lines = lines or paragraph(words.say("device.none"), screen, 0)
    known = {device.sound_name for device in devices}
    other = [name for name in _sound_names() if name not in known]
    if other:
        lines += paragraph(words.say("device.unregistered"), screen, 0)
        lines += [line for name in other for line in paragraph(visible(name), screen, 2, bullet="- ")]
    return lines


def _sound_names() -> tuple[str, ...]:
    try:
        return sound_names()
    except EvidenceError:
        return ()  # no sound system here: then the register is all there is to show


def _test(arguments: argparse.Namespace, register: Register, words: Catalogue, screen: Screen) -> Told:
    device = _known(arguments.device, register)
    if arguments.file:
        return _test_file(device, arguments, register, words, screen)
    if not device.sound_name:
        raise InputError(
            "This device has no sound name.",
            "It cannot be listened to from here.",
            "Give a file that it recorded with --file.",
            key="device_not_heard_here",
        )
    clock = RealClock()
    card = SoundCard(clock, rate=arguments.rate or RATE, name=device.sound_name)
    print("\n".join(paragraph(words.say("device.speak", n=arguments.seconds), screen, 0)), flush=True)
    samples, arrivals = listen(card, arguments.seconds)
    measured = self_test(samples, card.rate, arrivals)
    return _tested(device, measured, all_met(measured), register, words, screen)


def _test_file(
    device: Device, arguments: argparse.Namespace, register: Register, words: Catalogue, screen: Screen
) -> Told:
    """A pen or phone recorded somebody who spoke. Nothing tells how long that took, so its speed is not in question."""
    if device.sound_name:
        raise InputError(
            "This device can be listened to from here.",
            "A file could come from another one.",
            "Leave --file out.",
            key="device_heard_here",
        )
    feed = Feed(Path(arguments.file), RealClock())
    samples, _ = listen(feed, arguments.seconds)
    measured = self_test(samples, feed.rate, ())
    passed = all_met([one for one in measured if one.name != "rate_error"])
    return _tested(device, measured, passed, register, words, screen) + paragraph(
        words.say("device.by_file"), screen, 0
    )


def _tested(
    device: Device,
    measured: Sequence[Measured],
    passed: bool | None,
    register: Register,
    words: Catalogue,
    screen: Screen,
) -> Told:
    tested = register.tested(device, SelfTest(RealClock().utc_ms(), passed))
    lines = [line for one in measured for line in paragraph(_say_measured(one, words), screen, 2, bullet="- ")]
    return lines + paragraph(_say_test(tested.last_self_test, words), screen, 0)


def _remove(arguments: argparse.Namespace, register: Register, words: Catalogue, screen: Screen) -> Told:
    device = _known(arguments.device, register)
    (register.folder / device.file_name).unlink()
    return paragraph(words.say("device.removed", name=_name(device)), screen, 0)


def _known(name: str, register: Register) -> Device:
    device = registered(register, name)
    if device is None:
        raise InputError(
            "This device is not in the register.",
            "Nothing was done.",
            "See `atesta device list` for the names.",
            key="device_unknown",
        )
    return device


def _name(device: Device) -> str:
    return visible(f"{device.maker} {device.model} {device.serial}")


def _id(device: Device) -> str:
    return device.file_name.removesuffix(".toml")


def _say_test(test: SelfTest | None, words: Catalogue) -> str:
    if test is None:
        return words.say("device.never_tested")
    time = datetime.fromtimestamp(test.utc_ms // 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    state = {True: "passed", False: "failed", None: "open"}[test.passed]
    return words.say(f"device.test.{state}", time=time)


def _say_measured(one: Measured, words: Catalogue) -> str:
    state = {True: "met", False: "not_met", None: "unknown"}[one.met]
    value = words.say("record.unknown") if one.value is None else _number(one.value, one.unit)
    return words.say(
        f"device.measured.{state}",
        what=words.say(f"device.what.{one.name}"),
        value=value,
        side=words.say(f"device.side.{one.side}"),
        bound=_number(one.bound, one.unit),
    )


def _number(value: int, unit: str) -> str:
    return f"{value / 10:.1f} dBFS" if unit == "dBFS/10" else f"{value} {unit}".removesuffix(" count")
