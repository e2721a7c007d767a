"""A query that the ORM writes once and that is then asked with other values, for the few that the gate asks each time.

Writing a query takes the ORM ten times as long as PostgreSQL needs to answer it (1 ms beside 0.1). The text is the
ORM's own, so both databases are asked the same; only the values change. Several that do not wait for one another are
asked `together`: PostgreSQL takes them in one go, and each round trip that is saved is two changes of process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import local
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
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
    converters: Any = None
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
        with closing(self._asked(values)) as cursor:
            return self._answered(cursor)

    def _asked(self, values: Mapping[str, object]) -> Any:
        connection, written = connections[DEFAULT_DB_ALIAS], self._written
        if written.compiler is None or written.compiler.connection is not connection:
            self._write()
        cursor = connection.cursor()
        cursor.execute(written.sql, [_given(param, values) for param in written.params])
        return cursor

    def _answered(self, cursor: Any) -> list[tuple[Any, ...]]:
        """As the ORM reads them; which cells want a converter it would find out for each answer anew."""
        compiler, converters = self._written.compiler, self._written.converters
        assert compiler is not None
        rows = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(rows, converters)] if converters else rows

    def _write(self) -> SQLCompiler:
        compiler: SQLCompiler = self._build(**self._marks).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        names = {_seen(mark): name for name, mark in self._marks.items()}
        self._written.compiler, self._written.sql = compiler, sql
        self._written.converters = compiler.get_converters([column for column, *_ in compiler.select])
        self._written.params = tuple(_Named(names[param]) if param in names else param for param in params)
        return compiler


Rows = list[tuple[Any, ...]]


def together(*asked: tuple[Ready, Mapping[str, object]]) -> Sequence[Rows]:
    """The rows of each, in the order given. Each sees what was there when those before it were answered."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.wrap_database_errors:
        with _in_one_go(connection):
            cursors = [ready._asked(values) for ready, values in asked]
        found = [ready._answered(cursor) for (ready, _), cursor in zip(asked, cursors, strict=True)]
    for cursor in cursors:
        cursor.close()
    return found


def _in_one_go(connection: BaseDatabaseWrapper) -> AbstractContextManager[object]:
    if connection.vendor != "postgresql":
        return nullcontext()
    connection.ensure_connection()
    pipeline: AbstractContextManager[object] = connection.connection.pipeline()
    return pipeline


def _given(param: object, values: Mapping[str, object]) -> Any:
    return _seen(values[param.name]) if isinstance(param, _Named) else param


def _seen(value: object) -> object:
    """As the database is given it."""
    if isinstance(value, datetime):
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(value)
    return value
