"""Attacks 27 to 31, 39, 45 to 51, 53 to 55, 57 and 58: whoever records, whoever keeps the log, and accidents."""

from __future__ import annotations

import errno
import hmac
import json
import os
import sqlite3
import subprocess
import sys
import time
import tracemalloc
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from bundles import AGENT, House, recording, talk, unpacked
from faulty_disk import FaultyDisk
from making import DAY_MS, FOLDER, SetClock, begun, feed, ring_in_memory, sound

from atesta.errors import DiskError, FormError
from atesta.evidence import canonical, digest, keys, twin
from atesta.evidence.archive import Zipped
from atesta.evidence.chain import Segment, read_line
from atesta.evidence.log import start_entry
from atesta.evidence.recover import recover
from atesta.evidence.session import Session
from atesta.evidence.verify import verify
from attacks.registry import attack
from attacks.stand import SEGMENT, Files, Seen, Stand, of, refused

WRITES = 13


def call(stand: Stand, id_: str, between: Callable[[SetClock], None] = lambda clock: None) -> Seen:
    """Eight seconds, with something happening in the middle."""
    session = stand.house.record(id_)
    talk(session, stand.house.clock, 4)
    between(stand.house.clock)
    talk(session, stand.house.clock, 4, 4)
    session.end()
    return stand.read(stand.house.seal(stand.house.parts(session, mandate(stand)), stand.folder / "call.zip"))


def mandate(stand: Stand) -> Files:
    return {"data/mandate.jws": stand.house.mandate()}


@attack("27")
def a_recorder_that_was_starved(stand: Stand) -> Seen:
    return call(stand, "27" * 16, lambda clock: clock.pass_ms(25_000))


@attack("28")
def a_wall_clock_set_back(stand: Stand) -> Seen:
    def back(clock: SetClock) -> None:
        clock.utc -= 3 * DAY_MS

    try:
        return call(stand, "28" * 16, back)
    finally:
        stand.house.clock.utc += 3 * DAY_MS


@attack("29")
def a_voice_made_by_a_machine(stand: Stand) -> Seen:
    return call(stand, "29" * 16)


@attack("30")
def a_call_that_was_not_recorded(stand: Stand) -> Seen:
    return stand.read(stand.sealed)


@attack("31")
def ended_early(stand: Stand) -> Seen:
    return stand.read(stand.honest("31" * 16, 2))


def part(value: canonical.Json | bytes) -> bytes:
    data = value if isinstance(value, bytes) else canonical.write(value)
    return urlsafe_b64encode(data).rstrip(b"=")


def with_mandate(stand: Stand, change: Callable[[dict[str, canonical.Json], bytes], bytes]) -> Seen:
    """Enclosed by the agency, which seals it with its own honest device."""
    head, body, _ = stand.house.mandate().strip().split(b".")
    made = change(json.loads(decoded(head)), body)
    sealed = recording(stand.house, stand.folder / "m.zip", 4, id_="39" * 16, more={"data/mandate.jws": made})
    return stand.read(sealed)


def decoded(head: bytes) -> bytes:
    return urlsafe_b64decode(head + b"=" * (-len(head) % 4))


@attack("39a")
def a_mandate_without_signature(stand: Stand) -> Seen:
    def none(header: dict[str, canonical.Json], body: bytes) -> bytes:
        return b".".join((part({**header, "alg": "none"}), body, part(bytes(64)))) + b"\n"

    return with_mandate(stand, none)


@attack("39b")
def a_mandate_signed_with_the_public_key_as_a_secret(stand: Stand) -> Seen:
    def symmetric(header: dict[str, canonical.Json], body: bytes) -> bytes:
        signed = part({**header, "alg": "HS256"}) + b"." + body
        public = keys.public_pem(stand.house.ring.signer_key().public)
        return signed + b"." + part(hmac.digest(public, signed, "sha256")) + b"\n"

    return with_mandate(stand, symmetric)


@attack("39c")
def a_mandate_under_another_key(stand: Stand) -> Seen:
    own = House(stand.folder / "own", "Own creditor")
    return with_mandate(stand, lambda header, body: own.mandate())


@attack("51c")
def a_mandate_that_had_ended(stand: Stand) -> Seen:
    ended = {"data/mandate.jws": stand.house.mandate(to_s=1)}
    return stand.read(recording(stand.house, stand.folder / "m.zip", 4, id_="51" * 16, more=ended))


# Disks and crashes


