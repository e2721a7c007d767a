"""A database that has the tables of this version: made, or brought forward with a copy of what was there before."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
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
    if connection.vendor == "sqlite":
        keep_private(Path(settings.WEB.database.name))
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


def keep_private(file: Path) -> None:
    """Made where it is not there, and readable by its owner only, before anything is written in it: the folder may be
    one that others can look into. What SQLite puts beside it takes over its mode. A fault is SQLite's to tell."""
    with suppress(OSError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        for one in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
            with suppress(FileNotFoundError):
                one.chmod(0o600)


def copy_sqlite(file: Path, copy: Path) -> None:
    """A whole copy of one instant, also while others write."""
    keep_private(copy)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
