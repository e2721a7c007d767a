"""What a recording can be at most, from where its sound came (spec 4.4). Nobody may choose it: there is no such option.

A: registered devices that passed their self-test, on the real clock. B: any other live sound. Rehearsal: a file that
was played in.
"""

from __future__ import annotations

from dataclasses import dataclass

from atesta.evidence.canonical import Json
from atesta.evidence.clock import Clock
from atesta.recording.device import Device, Grade, Register, grade
from atesta.recording.source import Kind, Source

SIDES = ("agent", "debtor")


@dataclass(frozen=True, slots=True)
class Origin:
    """As the start record names it."""

    kind: Kind
    grade: Grade
    device: dict[str, Json] | None

    @property
    def source(self) -> dict[str, Json]:
        return {"grade": self.grade, "kind": self.kind}

    @property
    def rehearsal(self) -> bool:
        return self.grade == "rehearsal"


def origin_of(source: Source, register: Register, clock: Clock) -> Origin:
    """The sound system's own names are looked up, never what somebody calls his device."""
    found = register.of_source(source.names) if source.kind == "device" else ()
    return Origin(source.kind, grade(source.kind, found, clock), _record(found))


def _record(found: tuple[Device | None, ...]) -> dict[str, Json] | None:
    """One device as itself, two by what each of them records."""
    records = {side: _one(device) for side, device in zip(SIDES, found, strict=False) if device}
    if len(found) == 1:
        return records.get("agent")
    return dict(records) or None


def _one(device: Device) -> dict[str, Json]:
    return device.as_record()  # type: ignore[return-value]  # whole numbers, texts and null only
