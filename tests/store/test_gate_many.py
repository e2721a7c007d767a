"""A batch is decided as its questions would be one after the other, with a dozen look-ups for all of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from a_register import (
    ACCOUNT,
    AGENCY_SENDER,
    AT,
    NUMBER,
    OTHER_NUMBER,
    TOML,
    Register,
    a_register,
    an_account,
    an_agency,
)
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.errors import InputError
from atesta.store import gating, models
from atesta.store.gate_many import ask_many
from atesta.store.gating import Asker, Wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(db: None) -> Register:
    made = a_register()
    for number in range(30):
        account = an_account(made.creditor, f"N-{number}", TOML.replace(ACCOUNT, f"N-{number}"), NUMBER)
        models.Placement.objects.create(account=account, agency=made.agency, from_on=AT.date(), made_at=AT)
    return made


def wanted(**other: Any) -> Wanted:
    given: dict[str, Any] = {
        **{"account": ACCOUNT, "number": NUMBER, "address": AGENCY_SENDER, "channel": Channel.SMS},
        **{"purpose": Purpose.DEMAND, "to": Recipient.DEBTOR, "at": AT + timedelta(minutes=5)},
    }
    return Wanted(**{**given, **other})


def said(row: models.GateAsk) -> tuple[Any, ...]:
    return row.decision, row.reasons, row.account_id, row.person, row.ends_at, row.planned_at


def mixed() -> list[Wanted]:
    hours = [wanted(at=AT + timedelta(hours=hour), channel=channel) for hour in range(12) for channel in Channel]
    odd = [wanted(number=OTHER_NUMBER), wanted(account="none"), wanted(address="106955880231")]
    odd += [wanted(to=Recipient.THIRD_PARTY, number=OTHER_NUMBER), wanted(purpose=Purpose.RECEIPT)]
    odd += [wanted(at=AT - timedelta(days=1)), wanted(at=AT + timedelta(days=9))]
    return [*hours, *odd, wanted(), wanted(account="N-3"), wanted(account="N-3", at=AT + timedelta(minutes=9))]


def test_a_batch_is_decided_like_its_questions_one_by_one(register: Register) -> None:
    asker = Asker(register.creditor, register.agency)
    mark = transaction.savepoint()
    one_by_one = [said(gating.ask(asker, one, AT)) for one in mixed()]
    transaction.savepoint_rollback(mark)
    together = [said(row) for row in ask_many(asker, mixed(), AT) if isinstance(row, models.GateAsk)]
    assert together == one_by_one
    assert len({word for word, *_ in together}) > 1


def test_another_agency_learns_nothing_from_a_batch(register: Register) -> None:
    other = Asker(register.creditor, an_agency(register.creditor, "zz", "别家"))
    rows = ask_many(other, [wanted(), wanted(account="none")], AT)
    assert {(row.account, row.decision) for row in rows if isinstance(row, models.GateAsk)} == {(None, "refused")}


def test_a_question_that_cannot_be_asked_keeps_none_back(register: Register) -> None:
    naive = wanted(at=datetime(2026, 11, 24, 10))  # noqa: DTZ001 - that is what is wrong with it
    rows = ask_many(Asker(register.creditor, register.agency), [naive, wanted(address=" "), wanted()], AT)
    assert [isinstance(row, InputError) for row in rows] == [True, True, False]


def test_the_same_look_ups_for_three_and_for_thirty(register: Register) -> None:
    asker, counts = Asker(register.creditor, register.agency), []
    ask_many(asker, [wanted()], AT)
    for first, last in ((0, 3), (3, 30)):
        with CaptureQueriesContext(connection) as seen:
            rows = ask_many(asker, [wanted(account=f"N-{number}") for number in range(first, last)], AT)
        assert {row.decision for row in rows if isinstance(row, models.GateAsk)} == {"allowed"}
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16
