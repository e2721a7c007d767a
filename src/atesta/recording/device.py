"""The register of recording devices: a TOML file each, in a folder of the installation (A5.1).

maker = "Zoom"
model = "H1n"
serial = "C27001842"
sound_name = "H1n: USB Audio (hw:1,0)"     # as the sound system says; empty: a pen or phone, whose files are imported
defects = ["left input crackles"]          # known ones; none known: []
[last_self_test]                           # absent: never tested
utc_ms = 1763214402000
passed = true                              # absent: something could not be measured
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal

from atesta.errors import FileFormatError, Where
from atesta.evidence.clock import Clock
from atesta.recording.real_clock import RealClock

Grade = Literal["A", "B", "C", "rehearsal"]
SourceKind = Literal["device", "stream", "file", "import", "typed"]
FIELDS = frozenset({"maker", "model", "serial", "sound_name", "defects", "last_self_test"})


@dataclass(frozen=True, slots=True)
class SelfTest:
    """When it was made and how it ended; `passed` None: something could not be measured."""

    utc_ms: int
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Device:
    maker: str
    model: str
    serial: str
    sound_name: str = ""
    defects: tuple[str, ...] = ()
    last_self_test: SelfTest | None = None

    @property
    def file_name(self) -> str:
        """From maker, model and serial: the same device has the same file."""
        key = "\n".join((self.maker, self.model, self.serial))
        readable = re.sub(r"[^a-z0-9]+", "-", f"{self.maker} {self.model}".lower()).strip("-")[:40]
        return f"{readable or 'device'}-{sha256(key.encode()).hexdigest()[:8]}.toml"

    def as_record(self) -> dict[str, object]:
        """As it stands in a start record."""
        test = self.last_self_test
        return {
            "defects": list(self.defects),
            "last_self_test": {"passed": test.passed, "utc_ms": test.utc_ms} if test else None,
            "maker": self.maker,
            "model": self.model,
            "serial": self.serial,
        }


@dataclass(frozen=True, slots=True)
class Register:
    folder: Path

    def all(self) -> tuple[Device, ...]:
        return tuple(read_device(path) for path in sorted(self.folder.glob("*.toml")))

    def by_sound_name(self, name: str) -> Device | None:
        """The device behind a name of the sound system; an empty name is nobody's."""
        return next((device for device in self.all() if name and device.sound_name == name), None)

    def of_source(self, names: Sequence[str]) -> tuple[Device | None, ...]:
        return tuple(map(self.by_sound_name, names))

    def by_serial(self, serial: str) -> Device | None:
        return next((device for device in self.all() if device.serial == serial), None)

    def put(self, device: Device) -> Path:
        """Writes it, or writes it again. The file appears whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / device.file_name
        fresh = path.with_suffix(".new")
        fresh.write_text(write_device(device), encoding="utf-8")
        fresh.replace(path)
        return path

    def tested(self, device: Device, test: SelfTest) -> Device:
        after = replace(device, last_self_test=test)
        self.put(after)
        return after


def grade(kind: SourceKind, devices: Sequence[Device | None], clock: Clock) -> Grade:
    """What a recording can be at most (spec 4.4). `devices` is what the register knows under each of the source's
    names: only registered devices that passed their last self-test, on the real clock, can be grade A."""
    if kind == "file":
        return "rehearsal"
    if kind == "typed":
        return "C"
    # Exactly that class: anything that only looks like it could have been made to tell another time.
    tested = bool(devices) and all(one is not None and _passed(one.last_self_test) for one in devices)
    return "A" if kind == "device" and tested and type(clock) is RealClock else "B"


def _passed(test: SelfTest | None) -> bool:
    return test is not None and test.passed is True


def write_device(device: Device) -> str:
    lines = [f"{name} = {_quoted(getattr(device, name))}" for name in ("maker", "model", "serial", "sound_name")]
    lines.append(f"defects = [{', '.join(map(_quoted, device.defects))}]")
    if test := device.last_self_test:
        lines += ["[last_self_test]", f"utc_ms = {test.utc_ms}"]
        lines += [] if test.passed is None else [f"passed = {str(test.passed).lower()}"]
    return "\n".join(lines) + "\n"


def read_device(path: Path) -> Device:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _unreadable(path, "it is not TOML in UTF-8") from error
    unknown = sorted(set(table) - FIELDS)
    if unknown:
        raise _unreadable(path, f"it has the unknown field {unknown[0]}")
    words = {name: _text(path, table, name) for name in ("maker", "model", "serial")}
    return Device(
        **words,
        sound_name=_text(path, {"sound_name": "", **table}, "sound_name"),
        defects=_defects(path, table.get("defects", [])),
        last_self_test=_test(path, table.get("last_self_test")),
    )


def _text(path: Path, table: Mapping[str, object], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str):
        raise _unreadable(path, f"{name} is not a text")
    return value


def _defects(path: Path, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(defect, str) for defect in value):
        raise _unreadable(path, "defects is not a list of texts")
    return tuple(value)


def _test(path: Path, value: object) -> SelfTest | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) - {"utc_ms", "passed"} or type(value.get("utc_ms")) is not int:
        raise _unreadable(path, "last_self_test is not utc_ms and passed")
    if not isinstance(value.get("passed"), bool | None):
        raise _unreadable(path, "passed is not true or false")
    return SelfTest(value["utc_ms"], value.get("passed"))


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's too, but for the one control character that JSON leaves as it
    is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _unreadable(path: Path, what: str) -> FileFormatError:
    return FileFormatError(
        f"The device file {path.name} cannot be used: {what}.",
        "A recording with a device that is not in the register is at most grade B.",
        "Mend the file, or register the device again.",
        key="device_file",
        where=Where.of(path.name),
    )
