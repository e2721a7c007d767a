"""A folder for blobs of this test alone, a file to keep things in, and databases that real processes can share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.fixtures import Settings
from shared_database import Shared, shared_database

if TYPE_CHECKING:  # Django is not set up yet when this file is read
    from atesta.store.models import File

NOW = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.WEB = replace(settings.WEB, folder=tmp_path)
    return tmp_path


@pytest.fixture
def file(db: None) -> File:
    from atesta.store.models import File  # noqa: PLC0415

    return File.objects.create(made_at=NOW, opened_at=NOW, code_locator="LOCATOR", code_hash="-", lang="es")


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Shared]:
    """A migrated database of this test alone, on SQLite or on the PostgreSQL that the run was given."""
    with shared_database(tmp_path) as made:
        yield made
