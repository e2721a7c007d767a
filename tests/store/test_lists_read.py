"""Lists ask the database as often for many rows as for few, and go on where the page before ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atesta.store import oversight
from atesta.store.models import Answers, Debt, File, HandOver, KeptContact
from atesta.store.timeline import timeline

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)


@pytest.fixture
def debt(file: File) -> Debt:
    return Debt.objects.create(file=file, place="CN", currency="CNY", made_at=NOW)


def rows(debt: Debt, count: int, apart: timedelta = timedelta(0)) -> list[KeptContact]:
    made = [
        KeptContact(file=debt.file, debt=debt, channel="sms", provenance="typed", order=NOW + apart * n, kept_at=NOW)
        for n in range(count)
    ]
    KeptContact.objects.bulk_create(made)
    said = {"conduct": "clean"}
    Answers.objects.bulk_create([Answers(contact=one, review="{}", summary=said, made_at=NOW) for one in made])
    return made


@pytest.mark.parametrize("apart", [timedelta(0), timedelta(minutes=1)])
def test_every_contact_is_on_one_page_though_all_came_at_once(debt: Debt, apart: timedelta) -> None:
    made, seen, after = rows(debt, 17, apart), [], None
    while True:
        page = timeline(debt.contacts.all(), after, 5)
        seen += [contact.id for contact in page.contacts]
        if page.older is None:
            break
        after = KeptContact.objects.get(id=page.older)
    assert seen == [one.id for one in sorted(made, key=lambda one: (one.order, one.id), reverse=True)]


def test_a_later_page_is_found_in_the_index(debt: Debt) -> None:
    made = rows(debt, 3000, timedelta(minutes=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as asked:
        timeline(debt.contacts.all(), made[1500], 5)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + ("QUERY PLAN " if connection.vendor == "sqlite" else "") + asked[-1]["sql"])
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert "contact_of_debt" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_many_handed_over_are_asked_about_as_often_as_few(debt: Debt) -> None:
    counts = []
    for count in (2, 60):
        made = rows(debt, count)
        HandOver.objects.bulk_create([HandOver(contact=one, at=NOW, exported_at=NOW) for one in made])
        with CaptureQueriesContext(connection) as asked:
            found = oversight.waiting()
        assert len(found) == HandOver.objects.count()
        counts.append(len(asked))
        assert "review" not in "".join(query["sql"] for query in asked)  # whole reviews, to tell one word of each
    assert counts == [2, 2]
