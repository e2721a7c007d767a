"""The procedure sheet: eight steps (A5.1 to A5.3), each with what was measured, worked out from chain and sound alone.

A verifier works it out again (spec 8, step 12), so it is a pure function of both, in whole numbers. A step is `met`,
`failed`, `unknown` (it could not be measured, and that is not passed) or `not_applicable`; `why` names the reasons in
words that the catalogue has (`sheet.why.<step>.<reason>`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from atesta.evidence.canonical import Json
from atesta.evidence.chain import Block, End, Event, Record, Segment, Start, read_line
from atesta.evidence.material import Material
from atesta.evidence.verify_answer import Findings
from atesta.evidence.verify_clock import Clocks
from atesta.recording.hearing import RATES, Heard, Hearing
from atesta.recording.pcm import PcmReader
from atesta.recording.sheet_steps import Account, steps

FORMAT = "atesta.sheet/1"
ASKED = frozenset({"armed", "dialled", "ring", "answered", "notice", "identified"})
DETAILS = ("by", "challenge", "incoming", "last_digits", "met", "name")
MOST_EVENTS = 10_000
"""Of those that are asked about one by one; a hostile chain may have more, a call has a dozen."""
MOST_WAITING = 4 << 20
"""A block's bytes come before its record; our own blocks hold two seconds of sound or 64 KiB."""


@dataclass
class _Gathering:
    """What the records say, as they come by. Only what the steps ask for is kept."""

    start: Start
    events: list[Event] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    segments: int = 0
    xruns: int = 0
    files: set[int] = field(default_factory=set)
    end: End | None = None

    def add(self, record: Record) -> None:
        if isinstance(record, Segment):
            self.segments += 1
            self.xruns += record.xruns
        elif isinstance(record, Block):
            self.files.add(record.file)
        elif isinstance(record, Event):
            self._event(record)
        elif isinstance(record, End):
            self.end = record

    @property
    def too_many(self) -> bool:
        return len(self.events) > MOST_EVENTS

    def _event(self, event: Event) -> None:
        self.counts[event.event] += 1
        if event.event in ASKED and not self.too_many:
            self.events.append(replace(event, detail=_short(event.detail)))


def _short(detail: dict[str, Json]) -> dict[str, Json]:
    """Only the words that the steps ask for: a record may be 64 KiB long."""
    found = {name: detail.get(name) for name in DETAILS}
    return {name: value for name, value in found.items() if isinstance(value, bool | str) and len(str(value)) <= 20}


class Work:
    """Follows chain and sound together (`evidence.verify_chain.SheetWork`). For an import the sound is the bytes of its
    files, of which only PCM WAV can be measured in the same way everywhere."""

    def __init__(self, start: Start) -> None:
        self._gathered = _Gathering(start)
        self._findings = Findings()
        self._live = start.source["kind"] != "import"
        self._clocks = Clocks(start, self._findings) if self._live else None
        self._hearing = Hearing(start.rate, start.channels) if self._live and start.rate in RATES else None
        self._pcm = PcmReader()
        self._waiting: list[bytes] = []
        self._too_long = False

    def sound(self, data: bytes) -> None:
        """Bytes of the segment or block whose record comes next."""
        if self._live:
            if self._hearing:
                self._hearing.feed(data)
        elif not self._too_long:
            self._waiting.append(data)
            self._too_long = sum(map(len, self._waiting)) > MOST_WAITING

    def record(self, record: Record) -> None:
        self._gathered.add(record)
        if isinstance(record, Block):
            self._block(record)
        elif self._clocks and not isinstance(record, Start):
            self._clocks.add(record)

    def result(self) -> dict[str, Json] | None:
        """The sheet; None where the sound cannot be measured here as it was when it was sealed."""
        typed = self._gathered.start.source["grade"] == "C" and not self._live
        if self._gathered.too_many or (not typed and (self._hearing is None or self._too_long)):
            return None
        return self.sheet(self._hearing.heard() if self._hearing and not typed else None)

    def sheet(self, heard: Heard | None) -> dict[str, Json]:
        """The sheet with a hearing of one's own: that of a format which only a decoder reads."""
        if self._clocks:
            self._clocks.close()
        gathered = self._gathered
        account = Account(
            gathered.start,
            tuple(gathered.events),
            gathered.counts,
            gathered.segments,
            gathered.xruns,
            len(gathered.files),
            gathered.end,
            frozenset(reason.id for reason in self._findings.reasons),
            heard,
        )
        return as_record(account)

    def _block(self, block: Block) -> None:
        """The first file is the one that is measured."""
        waiting, self._waiting = self._waiting, []
        if block.file != 1 or self._pcm.other or self._too_long:
            return
        for data in waiting:
            pcm = self._pcm.take(data)
            if self._hearing is None and self._pcm.shape:
                self._hearing = Hearing(self._pcm.shape.rate, self._pcm.shape.channels)
            if self._hearing:
                self._hearing.feed(pcm)


def as_record(account: Account) -> dict[str, Json]:
    """`data/sheet.json`."""
    heard, start = account.heard, account.start
    return {
        "format": FORMAT,
        "grade": start.source["grade"],
        "milliseconds": heard.milliseconds if heard else None,
        "partial": account.end is None,
        "source": start.source["kind"],
        "steps": [step.as_record() for step in steps(account)],
    }


def of_recording(material: Material) -> dict[str, Json]:
    """The sheet of a recording that has ended or was recovered, before it is sealed."""
    work = Work(material.start)
    sound = material.audio()
    next(sound)  # the header
    for line in material.lines():
        record = read_line(line).record
        if isinstance(record, Segment):
            work.sound(next(sound))
        work.record(record)
    result = work.result()
    return result if result is not None else work.sheet(None)


def failed(sheet: Mapping[str, Json]) -> tuple[str, ...]:
    return _in_state(sheet, "failed")


def unknown(sheet: Mapping[str, Json]) -> tuple[str, ...]:
    return _in_state(sheet, "unknown")


def _in_state(sheet: Mapping[str, Json], state: str) -> tuple[str, ...]:
    found = sheet.get("steps")
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return tuple(str(row.get("id")) for row in rows if row.get("state") == state)
