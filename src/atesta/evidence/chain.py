"""The live chain (spec 4): records, their one form, their order, and the links that bind each to all before it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from atesta.errors import FormError
from atesta.evidence import canonical
from atesta.evidence.canonical import Json
from atesta.evidence.digest import FIRST, RECORD, chain_hash
from atesta.evidence.keys import Key, PublicKey, sign_raw, verify_raw

LONGEST_LINE = 64 * 1024
"""A start record with its preflight is some 2 kB; a reader's memory is finite."""
GRADES = {"device": ("A", "B"), "stream": ("B", "C"), "file": ("rehearsal",), "import": ("B", "C")}
"""Which grades a source may have at most; a file that is fed in can never look like a recording."""
EVENTS = frozenset(
    {
        "armed",
        "dialled",
        "ring",
        "answered",
        "notice",
        "identified",
        "pause",
        "resume",
        "hold",
        "low_space",
        "low_battery",
        "xrun",
        "clock_step",
        "network_loss",
        "network_back",
        "device_lost",
        "suspended",
        "logged",
        "drift",
    }
)
REASONS = frozenset({"asked", "device_lost", "no_space", "write_failed", "source_ended", "imported"})
CUTTING = frozenset(("pause", "device_lost"))
"""Events before which a segment may be shorter than two seconds."""


@dataclass(frozen=True)
class Start:
    """Stands first and says what is about to be recorded, by what, for whom."""

    kind: ClassVar[str] = "start"
    about: dict[str, Json]
    bits: int
    channels: int
    device: dict[str, Json] | None
    device_cert: str
    frames_per_segment: int
    id: str
    keeper: str | None
    keeper_is_recorder: bool
    log: dict[str, Json] | None
    mono_us: int
    preflight: dict[str, Json]
    rate: int
    seq: int
    source: dict[str, Json]
    utc_ms: int
    v: int = 1


@dataclass(frozen=True)
class Segment:
    """Two seconds of sound."""

    kind: ClassVar[str] = "segment"
    at: int
    c: str
    frames: int
    mono_us: int
    n: int
    seq: int
    utc_ms: int
    xruns: int


@dataclass(frozen=True)
class Block:
    """Some bytes of a file that came from elsewhere."""

    kind: ClassVar[str] = "block"
    c: str
    file: int
    from_ms: int | None
    len: int
    n: int
    off: int
    seq: int
    to_ms: int | None


@dataclass(frozen=True)
class Event:
    """Something that happened at frame `at`."""

    kind: ClassVar[str] = "event"
    at: int
    detail: dict[str, Json]
    event: str
    mono_us: int
    seq: int
    utc_ms: int


@dataclass(frozen=True)
class End:
    """Stands last; nothing follows it."""

    kind: ClassVar[str] = "end"
    at: int
    mono_us: int
    reason: str
    segments: int
    seq: int
    utc_ms: int


Record = Start | Segment | Block | Event | End


@dataclass(frozen=True)
class Link:
    """One line: a record, bound to all before it and signed by the recording key. `raw` is the record as written."""

    h: bytes
    record: Record
    s: bytes
    raw: bytes = field(repr=False)


def body(record: Record) -> bytes:
    """A record in canonical JSON; one that the format does not have is refused before it is signed."""
    if isinstance(record, Segment):
        quick = _SEGMENT_TEXT % vars(record)
        if _SEGMENT_FORM.fullmatch(quick):
            return quick.encode()
    value: dict[str, Json] = {"kind": record.kind, **vars(record)}
    _check(value)
    return canonical.write(value)


def line(link: Link) -> bytes:
    """The line of 4.1 with its line feed."""
    return _HEAD + link.h.hex().encode() + _MIDDLE + link.raw + _TAIL + base64url(link.s) + _END


def read_line(data: bytes) -> Link:
    """A link from one line with its line feed. Its form is checked here; hash, signature and order are asked apart."""
    if not data.endswith(_END) or len(data) > LONGEST_LINE:
        raise _refusal("A line of the chain is cut off or too long")
    if quick := _SEGMENT_LINE.fullmatch(data):
        return _segment_link(quick)
    value = canonical.read_object(data[:-1], "A line of the chain")
    h, r, s = value.get("h"), value.get("r"), value.get("s")
    if len(value) != 3 or not isinstance(r, dict) or not _hex64(h) or not isinstance(s, str) or len(s) != 86:
        raise _refusal("A line of the chain is not h, r and s")
    signature = _from_base64url(s)
    _check(r)
    fields = {key: item for key, item in r.items() if key != "kind"}
    record: Record = _KINDS[str(r["kind"])](**fields)  # type: ignore[arg-type]  # _check saw each of them
    return Link(bytes.fromhex(str(h)), record, signature, data[_BEFORE_RECORD:-_AFTER_RECORD])


