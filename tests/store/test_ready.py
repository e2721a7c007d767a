"""Queries written once: the rows of the ORM, alone or several in one go, on either database."""

from __future__ import annotations

from datetime import timedelta

import a_register as demo
import pytest
from django.db import DatabaseError, connection, transaction

from atesta.store.models import LedgerAccount, Placement, Sender
from atesta.store.ready import Ready, together

ACCOUNTS = Ready(
    lambda creditor, since: LedgerAccount.objects.filter(creditor=creditor, made_at__gt=since).values_list(
        "key", "made_at"
    ),
    *("creditor", "since"),
    moments=("since",),
)
PLACED = Ready(lambda account: Placement.objects.filter(account=account).values_list("agency__slug"), "account")
pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> demo.Register:
    return demo.a_register()


def test_each_answer_is_what_the_orm_reads(made: demo.Register) -> None:
    held = {"creditor": made.creditor.id, "since": demo.MADE_AT - timedelta(days=1)}
    found = together((ACCOUNTS, held), (PLACED, {"account": made.account.id}), (PLACED, {"account": "nobody's"}))
    assert found == [[(made.account.key, made.account.made_at)], [(made.agency.slug,)], []]
    assert ACCOUNTS.rows(**held) == found[0]
    assert ACCOUNTS.rows(**{**held, "since": made.account.made_at}) == []


def test_one_that_cannot_be_asked_is_an_error_of_the_database(made: demo.Register) -> None:
    broken = Ready(
        lambda key: Sender.objects.extra(where=["no_such_column = 1"]).filter(key=key).values_list("id"), "key"
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        together((PLACED, {"account": made.account.id}), (broken, {"key": "x"}), (PLACED, {"account": "y"}))
    assert PLACED.rows(account=made.account.id) == [(made.agency.slug,)]
    assert connection.is_usable()