def failing(number: int, code: int, verb: str) -> Callable[[str, Path, int], int]:
    """From the `number`th such step on."""
    seen = [0]

    def fault(did: str, path: Path, _: int) -> int:
        seen[0] += did == verb
        return code if did == verb and seen[0] > number else 0

    return fault


def recorded_on(stand: Stand, disk: FaultyDisk, id_: str) -> tuple[Session | None, int]:
    """Five seconds on this disk; how many segments it had acknowledged."""
    kept, session = 0, None
    try:
        session = begun(disk, stand.house.clock, ring=stand.house.ring, id=id_)
        kept += feed(session, stand.house.clock, sound(5))
        session.end()
    except DiskError:
        pass
    return session, kept


def each_time_it_fails(stand: Stand, code: int, verb: str, reason: str) -> Seen:
    """Sealed from what was acknowledged, whichever step the disk refuses; the reader's answers must all be the same."""
    last: Seen | None = None
    for number in range(WRITES):
        id_ = f"{code:02d}{number:02d}" * 8
        session, kept = recorded_on(stand, FaultyDisk(failing(number, code, verb)), id_)
        if session is None:
            assert kept == 0
            continue
        assert session.segments >= kept and session.reason in (reason, "asked")
        start = stand.house.log.prove(stand.house.log.append(start_entry(id_, first_hash(session))))
        parts = replace(stand.house.parts(session), proofs={"seal/start.tlog-proof": start})
        seen = stand.read(stand.house.seal(parts, stand.folder / f"{number}.zip"))
        assert last is None or seen.answer == last.answer, (number, seen)
        last = seen
    assert last and last.verdict
    return of(last.verdict, ("recording", reason))


def first_hash(session: Session) -> str:
    return read_line(next(iter(session.material().lines()))).h.hex()


@attack("45")
def a_disk_that_is_full(stand: Stand) -> Seen:
    return each_time_it_fails(stand, errno.ENOSPC, "append", "no_space")


@attack("46")
def a_sync_that_fails(stand: Stand) -> Seen:
    return each_time_it_fails(stand, errno.EIO, "sync", "write_failed")


@attack("47")
def a_crash_before_the_first_sync(stand: Stand) -> Seen:
    """At each step until the session has begun, with every loss that the disk's model allows."""
    disk, random = FaultyDisk(), Random(47)
    begun(disk)
    for steps in range(1, len(disk.steps)):
        for _ in range(5):
            try:
                found = recover(disk.after_power_cut(steps, random), FOLDER, ring_in_memory().keeper_key(), SetClock())
                assert found.frames == 0
            except FormError:
                continue
    return refused("recording", "nothing_recorded")


@attack("48a")
def two_recorders_in_one_folder(stand: Stand) -> Seen:
    stand.house.record("48" * 16)
    try:
        stand.house.record("48" * 16)
    except DiskError:
        return refused("recording", "is_there_already")
    return Seen("unchanged")


@attack("48b")
def two_recorders_in_two_folders(stand: Stand) -> Seen:
    sealed = stand.honest("48" * 16)
    second = House.__new__(House)
    second.__dict__.update(stand.house.__dict__)
    second.folder = stand.folder / "second"
    second.folder.mkdir()
    second.record("48" * 16)
    return stand.read(sealed)


# The log


def rewritten(stand: Stand, *changes: str) -> None:
    """By whoever holds the file: nothing in a file keeps its owner from changing it."""
    with sqlite3.connect(stand.house.folder / "log.sqlite") as db:
        for table in ("entry", "checkpoint", "node"):
            for what in ("UPDATE", "DELETE"):
                db.execute(f"DROP TRIGGER IF EXISTS {table}_no_{what}")
        for change in changes:
            db.execute(change)
    db.close()


@attack("49")
def a_log_that_forked(stand: Stand) -> Seen:
    other = start_entry("49" * 16, "0" * 64)
    rewritten(stand, f"UPDATE entry SET line = '{other}', id = '{'49' * 16}' WHERE at = 0")
    return stand.read(stand.sealed)


@attack("50")
def a_log_that_shrank(stand: Stand) -> Seen:
    rewritten(stand, "DELETE FROM entry WHERE at = (SELECT max(at) FROM entry)")
    return stand.read(stand.sealed)


# Clocks, zones, machines of the reader