def hash_fits(link: Link, prev: bytes) -> bool:
    """Whether a link follows the one with the hash `prev` (spec 4.2)."""
    return link.h == chain_hash(prev, link.raw)


def signature_fits(link: Link, public: PublicKey) -> bool:
    """Whether the recording key signed it."""
    return verify_raw(public, link.s, RECORD + link.h)


class Chain:
    """The end of a chain that grows: makes the next link, and moves on only when the caller has it on the medium."""

    def __init__(self, key: Key) -> None:
        self._key: Key | None = key
        self.prev = FIRST
        self.seq = 0

    def link(self, record: Record) -> Link:
        if self._key is None or record.seq != self.seq:
            raise ValueError("a closed chain, or a record out of turn")  # ours, never a file's
        raw = body(record)
        h = chain_hash(self.prev, raw)
        return Link(h, record, sign_raw(self._key, RECORD + h), raw)

    def take(self, link: Link) -> None:
        self.prev, self.seq = link.h, link.record.seq + 1

    def close(self) -> None:
        """Drops the private key: nobody, we included, can lengthen this chain any more."""
        self._key = None


class Order:
    """Follows a chain from its start and tells the first thing that is out of order (spec 4.4)."""

    def __init__(self) -> None:
        self.start: Start | None = None
        self.seq = 0
        self.n = 0
        self.frames = 0
        self.end: End | None = None
        self._short = False
        self._paused = False

    def add(self, record: Record) -> bool:
        """Whether this record may stand here; after a no, nothing more is asked."""
        if record.seq != self.seq or self.end or (self.seq == 0) != isinstance(record, Start):
            return False
        self.seq += 1
        if isinstance(record, Start):
            self.start = record
            return True
        return self._may_follow(record)

    def _may_follow(self, record: Record) -> bool:
        cuts = isinstance(record, End) or (isinstance(record, Event) and record.event in CUTTING)
        if self._short and not cuts:
            return False
        self._short = False
        if isinstance(record, Segment):
            return self._segment(record)
        if isinstance(record, End):
            self.end = record
            return record.segments == self.n and record.at == self.frames
        if isinstance(record, Event):
            return self._event(record)
        return isinstance(record, Block) and self._block(record)

    def _segment(self, record: Segment) -> bool:
        assert self.start
        whole = self.start.frames_per_segment
        fits = record.n == self.n and record.at == self.frames and 0 < record.frames <= whole and not self._paused
        self.n += 1
        self.frames += record.frames
        self._short = record.frames < whole
        return fits and self.start.source["kind"] != "import"

    def _event(self, record: Event) -> bool:
        assert self.start
        if record.event in ("pause", "resume"):
            turned = self._paused != (record.event == "pause")
            self._paused = record.event == "pause"
            return turned and record.at == self.frames
        return record.at <= self.frames + self.start.frames_per_segment  # what was found late lies behind

    def _block(self, record: Block) -> bool:
        assert self.start
        fits = record.n == self.n
        self.n += 1
        return fits and self.start.source["kind"] == "import"


_HEAD, _MIDDLE, _TAIL, _END = b'{"h":"', b'","r":', b',"s":"', b'"}\n'
_BEFORE_RECORD = len(_HEAD) + 64 + len(_MIDDLE)
_AFTER_RECORD = len(_TAIL) + 86 + len(_END)


# A call of an hour has 1,800 segments and a dozen other records. These say the same of a segment as the tables below,
# ten times quicker: numbers of up to 15 digits, which is what canonical JSON writes; any other goes the long way.
_SEGMENT_TEXT = (
    '{"at":%(at)s,"c":"%(c)s","frames":%(frames)s,"kind":"segment","mono_us":%(mono_us)s,'
    '"n":%(n)s,"seq":%(seq)s,"utc_ms":%(utc_ms)s,"xruns":%(xruns)s}'
)
_NUMBER, _HASH = "(0|[1-9][0-9]{0,14})", "([0-9a-f]{64})"
_SEGMENT_PATTERN = re.escape(_SEGMENT_TEXT.replace("%(c)s", "C")).replace("C", _HASH)
_SEGMENT_PATTERN = re.sub(r"%\\\(\w+\\\)s", lambda _: _NUMBER, _SEGMENT_PATTERN)
_SEGMENT_FORM = re.compile(_SEGMENT_PATTERN)
_SEGMENT_LINE = re.compile(
    (r'\{"h":"' + _HASH + r'","r":(' + _SEGMENT_PATTERN + r'),"s":"([A-Za-z0-9_-]{85}[AQgw])"\}\n').encode()
)


