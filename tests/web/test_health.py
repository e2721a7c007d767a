"""The health page: true, quick and about nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from atesta.store.jobs import enqueue

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


def test_a_folder_that_cannot_hold_blobs_is_not_well(client: Client, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "file").touch(mode=0o400)
    settings.WEB = replace(settings.WEB, folder=tmp_path / "file")
    (tmp_path / "file").chmod(0o400)
    assert client.get("/healthz").json()["blobs"] is False


def test_a_database_that_is_away_is_not_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(now: datetime) -> None:
        raise OperationalError("host db.example user=rosa")

    monkeypatch.setattr("atesta.web.health.queue", away)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "rosa" not in answer.content.decode()
