"""The disk as the evidence room uses it: files that only grow, are synced before anybody is told, and have one owner.

Shells hand in `RealDisk`; tests hand in one that fills up, fails or loses its power (spec 5.1).
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol

from atesta.errors import DiskError


class File(Protocol):
    """A file that was just made here and can only grow."""

    def append(self, data: bytes) -> None:
        """All of `data`, or `DiskError`; then some of it may be there."""
        ...

    def begin_sync(self) -> None:
        """Says that a sync follows, so that the medium may start meanwhile; promises nothing and never fails."""
        ...

    def sync(self) -> None:
        """Returns when what was appended is on the medium. After `DiskError` nobody knows: never try again."""
        ...

    def cut(self, size: int) -> None:
        """Takes away what stands behind `size`: the half of a line that found no room."""
        ...

    def close(self) -> None: ...


class Disk(Protocol):
    """What is needed of a file system; every refusal is a `DiskError`."""

    def make_folder(self, path: Path) -> None:
        """Only its owner may enter it; it must not be there yet."""
        ...

    def create_exclusive(self, path: Path) -> File:
        """A new file for its owner alone; it must not be there yet."""
        ...

    def sync_dir(self, path: Path) -> None:
        """Returns when the names in this folder are on the medium."""
        ...

    def read(self, path: Path) -> bytes: ...

    def open(self, path: Path) -> BinaryIO:
        """For reading piece by piece."""
        ...

    def size(self, path: Path) -> int: ...

    def exists(self, path: Path) -> bool: ...

    def names(self, path: Path) -> tuple[str, ...]:
        """Of the files in this folder, sorted."""
        ...

    def rename(self, old: Path, new: Path) -> None:
        """At once and in place of what `new` was; lasting after `sync_dir`."""
        ...

    def remove(self, path: Path) -> None: ...

    def remove_folder(self, path: Path) -> None: ...

    def free_bytes(self, path: Path) -> int: ...


def write_new(disk: Disk, path: Path, data: bytes) -> None:
    """A whole new file, on the medium when this returns."""
    file = disk.create_exclusive(path)
    try:
        file.append(data)
        file.sync()
    finally:
        file.close()
    disk.sync_dir(path.parent)


def replace(disk: Disk, path: Path, data: bytes) -> None:
    """The file is the old or the new one at every instant, and the new one when this returns."""
    fresh = path.with_name(path.name + ".new")
    if disk.exists(fresh):  # left by a crash before the rename
        disk.remove(fresh)
    file = disk.create_exclusive(fresh)
    try:
        file.append(data)
        file.sync()
    finally:
        file.close()
    disk.rename(fresh, path)
    disk.sync_dir(path.parent)


class RealFile:
    """One open file; appends go to its end whoever else may have it open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with Refusals(path):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            self._number = os.open(path, flags | os.O_CLOEXEC, 0o600)
        self._size = self._begun = 0

    def append(self, data: bytes) -> None:
        rest = memoryview(data)
        with Refusals(self._path):
            while rest:  # a system may take less than it was given
                rest = rest[os.write(self._number, rest) :]
        self._size += len(data)

    def begin_sync(self) -> None:
        """Linux starts to write what is said to be needed no more; the pages stay until they are written."""
        if hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                os.posix_fadvise(self._number, self._begun, self._size - self._begun, os.POSIX_FADV_DONTNEED)
        self._begun = self._size

    def sync(self) -> None:
        with Refusals(self._path):
            getattr(os, "fdatasync", os.fsync)(self._number)  # macOS has no fdatasync

    def cut(self, size: int) -> None:
        with Refusals(self._path):
            os.ftruncate(self._number, size)
        self._size = self._begun = size

    def close(self) -> None:
        with Refusals(self._path):
            os.close(self._number)


class RealDisk:
    """The file system of this machine."""

    def make_folder(self, path: Path) -> None:
        with Refusals(path):
            path.mkdir(mode=0o700)

    def create_exclusive(self, path: Path) -> RealFile:
        return RealFile(path)

    def sync_dir(self, path: Path) -> None:
        with Refusals(path):
            number = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(number)
            finally:
                os.close(number)

    def read(self, path: Path) -> bytes:
        with Refusals(path):
            return path.read_bytes()

    def open(self, path: Path) -> BinaryIO:
        with Refusals(path):
            return path.open("rb")

    def size(self, path: Path) -> int:
        with Refusals(path):
            return path.stat().st_size

    def exists(self, path: Path) -> bool:
        with Refusals(path):
            return path.exists()

    def names(self, path: Path) -> tuple[str, ...]:
        with Refusals(path):
            return tuple(sorted(entry.name for entry in path.iterdir()))

    def rename(self, old: Path, new: Path) -> None:
        with Refusals(new):
            old.replace(new)

    def remove(self, path: Path) -> None:
        with Refusals(path):
            path.unlink()

    def remove_folder(self, path: Path) -> None:
        with Refusals(path):
            path.rmdir()

    def free_bytes(self, path: Path) -> int:
        with Refusals(path):
            return shutil.disk_usage(path).free


class Refusals:
    """Turns what the system says into a sentence and a reason. Stands around each call, so it is no generator."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, OSError):
            raise disk_error(error, self._path.name) from error


def disk_error(error: OSError, name: str) -> DiskError:
    """The sentence for one error number; the name of the file, never its folder: paths may hold names of people."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):  # a disk, a quota, a file system that is full
        why = "What was acknowledged before is kept; nothing more can be."
        room = "Make room on this disk."
        return DiskError(f"No space is left for {name}.", why, room, reason="no_space", key="disk_full", where=name)
    closed = f"This account may not use {name}.", "disk_closed"
    said, key = {
        errno.EEXIST: (f"{name} is there already.", "disk_has_it"),
        errno.ENOENT: (f"{name} is not there.", "disk_has_it_not"),
        errno.EROFS: (f"The disk with {name} can only be read.", "disk_read_only"),
        errno.EACCES: closed,
        errno.EPERM: closed,
    }.get(error.errno or 0, (f"The disk failed at {name} ({_name(error)}).", "disk_failed"))
    why = "Nothing is told to be kept that is not."
    return DiskError(said, why, "Use another folder or disk.", key=key, where=name)


def _name(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, "unknown")
