"""Outside time in the background: asked with a digest by a job, kept when it is what was asked for, and never waited
for. The authority is a real one (`openssl ts`)."""

from __future__ import annotations

import base64
import io
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from shared_database import Shared

from atesta.evidence.stamp import Stamp as Given
from atesta.evidence.stamp import check_digest, request
from atesta.installation import tsa as posting
from atesta.installation.home import home_in
from atesta.store import blobs, erasing, exporting, jobs, log, stamping
from atesta.store.checking import complaints
from atesta.store.models import File, Job, LogEntry, LogHead, Opening, Stamp
from atesta.store.stamping import State
from atesta.store.worker import Worker

sys.path.append(str(Path(__file__).parents[1] / "evidence"))
from tsa import Authority, served

pytestmark = [pytest.mark.django_db, pytest.mark.needs("openssl", "apt-get install openssl")]
SEAL = sha256(b"the signature of a seal").hexdigest()
NOW = datetime.now(UTC)  # the authority goes by the real clock


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


class Wire:
    """What lies between us and the authority: `answer` gives its bytes for ours, or raises."""

    def __init__(self, authority: Authority) -> None:
        self.authority, self.asked = authority, list[bytes]()
        self.answer: Callable[[bytes], bytes] = authority

    def __call__(self, request: bytes) -> bytes:
        self.asked.append(request)
        return self.answer(request)

    def cut(self) -> None:
        def away(_: bytes) -> bytes:
            raise OSError

        self.answer = away

    def lie(self) -> None:
        """A token of the same authority, for something else."""
        self.answer = lambda _: self.authority(request(b"something else", os.urandom).der)


