"""A job is never lost and never takes effect twice, whoever dies, sleeps or is slow."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from shared_database import Shared

from atesta.errors import InputError
from atesta.store import jobs
from atesta.store.jobs import HANDLERS, LeaseLostError, Work
from atesta.store.models import Job, Pace
from atesta.store.worker import Worker

pytestmark = pytest.mark.django_db


class Hands:
    """A clock that is set, and a worker that goes by it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def work(self, worker: str = "one") -> Work:
        job = jobs.take(worker, self.now)
        assert job is not None
        return Work(job, lambda: self.now)

    def do(self) -> bool:
        return Worker(lambda: self.now).do_one()


@pytest.fixture
def hands(now: datetime) -> Hands:
    return Hands(now)


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, jobs.Handler]]:
    monkeypatch.setattr(jobs, "HANDLERS", HANDLERS)
    yield HANDLERS
    HANDLERS.pop("try", None)


def effect(work: Work) -> None:
    with work.effect() as now:
        Pace.objects.create(key=f"{work.job.worker}", since=now)


def test_a_job_of_a_change_that_is_rolled_back_is_not_there(now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("try", "a", now)
        _ = 1 / 0
    assert not Job.objects.exists()


def test_a_subject_has_one_open_job_of_a_kind(now: datetime) -> None:
    assert jobs.enqueue("try", "a", now).id == jobs.enqueue("try", "a", now).id
    assert jobs.enqueue("try", "b", now).id != jobs.enqueue("other", "b", now).id


def test_what_is_due_longest_comes_first_and_what_is_not_due_waits(now: datetime, hands: Hands) -> None:
    jobs.enqueue("try", "late", now, due=now + timedelta(hours=1))
    jobs.enqueue("try", "second", now)
    jobs.enqueue("try", "first", now, due=now - timedelta(seconds=1))
    assert [hands.work().job.subject, hands.work().job.subject] == ["first", "second"]
    assert jobs.take("one", now) is None


def test_a_job_in_hand_is_nobody_else_s_until_its_lease_is_over(now: datetime, hands: Hands) -> None:
    jobs.enqueue("try", "a", now)
    hands.work()
    assert jobs.take("two", now + jobs.LEASE) is None
    assert jobs.take("two", now + jobs.LEASE + timedelta(seconds=1)) is not None


def test_who_lost_the_lease_cannot_write(now: datetime, hands: Hands) -> None:
    jobs.enqueue("try", "a", now)
    slow = hands.work("slow")
    hands.now += timedelta(minutes=5)
    quick = hands.work("quick")
    effect(quick)
    with pytest.raises(LeaseLostError):
        effect(slow)
    with pytest.raises(LeaseLostError):
        slow.progress(50)
    assert list(Pace.objects.values_list("key", flat=True)) == ["quick"]


def test_a_worker_that_comes_to_the_same_job_twice_is_two(now: datetime, hands: Hands) -> None:
    jobs.enqueue("try", "a", now)
    first = hands.work("one")
    hands.now += timedelta(minutes=5)
    second = hands.work("one")
    with pytest.raises(LeaseLostError):
        effect(first)
    effect(second)


def test_progress_renews_the_lease(now: datetime, hands: Hands) -> None:
    jobs.enqueue("try", "a", now)
    work = hands.work()
    hands.now += timedelta(seconds=50)
    work.progress(140)
    assert Job.objects.get().progress == 100
    assert jobs.take("two", hands.now + timedelta(seconds=50)) is None


def test_an_effect_that_fails_leaves_nothing_and_the_job_open(now: datetime, hands: Hands) -> None:
    jobs.enqueue("try", "a", now)
    with pytest.raises(ZeroDivisionError), hands.work().effect():
        Pace.objects.create(key="a", since=now)
        _ = 1 / 0
    assert not Pace.objects.exists()
    assert Job.objects.get().done_at is None


def test_a_fault_is_tried_again_with_growing_pauses_and_then_shown(
    now: datetime, hands: Hands, handlers: dict[str, jobs.Handler]
) -> None:
    def fails(work: Work) -> None:
        raise ZeroDivisionError

    handlers["try"] = fails
    jobs.enqueue("try", "a", now)
    began, tried = now, []
    while Job.objects.get().done_at is None:
        tried += [(hands.now - began).total_seconds()] if hands.do() else []
        hands.now += timedelta(seconds=1)
    assert tried == [0, 5, 35, 155, 755]
    assert Job.objects.get().failure == "our_fault"


def test_what_cannot_be_used_is_not_tried_again(now: datetime, hands: Hands, handlers: dict[str, jobs.Handler]) -> None:
    def refuses(work: Work) -> None:
        raise InputError("", "", "", key="sound_unreadable")

    handlers["try"] = refuses
    jobs.enqueue("try", "a", now)
    hands.do()
    assert (Job.objects.get().failure, Job.objects.get().tries) == ("sound_unreadable", 1)


def test_a_job_that_kills_its_workers_is_given_up_and_the_next_one_is_done(now: datetime, hands: Hands) -> None:
    jobs.enqueue("try", "a", now)
    for _ in range(jobs.TRIES):
        hands.work()
        hands.now += timedelta(minutes=2)
    jobs.enqueue("try", "b", hands.now)
    assert hands.work().job.subject == "b"
    assert Job.objects.get(subject="a").failure == jobs.GAVE_UP


def test_a_job_whose_ground_changed_is_done_anew(now: datetime, hands: Hands) -> None:
    jobs.enqueue("try", "a", now)
    old = hands.work("old")
    jobs.enqueue("try", "a", now, again=True)
    with pytest.raises(LeaseLostError):
        effect(old)
    effect(hands.work("new"))
    assert Job.objects.count() == 1


def test_the_health_page_hears_how_the_queue_stands(now: datetime, hands: Hands) -> None:
    for subject in "abc":
        jobs.enqueue("try", subject, now)
    hands.work()
    hands.now += timedelta(seconds=9)
    assert jobs.queue(hands.now) == jobs.Queue(waiting=2, running=1, failed=0, oldest_seconds=9)


def test_killed_workers_lose_nothing_and_nothing_happens_twice(shared: Shared) -> None:
    whole, kills, chance = 40, 4, random.Random(5)
    shared.run("fill_queue.py", whole)
    running = [shared.start("do_jobs.py", 0.6) for _ in range(3)]
    for _ in range(kills):
        victim = running.pop(0)
        assert victim.stdout is not None
        victim.stdout.readline()  # it works now
        time.sleep(chance.uniform(0.02, 0.15))
        victim.send_signal(signal.SIGKILL)
        victim.communicate()
        running.append(shared.start("do_jobs.py", 0.6))
    for process in running:
        process.communicate(timeout=120)
        assert process.returncode == 0
    acted, effects, done, failures, again = map(int, shared.run("fill_queue.py").split())
    assert (acted, effects, done, failures) == (whole, whole, whole, 0)
    assert again > 0  # or no kill came in the middle of a job
