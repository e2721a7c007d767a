"""A disk in memory that can fill up, fail at a chosen step, and lose its power (the model of EVIDENCE, section 4).

Losing power: of each file any part of what was not synced is lost, cut anywhere or with one page of zeros; names that
were not synced with their folder are as before or as after.
"""

from __future__ import annotations

import errno
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import BinaryIO

from atesta.evidence.disk import Refusals, disk_error

PAGE = 4096
Fault = Callable[[str, Path, int], int]
"""Of a step's verb, file and number: the error number that it meets, or 0."""


@dataclass
class Node:
    """What a name stands for: its bytes, and how many of them are on the medium."""

    data: bytearray = field(default_factory=bytearray)
    synced: int = 0


def no_fault(verb: str, path: Path, number: int) -> int:
    return 0


class FaultyDisk:
    def __init__(self, fault: Fault = no_fault) -> None:
        self.fault = fault
        self.steps: list[tuple[str, Path, bytes]] = []
        self._now: dict[Path, Node] = {}
        self._lasting: dict[Path, Node] = {}
        self._folders: set[Path] = set()

    def step(self, verb: str, path: Path, data: bytes = b"") -> None:
        number = self.fault(verb, path, len(self.steps))
        if number and verb == "append" and number == errno.ENOSPC:
            self._now[path].data += data[: len(data) // 2]  # as disks do: the first part still found room
        if number:
            raise disk_error(OSError(number, ""), path.name)
        self.steps.append((verb, path, data))
        self._do(verb, path, data)

    def _do(self, verb: str, path: Path, data: bytes) -> None:
        if verb == "create":
            self._now[path] = Node()
        elif verb == "append":
            self._now[path].data += data
        elif verb == "sync":
            self._now[path].synced = len(self._now[path].data)
        elif verb == "cut":
            node = self._now[path]
            del node.data[int(data) :]
            node.synced = min(node.synced, len(node.data))
        elif verb == "rename":
            self._now[Path(data.decode())] = self._now.pop(path)
        elif verb == "remove":
            del self._now[path]
        elif verb == "sync_dir":
            for known in [name for name in self._lasting if name.parent == path]:
                del self._lasting[known]
            self._lasting |= {name: node for name, node in self._now.items() if name.parent == path}
        elif verb == "make_folder":
            self._folders.add(path)
        elif verb == "remove_folder":
            self._folders.remove(path)

    def after_power_cut(self, steps: int, random: Random) -> FaultyDisk:
        """The medium as found after the power went at this step."""
        before, after = FaultyDisk(), FaultyDisk()
        for verb, path, data in self.steps[:steps]:
            before._do(verb, path, data)
        after._folders = set(before._folders)
        names = before._lasting if random.random() < 0.5 else before._now
        for path, node in names.items():
            left = _after_cut(node, random)
            after._now[path] = Node(bytearray(left), len(left))
        return after

    def make_folder(self, path: Path) -> None:
        if path in self._folders:
            raise disk_error(OSError(errno.EEXIST, ""), path.name)
        self.step("make_folder", path)

    def create_exclusive(self, path: Path) -> MemoryFile:
        if path in self._now:
            raise disk_error(OSError(errno.EEXIST, ""), path.name)
        self.step("create", path)
        return MemoryFile(self, path)

    def sync_dir(self, path: Path) -> None:
        self.step("sync_dir", path)

    def read(self, path: Path) -> bytes:
        with Refusals(path):
            if path not in self._now:
                raise FileNotFoundError(errno.ENOENT, "")
            return bytes(self._now[path].data)

    def open(self, path: Path) -> BinaryIO:
        return io.BytesIO(self.read(path))

    def size(self, path: Path) -> int:
        return len(self.read(path))

    def exists(self, path: Path) -> bool:
        return path in self._now or path in self._folders

    def names(self, path: Path) -> tuple[str, ...]:
        return tuple(sorted(name.name for name in self._now if name.parent == path))

    def rename(self, old: Path, new: Path) -> None:
        self.step("rename", old, str(new).encode())

    def remove(self, path: Path) -> None:
        self.step("remove", path)

    def remove_folder(self, path: Path) -> None:
        self.step("remove_folder", path)

    def free_bytes(self, path: Path) -> int:
        return 10**12

    def change(self, path: Path, data: bytes) -> None:
        """Behind the recorder's back."""
        self._now[path].data[:] = data


@dataclass
class MemoryFile:
    disk: FaultyDisk
    path: Path

    def append(self, data: bytes) -> None:
        self.disk.step("append", self.path, bytes(data))

    def begin_sync(self) -> None:
        """The worst medium does nothing before it must."""

    def sync(self) -> None:
        self.disk.step("sync", self.path)

    def cut(self, size: int) -> None:
        self.disk.step("cut", self.path, str(size).encode())

    def close(self) -> None:
        pass


def _after_cut(node: Node, random: Random) -> bytes:
    data, synced = bytes(node.data), node.synced
    if synced == len(data):
        return data
    if random.random() < 0.5:
        return data[: random.randint(synced, len(data))]
    page = random.randint(synced // PAGE, (len(data) - 1) // PAGE) * PAGE
    first, last = max(page, synced), min(page + PAGE, len(data))
    return data[:first] + bytes(last - first) + data[last:]
