"""Files that came from elsewhere, sealed as they came: a chain of blocks with their times (spec 4.4), grade B.

Of a typed account (grade C) the same is made without a sound. Nobody can know what happened to either before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from atesta.errors import InputError, Where
from atesta.evidence import keys
from atesta.evidence.archive import Content, Held
from atesta.evidence.canonical import Json
from atesta.evidence.chain import Block, Chain, End, Record, Start, line
from atesta.evidence.clock import Clock
from atesta.evidence.digest import commitment, hex_of, salt_of
from atesta.evidence.disk import Disk
from atesta.evidence.keys import Random
from atesta.evidence.seal import Sealer, as_line
from atesta.recording.decoded import SUFFIXES, Missing, hear
from atesta.recording.device import Device
from atesta.recording.hearing import Heard
from atesta.recording.pcm import MOST_HEADER, NeedMoreError, PcmShape, pcm_shape
from atesta.recording.sheet import Work

BLOCK_BYTES = 64 * 1024
BLOCK_SECONDS = 2
TYPED_SUFFIXES = ("txt", "md", "pdf", "png", "jpg", "jpeg")
MOST_FILES = 50
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it came, under the name that it gets: its own name may say who somebody is. Its bytes must be the same
    each time they are read."""

    disk: Disk
    path: Path
    suffix: str
    size: int
    sha256: str

    def chunks(self) -> Iterator[bytes]:
        digest = sha256()
        with self.disk.open(self.path) as file:
            while chunk := file.read(BLOCK_BYTES):
                digest.update(chunk)
                yield chunk
        if digest.hexdigest() != self.sha256:
            raise InputError(
                "A file changed while it was being sealed.",
                "What is sealed must be what was read.",
                "Copy it to a place where nothing writes to it, and seal the copy.",
                key="file_changed_meanwhile",
            )


@dataclass(frozen=True, slots=True)
class Brought:
    """What goes into the bundle. `sheet` is also in `files`; `missing` is why the sound was not measured."""

    kind: str
    id: str
    files: Mapping[str, Content] = field(repr=False)
    sheet: dict[str, Json]
    missing: Missing | None


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes it, and with what: the disk, clock and chance of the shell, and the device key of the installation."""

    disk: Disk
    clock: Clock
    random: Random
    sealer: Sealer


def bring_in(maker: Maker, paths: tuple[Path, ...], *, typed: bool = False, device: Device | None = None) -> Brought:
    """Reads the files and makes everything but the seal. `device` is the pen or phone that they came from, as said."""
    originals = tuple(_original(maker.disk, path, typed) for path in paths)
    if not 0 < len(originals) <= MOST_FILES:
        raise InputError(
            f"One bundle holds between 1 and {MOST_FILES} files.",
            "There is nothing to seal.",
            "Name fewer, or some.",
            key="number_of_files",
            limit=MOST_FILES,
        )
    shape = None if typed else _shape(originals[0])
    heard = None if typed or shape else hear(originals[0].path, originals[0].suffix)
    maker_of_chain = _Chained(maker, _start_values(typed, device))
    for number, original in enumerate(originals, 1):
        pieces = _pieces(original, shape, heard) if number == 1 else _plain(original, None)
        maker_of_chain.file(number, pieces)
    maker_of_chain.end()
    found, missing = (heard, None) if isinstance(heard, Heard) else (None, heard)
    sheet = maker_of_chain.sheet(found)
    files: dict[str, Content] = {f"data/original-{n}.{one.suffix}": one for n, one in enumerate(originals, 1)}
    files |= {name: Held(data) for name, data in maker_of_chain.files().items()}
    files["data/sheet.json"] = Held(as_line(sheet))
    return Brought("typed" if typed else "import", maker_of_chain.id, files, sheet, missing)


@dataclass(frozen=True, slots=True)
class _Piece:
    data: bytes
    from_ms: int | None
    to_ms: int | None


class _Chained:
    """A chain of blocks, and the sheet that follows it."""

    def __init__(self, maker: Maker, values: tuple[dict[str, Json], dict[str, Json] | None]) -> None:
        self._maker, self._salt_key = maker, maker.random(32)
        self.id = maker.random(16).hex()
        key = keys.new_key(maker.random)
        self._device_pem = keys.pem(maker.sealer.cert, self._certificate(key))
        self._chain, self._lines, self._n = Chain(key), list[bytes](), 0
        source, device = values
        clock = maker.clock
        start = Start(
            about={},
            bits=0,
            channels=0,
            device=device,
            device_cert=hex_of(self._device_pem),
            frames_per_segment=0,
            id=self.id,
            keeper=None,
            keeper_is_recorder=False,
            log=None,
            mono_us=clock.mono_us(),
            preflight={},
            rate=0,
            seq=0,
            source=source,
            utc_ms=clock.utc_ms(),
        )
        self._work = Work(start)
        self._add(start)

    def file(self, number: int, pieces: Iterator[_Piece]) -> None:
        off = 0
        for piece in pieces:
            c = commitment(self.id, self._n, salt_of(self._salt_key, self._n), piece.data).hex()
            size = len(piece.data)
            self._work.sound(piece.data)
            self._add(Block(c, number, piece.from_ms, size, self._n, off, self._chain.seq, piece.to_ms))
            self._n, off = self._n + 1, off + size

    def end(self) -> None:
        clock = self._maker.clock
        self._add(End(0, clock.mono_us(), "imported", self._n, self._chain.seq, clock.utc_ms()))
        self._chain.close()

    def sheet(self, heard: Heard | None) -> dict[str, Json]:
        """As a verifier works it out; with the decoder's hearing where only a decoder could hear."""
        result = self._work.result()
        return result if result is not None else self._work.sheet(heard)

    def files(self) -> dict[str, bytes]:
        return {
            "data/chain.jsonl": b"".join(self._lines),
            "data/device.pem": self._device_pem,
            "data/opening.json": as_line({"salt_key": self._salt_key.hex()}),
        }

    def _add(self, record: Record) -> None:
        link = self._chain.link(record)
        self._chain.take(link)
        self._lines.append(line(link))
        self._work.record(record)

    def _certificate(self, key: keys.Key) -> keys.Certificate:
        sealer, now = self._maker.sealer, self._maker.clock.utc_ms()
        subject = keys.recording_subject(self.id)
        return keys.certificate(subject, key.public, sealer.cert, sealer.key, now, now + MINUTE_MS, self._maker.random)


