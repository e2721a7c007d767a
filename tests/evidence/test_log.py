"""The log only grows, proves what it holds, and reports what a reader of it must know."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from atesta.evidence import note, tree
from atesta.evidence.log import Alarm, Log, LogError, alarms, head_entry, seal_entry, start_entry

SIGNER = note.Signer("example.org/log", Ed25519PrivateKey.from_private_bytes(bytes(32)))
CALL, OTHER_CALL = "0f" * 16, "1e" * 16
HASH, OTHER_HASH = "ab" * 32, "cd" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.sqlite"


@pytest.fixture
def log(path: Path) -> Log:
    return Log(path, SIGNER)


def fill(log: Log, entries: int) -> list[str]:
    lines = [head_entry(CALL, seq, HASH) for seq in range(entries)]
    assert [log.append(line) for line in lines] == list(range(entries))
    return lines


def test_every_entry_can_be_proven_at_every_size(log: Log) -> None:
    for size, line in enumerate([head_entry(CALL, seq, HASH) for seq in range(9)], start=1):
        log.append(line)
        for index in range(size):
            checkpoint = note.proven(log.prove(index), head_entry(CALL, index, HASH).encode(), SIGNER.verifier)
            assert checkpoint
            assert checkpoint.size == size


def test_a_later_log_begins_with_the_earlier_one(log: Log) -> None:
    fill(log, 3)
    old = note.open_checkpoint(log.checkpoint(), SIGNER.verifier)
    log.append(seal_entry(CALL, HASH))
    new = note.open_checkpoint(log.checkpoint(), SIGNER.verifier)
    assert old
    assert new
    assert tree.is_consistent(3, old.root, 4, new.root, log.consistency(3, 4))


def test_a_log_goes_on_after_it_was_closed(path: Path, log: Log) -> None:
    lines = fill(log, 5)
    before = log.checkpoint()
    log.close()
    again = Log(path, SIGNER)
    assert again.checkpoint() == before
    assert again.append(seal_entry(CALL, HASH)) == 5
    assert note.proven(again.prove(2), lines[2].encode(), SIGNER.verifier)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "hello",
        f"{start_entry(CALL, HASH)}\n",
        start_entry(CALL.upper(), HASH),
        start_entry(CALL, HASH[:-1]),
        head_entry(CALL, -1, HASH),
        f"atesta-log-v1 start {CALL} {HASH} Juan",
    ],
)
def test_a_log_takes_hashes_and_ids_and_nothing_else(log: Log, line: str) -> None:
    with pytest.raises(LogError):
        log.append(line)
    assert log.size() == 0


def test_what_is_not_there_cannot_be_proven_or_compared(log: Log) -> None:
    fill(log, 2)
    for ask in (lambda: log.prove(2), lambda: log.prove(-1), lambda: log.consistency(1, 3)):
        with pytest.raises(LogError):
            ask()


def test_several_writers_get_each_their_own_place(path: Path) -> None:
    logs = [Log(path, SIGNER) for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        places = list(pool.map(lambda seq: logs[seq % 2].append(head_entry(CALL, seq, HASH)), range(40)))
    assert sorted(places) == list(range(40))
    assert not alarms(path)


def test_a_second_start_with_another_hash_and_a_second_seal_are_kept_and_reported(path: Path, log: Log) -> None:
    lines = [
        start_entry(CALL, HASH),
        start_entry(OTHER_CALL, HASH),
        start_entry(CALL, OTHER_HASH),
        seal_entry(CALL, HASH),
        seal_entry(CALL, HASH),
    ]
    for line in lines:
        log.append(line)
    assert alarms(path) == (Alarm("log_two_starts", CALL, (0, 2)), Alarm("log_two_seals", CALL, (3, 4)))


def test_the_same_start_entered_again_is_one_start(path: Path, log: Log) -> None:
    log.append(start_entry(CALL, HASH))
    log.append(start_entry(CALL, HASH))
    assert not alarms(path)


@pytest.mark.parametrize("change", ["UPDATE entry SET line = ''", "DELETE FROM node", "DELETE FROM checkpoint"])
def test_the_file_refuses_what_is_not_growth(path: Path, log: Log, change: str) -> None:
    fill(log, 2)
    log.checkpoint()
    with sqlite3.connect(path) as db, pytest.raises(sqlite3.Error, match="only grows"):
        db.execute(change)
    db.close()


@pytest.mark.parametrize(
    ("change", "reason", "at"),
    [
        (f"UPDATE entry SET line = '{start_entry(CALL, HASH)}' WHERE at = 1", "log_forked", 4),
        ("DELETE FROM entry WHERE at = 3", "log_shrunk", 3),
        ("DELETE FROM entry WHERE at = 1", "log_shrunk", 1),
        ("UPDATE checkpoint SET note = x'00'", "log_forked", 4),
    ],
)
def test_what_the_owner_of_the_file_changes_contradicts_its_checkpoints(
    path: Path, log: Log, change: str, reason: str, at: int
) -> None:
    fill(log, 4)
    log.checkpoint()
    with sqlite3.connect(path) as db:
        for table in ("entry", "checkpoint"):
            for what in ("UPDATE", "DELETE"):
                db.execute(f"DROP TRIGGER {table}_no_{what}")
        db.execute(change)
    db.close()
    assert alarms(path) == (Alarm(reason, "", (at,)),)


def test_a_log_signs_nothing_that_contradicts_what_it_signed(path: Path, log: Log) -> None:
    fill(log, 4)
    log.checkpoint()
    with sqlite3.connect(path) as db:
        db.execute("DROP TRIGGER node_no_UPDATE")
        db.execute("UPDATE node SET hash = zeroblob(32) WHERE level = 2")
    db.close()
    with pytest.raises(LogError, match="contradict"):
        log.checkpoint()


def test_a_log_syncs_what_it_answers(path: Path, log: Log) -> None:
    assert log._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert log._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_full_disk_enters_nothing_and_leaves_the_log_as_it_was(path: Path, log: Log) -> None:
    lines = fill(log, 3)
    (pages,) = log._db.execute("PRAGMA page_count").fetchone()
    log._db.execute(f"PRAGMA max_page_count = {pages}")
    entered = 3
    with pytest.raises(LogError, match="full"):
        for seq in range(3, 500):
            log.append(head_entry(CALL, seq, HASH))
            entered += 1
    assert log.size() == entered
    assert not alarms(path)
    log._db.execute(f"PRAGMA max_page_count = {pages + 100}")
    assert note.proven(log.prove(1), lines[1].encode(), SIGNER.verifier)


def test_a_file_that_is_no_log_is_named(path: Path) -> None:
    path.write_bytes(b"no database" * 100)
    with pytest.raises(LogError, match="cannot be read or written"):
        Log(path, SIGNER)
    with pytest.raises(LogError):
        alarms(path)
    with pytest.raises(LogError):
        alarms(path.with_name("nothing"))
