"""What she lays beside an account changes none of its figures; where the two disagree, both are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from atesta.contact.account import Account, Beside, Instalment, Lender, Pause, PauseKind, Payment, Receipt
from atesta.contact.money import Money
from atesta.contact.papers import conflicts_of, with_pauses, with_receipts
from atesta.errors import InputError


def cny(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def day(number: int) -> date:
    return date(2026, 11, number)


def paid(on: int, amount: str = "100", reference: str = "") -> Receipt:
    return Receipt(day(on), cny(amount), reference)


ACCOUNT = Account(
    datetime(2026, 11, 15, 6, tzinfo=UTC),
    "A-1001",
    "晨曦分期",
    Lender("某公司"),
    "CN",
    "Asia/Shanghai",
    "CNY",
    instalments=(Instalment(day(1), cny("500"), cny("150")),),
    payments=(Payment(day(5), cny("100")),),
)


def test_each_receipt_says_how_it_stands_beside_the_extract():
    account = with_receipts(ACCOUNT, [paid(16), paid(4), paid(6, "50"), paid(10, "70")])
    found = conflicts_of(account)
    assert [(one.receipt.on.day, one.beside, one.known) for one in found] == [
        (4, Beside.MATCHES, True),
        (6, Beside.IN_PAID_SUM, True),
        (10, Beside.NOT_KNOWN, False),
        (16, Beside.NEWER, False),
    ]
    assert found[0].payment == ACCOUNT.payments[0]
    assert conflicts_of(account, day(5)) == found[:1]


def test_the_same_paper_twice_is_one_and_the_figures_stay():
    once = with_receipts(ACCOUNT, [paid(4), paid(4)])
    assert with_receipts(once, once.receipts) == once
    assert replace(once, receipts=()) == ACCOUNT


def test_a_receipt_in_another_money_is_refused_without_its_figures():
    with pytest.raises(InputError, match="another currency") as caught:
        with_receipts(ACCOUNT, [Receipt(day(4), Money(Decimal("77.70"), "EUR"), "my secret")])
    assert "77" not in str(caught.value) and "secret" not in str(caught.value)


def test_a_request_that_was_accepted_takes_the_place_of_the_one_that_was_asked():
    asked = Pause(PauseKind.HARDSHIP, day(1), accepted=False)
    accepted = replace(asked, to=day(30), accepted=True)
    held = with_pauses(ACCOUNT, [asked])
    assert with_pauses(held, [accepted]).pauses == (accepted,)
    assert with_pauses(with_pauses(held, [accepted]), [asked]).pauses == (accepted,)


def test_requests_of_another_kind_or_day_stand_beside_each_other():
    pauses = [Pause(PauseKind.STOP, day(9)), Pause(PauseKind.HARDSHIP, day(1)), Pause(PauseKind.STOP, day(2))]
    assert [(p.kind, p.from_.day) for p in with_pauses(ACCOUNT, pauses).pauses] == [
        ("hardship", 1),
        ("stop", 2),
        ("stop", 9),
    ]