def _start_values(typed: bool, device: Device | None) -> tuple[dict[str, Json], dict[str, Json] | None]:
    known: dict[str, Json] | None = device.as_record() if device else None  # type: ignore[assignment]  # texts, numbers
    return {"grade": "C" if typed else "B", "kind": "import"}, known


def _original(disk: Disk, path: Path, typed: bool) -> Original:
    suffix = path.suffix.removeprefix(".").lower()
    wanted = TYPED_SUFFIXES if typed else SUFFIXES
    if suffix not in wanted:
        raise InputError(
            f"A file that ends with .{suffix} cannot be brought in."
            if suffix.isascii()
            else "This cannot be brought in.",
            "A reader could not tell what it is.",
            f"Give one of: {', '.join(wanted)}."
            + ("" if typed else " What somebody wrote down or photographed is sealed with --typed."),
            key="suffix_typed" if typed else "suffix_sound",
            choices=wanted,
        )
    digest, size = sha256(), 0
    with disk.open(path) as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
    if not size:
        raise InputError(
            "The file is empty.",
            "There is nothing to seal.",
            "Look whether it was copied whole.",
            key="file_empty",
            where=Where.of(path.name),
        )
    return Original(disk, path, suffix, size, digest.hexdigest())


def _shape(original: Original) -> PcmShape | None:
    with original.disk.open(original.path) as file:
        try:
            return pcm_shape(file.read(MOST_HEADER))
        except NeedMoreError:
            return None


def _pieces(original: Original, shape: PcmShape | None, heard: Heard | Missing | None) -> Iterator[_Piece]:
    if shape:
        return _exact(original, shape)
    return _plain(original, heard.milliseconds if isinstance(heard, Heard) else None)


def _sound_bytes(original: Original, shape: PcmShape) -> int:
    there = max(original.size - shape.first, 0)
    size = there if shape.size is None else min(shape.size, there)
    return size - size % shape.frame_bytes


def _exact(original: Original, shape: PcmShape) -> Iterator[_Piece]:
    """PCM WAV: the header without a time, then two seconds at a time, then what stands behind the sound."""
    chunks = _Portions(original)
    yield _Piece(chunks.take(shape.first), None, None)
    left, frames = _sound_bytes(original, shape), 0
    step = shape.rate * BLOCK_SECONDS
    while left:
        data = chunks.take(min(step * shape.frame_bytes, left))
        if not data:
            break
        left -= len(data)
        before, frames = frames, frames + len(data) // shape.frame_bytes
        yield _Piece(data, before * 1000 // shape.rate, frames * 1000 // shape.rate)
    while data := chunks.take(BLOCK_BYTES):
        yield _Piece(data, None, None)


def _plain(original: Original, milliseconds: int | None) -> Iterator[_Piece]:
    """Everything else: 64 KiB at a time, its times in proportion to its place."""
    chunks, off = _Portions(original), 0
    while data := chunks.take(BLOCK_BYTES):
        until = off + len(data)
        if milliseconds is None:
            yield _Piece(data, None, None)
        else:
            yield _Piece(data, off * milliseconds // original.size, until * milliseconds // original.size)
        off = until


class _Portions:
    """The bytes of a file in the portions that are asked for."""

    def __init__(self, original: Original) -> None:
        self._chunks, self._rest = original.chunks(), b""

    def take(self, size: int) -> bytes:
        """Fewer only at the end."""
        parts, wanted = [self._rest], size - len(self._rest)
        while wanted > 0 and (chunk := next(self._chunks, b"")):
            parts.append(chunk)
            wanted -= len(chunk)
        data = b"".join(parts)
        self._rest = data[size:]
        return data[:size]
