"""Boards as folders: how a snapshot is written, and the published ones of this installation.

    <web folder>/board/2026-Q3/1/               what was published, never changed
    <web folder>/board/2026-Q3/1-removed/       the same, where it had to be taken away: shown to nobody, and kept
                                                because a later version is compared with all that were seen
    <web folder>/board/2026-Q3/1-removed.json   when, why and by whom

A published folder is written anew from the board that was read and looked at: no byte of a stranger goes through.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from atesta.action.ranking.as_files import (
    BOARD,
    CAMPAIGNS,
    COMPANIES,
    LOG,
    TOTALS,
    board_files,
    board_not_whole,
    read_board,
)
from atesta.action.ranking.board import Board
from atesta.action.ranking.case import By, Reason
from atesta.action.ranking.may_follow import may_follow
from atesta.action.ranking.period import FORM, Quarter, read_quarter
from atesta.errors import InputError
from atesta.evidence.digest import hex_of

SCRIPT, MANIFEST, ZIP = "recompute.py", "manifest.json", "snapshot.zip"
FILES = (BOARD, COMPANIES, CAMPAIGNS, TOTALS, LOG, SCRIPT, MANIFEST)
MOST_BYTES = 64 * 1024 * 1024
VERSION = re.compile(r"[1-9][0-9]{0,3}")
_SOURCE = Path(__file__).with_name("board_recompute.py")


@dataclass(frozen=True, slots=True)
class Removed:
    """A version that was taken away as a whole; what stays is that it was there."""

    version: int
    on: date
    reason: Reason
    by: By
    digest: str


def snapshot_files(board: Board) -> dict[str, bytes]:
    """Every file of a snapshot, by name; the same board gives the same bytes."""
    files = {**board_files(board), SCRIPT: _SOURCE.read_bytes()}
    digests = {name: hex_of(data) for name, data in sorted(files.items())}
    manifest = json.dumps({"schema": "atesta.board-folder/1", "files": digests}, indent=1)
    return {**files, MANIFEST: f"{manifest}\n".encode()}


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Whole or not at all; raises InputError where there is something already, or no room."""
    fresh = folder.with_name(folder.name + ".part")
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.exists():
            raise _in_the_way(folder)
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        for name, data in files.items():
            (fresh / name).write_bytes(data)
        fresh.rename(folder)
    except OSError as error:
        raise _cannot_write(folder) from error


def read_folder(folder: Path) -> Board:
    """The board of a snapshot folder. Raises FileFormatError where a file says something else than the board does (or
    the script is not ours), InputError where none is there."""
    try:
        files = {name: _bytes(folder / name) for name in FILES}
    except OSError:
        raise _cannot_read(folder) from None
    board = read_board(files[BOARD], folder.name)
    if any(files[name] != data for name, data in snapshot_files(board).items()):
        raise board_not_whole(folder.name)
    return board


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


@dataclass(frozen=True, slots=True)
class Boards:
    """The published boards of one installation; the folder need not be there."""

    folder: Path

    def quarters(self) -> tuple[Quarter, ...]:
        """Those with a version that is still there, the newest first."""
        names = [path.name for path in self.folder.iterdir()] if self.folder.is_dir() else []
        found = [read_quarter(name) for name in names if FORM.fullmatch(name)]
        return tuple(sorted((quarter for quarter in found if self.versions(quarter)), reverse=True))

    def versions(self, quarter: Quarter) -> tuple[int, ...]:
        place = self.folder / str(quarter)
        names = [path.name for path in place.iterdir()] if place.is_dir() else []
        return tuple(sorted(int(name) for name in names if VERSION.fullmatch(name)))

    def board(self, quarter: Quarter, version: int) -> Board:
        return _held(self.path(quarter, version))

    def earlier(self, quarter: Quarter) -> tuple[Board, ...]:
        """Every version of a quarter that was seen, oldest first, those that were taken away among them."""
        gone = {each.version: self.path(quarter, each.version) for each in self.removed(quarter)}
        paths = {version: self.path(quarter, version) for version in self.versions(quarter)}
        paths |= {version: path.with_name(f"{version}-removed") for version, path in gone.items()}
        return tuple(_held(path) for _, path in sorted(paths.items()))

    def publish(self, source: Path) -> Board:
        """Takes a snapshot folder over as the next version of its quarter. Raises InputError where it may not be."""
        board = read_folder(source)
        may_follow(board, self.earlier(board.period))
        files = snapshot_files(board)
        write_folder(self.path(board.period, board.version), {**files, ZIP: _zipped(board, files)})
        return board

    def take_back(self, board: Board) -> None:
        """Of a publishing whose entry in the log failed."""
        shutil.rmtree(self.path(board.period, board.version), ignore_errors=True)

    def digest(self, quarter: Quarter, version: int) -> str:
        """Of what is published of a version: that of its manifest. Raises InputError where it is not there."""
        if version not in self.versions(quarter):
            raise _cannot_read(self.path(quarter, version))
        return hex_of((self.path(quarter, version) / MANIFEST).read_bytes())

    def remove(self, quarter: Quarter, version: int, on: date, reason: Reason, by: By) -> None:
        """Takes a version away from everybody's eyes; a note of it stays."""
        place = self.path(quarter, version)
        told = {"on": on.isoformat(), "reason": reason.value, "by": by.value, "digest": self.digest(quarter, version)}
        place.with_name(f"{version}-removed.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
        place.rename(place.with_name(f"{version}-removed"))

    def removed(self, quarter: Quarter) -> tuple[Removed, ...]:
        found = []
        for path in sorted((self.folder / str(quarter)).glob("*-removed.json")):
            told = json.loads(path.read_text(encoding="utf-8"))
            version, on = int(path.name.partition("-")[0]), date.fromisoformat(told["on"])
            found.append(Removed(version, on, Reason(told["reason"]), By(told["by"]), told["digest"]))
        return tuple(sorted(found, key=lambda gone: gone.version))

    def removals(self) -> tuple[tuple[Quarter, Removed], ...]:
        """Of every quarter, the newest first."""
        names = sorted((path.name for path in self.folder.iterdir()), reverse=True) if self.folder.is_dir() else []
        quarters = [read_quarter(name) for name in names if FORM.fullmatch(name)]
        return tuple((quarter, gone) for quarter in quarters for gone in self.removed(quarter))

    def path(self, quarter: Quarter, version: int) -> Path:
        return self.folder / str(quarter) / str(version)


@lru_cache(maxsize=16)
def _held(path: Path) -> Board:
    """A published folder does not change, so it is read once."""
    return read_folder(path)


def _zipped(board: Board, files: Mapping[str, bytes]) -> bytes:
    """One file to take along; with a fixed time, so that the same board gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"board-{board.period}-{board.version}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _in_the_way(folder: Path) -> InputError:
    return InputError(
        f"{folder}: there is something already.",
        "What is there is never written over.",
        "Name a folder that is not there yet.",
        key="board_in_the_way",
        folder=folder,
    )


def _cannot_write(folder: Path) -> InputError:
    return InputError(
        f"{folder} cannot be written.",
        "There is no snapshot.",
        "Use another folder.",
        key="board_cannot_write",
        folder=folder,
    )


def _cannot_read(folder: Path) -> InputError:
    return InputError(
        f"{folder}: here is no snapshot of a board.",
        "There is nothing to read.",
        "Name the folder that atesta rank wrote with --out.",
        key="board_no_folder",
        folder=folder,
    )