@pytest.fixture
def wire(folder: Path, settings: Settings, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Configured, with the authority's certificate in place."""
    settings.WEB = replace(settings.WEB, tsa="https://tsa.example.org/", home=folder / "home")
    home_in(settings.WEB.home).prepare()
    (settings.WEB.home / "tsa.pem").write_bytes(authority.anchor)
    found = Wire(authority)
    monkeypatch.setattr(stamping, "stamper", lambda url: found if url else None)
    yield found


def work(after: timedelta = timedelta(0)) -> None:
    """All that is due then."""
    worker = Worker(lambda: NOW + after)
    while worker.do_one():
        pass


def until_given_up(after: timedelta) -> None:
    for minutes in (0, 1, 5, 10, 30):
        work(after + timedelta(minutes=minutes))


def grow(n: int = 1, file: File | None = None) -> None:
    for _ in range(n):
        log.append("debt_made", "row", {}, NOW, file)


def stamp_head(after: timedelta = timedelta(0)) -> None:
    jobs.enqueue(stamping.LOG_CHORE, "", NOW + after)
    work(after)


def state(now: datetime = NOW) -> State:
    found = stamping.of_seal(SEAL, stamping.trusted(), now)
    assert found is not None
    return found.state


# --- seals ----------------------------------------------------------------------------------------------------------


def test_a_seal_is_asked_for_with_its_digest_and_nothing_else(wire: Wire, authority: Authority) -> None:
    stamping.stamp_later(SEAL, NOW)
    assert (state(), wire.asked) == (State.WAITING, [])
    work()
    row = Stamp.objects.get()
    given = check_digest(bytes(row.token), bytes.fromhex(SEAL), authority.anchor)
    assert isinstance(given, Given)
    assert (state(), row.authority) == (State.STAMPED, authority.name)
    assert len(wire.asked) == 1
    assert len(wire.asked[0]) < 90  # a digest, a nonce, what they are
    assert bytes.fromhex(SEAL) in wire.asked[0]


def test_a_kept_seal_enters_the_log_when_it_is_stamped(wire: Wire, file: File) -> None:
    stamping.stamp_later(SEAL, NOW, blobs.put(file, io.BytesIO(b"x"), "application/zip", "", NOW))
    work()
    entry = Opening.objects.get(entry__kind="stamped")
    assert entry.what == {"sha256": sha256(bytes(Stamp.objects.get().token)).hexdigest()}


def test_without_an_authority_nothing_is_asked_or_kept(wire: Wire, settings: Settings) -> None:
    settings.WEB = replace(settings.WEB, tsa=None)
    grow()
    stamping.stamp_later(SEAL, NOW)
    stamp_head()
    assert not Stamp.objects.exists()
    assert not wire.asked
    assert stamping.of_log(NOW).state is State.NONE


def test_an_authority_that_is_away_is_tried_again_and_comes_back(wire: Wire) -> None:
    wire.cut()
    stamping.stamp_later(SEAL, NOW)
    work()
    assert (state(), Job.objects.get().done_at) == (State.SILENT, None)
    wire.answer = wire.authority
    work(timedelta(seconds=6))
    assert state() is State.STAMPED


def test_after_the_tries_a_chore_asks_each_day_while_the_seal_is_young(wire: Wire) -> None:
    wire.cut()
    stamping.stamp_later(SEAL, NOW)
    until_given_up(timedelta(0))
    assert Job.objects.get().failure == "time_no_answer"
    for days in (1, 29, 31):
        jobs.enqueue(stamping.AGAIN_CHORE, "", NOW + timedelta(days=days))
        asked = len(wire.asked)
        until_given_up(timedelta(days=days))
        assert len(wire.asked) - asked == (jobs.TRIES if days < 30 else 0)
    assert Job.objects.filter(kind=stamping.JOB).count() == 1  # failed ones do not pile up
    assert state(NOW + timedelta(days=31)) is State.OVER


@pytest.mark.parametrize("lie", ["other bytes", "replayed", "unknown", "not a token", "early"])
def test_what_is_no_answer_to_what_was_asked_is_kept_out_and_told(
    wire: Wire, lie: str, tmp_path: Path, settings: Settings
) -> None:
    made = NOW
    if lie == "other bytes":
        wire.lie()
    elif lie == "replayed":  # for the same digest, and for another question
        token = wire.authority(request(b"the signature of a seal", os.urandom).der)
        wire.answer = lambda _: token
    elif lie == "unknown":
        wire.answer = Authority(tmp_path / "other", name="Somebody", serial=9)
    elif lie == "not a token":
        wire.answer = lambda _: b"<html>"
    else:
        made = NOW + timedelta(hours=1)
    stamping.stamp_later(SEAL, made)
    work(made - NOW)
    row = Stamp.objects.get()
    reasons = {
        "other bytes": "time_other_bytes",
        "replayed": "time_nonce",
        "unknown": "time_unknown_authority",
        "not a token": "time_form",
        "early": "time_before_end",
    }
    assert (row.failure, bytes(row.token), row.stamped_at) == (reasons[lie], b"", None)
    assert state(made) is State.REFUSED


def test_a_worker_that_was_taken_for_dead_writes_nothing(wire: Wire, file: File) -> None:
    stamping.stamp_later(SEAL, NOW, blobs.put(file, io.BytesIO(b"x"), "application/zip", "", NOW))
    job = jobs.take("slow", NOW)
    assert job is not None
    work(timedelta(minutes=5))  # the next one did it
    token = bytes(Stamp.objects.get().token)
    stamping.stamp_seal(jobs.Work(job, lambda: NOW))
    assert bytes(Stamp.objects.get().token) == token
    assert Opening.objects.filter(entry__kind="stamped").count() == 1


def test_two_workers_at_once_write_one_token(wire: Wire, file: File) -> None:
    """The slow one is still asking when the quick one has written."""
    stamping.stamp_later(SEAL, NOW, blobs.put(file, io.BytesIO(b"x"), "application/zip", "", NOW))
    slow = jobs.take("slow", NOW)
    assert slow is not None

    def meanwhile(asked: bytes) -> bytes:
        wire.answer = wire.authority
        work(timedelta(minutes=5))
        return wire.authority(asked)

    wire.answer = meanwhile
    with pytest.raises(jobs.LeaseLostError):
        stamping.stamp_seal(jobs.Work(slow, lambda: NOW))
    assert Opening.objects.filter(entry__kind="stamped").count() == 1
    assert len(wire.asked) == 2


def test_erasing_takes_the_stamp_and_its_opening_and_nothing_is_asked_any_more(wire: Wire, file: File) -> None:
    for digest in (SEAL, "0" * 64):
        stamping.stamp_later(digest, NOW, blobs.put(file, io.BytesIO(b"x"), "application/zip", "", NOW))
    done = Stamp.objects.get(digest=SEAL)
    Job.objects.filter(subject=done.id).update(due_at=NOW - timedelta(1))
    Worker(lambda: NOW).do_one()
    assert Opening.objects.filter(entry__kind="stamped").exists()
    erasing.erase_file(file, NOW)
    assert not Stamp.objects.exists()
    assert not Opening.objects.filter(entry__kind="stamped").exists()
    asked = len(wire.asked)
    work()
    jobs.enqueue(stamping.AGAIN_CHORE, "", NOW)
    work()
    assert len(wire.asked) == asked
    assert not Job.objects.filter(kind=stamping.JOB).exists()


def test_what_is_erased_while_the_authority_is_asked_stays_erased(wire: Wire, file: File) -> None:
    stamping.stamp_later(SEAL, NOW, blobs.put(file, io.BytesIO(b"x"), "application/zip", "", NOW))

    def erased(asked: bytes) -> bytes:
        erasing.erase_file(file, NOW)
        return wire.authority(asked)

    wire.answer = erased
    work()
    assert not Stamp.objects.exists()
    assert LogEntry.objects.order_by("-seq")[0].kind == "file_erased"


def test_a_token_is_checked_with_the_certificates_of_today(wire: Wire, settings: Settings) -> None:
    stamping.stamp_later(SEAL, NOW)
    work()
    (settings.WEB.home / "tsa.pem").unlink()
    assert state() is State.UNKNOWN


def test_workers_killed_while_they_ask_lose_no_stamp_and_write_none_twice(
    shared: Shared, authority: Authority, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home_in(home).prepare()
    (home / "tsa.pem").write_bytes(authority.anchor)
    asked = threading.Event()

    class Slow(Authority):
        def __call__(self, request: bytes) -> bytes:
            asked.set()
            time.sleep(0.1)
            with turn:  # openssl keeps its serial in one file
                return authority(request)

    turn = threading.Lock()
    with served(Slow(tmp_path / "slow")) as url:
        shared.env.update({"ATESTA_TSA": url, "ATESTA_HOME": str(home)})
        shared.run("stamp_queue.py", 4)
        running = [shared.start("stamp_worker.py") for _ in range(2)]
        assert asked.wait(60)
        for victim in running[:1]:
            victim.kill()
            victim.communicate()
        running = [*running[1:], shared.start("stamp_worker.py")]
        for process in running:
            process.communicate(timeout=120)
            assert process.returncode == 0
    assert shared.run("stamp_queue.py").split() == ["4", "4", "0"]


# --- the log --------------------------------------------------------------------------------------------------------


def test_one_token_covers_every_entry_before_it(wire: Wire) -> None:
    grow(3)
    stamp_head()
    row, head = Stamp.objects.get(), LogHead.objects.get()
    assert (row.kind, row.seq) == ("log", 3)
    assert row.digest == sha256(f"atesta-store-log-v1 3 {head.head}".encode()).hexdigest()
    assert stamping.of_log(NOW).state is State.STAMPED
    assert not list(complaints(NOW))


def test_a_log_that_has_not_grown_is_not_stamped_again(wire: Wire) -> None:
    grow()
    for hours in range(3):
        stamp_head(timedelta(hours=hours))
    assert len(wire.asked) == 1
    grow()
    stamp_head(timedelta(hours=4))
    assert list(Stamp.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]


def test_an_empty_log_is_not_stamped(wire: Wire) -> None:
    stamp_head()
    assert not wire.asked


def test_the_log_says_since_when_the_authority_is_away_and_goes_on_when_it_is_back(wire: Wire) -> None:
    wire.cut()
    grow()
    stamp_head()
    since = stamping.of_log(NOW)
    assert since.state is State.SILENT
    grow()
    work(timedelta(hours=1))
    assert (Stamp.objects.count(), stamping.of_log(NOW).at) == (1, since.at)
    wire.answer = wire.authority
    stamp_head(timedelta(hours=2))
    assert Stamp.objects.get().seq == 2
    assert stamping.standing(NOW).behind is None


def test_what_was_kept_is_dated_by_the_first_head_after_it(wire: Wire, file: File) -> None:
    log.append("contact_kept", "mine", {}, NOW, file)
    assert (found := stamping.of_entry("mine", "contact_kept", NOW)) and found.state is State.WAITING
    stamp_head()
    grow()
    stamp_head(timedelta(hours=1))
    found = stamping.of_entry("mine", "contact_kept", NOW)
    assert found is not None
    assert (found.state, found.seq) == (State.STAMPED, 1)
    assert stamping.of_entry("somebody else", "contact_kept", NOW) is None


def rewritten() -> None:
    """The whole history anew, as somebody could who owns the database: whole in itself."""
    from django.db import connection  # noqa: PLC0415 - once Django is set up

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER store_logentry_no_DELETE")
        else:
            cursor.execute("ALTER TABLE store_logentry DISABLE TRIGGER USER")
    LogHead.objects.all().delete()
    Opening.objects.all().delete()
    LogEntry.objects.all().delete()
    grow(3)


def test_a_history_that_was_written_anew_does_not_fit_its_stamp(wire: Wire) -> None:
    grow(2)
    stamp_head()
    assert not list(complaints(NOW))
    rewritten()
    assert log.check(LogEntry.objects.order_by("seq"), LogHead.objects.first()) is None
    assert list(complaints(NOW)) == [("stamp_history", {"seq": 2})]
    assert stamping.of_log(NOW).state is State.WAITING


def test_a_token_that_was_exchanged_is_named(wire: Wire) -> None:
    grow()
    stamp_head()
    Stamp.objects.update(token=wire.authority(request(b"something else", os.urandom).der))
    ((kind, values),) = complaints(NOW)
    assert (kind, values["reason"]) == ("stamp_token", "time_other_bytes")


def test_her_export_has_the_stamps_of_her_seals_and_of_the_log(wire: Wire, file: File) -> None:
    blob = blobs.put(file, io.BytesIO(b"x"), "application/zip", "", NOW)
    stamping.stamp_later(SEAL, NOW, blob)
    work()
    stamp_head()
    parts = {entry.name: b"".join(entry.pieces) for entry in exporting.entries(file)}
    assert parts[f"originals/{blob.id}.tsr"] == bytes(Stamp.objects.get(kind="seal").token)
    told = json.loads(parts["log.json"])["stamped"]
    digest = sha256(f"atesta-store-log-v1 {told['seq']} {told['head']}".encode()).digest()
    assert isinstance(check_digest(base64.b64decode(told["token"]), digest, wire.authority.anchor), Given)


# --- the wire -------------------------------------------------------------------------------------------------------


def test_an_authority_that_drips_its_head_is_cut_off() -> None:
    """The limit of a socket is that of each byte: without one over all, this would hold a worker for days."""

    listening, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def drip() -> None:
        held, _ = listening.accept()
        with held:
            try:
                held.sendall(b"HTTP/1.1 200 OK\r\n")
                while not over.wait(0.1):
                    held.sendall(b"X: y\r\n")
            except OSError:
                pass

    thread = threading.Thread(target=drip)
    thread.start()
    post, began = posting.stamper(f"http://127.0.0.1:{listening.getsockname()[1]}/", seconds=0.5), time.monotonic()
    assert post
    try:
        with pytest.raises(posting.StampError):
            post(b"request")
        assert time.monotonic() - began < 60  # it would drip for ever
    finally:
        over.set()
        thread.join()
        listening.close()
