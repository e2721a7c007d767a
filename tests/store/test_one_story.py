"""One story, told to SQLite and to PostgreSQL (`make test` runs this on both): the same answers, the same log, digest
for digest. Ids and salts, which are random, are counted here instead."""

from __future__ import annotations

import itertools
import secrets
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from desks import whole_desk

from atesta.store import keeping, log
from atesta.store.answering import Means
from atesta.store.codes import Code
from atesta.store.keeping import Given
from atesta.store.models import Answers, LogEntry, LogHead
from atesta.store.opening import make_file

pytestmark = pytest.mark.django_db
MEXICO = timezone(timedelta(hours=-6))
LOG = "c2f2f531390faaa9d500d76de5834b309aa4bed8568f3339be41a22c5c4e8d07"
ANSWERS = [
    ("cannot_be_vouched_for", "matches", "not_applicable", "clean"),
    ("cannot_be_vouched_for", "exaggerated", "not_applicable", "breach"),
]


@pytest.fixture
def _counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = itertools.count(1)
    monkeypatch.setattr(secrets, "token_bytes", lambda size=32: next(counter).to_bytes(size, "big"))


@pytest.mark.usefixtures("_counted")
def test_both_databases_keep_the_same_story_with_the_same_digests(folder: Path) -> None:
    now, means = datetime(2026, 11, 18, 12, 0, 0, 123456, tzinfo=MEXICO), Means(whole_desk())
    file = make_file(Code("AAAAAA", "B" * 21), "es", now)
    debt = keeping.make_debt(
        file, "MX", now, lender="Crédito Aurora", owed="1245.00", due=datetime(2026, 11, 5, tzinfo=MEXICO).date()
    )
    for day, text in (
        (11, "Crédito Aurora: su pago de $1,245.00 venció el 5 de noviembre."),
        (17, "Tiene 45 días de atraso; hoy se embargan sus bienes y se avisa a su trabajo. 案件"),
    ):
        at = datetime(2026, 11, day, 10, 15, 30, 250000, tzinfo=MEXICO)
        keeping.keep_contact(file, debt, Given(sender="CREDAURORA", at=at, text=text), means, now)
    keeping.keep_receipt(debt, at.date(), "600.00", "folio 44120", None, means, now)
    assert log.check(LogEntry.objects.order_by("seq"), LogHead.objects.first()) is None
    assert LogHead.objects.get().head == LOG
    summaries = Answers.objects.order_by("contact__order").values_list("summary", flat=True)
    assert [
        tuple(one[room] for room in ("authenticity", "truth", "integrity", "conduct")) for one in summaries
    ] == ANSWERS
