"""The sound of a bundle as a picture: how loud it was, and what happened when. Numbers only; `sheet.typ` draws them."""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from atesta.errors import EvidenceError
from atesta.evidence.archive import Files
from atesta.evidence.chain import End, Event, Record, Start, read_line
from atesta.evidence.wav import HEADER_BYTES
from atesta.recording.decoded import opened, pcm_of
from atesta.recording.levels import samples_of
from atesta.recording.pcm import PcmReader

COLUMNS = 600
FINE_MS = 50
MOST_MARKS = 12
MOST_GAPS = 200
MOST_DECODED = 64 << 20
MARKS = ("dialled", "ring", "answered", "notice", "identified", "hold")
GAPS = ("pause", "xrun", "suspended", "device_lost")
NOTES = ("clock_step", "low_space", "low_battery")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at this millisecond; `id` is a key of `sheet.mark`."""

    ms: int
    id: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`waves` has for each channel the peaks (0 to 100) of equal parts of the whole; empty: nothing could be drawn."""

    milliseconds: int = 0
    waves: tuple[tuple[int, ...], ...] = ()
    marks: tuple[Mark, ...] = ()
    gaps: tuple[Mark, ...] = ()
    more: int = 0
    ended: bool = True


@dataclass(slots=True)
class _Peaks:
    """The loudest sample of each twentieth of a second, by channel."""

    rate: int
    channels: int
    frames: int = 0
    fine: tuple[array[int], ...] = ()
    _rest: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        self.fine = tuple(array("i") for _ in range(self.channels))

    def feed(self, pcm: bytes) -> None:
        step = max(self.rate * FINE_MS // 1000, 1) * 2 * self.channels
        data = self._rest + pcm
        whole = len(data) - len(data) % step
        self._rest = data[whole:]
        self._add(data[:whole], step)

    def close(self) -> None:
        self._add(self._rest, len(self._rest) or 1)

    def _add(self, data: bytes, step: int) -> None:
        for at in range(0, len(data), step):
            samples = samples_of(memoryview(data)[at : at + step], self.channels)
            self.frames += len(samples)
            for channel, peaks in enumerate(self.fine):
                column = samples[:, channel]
                peaks.append(max(int(column.max()), -int(column.min())))

    def waves(self) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(_columns(peaks)) for peaks in self.fine) if self.frames else ()


def picture(files: Files, heard_ms: int | None) -> Picture:
    """Reads the sound once. What cannot be drawn is left out; a bundle without a sound has no picture."""
    records = _records(files)
    start = records[0] if records else None
    if not isinstance(start, Start):
        return Picture()
    peaks = _recorded(files, start) if start.rate else _brought(files)
    if peaks is None or not peaks.frames:
        return Picture()
    peaks.close()
    milliseconds = max(peaks.frames * 1000 // peaks.rate, 1)
    events = [record for record in records if isinstance(record, Event)]
    rate = start.rate or peaks.rate
    marks = [Mark(event.at * 1000 // rate, event.event) for event in events if _is_mark(event)]
    marks += [Mark(heard_ms, "heard")] if heard_ms is not None else []
    gaps = [Mark(event.at * 1000 // rate, event.event) for event in events if event.event in GAPS]
    notes = [Mark(event.at * 1000 // rate, event.event) for event in events if event.event in NOTES]
    listed = sorted((*marks, *gaps, *notes), key=lambda mark: mark.ms)
    return Picture(
        milliseconds,
        peaks.waves(),
        tuple(_within(listed, milliseconds)[:MOST_MARKS]),
        tuple(_within(gaps, milliseconds)[:MOST_GAPS]),
        max(len(listed) - MOST_MARKS, 0),
        isinstance(records[-1], End),
    )


def _within(marks: list[Mark], milliseconds: int) -> list[Mark]:
    return [mark for mark in marks if 0 <= mark.ms <= milliseconds]


def _is_mark(event: Event) -> bool:
    return event.event in MARKS and not (event.event == "ring" and event.detail.get("by") == "sound")


def _records(files: Files) -> list[Record]:
    """All but segments and blocks. A broken line ends it: the check says what is broken."""
    found: list[Record] = []
    for line in _lines(files.chunks("data/chain.jsonl")):
        try:
            record = read_line(line).record
        except (EvidenceError, ValueError):
            break
        if isinstance(record, Start | Event | End):
            found.append(record)
    return found


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line + b"\n" for line in whole)


def _recorded(files: Files, start: Start) -> _Peaks | None:
    if "data/audio.wav" not in files.sizes or start.channels not in (1, 2):
        return None
    peaks, skip = _Peaks(start.rate, start.channels), HEADER_BYTES
    for chunk in files.chunks("data/audio.wav"):
        peaks.feed(chunk[skip:])
        skip = max(skip - len(chunk), 0)
    return peaks


def _brought(files: Files) -> _Peaks | None:
    """The first file: PCM WAV by ourselves, another by its decoder where it is installed."""
    name = next((name for name in sorted(files.sizes) if name.startswith("data/original-1.")), None)
    if name is None:
        return None
    reader, peaks = PcmReader(), None
    for chunk in files.chunks(name):
        pcm = reader.take(chunk)
        if reader.other:
            return _decoded(files, name)
        if peaks is None and reader.shape:
            peaks = _Peaks(reader.shape.rate, reader.shape.channels)
        if peaks:
            peaks.feed(pcm)
    return peaks


def _decoded(files: Files, name: str) -> _Peaks | None:
    if files.sizes[name] > MOST_DECODED:
        return None
    try:
        import soundfile
    except (ImportError, OSError):
        return None
    held = io.BytesIO(b"".join(files.chunks(name)))
    try:
        with opened(held, name.rpartition(".")[2]) as sound:
            if sound.channels not in (1, 2):
                return None
            peaks = _Peaks(sound.samplerate, sound.channels)
            for pcm in pcm_of(sound):
                peaks.feed(pcm)
            return peaks
    except (soundfile.SoundFileError, ValueError, OSError):
        return None


def _columns(peaks: array[int]) -> Iterator[int]:
    """The loudest of each column, as a share of full scale, in hundredths; the root makes quiet voices visible."""
    count = min(COLUMNS, len(peaks))
    for column in range(count):
        part = peaks[column * len(peaks) // count : (column + 1) * len(peaks) // count]
        yield round((max(part) / 32768) ** 0.5 * 100)
