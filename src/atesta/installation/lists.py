"""Public lists of agencies that an operator brought in, as dated evidence: the file as it came, and a note beside it.

    <folder>/<sha256 of the file>.csv     the bytes, never changed
    <folder>/<sha256 of the file>.toml    kind, place, name, source, as_of

Of each source the newest day counts; an older list stays as what was known then. A listing is never a yes (DESIGN
decision 7).
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from atesta.errors import InputError
from atesta.evidence.digest import hex_of
from atesta.evidence.disk import RealDisk, replace
from atesta.mandate.register_csv import ListKind, PublicRegister, read_lender_list, read_register

KEPT = 32
"""Lists held in memory, for all places."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is said beside a file. `source` is where it was had, as whoever brought it in wrote."""

    digest: str
    kind: ListKind
    place: str
    name: str
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one installation; the folder need not be there."""

    folder: Path

    def add(self, data: bytes, kind: ListKind, place: str, name: str, source: str, as_of: date) -> PublicRegister:
        """Keeps a list that can be read; brought in twice it is kept once. Raises FileFormatError or TextError for a
        list that cannot be read, InputError without a source."""
        if not source.strip():
            raise InputError(
                "The list has no source.",
                "Nobody could ask its publisher to correct it.",
                "Say where you had it: the publisher and the address.",
                key="list_without_source",
            )
        note = Note(hex_of(data), kind, place, name, source.strip(), as_of)
        read = _read(data, note)
        disk = RealDisk()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(disk, self._path(note.digest, "csv"), data)
        replace(disk, self._path(note.digest, "toml"), _written(note))  # last: a file without its note does not count
        return read

    def notes(self) -> tuple[Note, ...]:
        """All, the newest first."""
        paths = sorted(self.folder.glob("*.toml")) if self.folder.is_dir() else []
        return tuple(sorted(map(_note, paths), key=lambda note: (note.as_of, note.digest), reverse=True))

    def of(self, place: str) -> tuple[PublicRegister, ...]:
        """The lists that count in a place: of each source and kind the newest."""
        newest: dict[tuple[ListKind, str], Note] = {}
        for note in self.notes():
            if note.place == place:
                newest.setdefault((note.kind, note.source), note)
        return tuple(_held(self._path(note.digest, "csv"), note) for note in newest.values())

    def _path(self, digest: str, suffix: str) -> Path:
        return self.folder / f"{digest}.{suffix}"


@lru_cache(maxsize=KEPT)
def _held(path: Path, note: Note) -> PublicRegister:
    """A file under its own digest does not change, so it is read once."""
    return _read(path.read_bytes(), note)


def _read(data: bytes, note: Note) -> PublicRegister:
    read = read_register if note.kind is ListKind.PUBLIC_REGISTER else read_lender_list
    return read(data, note.name, note.as_of, note.place, note.source)


def _note(path: Path) -> Note:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    kind = ListKind(table["kind"])
    return Note(path.stem, kind, table["place"], table["name"], table["source"], table["as_of"])


def _written(note: Note) -> bytes:
    """TOML's basic strings are JSON's, but for the delete character."""
    texts = {"kind": note.kind.value, "place": note.place, "name": note.name, "source": note.source}
    lines = [f"{key} = {json.dumps(text)}".replace("\x7f", "\\u007f") for key, text in texts.items()]
    return ("\n".join([*lines, f"as_of = {note.as_of.isoformat()}"]) + "\n").encode()
