"""Nothing is left out silently: every run of the tests ends with what was not run, and how to make it run.

A test that needs something the machine may lack says so: `@pytest.mark.needs("sox", "apt-get install sox")`, or
`needs("module:pyarrow", …)` for a Python module, `needs("library:portaudio", …)` for a shared library. With
`--all-must-run` (CI) a test that was not run fails the run.
"""

from __future__ import annotations

import ctypes.util
import importlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

not_run: list[str] = []
"""One reason for each test that was left out, in the process that reports (pytest-xdist workers send theirs there)."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-must-run", action="store_true", help="fail when a test was not run")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(name, install): not run where the program or module:NAME is missing")
    nothing = "any_database: what it shows does not depend on which database it is; run once, not on both"
    config.addinivalue_line("markers", nothing)
    _set_up_pages()


def _set_up_pages() -> None:
    """The web shell in a folder of this process; the database is SQLite there, or what ATESTA_DATABASE names."""
    os.environ["ATESTA_WEB_FOLDER"] = tempfile.mkdtemp(prefix="atesta-pages-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "atesta.web.settings"
    from django.conf import settings  # noqa: PLC0415 - reads the two lines above; pytest-django goes on from here

    assert settings.SECRET_KEY
    _cheap_hashes()


def _cheap_hashes() -> None:
    """A quarter of a second of two cores for each file that a test opens, were they as dear as they are for a thief.
    The product has what Django says: tests/store/test_codes_of_files.py looks."""
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415 - it reads the settings

    Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 8


def pytest_report_header() -> str:
    from django.conf import settings  # noqa: PLC0415

    return f"database: {settings.WEB.database.engine}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A thread of a test's server may still hold a connection, and PostgreSQL would not drop the database then."""
    yield
    from django.db import connection  # noqa: PLC0415 - once Django is set up

    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"{others} AND pid <> pg_backend_pid()")


@pytest.fixture(scope="session", autouse=True)
def _tests_may_empty_the_log() -> None:
    """A test that really commits leaves rows, which Django deletes after it. The log's triggers refuse that, so they
    are taken away for just that moment, here and nowhere in the product."""
    from django.db import connection  # noqa: PLC0415 - once Django is set up

    append_only = importlib.import_module("atesta.store.migrations.0002_append_only")
    away = [f"DROP TRIGGER IF EXISTS store_logentry_no_{verb}" for verb in append_only.VERBS]
    back = [append_only.SQLITE.format(verb=verb) for verb in append_only.VERBS]
    if connection.vendor == "postgresql":
        trigger = "ALTER TABLE store_logentry {} TRIGGER store_logentry_no_truncate"
        away, back = [trigger.format("DISABLE")], [trigger.format("ENABLE")]
    _emptied_without(type(connection.ops), away, back)


def _emptied_without(kind: Any, away: list[str], back: list[str]) -> None:
    flush = kind.execute_sql_flush

    def flushed(self: Any, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            for statement in away:
                cursor.execute(statement)
            try:
                flush(self, statements)
            finally:
                for statement in back:
                    cursor.execute(statement)

    kind.execute_sql_flush = flushed


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        name, install = mark.args
        if not _is_here(name):
            pytest.skip(f"needs {name.rpartition(':')[2]}: {install}")


def _is_here(name: str) -> bool:
    if name.startswith("module:"):
        return importlib.util.find_spec(name.removeprefix("module:")) is not None
    if name.startswith("library:"):
        return ctypes.util.find_library(name.removeprefix("library:")) is not None
    return shutil.which(name) is not None


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        not_run.append(reason.removeprefix("Skipped: "))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:  # a whole file, by importorskip
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        not_run.append(reason.removeprefix("Skipped: "))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if not_run and session.config.getoption("all_must_run") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """After pytest's own closing line, so that both can be read at the end."""
    shutil.rmtree(os.environ["ATESTA_WEB_FOLDER"], ignore_errors=True)
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(config, "workerinput"):
        return
    reasons = "; ".join(sorted(set(not_run)))
    reporter.write_line(f"not run: {len(not_run)} ({reasons or 'everything this machine has tests for was run'})")
