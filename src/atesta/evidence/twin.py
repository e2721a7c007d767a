"""The redacted twin: seconds left out become silence, and their salts stay behind (docs/spec/bundle.md, 4.3).

The chain comes along whole, so the twin still proves each segment that it keeps; of one left out only a commitment is
there, from which not even silence could be guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from atesta.errors import EvidenceError
from atesta.evidence import canonical, vcon
from atesta.evidence.archive import Content, Files, Held
from atesta.evidence.chain import Segment, Start, read_line
from atesta.evidence.digest import hex_of, salt_of
from atesta.evidence.seal import Original, Parts, as_line
from atesta.evidence.verify_answer import Span
from atesta.evidence.verify_files import json_line
from atesta.evidence.wav import HEADER_BYTES

KEPT = ("data/chain.jsonl", "data/device.pem", "data/sheet.json")


class TwinError(EvidenceError):
    """A redacted twin cannot be made of this."""


@dataclass(frozen=True, slots=True)
class _Of:
    """A file of the original, read again when the twin is written."""

    files: Files
    name: str

    def chunks(self) -> Iterator[bytes]:
        return self.files.chunks(self.name)


@dataclass(frozen=True, slots=True)
class _Silenced:
    """The sound with these bytes as zeros: (from, to) in order, none overlapping."""

    files: Files
    ranges: tuple[tuple[int, int], ...]

    def chunks(self) -> Iterator[bytes]:
        at = 0
        for chunk in self.files.chunks("data/audio.wav"):
            yield self._without(chunk, at)
            at += len(chunk)

    def _without(self, chunk: bytes, at: int) -> bytes:
        touched = [(max(a - at, 0), min(b - at, len(chunk))) for a, b in self.ranges if a < at + len(chunk) and b > at]
        if not touched:
            return chunk
        made = bytearray(chunk)
        for a, b in touched:
            made[a:b] = bytes(b - a)
        return bytes(made)


def twin(
    original: Files, leave_out: Iterable[Span], id_: str, agent: str, readmes: Mapping[str, bytes], created_utc_ms: int
) -> Parts:
    """The parts of a twin of a recording, for `seal`. A segment that `leave_out` (seconds) touches is left out whole.

    Check the original first: a twin proves its segments only as far as the original does.
    """
    start, segments = _read_chain(original)
    dropped = _dropped(start, segments, leave_out)
    gone = {segment.n for segment in dropped}
    key = _salt_key(original)
    salts: dict[str, canonical.Json] = {str(one.n): salt_of(key, one.n).hex() for one in segments if one.n not in gone}
    sound = _Silenced(original, tuple(_bytes_of(segment, start) for segment in dropped))
    heard = vcon.Dialog("data/audio.wav", start.utc_ms, _seconds(segments, start), vcon.content_hash(sound))
    files: dict[str, Content] = {
        **{name: _Of(original, name) for name in KEPT},
        "data/audio.wav": sound,
        "data/opening.json": Held(as_line({"salts": salts})),
        "data/conversation.vcon.json": Held(
            vcon.write(id_, created_utc_ms, start.about, (heard,), mandate=False, redacted_from=start.id)
        ),
    }
    about = Original(start.id, hex_of(b"".join(original.chunks("seal/tagmanifest.sig"))))
    return Parts("redacted", id_, agent, files, readmes, about=about)


def left_out(original: Files, leave_out: Iterable[Span]) -> tuple[Span, ...]:
    """The seconds that such a twin leaves out: whole segments, those side by side as one span."""
    start, segments = _read_chain(original)
    spans = list[Span]()
    for segment in _dropped(start, segments, leave_out):
        first, last = segment.at / start.rate, (segment.at + segment.frames) / start.rate
        if spans and spans[-1][1] == first:
            first = spans.pop()[0]
        spans.append((first, last))
    return tuple(spans)


def _dropped(start: Start, segments: tuple[Segment, ...], leave_out: Iterable[Span]) -> list[Segment]:
    spans = tuple(span for span in leave_out if span[0] < span[1])
    found = [segment for segment in segments if any(_touches(segment, start, span) for span in spans)]
    if not found:
        raise _refusal("None of these seconds are in the recording.", key="twin_without_seconds")
    if len(found) == len(segments):
        raise _refusal("Nothing of the recording would be left.", key="twin_of_nothing")
    return found


def _read_chain(original: Files) -> tuple[Start, tuple[Segment, ...]]:
    if not {"data/chain.jsonl", "data/audio.wav", "data/opening.json"} <= set(original.sizes):
        raise _refusal("This is no recording.")
    records = [read_line(line).record for line in _lines(original.chunks("data/chain.jsonl"))]
    start = records[0]
    if not isinstance(start, Start):
        raise _refusal("Its chain has no start record.")
    return start, tuple(record for record in records if isinstance(record, Segment))


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line + b"\n" for line in whole)


def _salt_key(original: Files) -> bytes:
    opening = json_line(b"".join(original.chunks("data/opening.json")), "data/opening.json")
    if "salt_key" not in opening:
        raise _refusal("It is a redacted twin itself; more can be left out only of the original.", key="twin_of_a_twin")
    return bytes.fromhex(str(opening["salt_key"]))


def _touches(segment: Segment, start: Start, span: Span) -> bool:
    return segment.at < span[1] * start.rate and span[0] * start.rate < segment.at + segment.frames


def _bytes_of(segment: Segment, start: Start) -> tuple[int, int]:
    frame = 2 * start.channels
    return HEADER_BYTES + segment.at * frame, HEADER_BYTES + (segment.at + segment.frames) * frame


def _seconds(segments: tuple[Segment, ...], start: Start) -> int:
    return (segments[-1].at + segments[-1].frames) // start.rate


def _refusal(what: str, key: str = "twin_of_no_recording") -> TwinError:
    why = "There is nothing that could be left out of it."
    return TwinError(what, why, "Name the original, and seconds that it has.", key=key)
