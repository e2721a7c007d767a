"""The health page: true, quick and about nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from atesta.store import mailing, reminding
from atesta.store.jobs import enqueue, queue
from atesta.store.models import Job

pytestmark = pytest.mark.django_db


def test_a_server_that_can_work_says_so_and_nothing_about_anybody(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert set(answer.json()) == {"ok", "version", "database", "migrated", "jobs", "queue", "blobs"}
    assert not answer.cookies


def test_a_job_that_nobody_does_is_not_well(client: Client) -> None:
    enqueue("x", "a", datetime.now(UTC) - timedelta(minutes=11))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["queue"]["waiting"] == 1


@pytest.mark.parametrize("kind", [mailing.CONFIRM_JOB, mailing.OPEN_JOB, reminding.REMIND_JOB])
def test_what_becomes_of_a_mail_is_not_counted_where_everybody_may_look(client: Client, kind: str) -> None:
    """Whoever asked for a link at the door could read off whether there was an address to send it to."""
    before, now = client.get("/healthz").json()["queue"], datetime.now(UTC)
    running = enqueue(kind, "a", now - timedelta(seconds=5))
    failed = enqueue(kind, "b", now)
    enqueue(kind, "c", now - timedelta(seconds=5))
    Job.objects.filter(id=running.id).update(leased_until=now + timedelta(seconds=60), worker="w", tries=1)
    Job.objects.filter(id=failed.id).update(done_at=now, failure="our_fault")
    assert client.get("/healthz").json()["queue"] == before
    stands = queue(now)
    assert (stands.waiting, stands.running, stands.failed) == (1, 1, 1), "the staff sees them"


def test_a_mail_that_nobody_sends_is_not_well(client: Client) -> None:
    enqueue(mailing.OPEN_JOB, "a", datetime.now(UTC) - timedelta(minutes=11))
    assert client.get("/healthz").status_code == 503


def test_a_folder_that_cannot_hold_blobs_is_not_well(client: Client, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "file").touch(mode=0o400)
    settings.WEB = replace(settings.WEB, folder=tmp_path / "file")
    (tmp_path / "file").chmod(0o400)
    assert client.get("/healthz").json()["blobs"] is False


def test_a_database_that_is_away_is_not_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("host db.example user=rosa")

    monkeypatch.setattr("atesta.web.health.queue", away)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "rosa" not in answer.content.decode()
