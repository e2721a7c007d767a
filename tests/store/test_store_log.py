"""The log: whole under many writers, refused to be changed by the database itself, and telling where it was."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from shared_database import Shared

from atesta.store import log
from atesta.store.models import File, LogEntry, LogHead, Opening

pytestmark = pytest.mark.django_db


def checked() -> log.Broken | None:
    return log.check(LogEntry.objects.order_by("seq"), LogHead.objects.first())


@pytest.fixture
def three(file: File, now: datetime) -> list[LogEntry]:
    return [log.append("debt_made", f"row-{n}", {"n": n}, now, file) for n in range(3)]


def test_an_empty_log_is_whole() -> None:
    assert checked() is None


def test_entries_follow_each_other(three: list[LogEntry]) -> None:
    assert [entry.seq for entry in three] == [1, 2, 3]
    assert checked() is None


@pytest.mark.parametrize("change", [lambda entry: entry.save(), lambda entry: entry.delete()], ids=["update", "delete"])
def test_the_database_refuses_to_change_an_entry(three: list[LogEntry], change: object) -> None:
    Opening.objects.all().delete()  # or deleting would stop there already
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(three[1])  # type: ignore[operator]


def test_the_database_refuses_to_empty_the_log(three: list[LogEntry]) -> None:
    Opening.objects.all().delete()
    connection.check_constraints()  # PostgreSQL empties no table with checks that are still to come
    whole = "DELETE FROM store_logentry" if connection.vendor == "sqlite" else "TRUNCATE store_logentry CASCADE"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(whole)
    assert LogEntry.objects.count() == len(three)


class Tampered:
    """A hand at the console that takes the triggers away first: the chain must tell."""

    def __enter__(self) -> None:
        verbs = ("UPDATE", "DELETE")
        of = "" if connection.vendor == "sqlite" else " ON store_logentry"
        with connection.cursor() as cursor:
            for verb in verbs:
                cursor.execute(f"DROP TRIGGER store_logentry_no_{verb}{of}")

    def __exit__(self, *_: object) -> None:
        """The test's transaction takes the triggers back when it is rolled back."""


@pytest.mark.parametrize(
    ("field", "value"),
    [("digest", "0" * 64), ("head", "0" * 64), ("kind", "debt_lost")],
    ids=["digest", "head", "kind"],
)
def test_a_changed_entry_is_named(three: list[LogEntry], field: str, value: str) -> None:
    with Tampered():
        LogEntry.objects.filter(seq=2).update(**{field: value})
    assert checked() == log.Broken(2, "head")


def test_an_entry_that_was_taken_out_is_named(three: list[LogEntry]) -> None:
    with Tampered():
        Opening.objects.filter(entry=2).delete()
        LogEntry.objects.filter(seq=2).delete()
    assert checked() == log.Broken(2, "gap")


def test_an_end_that_was_cut_off_is_noticed(three: list[LogEntry]) -> None:
    with Tampered():
        Opening.objects.filter(entry=3).delete()
        LogEntry.objects.filter(seq=3).delete()
    assert checked() == log.Broken(2, "end")


def test_a_changed_time_is_named(three: list[LogEntry], now: datetime) -> None:
    with Tampered():
        LogEntry.objects.filter(seq=1).update(at=now.replace(microsecond=1))
    assert checked() == log.Broken(1, "head")


def test_an_opening_opens_its_entry_and_no_other(three: list[LogEntry]) -> None:
    first, second = Opening.objects.order_by("entry")[:2]
    assert log.opens(first)
    first.what = {"n": 7}
    assert not log.opens(first)
    second.salt = first.salt
    assert not log.opens(second)


def test_the_same_change_has_another_digest_each_time(file: File, now: datetime) -> None:
    assert len({log.append("x", "row", {}, now, file).digest for _ in range(3)}) == 3


def test_erasing_a_file_leaves_the_chain_whole_and_telling_nothing(three: list[LogEntry], file: File) -> None:
    file.delete()
    assert checked() is None
    assert not Opening.objects.exists()


def test_a_change_that_is_rolled_back_is_not_in_the_log(three: list[LogEntry], now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        log.append("x", "row", {}, now)
        _ = 1 / 0
    assert log.append("y", "row", {}, now).seq == 4
    assert checked() is None


def test_many_processes_at_once_write_one_chain(shared: Shared) -> None:
    running = [shared.start("append_often.py", 25) for _ in range(3)]
    for process in running:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert shared.run("append_often.py", 0).split() == ["75", "None"]
