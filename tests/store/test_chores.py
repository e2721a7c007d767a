"""What is done again and again: each when it is due, by one worker, and only what may go."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session

from atesta.store.chores import CHORES, ONLY_IF, TREE_CHORE, enqueue_chores
from atesta.store.jobs import HANDLERS
from atesta.store.models import Job, Pace, TreeLeaf
from atesta.store.worker import Worker

pytestmark = pytest.mark.django_db


def test_every_chore_has_somebody_to_do_it() -> None:
    assert set(CHORES) <= set(HANDLERS)


def test_a_chore_is_asked_for_once_and_again_when_its_time_has_passed(folder: Path, now: datetime) -> None:
    enqueue_chores(now)
    enqueue_chores(now)
    assert Job.objects.count() == len(CHORES) - len(ONLY_IF)
    worker = Worker(lambda: now)
    while worker.do_one():
        pass
    enqueue_chores(now + timedelta(minutes=4))
    assert not Job.objects.filter(done_at=None).exists()
    enqueue_chores(now + timedelta(minutes=5))
    assert [job.kind for job in Job.objects.filter(done_at=None)] == ["erase-uploads"]


def test_the_tree_is_asked_for_only_where_a_leaf_waits(folder: Path, now: datetime) -> None:
    enqueue_chores(now)
    assert not Job.objects.filter(kind=TREE_CHORE).exists()
    TreeLeaf.objects.create(kind="announced", row="x", leaf="0" * 64, made_at=now)
    enqueue_chores(now)
    assert Job.objects.filter(kind=TREE_CHORE).count() == 1


def test_the_sweep_takes_what_ended_and_leaves_what_is_shown(folder: Path, now: datetime) -> None:
    Pace.objects.create(key="old", since=now - timedelta(days=2))
    Session.objects.create(session_key="over", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="open", expire_date=now + timedelta(hours=1))
    ended = now - timedelta(days=8)
    for subject, failure in (("done", ""), ("failed", "our_fault")):
        Job.objects.create(kind="x", subject=subject, failure=failure, due_at=ended, made_at=ended, done_at=ended)
    enqueue_chores(now)
    worker = Worker(lambda: now)
    while worker.do_one():
        pass
    assert not Pace.objects.exists()
    assert [session.session_key for session in Session.objects.all()] == ["open"]
    assert [job.subject for job in Job.objects.filter(kind="x")] == ["failed"]
