"""Which sound is recorded, from the words of the command line."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from atesta.errors import InputError
from atesta.evidence.clock import Clock
from atesta.recording.device import Device, Register
from atesta.recording.pair import Pair
from atesta.recording.real_clock import RealClock
from atesta.recording.sound_card import SoundCard
from atesta.recording.source import Feed, Source, Stream

RATE = 16000


@dataclass(frozen=True, slots=True)
class Opened:
    """The sound, and the clock that it is recorded on: the real one but in a rehearsal that runs faster than time."""

    source: Source
    clock: Clock


def open_source(arguments: argparse.Namespace, register: Register, clock: RealClock) -> Opened:
    _only_one(arguments)
    if arguments.rehearse:
        feed = Feed(Path(arguments.rehearse), clock, None if arguments.fast else clock.sleep)
        for option, asked, own in (
            ("--rate", arguments.rate, feed.rate),
            ("--channels", arguments.channels, feed.channels),
        ):
            if asked not in (None, own):
                feed.stop()
                raise InputError(
                    f"{option} differs from what the file says.",
                    "It keeps its own.",
                    "Leave it out.",
                    key="rate_of_file",
                    option=option,
                )
        return Opened(feed, feed.clock)
    if arguments.stdin:
        return Opened(Stream(sys.stdin.buffer, clock, arguments.rate, arguments.channels or 1), clock)
    rate = arguments.rate or RATE
    if arguments.agent_device:
        left, right = (
            _card(name, register, clock, rate, 1) for name in (arguments.agent_device, arguments.debtor_device)
        )
        return Opened(Pair(left, right, clock), clock)
    return Opened(_card(arguments.device, register, clock, rate, arguments.channels or 1), clock)


def registered(register: Register, name: str) -> Device | None:
    """By serial number, the name of its file, or the sound system's name."""
    by_id = (one for one in register.all() if one.file_name.removesuffix(".toml") == name)
    return register.by_serial(name) or next(by_id, None) or register.by_sound_name(name)


def _card(name: str | None, register: Register, clock: Clock, rate: int, channels: int) -> SoundCard:
    device = registered(register, name) if name else None
    if device and not device.sound_name:
        raise InputError(
            "This device has no sound name in the register: it is a pen or a phone.",
            "Nothing can be recorded from it here; its files are brought in.",
            "Use `atesta seal FILE`, or register it again with --sound-name.",
            key="device_not_recorded_here",
        )
    return SoundCard(clock, rate=rate, channels=channels, name=device.sound_name if device else name)


def _only_one(arguments: argparse.Namespace) -> None:
    pair = bool(arguments.agent_device or arguments.debtor_device)
    asked = [bool(arguments.device), bool(arguments.stdin), bool(arguments.rehearse), pair]
    if sum(asked) > 1 or (pair and not (arguments.agent_device and arguments.debtor_device)):
        raise InputError(
            "Say one source: --device, --stdin, --rehearse, or --agent and --debtor together.",
            "A recording names where its sound came from.",
            "Leave out the others; with none of them the default microphone is used.",
            key="one_source",
        )
    if arguments.fast and not arguments.rehearse:
        raise InputError(
            "--fast goes only with --rehearse.",
            "Time cannot be hurried in a real recording.",
            "Leave it out.",
            key="fast_only_rehearsal",
        )
    if arguments.stdin and arguments.events == "-":
        raise InputError(
            "Sound and events cannot both come from standard input.",
            "They would be mixed.",
            "Put the events into a file.",
            key="stdin_twice",
        )
