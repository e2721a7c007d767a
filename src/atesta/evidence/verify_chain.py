"""Step 7 of the specification's section 8: the chain against its key, its order and the bytes that it commits to.

Chain and sound are read side by side, once, so that a call of six hours needs no more memory than one of a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from atesta.errors import EvidenceError
from atesta.evidence import chain, digest, keys, wav
from atesta.evidence.anchors import Anchors
from atesta.evidence.canonical import Json
from atesta.evidence.chain import Block, End, Link, Order, Record, Segment, Start
from atesta.evidence.verify_answer import Span
from atesta.evidence.verify_clock import Clocks
from atesta.evidence.verify_files import ORIGINAL, Reading, read_json
from atesta.evidence.verify_seal import Signer, anchor_of, check_revoked
from atesta.evidence.verify_signatures import Signatures

MOST_LINES = 400_000
"""Nine days of two seconds each, or 4 GiB in blocks; a longer chain is not read on."""

Salt = Callable[[int], bytes | None]


class SheetWork(Protocol):
    """Works the procedure sheet out again (step 12) from what the chain and the sound say, as they come by."""

    def record(self, record: Record) -> None: ...

    def sound(self, data: bytes) -> None: ...

    def result(self) -> dict[str, Json] | None:
        """The sheet, or None where it cannot be worked out from what there is."""
        ...


SheetMaker = Callable[[Start], SheetWork]


class Stream:
    """A file's bytes in the portions that the chain asks for."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self.taken = 0

    def take(self, size: int) -> Iterator[memoryview]:
        """At most `size` bytes, in pieces; fewer where the file ends."""
        while size:
            if not self._rest:
                chunk = next(self._chunks, None)
                if chunk is None:
                    return
                self._rest = memoryview(chunk)
            piece, self._rest = self._rest[:size], self._rest[size:]
            size -= len(piece)
            self.taken += len(piece)
            yield piece

    def skip_to_end(self) -> int:
        """How many bytes nobody asked for."""
        return sum(len(piece) for piece in self.take(1 << 62))


@dataclass(slots=True)
class Walked:
    """What the walk learnt for the later steps."""

    start: Start | None = None
    first_h: bytes = b""
    hashes: bytearray = field(default_factory=bytearray)  # of each record, 32 bytes: the log may show any of them
    end: End | None = None
    last_utc_ms: int | None = None
    sheet: SheetWork | None = None
    left_out: list[Span] = field(default_factory=list)
    seconds: float | None = None
    about: bool = False


def check_chain(reading: Reading, signer: Signer, anchors: Anchors, make_sheet: SheetMaker | None) -> Walked:
    """Step 7 and, as the records come by, step 8."""
    walk = _Walk(reading, make_sheet)
    walk.key = _recording_key(reading, signer, anchors)
    salt = _salts(reading)
    with ExitStack() as opened:
        if walk.key:
            walk.signatures = opened.enter_context(Signatures(walk.key.public))
        _walk_through(walk, reading, salt)
    return walk.walked


def _walk_through(walk: _Walk, reading: Reading, salt: Salt) -> None:
    if reading.has("data/chain.jsonl"):
        for number, text in enumerate(_lines(reading.stream("data/chain.jsonl"))):
            if number == MOST_LINES:
                reading.findings.cannot("chain_long", "chain", lines=MOST_LINES)
                break
            walk.line(number, text, salt)
        walk.close()


