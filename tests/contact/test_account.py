"""What was owed on a day, rebuilt from one extract; the debtor's receipts beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.account import (
    Account,
    Fee,
    Instalment,
    LatenessGrade,
    LegalStage,
    LegalStep,
    Lender,
    Payment,
    Receipt,
    Witness,
    debtor_day,
    grade_for,
    standing,
    step_on,
    unknown_receipts,
    witness,
)
from atesta.contact.money import Money

NOV = 11


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def day(n: int, month: int = NOV) -> date:
    return date(2026, month, n)


LIN = Account(
    as_of=datetime(2026, 11, 14, 22, tzinfo=UTC),  # 15 November, 06:00 in Shanghai
    account="A-1001",
    creditor="晨曦分期",
    lender=Lender("星河消费金融有限公司"),
    place="CN",
    zone="Asia/Shanghai",
    currency="CNY",
    instalments=(Instalment(day(12), yuan("412.60"), yuan("0.00")),),
)


def test_an_instalment_is_late_from_the_day_after_it_was_due() -> None:
    assert standing(LIN, day(12)).days_late == 0
    assert standing(LIN, day(13)).days_late == 1
    assert standing(LIN, day(15)).owed == Decimal("412.60")


def test_days_are_counted_in_the_debtors_zone() -> None:
    assert debtor_day(LIN, datetime(2026, 11, 15, 16, 40, tzinfo=UTC)) == day(16)


def test_days_past_due_are_those_of_the_oldest_unpaid_instalment() -> None:
    account = replace(LIN, instalments=(*LIN.instalments, Instalment(day(12, 10), yuan("412.60"), yuan("100.00"))))
    assert standing(account, day(15)).days_late == 34
    assert standing(account, day(15)).owed == Decimal("725.20")


def test_a_payment_after_the_day_was_not_there_yet() -> None:
    paid = replace(
        LIN,
        as_of=datetime(2026, 11, 20, tzinfo=UTC),
        instalments=(Instalment(day(12), yuan("412.60"), yuan("412.60")),),
        payments=(Payment(day(18), yuan("412.60")),),
    )
    assert standing(paid, day(15)).owed == Decimal("412.60")
    assert standing(paid, day(18)).owed == 0
    assert witness(paid, datetime(2026, 11, 15, tzinfo=UTC)) is Witness.USED


def test_an_amount_paid_on_no_known_day_cannot_be_rebuilt() -> None:
    paid = replace(
        LIN,
        as_of=datetime(2026, 11, 20, tzinfo=UTC),
        instalments=(Instalment(day(12), yuan("412.60"), yuan("412.60")),),
    )
    assert witness(paid, datetime(2026, 11, 15, tzinfo=UTC)) is Witness.CANNOT_REBUILD


@pytest.mark.parametrize(("hours", "use"), [(0, Witness.USED), (72, Witness.USED), (73, Witness.TOO_OLD)])
def test_an_extract_speaks_for_three_days(hours: int, use: Witness) -> None:
    assert witness(LIN, LIN.as_of + timedelta(hours=hours)) is use


def test_fees_count_from_their_day() -> None:
    account = replace(LIN, fees=(Fee(day(14), yuan("10.00"), "late_fee"),))
    assert standing(account, day(13)).fees == 0
    assert standing(account, day(15)).fees == Decimal("10.00")


def test_a_receipt_that_the_extract_does_not_know_is_the_second_witness() -> None:
    account = replace(LIN, receipts=(Receipt(day(13), yuan("412.60")),))
    assert unknown_receipts(account, day(15)) == account.receipts
    assert standing(account, day(15)).owed == Decimal("412.60")
    assert standing(account, day(15), with_receipts=True).owed == 0


def test_a_receipt_is_known_by_its_payment_or_by_what_is_shown_as_paid() -> None:
    receipts = (Receipt(day(13), yuan("100.00")),)
    by_payment = replace(LIN, receipts=receipts, payments=(Payment(day(14), yuan("100.00")),))
    by_sum = replace(LIN, receipts=receipts, instalments=(Instalment(day(12), yuan("412.60"), yuan("100.00")),))
    assert unknown_receipts(by_payment, day(15)) == unknown_receipts(by_sum, day(15)) == ()


def test_a_receipt_of_a_later_day_was_not_there_yet() -> None:
    account = replace(LIN, receipts=(Receipt(day(16), yuan("412.60")),))
    assert unknown_receipts(account, day(15)) == ()


def test_a_receipt_newer_than_the_extract_is_unknown_to_it() -> None:
    account = replace(
        LIN,
        receipts=(Receipt(day(16), yuan("412.60")),),
        instalments=(Instalment(day(12, 10), yuan("412.60"), yuan("412.60")), *LIN.instalments),
    )
    assert unknown_receipts(account, day(17)) == account.receipts


def test_a_legal_step_of_a_later_day_is_not_yet_there() -> None:
    steps = (LegalStep(LegalStage.HANDED_TO_LAWYERS, day(1)), LegalStep(LegalStage.FILED, day(20)))
    account = replace(LIN, legal=steps)
    assert step_on(account, day(1)) is None
    assert step_on(account, day(15)) == steps[0]
    assert step_on(account, day(20)) == steps[1]
    assert step_on(LIN, day(20)) is None


def test_a_grade_covers_both_its_ends() -> None:
    account = replace(LIN, lateness_grades=(LatenessGrade("reminder", 1, 7), LatenessGrade("serious", 91)))
    grades = [grade_for(account, days) for days in (0, 1, 7, 8, 91, 900)]
    assert [grade.grade if grade else None for grade in grades] == [
        None,
        "reminder",
        "reminder",
        None,
        "serious",
        "serious",
    ]


@given(st.lists(st.integers(min_value=1, max_value=28), max_size=6), st.integers(min_value=1, max_value=28))
def test_what_is_owed_never_falls_below_nothing_nor_grows_with_a_payment(days: list[int], on: int) -> None:
    payments = tuple(Payment(day(n), yuan("100.00")) for n in days)
    account = replace(LIN, payments=payments, as_of=datetime(2026, 11, 1, tzinfo=UTC))
    one_more = replace(account, payments=(*payments, Payment(day(2), yuan("100.00"))))
    assert 0 <= standing(one_more, day(on)).owed <= standing(account, day(on)).owed