@contextmanager
def in_zone(zone: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


@attack("53")
def zones_and_the_hour_that_comes_twice(stand: Stand) -> Seen:
    """Over the end of summer time in Madrid and over New Year's Eve, read in four zones."""
    # 2027-10-31T00:59:56Z, 2026-12-31T23:59:56Z
    moments = {"5a" * 16: 1_824_944_396_000, "5b" * 16: 1_798_761_596_000}
    seen = []
    old = House(stand.folder / "zones", clock=SetClock())
    for id_, moment in moments.items():
        old.clock.utc = moment
        sealed = recording(old, stand.folder / f"{id_[:2]}.zip", 8, id_=id_)
        for zone in ("UTC", "Europe/Madrid", "Asia/Shanghai", "America/Santiago"):
            with in_zone(zone):
                seen.append(of(verify(sealed, old.anchors)))
    assert len({(one.answer, one.noticed) for one in seen}) == 1
    return seen[0]


@attack("54")
def a_long_call_in_little_memory(stand: Stand) -> Seen:
    """Ten minutes, of 9.6 MB; `make soak` takes six hours. What grows with a call is some 60 bytes a segment."""
    house = House(stand.folder / "long", clock=SetClock(stand.house.clock.utc))
    sealed = recording(house, stand.folder / "long.zip", 600)
    anchors = house.anchors
    stand.read(stand.sealed)  # what is loaded once for all bundles
    tracemalloc.start()
    try:
        verdict = verify(sealed, anchors)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000, peak
    return of(verdict)


READER = """
import sys, time, datetime, pathlib
year = 366 * 24 * 3600 * float(sys.argv[3])
now, now_ns = time.time, time.time_ns
time.time, time.time_ns = lambda: now() + year, lambda: now_ns() + int(year * 1e9)
from atesta.evidence.anchors import read_anchors
from atesta.evidence.verify import verify
verdict = verify(pathlib.Path(sys.argv[1]), read_anchors(pathlib.Path(sys.argv[2])))
print(verdict.answer.value, *(reason.id for reason in verdict.reasons))
"""


@attack("55")
def no_network_and_a_clock_wrong_by_a_year(stand: Stand) -> Seen:
    sealed, anchors = stand.folder / "judged.zip", stand.house.export(stand.folder / "given")
    seen = stand.read(stand.sealed)
    for years in ("-1", "1"):
        command = [*cut_off(), sys.executable, "-c", READER, str(sealed), str(anchors), years]
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()
        assert said == ["unchanged"], said
    return seen


def cut_off() -> tuple[str, ...]:
    """A command before a command, that takes its network away where this machine allows it."""
    for way in (("unshare", "-rn"), ("unshare", "-n")):
        try:
            if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
                return way
        except FileNotFoundError:
            break
    return ()


# The copy with parts left out


def redacted(stand: Stand) -> Path:
    original = stand.folder / "original.zip"
    original.write_bytes(stand.sealed)
    with original.open("rb") as file:
        now = stand.house.clock.utc_ms()
        parts = twin.twin(Zipped(file), [(3.0, 5.0)], "57" * 16, AGENT, stand.readmes, now)
        return stand.house.seal(parts, stand.folder / "twin.zip")


@attack("57a")
def a_copy_with_parts_left_out(stand: Stand) -> Seen:
    return stand.read(redacted(stand))


@attack("57b")
def another_salt(stand: Stand) -> Seen:
    files = unpacked(redacted(stand).read_bytes())
    opening = canonical.read_object(files["data/opening.json"][:-1], "")
    assert isinstance(opening["salts"], dict)
    opening["salts"]["4"] = "0" * 64
    return stand.relisted({**files, "data/opening.json": canonical.write(opening) + b"\n"})


@attack("58")
def silence_guessed_from_its_commitment(stand: Stand) -> Seen:
    session = stand.house.record("58" * 16)
    stand.house.clock.pass_ms(4000)
    session.feed(bytes(2 * SEGMENT))
    session.end()
    silence = bytes(SEGMENT)
    found = [record.c for record in segments(session)]
    guesses = {digest.hex_of(silence)} | {digest.commitment("58" * 16, n, b"", silence).hex() for n in range(2)}
    assert len(set(found)) == 2 and not guesses & set(found)
    return stand.read(stand.house.seal(stand.house.parts(session, mandate(stand)), stand.folder / "silence.zip"))


def segments(session: Session) -> list[Segment]:
    records = [read_line(line).record for line in session.material().lines()]
    return [record for record in records if isinstance(record, Segment)]
