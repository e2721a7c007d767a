"""What a finished or recovered recording gives to the seal: files that are read piece by piece (spec 5.3, 5.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from atesta.errors import FormError
from atesta.evidence import canonical, wav
from atesta.evidence.chain import LONGEST_LINE, Segment, Start, read_line
from atesta.evidence.disk import Disk
from atesta.evidence.secret import TAG_BYTES, Cipher

CHAIN_FILE = "chain.jsonl"
SOUND_FILE = "sound.enc"
DEVICE_FILE = "device.pem"
WRAPPED_FILE = "wrapped.key"
RESERVE_FILE = "reserve"
SEALED_TO = "sealed-to"
"""The path of the bundle that is made of it: after a crash between its rename and the wipe, it is looked for first."""
OWN_FILES = frozenset({CHAIN_FILE, SOUND_FILE, DEVICE_FILE, WRAPPED_FILE, RESERVE_FILE, SEALED_TO})


@dataclass(frozen=True)
class Pieces:
    """Content that is made anew each time it is read, never all at once."""

    make: Callable[[], Iterator[bytes]]

    def chunks(self) -> Iterator[bytes]:
        return self.make()


@dataclass(frozen=True)
class Material:
    """A session's folder and the key that opens it. `chain_bytes` of the chain count; `tail` is what found no room."""

    disk: Disk
    folder: Path
    cipher: Cipher = field(repr=False)
    start: Start
    device_pem: bytes
    frames: int
    chain_bytes: int
    tail: bytes = b""
    recovery: bytes | None = None

    def files(self) -> Mapping[str, Pieces]:
        """The files that follow from sound and chain alone, by their names in the bundle."""
        held = {"data/opening.json": self.opening_json(), "data/device.pem": self.device_pem}
        if self.recovery is not None:
            held["data/recovery.json"] = self.recovery
        made = {name: Pieces(lambda data=data: iter((data,))) for name, data in held.items()}  # type: ignore[misc]
        return {**made, "data/chain.jsonl": Pieces(self.lines), "data/audio.wav": Pieces(self.audio)}

    def opening_json(self) -> bytes:
        return canonical.write({"salt_key": self.cipher.salt_key.hex()}) + b"\n"

    def attached(self) -> Mapping[str, bytes]:
        """What was laid beside the recording while it ran: log proofs, mandate, parties."""
        names = [name for name in self.disk.names(self.folder) if name not in OWN_FILES and not name.endswith(".new")]
        return {name: self.disk.read(self.folder / name) for name in names}

    def lines(self) -> Iterator[bytes]:
        """The lines of the chain, each with its line feed."""
        with self.disk.open(self.folder / CHAIN_FILE) as file:
            yield from kept_lines(file, self.chain_bytes)
        if self.tail:
            yield self.tail

    def audio(self) -> Iterator[bytes]:
        """`audio.wav`: the header, then the sound of each segment."""
        yield wav.header(self.frames, self.start.rate, self.start.channels)
        with self.disk.open(self.folder / SOUND_FILE) as file:
            for line in self.lines():
                record = read_line(line).record
                if isinstance(record, Segment):
                    yield self.cipher.open(record.n, file.read(locked_size(record, self.start)))

    def wipe(self) -> None:
        """After the seal: the key first, then everything that it opened."""
        self.cipher.wipe()
        wipe_folder(self.disk, self.folder)


def wipe_folder(disk: Disk, folder: Path) -> None:
    """The key first, so that a crash leaves nothing that could be opened; where it was sealed to last."""
    order = {WRAPPED_FILE: 0, SEALED_TO: 2}
    for name in sorted(disk.names(folder), key=lambda name: order.get(name, 1)):
        disk.remove(folder / name)
    disk.remove_folder(folder)
    disk.sync_dir(folder.parent)


def locked_size(record: Segment, start: Start) -> int:
    return record.frames * 2 * start.channels + TAG_BYTES


def kept_lines(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Lines up to `size` bytes, which is where one ends."""
    while size > 0:
        line = file.readline(LONGEST_LINE + 1)
        size -= len(line)
        if not line or size < 0:
            why = "The disk gave back other bytes than it was given."
            raise FormError(
                "The chain is not what it was when it was written.",
                why,
                "Keep this folder as it is.",
                key="disk_gave_other_bytes",
            )
        yield line