def _segment_link(found: re.Match[bytes]) -> Link:
    h, raw, at, c, frames, mono, n, seq, utc, xruns, s = found.groups()
    segment = Segment(int(at), c.decode(), int(frames), int(mono), int(n), int(seq), int(utc), int(xruns))
    return Link(bytes.fromhex(h.decode()), segment, base64.urlsafe_b64decode(s + b"=="), raw)


def base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _from_base64url(text: str) -> bytes:
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise _refusal("A signature in the chain is not base64url") from error
    if base64url(found) != text.encode():  # spare bits or letters that the decoder passes over
        raise _refusal("A signature in the chain is not in its one form")
    return found


_HEX64 = re.compile("[0-9a-f]{64}")
_HEX32 = re.compile("[0-9a-f]{32}")


def _hex64(value: Json) -> bool:
    return isinstance(value, str) and _HEX64.fullmatch(value) is not None


def _id(value: Json) -> bool:
    return isinstance(value, str) and _HEX32.fullmatch(value) is not None


def _number(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _number_or_null(value: Json) -> bool:
    return value is None or _number(value)


def _any_number(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _object(value: Json) -> bool:
    return isinstance(value, dict)


def _object_or_null(value: Json) -> bool:
    return value is None or isinstance(value, dict)


def _source(value: Json) -> bool:
    if not isinstance(value, dict) or value.keys() != {"grade", "kind"}:
        return False
    return value["grade"] in GRADES.get(str(value["kind"]), ())


def _log(value: Json) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or value.keys() != {"origin", "root", "size"}:
        return False
    return isinstance(value["origin"], str) and _hex64(value["root"]) and _number(value["size"])


_FORMS: dict[str, dict[str, Callable[[Json], bool]]] = {
    "start": {
        "about": _object,
        "bits": lambda value: value in (0, 16) and _number(value),
        "channels": lambda value: value in (0, 1, 2) and _number(value),
        "device": _object_or_null,
        "device_cert": _hex64,
        "frames_per_segment": _number,
        "id": _id,
        "keeper": lambda value: value is None or _hex64(value),
        "keeper_is_recorder": lambda value: isinstance(value, bool),
        "log": _log,
        "mono_us": _any_number,
        "preflight": _object,
        "rate": _number,
        "seq": _number,
        "source": _source,
        "utc_ms": _any_number,
        "v": lambda value: _number(value) and value == 1,
    },
    "segment": {
        "at": _number,
        "c": _hex64,
        "frames": _number,
        "mono_us": _any_number,
        "n": _number,
        "seq": _number,
        "utc_ms": _any_number,
        "xruns": _number,
    },
    "block": {
        "c": _hex64,
        "file": _number,
        "from_ms": _number_or_null,
        "len": _number,
        "n": _number,
        "off": _number,
        "seq": _number,
        "to_ms": _number_or_null,
    },
    "event": {
        "at": _number,
        "detail": _object,
        "event": lambda value: isinstance(value, str) and value in EVENTS,
        "mono_us": _any_number,
        "seq": _number,
        "utc_ms": _any_number,
    },
    "end": {
        "at": _number,
        "mono_us": _any_number,
        "reason": lambda value: isinstance(value, str) and value in REASONS,
        "segments": _number,
        "seq": _number,
        "utc_ms": _any_number,
    },
}
_KINDS: dict[str, type[Start | Segment | Block | Event | End]] = {
    kind.kind: kind for kind in (Start, Segment, Block, Event, End)
}


def _check(value: dict[str, Json]) -> None:
    form = _FORMS.get(str(value.get("kind")))
    if form is None or value.keys() != form.keys() | {"kind"}:
        raise _refusal("A record of the chain has other fields than its kind has")
    for name, fits in form.items():
        if not fits(value[name]):
            raise _refusal(f"The field {name} of a {value['kind']} record is not what it may be")
    if value["kind"] == "start":
        _check_start(value)


def _check_start(value: dict[str, Json]) -> None:
    source, rate, whole = value["source"], value["rate"], value["frames_per_segment"]
    assert isinstance(source, dict) and isinstance(rate, int)
    if source["kind"] == "import":
        fits = (rate, whole, value["bits"], value["channels"], value["keeper"]) == (0, 0, 0, 0, None)
    else:
        fits = rate > 0 and whole == 2 * rate and value["bits"] == 16 and value["channels"] != 0
        fits = fits and value["keeper"] is not None
    if source["grade"] == "A" and value["device"] is None:
        fits = False
    if not fits:
        raise _refusal("Rate, channels, keeper, device and source of the start record do not belong together")


def _refusal(what: str) -> FormError:
    return FormError(f"{what}.", "What stands there cannot be told from a change.", "Use the recording as it was made.")