class _Walk:
    def __init__(self, reading: Reading, make_sheet: SheetMaker | None) -> None:
        self.reading, self.findings = reading, reading.findings
        self.key: RecordingKey | None = None
        self.signatures: Signatures | None = None
        self.walked = Walked()
        self._make_sheet = make_sheet
        self._order, self._in_order = Order(), True
        self._prev: bytes | None = digest.FIRST
        self._clocks: Clocks | None = None
        self._sound: Stream | None = None
        self._file = 0

    def line(self, number: int, text: bytes, salt: Salt) -> None:
        try:
            link = chain.read_line(text)
        except (EvidenceError, ValueError, TypeError):
            self.findings.changed("chain_form", "chain", line=number + 1)
            self._prev = None  # the next cannot be asked whether it follows
            self.walked.hashes += bytes(32)
            return
        record = link.record
        if isinstance(record, Start) and self.walked.start is None:
            self._begin(record, link)
        self._link(link)
        if self._in_order and not self._order.add(record):
            self._in_order = False
            self.findings.changed("chain_order", "chain", self._span(record), record=record.seq)
        if self.walked.start and isinstance(record, Segment):
            self._segment(record, salt)
        elif self.walked.start and isinstance(record, Block):
            self._block(record, salt)
        if self._clocks and self._in_order:
            self._clocks.add(record)
        if self.walked.sheet:
            self.walked.sheet.record(record)
        if not isinstance(record, Block):
            self.walked.last_utc_ms = record.utc_ms

    def _begin(self, start: Start, link: Link) -> None:
        self.walked.start, self.walked.first_h = start, link.h
        _check_start(self.reading, start, self.key)
        if self._make_sheet:
            self.walked.sheet = self._make_sheet(start)
        if start.rate:
            self._clocks = Clocks(start, self.findings)
            self._sound = _open_sound(self.reading, start)

    def _link(self, link: Link) -> None:
        if self._prev is not None and not chain.hash_fits(link, self._prev):
            self.findings.changed("chain_link", "chain", self._span(link.record), record=link.record.seq)
        if self.signatures:
            self.signatures.add(link, self._span(link.record))
        self._prev = link.h
        self.walked.hashes += link.h

    def _span(self, record: Record) -> Span | None:
        start = self.walked.start
        if start and start.rate and isinstance(record, Segment) and record.at < 1 << 40:
            return record.at / start.rate, (record.at + record.frames) / start.rate
        if isinstance(record, Block) and record.from_ms is not None and record.to_ms is not None:
            return record.from_ms / 1000, record.to_ms / 1000
        return None

    def _segment(self, record: Segment, salt: Salt) -> None:
        start = self.walked.start
        if start is None or self._sound is None or record.frames > start.frames_per_segment:
            return
        wanted = record.frames * 2 * start.channels
        self._committed(record, self._sound.take(wanted), wanted, salt)

    def _block(self, record: Block, salt: Salt) -> None:
        if record.file != self._file:
            self._next_file(record)
        if self._sound is None or record.off != self._sound.taken:
            self.findings.changed("chain_order", "chain", self._span(record), record=record.seq)
            return
        self._committed(record, self._sound.take(record.len), record.len, salt)

    def _next_file(self, record: Block) -> None:
        self._finish_file()
        name = _original(self.reading, record.file) if record.file == self._file + 1 else None
        self._file = record.file
        self._sound = Stream(self.reading.stream(name)) if name else None
        self.walked.about = self.walked.about or not (name or "").endswith(".wav")

    def _committed(self, record: Segment | Block, pieces: Iterator[memoryview], wanted: int, salt: Salt) -> None:
        """Every `c` fits its bytes (4.3). What a redacted twin leaves out must be silence, and is named."""
        assert self.walked.start
        key = salt(record.n)
        hashed = sha256(digest.SEGMENT + bytes.fromhex(self.walked.start.id) + digest.u64(record.n) + (key or b""))
        silent, size = True, 0
        for piece in pieces:
            hashed.update(piece)
            size += len(piece)
            if key is None and silent:
                silent = not any(piece.tobytes().strip(b"\0"))
            if self.walked.sheet:
                self.walked.sheet.sound(bytes(piece))
        span = self._span(record)
        if size != wanted or not (silent if key is None else hashed.hexdigest() == record.c):
            kind = "segment_changed" if isinstance(record, Segment) else "block_changed"
            self.findings.changed(kind, "chain", span, record=record.seq)
        elif key is None and span:
            self.walked.left_out.append(span)

    def close(self) -> None:
        """What only the end shows: signatures of another key, bytes nobody chained, and whether there is an end."""
        for seq, span in self.signatures.wrong() if self.signatures else ():
            self.findings.changed("chain_signature", "chain", span, record=seq)
        self._finish_file()
        self._all_files()
        start, order = self.walked.start, self._order
        if start is None:
            self.findings.changed("chain_start", "chain")
        if start and start.rate:
            self.walked.seconds = order.frames / start.rate
        if self._clocks:
            self._clocks.close()
        self.walked.end = order.end
        if self._in_order and order.end is None:
            self.findings.incomplete("no_end", "chain")

    def _finish_file(self) -> None:
        left = self._sound.skip_to_end() if self._sound else 0
        if left and self._file:
            self.findings.changed("file_unchained", "chain", file=f"original-{self._file}", bytes=left)
        elif left and self.walked.start:
            start = self.walked.start
            at = self._order.frames / start.rate
            span = (at, at + left / (2 * start.channels * start.rate))
            self.findings.changed("audio_form", "chain", span)

    def _all_files(self) -> None:
        if self.walked.start and not self.walked.start.rate:
            originals = sum(1 for name in self.reading.files.sizes if ORIGINAL.fullmatch(name))
            if originals != self._file:
                self.findings.changed("file_unchained", "chain", file="data/", bytes=0)


