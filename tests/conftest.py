"""The pages in a folder of this process, on the database of the run. What a run leaves out: left_out.py."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator

import emptied
import pytest
from drawn_alike import draw_alike
from pytest_django.plugin import DjangoDbBlocker

pytest_plugins = ("left_out", "real_time")


def pytest_configure(config: pytest.Config) -> None:
    nothing = "any_database: what it shows does not depend on which database it is; run once, not on both"
    config.addinivalue_line("markers", nothing)
    config.addinivalue_line("markers", "sized: does a part here and the whole in `make soak` (tests/sized.py)")
    draw_alike()
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


@pytest.fixture(autouse=True)
def _lines_have_somewhere_to_go() -> None:
    """A command that set Django up anew in a test before left the handlers with that test's stream, which is closed."""
    for handler in logging.getLogger("atesta").handlers:
        if isinstance(handler, logging.StreamHandler) and getattr(handler.stream, "closed", False):
            handler.stream = sys.__stderr__  # setStream would flush the closed one first


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


@pytest.fixture(scope="module")
def undone_after_the_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a fixture of a module that makes what all its tests look at: it is in the database until the last of them.
    What a test with `django_db` does there is undone after that test, as ever."""
    from django.db import transaction  # noqa: PLC0415 - once Django is set up

    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session", autouse=True)
def _tests_may_empty_the_database() -> None:
    emptied.prepare()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["ATESTA_WEB_FOLDER"], ignore_errors=True)
