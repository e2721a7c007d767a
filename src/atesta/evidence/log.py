"""The log that is kept where there is no other: append-only, in one SQLite file (docs/spec/bundle.md, section 7).

An entry is one line of spec 7.1, its leaf the line's bytes without line feed. Every complete node of the tree is kept,
so that an entry, a root and a proof cost a few rows however long the log is. WAL with synchronous=FULL: what was
answered is on the disk. A second start or seal for one id is entered like any other, since a log judges nothing, and
`alarms` reports it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from atesta.errors import EvidenceError
from atesta.evidence import note, tree

HEX = "[0-9a-f]"
ENTRY = re.compile(
    rf"atesta-log-v1 (?:(start) ({HEX}{{32}}) {HEX}{{64}}"
    rf"|(head) ({HEX}{{32}}) (?:0|[1-9][0-9]{{0,15}}) {HEX}{{64}}"
    rf"|(seal) ({HEX}{{32}}) {HEX}{{64}} {HEX}{{64}})"
)
SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    at INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, line TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS entry_of ON entry (id, kind);
CREATE TABLE IF NOT EXISTS node (
    level INTEGER, at INTEGER, hash BLOB NOT NULL, PRIMARY KEY (level, at)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoint (size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT;
"""
TABLES = ("entry", "node", "checkpoint")
SECONDS_TO_WAIT = 30.0  # for another process that is writing


class LogError(EvidenceError):
    """The log's file cannot be used, or what was asked of it is not in it."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a reader of the log must be told. `id` names the recording, or is empty where the log itself is meant."""

    reason: str
    id: str
    at: tuple[int, ...]


def start_entry(id_: str, h: str) -> str:
    return f"atesta-log-v1 start {id_} {h}"


def head_entry(id_: str, seq: int, h: str) -> str:
    return f"atesta-log-v1 head {id_} {seq} {h}"


def seal_entry(id_: str, signature_hash: str, stamp_hash: str = "0" * 64) -> str:
    return f"atesta-log-v1 seal {id_} {signature_hash} {stamp_hash}"