@dataclass(frozen=True, slots=True)
class RecordingKey:
    """The key of one recording, its certificate, and the hash of the file that holds both certificates."""

    public: keys.PublicKey
    cert: keys.Certificate
    file_hash: str


def _recording_key(reading: Reading, signer: Signer, anchors: Anchors) -> RecordingKey | None:
    data = reading.whole("data/device.pem")
    if data is None:
        return None
    try:
        device, recording = keys.read_pem(data, "data/device.pem")
        public = keys.public_key(recording)
        certified = keys.issued_by(recording, device)
    except (EvidenceError, ValueError):
        reading.findings.changed("chain_key", "chain")
        return None
    if not certified or not _may_have_recorded(reading, device, signer, anchors):
        reading.findings.changed("chain_key", "chain")
    elif device != signer.cert:
        _other_device(reading, device, anchors)
    return RecordingKey(public, recording, sha256(data).hexdigest())


def _may_have_recorded(reading: Reading, device: keys.Certificate, signer: Signer, anchors: Anchors) -> bool:
    """The device that sealed; or, its key rotated between start and seal, one that the same signer certified (6.1)."""
    redacted = reading.about is not None and reading.about.kind == "redacted"
    return (
        redacted or device == signer.cert or (signer.anchor is not None and signer.anchor == anchor_of(device, anchors))
    )


def _other_device(reading: Reading, device: keys.Certificate, anchors: Anchors) -> None:
    """The device that recorded must be known, and not revoked, where another one sealed."""
    found = Signer(device, anchor_of(device, anchors))
    if found.anchor is None:
        reading.findings.cannot("device_unknown", "anchors")
    else:
        check_revoked(reading, found, anchors, None)


def _check_start(reading: Reading, start: Start, key: RecordingKey | None) -> None:
    about = reading.about
    if key and (start.device_cert != key.file_hash or keys.subject_of(key.cert) != keys.recording_subject(start.id)):
        reading.findings.changed("chain_key", "chain")
    if about and start.id != (about.original if about.kind == "redacted" else about.id):
        reading.findings.changed("form_ids", "manifest")
    imported = about is not None and about.kind in ("import", "typed")
    if about and imported != (start.source["kind"] == "import"):
        reading.findings.changed("chain_source", "chain")


def _open_sound(reading: Reading, start: Start) -> Stream | None:
    """`audio.wav` after its header, which follows from rate, channels and length (3.3)."""
    if not reading.has("data/audio.wav"):
        return None
    sound = Stream(reading.stream("data/audio.wav"))
    header = b"".join(sound.take(wav.HEADER_BYTES))
    sound.taken = 0
    try:
        frames = wav.frames_of(header, reading.files.sizes["data/audio.wav"])
        fits = wav.shape_of(header) == wav.Shape(start.rate, start.channels, frames)
    except EvidenceError:
        fits = False
    if not fits:
        reading.findings.changed("audio_form", "chain")
    return sound


def _original(reading: Reading, number: int) -> str | None:
    found = [name for name in reading.files.sizes if name.startswith(f"data/original-{number}.")]
    return found[0] if len(found) == 1 else None


def _salts(reading: Reading) -> Salt:
    """What opens the commitments: the salt key, or the salts that a redacted twin keeps."""
    opening = read_json(reading, "data/opening.json")
    redacted = reading.about is not None and reading.about.kind == "redacted"
    if opening is None:
        return lambda n: b""
    try:
        return _read_opening(opening, redacted)
    except ValueError:
        reading.findings.changed("form", "manifest", file="data/opening.json")
        return lambda n: b""


def _read_opening(opening: dict[str, Json], redacted: bool) -> Salt:
    if set(opening) != ({"salts"} if redacted else {"salt_key"}):
        raise ValueError("another field")
    if not redacted:
        key = _hex(opening["salt_key"])
        return lambda n: digest.salt_of(key, n)
    salts = opening["salts"]
    if not isinstance(salts, dict):
        raise ValueError("salts are an object")
    kept = {name: _hex(value) for name, value in salts.items()}
    return lambda n: kept.get(str(n))


def _hex(value: Json) -> bytes:
    if not isinstance(value, str) or len(value) != 64 or value != value.lower():
        raise ValueError("not 32 bytes in hex")
    found = bytes.fromhex(value)
    if len(found) != 32:
        raise ValueError("not 32 bytes in hex")
    return found


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Lines with their line feed; one that is too long comes cut, and then has no form."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line + b"\n"
        if len(rest) > chain.LONGEST_LINE:
            yield rest
            for _ in chunks:  # read on, for the hash
                pass
            return
    if rest:
        yield rest
