"""What does the jobs: a loop that takes one, renews its lease while it runs, and goes on. In a thread of the server, or
as many processes as one likes on PostgreSQL (`atesta worker`)."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection

from atesta.errors import AtestaError
from atesta.store.chores import enqueue_chores
from atesta.store.ids import new_id
from atesta.store.jobs import HANDLERS, LEASE, Clock, LeaseLostError, NotYetError, Work, take, utc_now, woken

log = logging.getLogger("atesta.jobs")
IDLE_SECONDS = 2.0
"""Between looks where nothing wakes us: another process enqueues without our knowing."""
AWAY_SECONDS = 5.0
"""After the database could not be reached."""


class Worker:
    """One worker of one process. `stop` ends it after the job that it is at."""

    def __init__(self, clock: Clock = utc_now, lease: timedelta = LEASE) -> None:
        self.id, self._clock, self._lease = new_id(), clock, lease
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()
        woken.set()

    def run(self) -> None:
        """Until `stop`. A database that is away is waited for."""
        while not self._stopped.is_set():
            try:
                enqueue_chores(self._clock())
                while not self._stopped.is_set() and self.do_one():
                    pass
                pause = IDLE_SECONDS
            except DatabaseError as error:
                _say("database", type(error).__name__)
                pause = AWAY_SECONDS
            close_old_connections()
            woken.wait(pause)
            woken.clear()

    def do_one(self) -> bool:
        """Takes one job and does it; False where none was to be done."""
        job = take(self.id, self._clock(), self._lease)
        if job is None:
            return False
        work = Work(job, self._clock, self._lease)
        with self._heartbeat(work):
            _do(work)
        return True

    @contextmanager
    def _heartbeat(self, work: Work) -> Iterator[None]:
        """Renews the lease from a thread of its own, so that a long step of a handler does not lose it."""
        done = threading.Event()
        beat = threading.Thread(target=self._beat, args=(work, done), daemon=True)
        beat.start()
        try:
            yield
        finally:
            done.set()
            beat.join()

    def _beat(self, work: Work, done: threading.Event) -> None:
        try:
            while not done.wait(self._lease.total_seconds() / 3):
                work.renew()
        except (LeaseLostError, DatabaseError):  # the handler learns of it when it writes
            pass
        finally:
            connection.close()


def _do(work: Work) -> None:
    """The handler, and what became of it. A log line names kinds, never what a text of an exception may quote."""
    try:
        HANDLERS[work.job.kind](work)
        if not work.finished:
            with work.effect():
                pass
    except LeaseLostError:
        _say(work.job.kind, "lease lost")
    except NotYetError as error:
        _say(work.job.kind, error.reason)
        work.failed(error.reason)
    except AtestaError as error:  # a second try would be refused for the same reason
        work.failed(error.key, for_good=True)
    except (OperationalError, InterfaceError):  # away: `run` waits, and the lease brings the job back
        raise
    except Exception as error:
        _say(work.job.kind, type(error).__name__)
        work.failed("our_fault")


def _say(job: str, fault: str) -> None:
    log.error(json.dumps({"job": job, "fault": fault}))


def start_inside() -> Worker:
    """A worker in a thread of this process: the default, where nothing has to be set up. It ends with the process; a
    job that it was at is taken up once more when its lease is over."""
    worker = Worker()
    threading.Thread(target=worker.run, name="atesta-worker", daemon=True).start()
    return worker