class Log:
    """One log. May be used from several threads, and its file from several processes."""

    def __init__(self, path: Path, signer: note.Signer) -> None:
        self._signer, self._lock = signer, Lock()
        self._db = _open(path)

    def append(self, line: str) -> int:
        """Enters a line of spec 7.1; when this returns, it is on the disk. Gives its index."""
        found = ENTRY.fullmatch(line)
        if found is None:
            raise LogError(
                "This line is not one that the log takes.",
                "An entry holds hashes and an id and nothing else, so that a log can be shown to anyone.",
                "Use start_entry, head_entry or seal_entry.",
                key="log_refused",
            )
        kind, id_ = (word for word in found.groups() if word is not None)
        with self._writing():
            index = self._size()
            self._db.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", (index, kind, id_, line))
            above = tree.completed(index, tree.leaf_hash(line.encode()), self._node)
            self._db.executemany("INSERT INTO node VALUES (?, ?, ?)", list(above))
        return index

    def size(self) -> int:
        with self._lock:
            return self._size()

    def checkpoint(self) -> bytes:
        """The signed note of the log as it is now; kept, so that the log can never deny having said it."""
        with self._writing():
            return self._checkpoint(self._size())

    def prove(self, index: int) -> bytes:
        """The text of a `.tlog-proof` for the entry at `index`, in the log as it is now."""
        with self._writing():
            size = self._size()
            if not 0 <= index < size:
                raise LogError(
                    f"The log has no entry {index}; it has {size}.",
                    "An entry that is not there cannot be proven.",
                    "Ask with the index that append gave.",
                    key="log_refused",
                )
            return note.Proof(index, tree.inclusion(index, size, self._node), self._checkpoint(size)).write()

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the log of `new` entries begins with the log of `old` entries."""
        with self._lock:
            size = self._size()
            if not 0 <= old <= new <= size:
                raise LogError(
                    f"The log has {size} entries: it cannot compare {old} with {new}.",
                    "Only a state that was can be compared with a later one.",
                    "Ask for an older and a newer size, at most the present one.",
                    key="log_refused",
                )
            return tree.consistency(old, new, self._node)

    def close(self) -> None:
        self._db.close()

    def _size(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(at) + 1, 0) FROM entry").fetchone()[0])

    def _node(self, level: int, at: int) -> bytes:
        row = self._db.execute("SELECT hash FROM node WHERE level = ? AND at = ?", (level, at)).fetchone()
        if row is None:
            raise _broken("a node of its tree is missing")
        return bytes(row[0])

    def _checkpoint(self, size: int) -> bytes:
        said = self._db.execute("SELECT note FROM checkpoint WHERE size = ?", (size,)).fetchone()
        now = note.sign(note.Checkpoint(self._signer.name, size, tree.root(size, self._node)).text, self._signer)
        if said is None:
            self._db.execute("INSERT INTO checkpoint VALUES (?, ?)", (size, now))
        elif bytes(said[0]) != now and note.open_note(bytes(said[0]), self._signer.verifier) is not None:
            raise _broken("it would contradict a checkpoint that it signed before")
        return now

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time, over threads and processes. An error of the disk is never taken for success."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise _unusable(error) from error
                raise


def alarms(path: Path) -> tuple[Alarm, ...]:
    """What a reader who holds the log sees: two starts or seals of one id (spec 7.2); fewer entries than a checkpoint
    said; checkpoints whose root is not that of the entries. The tree is worked out again from the entries alone."""
    db = _open(path, read_only=True)
    try:
        return (*_twice(db, "start", "log_two_starts"), *_twice(db, "seal", "log_two_seals"), *_against_itself(db))
    except sqlite3.Error as error:
        raise _unusable(error) from error
    finally:
        db.close()


def _twice(db: sqlite3.Connection, kind: str, reason: str) -> Iterator[Alarm]:
    # A start entered again with the same hash is one start; a second seal is an alarm whatever it says (spec 7.2).
    counted = "DISTINCT line" if kind == "start" else "*"
    rows = db.execute(
        "SELECT id, group_concat(at) FROM (SELECT * FROM entry ORDER BY at) WHERE kind = ? GROUP BY id"
        f" HAVING count({counted}) > 1 ORDER BY min(at)",
        (kind,),
    )
    for id_, places in rows:
        yield Alarm(reason, id_, tuple(sorted(map(int, places.split(",")))))


def _against_itself(db: sqlite3.Connection) -> Iterator[Alarm]:
    said = dict(db.execute("SELECT size, note FROM checkpoint"))
    peaks = tree.Peaks()
    for at, line in db.execute("SELECT at, line FROM entry ORDER BY at"):
        if at != peaks.size:
            break
        yield from _disputed(said, peaks)
        peaks.push(tree.leaf_hash(line.encode()))
    yield from _disputed(said, peaks)
    there = db.execute("SELECT coalesce(max(at) + 1, 0) FROM entry").fetchone()[0]
    if max(there, *said, 0) > peaks.size:
        yield Alarm("log_shrunk", "", (peaks.size,))


def _disputed(said: dict[int, bytes], peaks: tree.Peaks) -> Iterator[Alarm]:
    if peaks.size in said and not _said(bytes(said[peaks.size]), peaks.size, peaks.root()):
        yield Alarm("log_forked", "", (peaks.size,))


def _said(said: bytes, size: int, root: bytes) -> bool:
    try:
        checkpoint = note.read_checkpoint(said.decode().rpartition("\n\n")[0] + "\n")
    except (note.NoteError, UnicodeDecodeError):
        return False
    return (checkpoint.size, checkpoint.root) == (size, root)


def _open(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    try:
        where = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        db = sqlite3.connect(where, uri=True, timeout=SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False)
        if not read_only:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            db.executescript(SCHEMA + "".join(map(_only_grows, TABLES)))
    except sqlite3.Error as error:
        raise _unusable(error) from error
    return db


def _only_grows(table: str) -> str:
    """Against accidents, not against who owns the file: that is what checkpoints in other hands are for."""
    return "".join(
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{what} BEFORE {what} ON {table}"
        " BEGIN SELECT raise(ABORT, 'the log only grows'); END;\n"
        for what in ("UPDATE", "DELETE")
    )


def _unusable(error: sqlite3.Error) -> LogError:
    return LogError(
        f"The log cannot be read or written ({type(error).__name__}: {error}).",
        "Nothing was entered, so nothing is proven by it.",
        "Look at the disk and at the rights of the file; a recording goes on without it and says so.",
        key="log_unusable",
        kind=type(error).__name__,
    )


def _broken(what: str) -> LogError:
    return LogError(
        f"The log contradicts itself: {what}.",
        "A log that changes what it said proves nothing.",
        "Keep the file as it is, and begin a new log under another name.",
        key="log_broken",
    )
