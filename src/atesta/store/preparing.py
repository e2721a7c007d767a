"""A database that has the tables of this version: made, or brought forward with a copy of what was there before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from atesta.errors import InputError


def behind() -> list[str]:
    """Names of the migrations that this database does not have yet, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def prepare() -> Path | None:
    """Brings the database forward; the copy that was made of a SQLite file before, None where nothing was changed or
    nothing was there. InputError where the database cannot be reached."""
    try:
        wanted = behind()
        if not wanted:
            return None
        copy = _copy_of_sqlite(wanted) if connection.vendor == "sqlite" else None
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise InputError(
            "The database cannot be reached.",
            "Nothing can be kept without it.",
            "Start it, or correct ATESTA_DATABASE.",
            key="database_unreachable",
        ) from error
    return copy


def _copy_of_sqlite(wanted: list[str]) -> Path | None:
    """Beside it, named after the first migration that follows."""
    file = Path(settings.WEB.database.name)
    if not connection.introspection.table_names():
        return None
    copy = file.with_name(f"before-{wanted[0]}.sqlite3")
    copy_sqlite(file, copy)
    return copy


def copy_sqlite(file: Path, copy: Path) -> None:
    """A whole copy of one instant, also while others write."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    copy.chmod(0o600)
