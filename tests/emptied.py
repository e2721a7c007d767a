"""How the database is emptied after a test that really commits; what Django does for all of its tables, this does for
those that were written to, and to the log, which refuses."""

from __future__ import annotations

import importlib
import re
from typing import Any

STAY = frozenset({"auth_permission", "django_content_type"})
"""What migrating fills in at its end. Django takes it away and makes it anew, which takes longer than all the rest."""


def prepare() -> None:
    """The log's triggers refuse that it is emptied, so they are taken away for that moment, here and nowhere else."""
    from django.core.management.commands import flush  # noqa: PLC0415 - once Django is set up
    from django.db import connection  # noqa: PLC0415

    append_only = importlib.import_module("atesta.store.migrations.0002_append_only")
    away = [f"DROP TRIGGER IF EXISTS store_logentry_no_{verb}" for verb in append_only.VERBS]
    back = [append_only.SQLITE.format(verb=verb) for verb in append_only.VERBS]
    if connection.vendor == "postgresql":
        away, back = ([f"ALTER TABLE store_logentry {verb} TRIGGER USER"] for verb in ("DISABLE", "ENABLE"))
    _emptied_without(type(connection.ops), away, back)
    flush.emit_post_migrate_signal = lambda *_, **__: None  # type: ignore[attr-defined]


def _emptied_without(kind: Any, away: list[str], back: list[str]) -> None:
    flush = kind.execute_sql_flush

    def flushed(self: Any, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            emptying = _of_what_is_full(cursor, statements)
            for statement in away:
                cursor.execute(statement)
            try:
                flush(self, emptying)
            finally:
                for statement in back:
                    cursor.execute(statement)

    kind.execute_sql_flush = flushed


def _of_what_is_full(cursor: Any, statements: list[str]) -> list[str]:
    """PostgreSQL makes new files for each table that is truncated. The order is free: on both databases whether a row
    refers to one that is there is looked at in the end."""
    tables = sorted({name for statement in statements for name in re.findall(r'"(\w+)"', statement)} - STAY)
    full = []
    for name in tables:
        cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 1')
        if cursor.fetchone():
            full.append(name)
    return [f'DELETE FROM "{name}"' for name in full]
