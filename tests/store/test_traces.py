"""A journal that a reader keeps from being emptied is come back to."""

from __future__ import annotations

import pytest

from atesta.store import traces
from atesta.store.models import Job
from atesta.store.worker import Worker

pytestmark = pytest.mark.django_db


def test_a_busy_journal_is_left_to_a_job_and_an_empty_one_is_not(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    monkeypatch.setattr(traces.connection, "vendor", "sqlite")
    for done in (True, False):
        monkeypatch.setattr(traces, "empty_journal", lambda done=done: done)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            traces.leave_no_trace()
        assert Job.objects.filter(kind=traces.JOB).exists() is not done


def test_the_job_tries_again_while_somebody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces.connection, "vendor", "sqlite")
    monkeypatch.setattr(traces, "empty_journal", lambda: False)
    now = traces.utc_now()
    traces.enqueue(traces.JOB, "", now)
    Worker(lambda: now).do_one()
    job = Job.objects.get(kind=traces.JOB)
    assert (job.done_at, job.due_at > now) == (None, True)
