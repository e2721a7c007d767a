"""The container (docs/spec/bundle.md, section 2): a ZIP archive that can be written in one way only.

The reader does not parse a ZIP and forgive. It takes names, sizes and checksums from the central directory, writes
every header again from them and compares the bytes, so that no byte of the file is free. `Folder` reads the same files
as a person unpacks them. Both give `sizes` and `chunks`, and never hold more than one chunk.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_FILES = 200
MOST_BYTES = 2**32 - 1  # no ZIP64
CHUNK = 1 << 18

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _MADE_BY, _TIME, _DATE, _ATTRIBUTES = 20, 0x0314, 0x0000, 0x0021, 0x81A40000

_ROOT = re.compile(r"acta-([0-9a-f]{32})/")
_NAME = re.compile(r"[a-z0-9._-]+(?:/[a-z0-9._-]+)*")
MOST_NAME = 100


class ContainerError(Exception):
    """Section 2.2: the bytes are no container of ours. `reason` is its id; it never leaves this room."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the container: its name below `acta-<id>/`, its size, its CRC-32, and where its data begin."""

    name: str
    size: int
    crc: int
    offset: int = 0


class Content(Protocol):
    """Bytes that can be read again from the start, a chunk at a time."""

    def chunks(self) -> Iterator[bytes]: ...


class Files(Protocol):
    """The files of a bundle, from a container or a folder. `id` is None where the container does not say it."""

    @property
    def id(self) -> str | None: ...

    @property
    def sizes(self) -> Mapping[str, int]: ...

    def chunks(self, name: str) -> Iterator[bytes]: ...

    def opened(self, name: str) -> BinaryIO: ...

    def crc(self, name: str) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Held:
    """Content that is small enough to be held."""

    data: bytes

    def chunks(self) -> Iterator[bytes]:
        yield self.data


@dataclass(frozen=True, slots=True)
class Measured:
    """What the headers and the manifests say of a content before it is written."""

    size: int
    crc: int
    sha256: str


def measure(content: Content) -> Measured:
    """Size, CRC-32 and hash in one reading."""
    size, crc, digest = 0, 0, sha256()
    for chunk in content.chunks():
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
        digest.update(chunk)
    return Measured(size, crc, digest.hexdigest())


def name_is_ours(name: str) -> bool:
    """The form of 1.5: lower-case ASCII, no step that is only dots, at most 100 characters."""
    if len(name) > MOST_NAME or not _NAME.fullmatch(name):
        return False
    return all(step.strip(".") for step in name.split("/"))


# Writing


def write(id_: str, contents: Mapping[str, tuple[Content, Measured]]) -> Iterator[bytes]:
    """2.1: the container's bytes, in order. A content that is no longer what was measured is refused."""
    entries: list[Entry] = []
    at = 0
    for name in sorted(contents):
        content, measured = contents[name]
        header = _local(id_, Entry(name, measured.size, measured.crc))
        entries.append(Entry(name, measured.size, measured.crc, at))
        yield header
        yield from _as_measured(name, content, measured)
        at += len(header) + measured.size
    yield from _tail(id_, entries, at)


def total_size(id_: str, sizes: Mapping[str, int]) -> int:
    """How long the container will be."""
    names = sum(len(f"acta-{id_}/{name}") for name in sizes)
    return sum(sizes.values()) + 2 * names + len(sizes) * (_LOCAL.size + _CENTRAL.size) + _END.size


def _as_measured(name: str, content: Content, measured: Measured) -> Iterator[bytes]:
    size, crc = 0, 0
    for chunk in content.chunks():
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
        yield chunk
    if (size, crc) != (measured.size, measured.crc):
        raise ValueError(f"{name} changed while it was sealed")


def _local(id_: str, entry: Entry) -> bytes:
    name = f"acta-{id_}/{entry.name}".encode("ascii")
    fields = (b"PK\x03\x04", _VERSION, 0, 0, _TIME, _DATE, entry.crc, entry.size, entry.size, len(name), 0)
    return _LOCAL.pack(*fields) + name


def _central(id_: str, entry: Entry) -> bytes:
    name = f"acta-{id_}/{entry.name}".encode("ascii")
    common = (_VERSION, 0, 0, _TIME, _DATE, entry.crc, entry.size, entry.size, len(name), 0)
    return _CENTRAL.pack(b"PK\x01\x02", _MADE_BY, *common, 0, 0, 0, _ATTRIBUTES, entry.offset) + name


def _tail(id_: str, entries: Iterable[Entry], at: int) -> Iterator[bytes]:
    central = [_central(id_, entry) for entry in entries]
    size = sum(map(len, central))
    yield from central
    yield _END.pack(b"PK\x05\x06", 0, 0, len(central), len(central), size, at, 0)


# Reading


