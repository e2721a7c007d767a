"""A query that the ORM writes once and that is then asked with other values, for the few that the gate asks each time.

Writing a query takes the ORM ten times as long as PostgreSQL needs to answer it (1 ms beside 0.1). The text is the
ORM's own, so both databases are asked the same; only the values change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import local
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Build = Callable[..., "QuerySet[Any, Any]"]


@dataclass(frozen=True, slots=True)
class _Named:
    """Where a value goes."""

    name: str


class _Written(local):
    """Of each thread: a compiler belongs to a connection, and that to a thread."""

    compiler: SQLCompiler | None = None
    sql: str = ""
    params: tuple[object, ...] = ()


class Ready:
    """`build` makes the query (a values_list) of a value for each of `names`; those in `moments` are times, the others
    are text."""

    def __init__(self, build: Build, *names: str, moments: tuple[str, ...] = ()) -> None:
        self._build = build
        self._marks: dict[str, object] = {
            name: datetime(1901 + at, 2, 3, 4, 5, 6, 789, tzinfo=UTC) if name in moments else f"\x02{name}\x03"
            for at, name in enumerate(names)
        }
        self._written = _Written()

    def rows(self, **values: object) -> list[tuple[Any, ...]]:
        connection, written = connections[DEFAULT_DB_ALIAS], self._written
        compiler = written.compiler
        if compiler is None or compiler.connection is not connection:
            compiler = self._write()
        with connection.cursor() as cursor:
            cursor.execute(written.sql, [_given(param, values) for param in written.params])
            return [tuple(row) for row in compiler.results_iter([cursor.fetchall()], tuple_expected=True)]

    def _write(self) -> SQLCompiler:
        compiler: SQLCompiler = self._build(**self._marks).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        names = {_seen(mark): name for name, mark in self._marks.items()}
        self._written.compiler, self._written.sql = compiler, sql
        self._written.params = tuple(_Named(names[param]) if param in names else param for param in params)
        return compiler


def _given(param: object, values: Mapping[str, object]) -> Any:
    return _seen(values[param.name]) if isinstance(param, _Named) else param


def _seen(value: object) -> object:
    """As the database is given it."""
    if isinstance(value, datetime):
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(value)
    return value