class Zipped:
    """A container that has been read again header by header (2.2). Raises ContainerError while it is opened."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.id, self._entries = _read_entries(file)
        self.sizes: Mapping[str, int] = {name: entry.size for name, entry in self._entries.items()}

    def chunks(self, name: str) -> Iterator[bytes]:
        entry = self._entries[name]
        return _chunks(self._file, entry.offset, entry.size)

    def opened(self, name: str) -> BinaryIO:
        """The file as one that a decoder may seek in; good for as long as the container is open."""
        entry = self._entries[name]
        return io.BufferedReader(_Part(self._file, entry.offset, entry.size), CHUNK)

    def crc(self, name: str) -> int | None:
        return self._entries[name].crc


class Folder:
    """2.4: the same files as a person unpacked them. Links, devices and names of another form are refused."""

    id = None

    def __init__(self, path: Path) -> None:
        self._path = path
        found = dict(_walk(path, ""))
        self.sizes: Mapping[str, int] = {name: size for name, size in found.items() if size is not None}
        self.empty = tuple(name for name, size in found.items() if size is None)
        """Folders with nothing in them: no bundle has one."""
        if not self.sizes:
            raise ContainerError("container_empty")

    def chunks(self, name: str) -> Iterator[bytes]:
        with (self._path / name).open("rb") as file:
            yield from _chunks(file, 0, self.sizes[name])
            if file.read(1):
                raise ContainerError("container_unreadable")  # grew while it was read

    def opened(self, name: str) -> BinaryIO:
        return (self._path / name).open("rb")

    def crc(self, name: str) -> int | None:
        return None


class _Part(io.RawIOBase):
    """A part of a file that is stored as it is, read as if it were a file."""

    def __init__(self, file: BinaryIO, offset: int, size: int) -> None:
        super().__init__()
        self._file, self._offset, self._size, self._at = file, offset, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        self._file.seek(self._offset + self._at)  # each time: two readers may take turns
        data = self._file.read(min(len(view), max(self._size - self._at, 0)))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence], 0)
        return self._at


def _chunks(file: BinaryIO, offset: int, size: int) -> Iterator[bytes]:
    while size:
        file.seek(offset)  # each time: two readers may take turns
        chunk = file.read(min(size, CHUNK))
        if not chunk:
            raise ContainerError("container_unreadable")
        offset, size = offset + len(chunk), size - len(chunk)
        yield chunk


def _walk(folder: Path, above: str) -> Iterator[tuple[str, int | None]]:
    """Each file with its size; None for a folder with nothing in it."""
    for count, path in enumerate(sorted(folder.iterdir())):
        name = above + path.name
        if count == MOST_FILES:
            raise ContainerError("container_many")
        if not name_is_ours(name):
            raise ContainerError("container_name")
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise ContainerError("container_link")
        if not path.is_dir():
            yield name, path.stat().st_size
        elif not any(path.iterdir()):
            yield name, None
        elif above.count("/") < 2:
            yield from _walk(path, f"{name}/")
        else:
            raise ContainerError("container_name")


def _read_entries(file: BinaryIO) -> tuple[str, dict[str, Entry]]:
    length = file.seek(0, 2)
    if length > MOST_BYTES:
        raise ContainerError("container_size")
    start, size, count = _read_end(file, length)
    id_, listed = _read_central(_exactly(file, start, size), count)
    entries, at = [], 0
    for name, bytes_, crc in listed:
        header = _local(id_, Entry(name, bytes_, crc))
        if _exactly(file, at, len(header)) != header:
            raise ContainerError("container_header")
        entries.append(Entry(name, bytes_, crc, at))
        at += len(header) + bytes_
        if at > start:
            raise ContainerError("container_size")
    if at != start:
        raise ContainerError("container_size")
    if b"".join(_tail(id_, entries, at)) != _exactly(file, start, size + _END.size):
        raise ContainerError("container_header")
    with_data = (_with_data_at(id_, entry) for entry in entries)
    return id_, {entry.name: entry for entry in with_data}


def _with_data_at(id_: str, entry: Entry) -> Entry:
    return Entry(entry.name, entry.size, entry.crc, entry.offset + len(_local(id_, entry)))


def _read_end(file: BinaryIO, length: int) -> tuple[int, int, int]:
    if length < _END.size:
        raise ContainerError("container_empty" if length == 0 else "container_form")
    end = _exactly(file, length - _END.size, _END.size)
    mark, _, _, _, count, size, start, _ = _END.unpack(end)
    if mark != b"PK\x05\x06" or start + size + _END.size != length:
        raise ContainerError("container_form")
    if not 0 < count <= MOST_FILES:
        raise ContainerError("container_many" if count else "container_empty")
    if size > count * (_CENTRAL.size + 256):
        raise ContainerError("container_size")
    return start, size, count


def _read_central(central: bytes, count: int) -> tuple[str, list[tuple[str, int, int]]]:
    """Names, sizes and checksums; all else of these bytes is compared once it has been written again."""
    at, root = 0, ""
    listed: list[tuple[str, int, int]] = []
    for _ in range(count):
        if len(central) < at + _CENTRAL.size:
            raise ContainerError("container_form")
        fields = _CENTRAL.unpack_from(central, at)
        at += _CENTRAL.size
        raw = central[at : at + fields[10]]
        at += fields[10]
        name, of = _split(raw)
        root = root or of
        if of != root or (listed and name <= listed[-1][0]):
            raise ContainerError("container_name")
        listed.append((name, fields[9], fields[7]))
    return root, listed


def _split(raw: bytes) -> tuple[str, str]:
    """(name, id) of `acta-<id>/<name>`."""
    text = raw.decode("latin-1")
    found = _ROOT.match(text)
    name = text[found.end() :] if found else ""
    if not found or not name_is_ours(name):
        raise ContainerError("container_name")
    return name, found[1]


def _exactly(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    data = file.read(size)
    if len(data) != size:
        raise ContainerError("container_form")
    return data
