"""Her own figures are read as people write them; what could be two amounts is asked, never guessed."""

from __future__ import annotations

import contextlib
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desks import plain_desk
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.account import LenderKind, Receipt, standing
from atesta.contact.message import Message
from atesta.contact.money import Money
from atesta.contact.place import PLACES
from atesta.errors import InputError
from atesta.intake.own_figures import account_of_figures, amount_of
from atesta.pipeline import Knowledge, review_message

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/intake/own_figures.toml").read_text("utf-8"))["amount"]
NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
FORM: dict[str, Any] = {
    "lender": " 晨曦  分期 ",
    "due": date(2026, 11, 12),
    "owed": "412.60",
    "currency": None,
    "place": "CN",
    "as_of": NOW,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['typed']}-{case['place']}")
def test_an_amount_is_read_as_it_was_meant_or_refused(case: dict[str, str]):
    currency = PLACES[case["place"]].currency
    if "is" in case:
        assert str(amount_of(case["typed"], case["place"], currency)) == case["is"]
        return
    with pytest.raises(InputError) as caught:
        amount_of(case["typed"], case["place"], currency, "paid")
    assert (caught.value.key, caught.value.values["field"]) == (case["refused"], "paid")


def test_three_decimals_are_no_riddle_where_the_money_has_them():
    assert amount_of("1.234", "US", "KWD") == Decimal("1.234")


def test_the_account_is_marked_as_hers_and_says_what_is_owed():
    account = account_of_figures(**FORM, kind=LenderKind.CONSUMER_FINANCE)
    owed = standing(account, date(2026, 11, 15))
    assert account.typed_by_debtor
    assert (account.creditor, account.lender.kind, account.currency) == ("晨曦 分期", "consumer_finance", "CNY")
    assert (owed.owed, owed.days_late) == (Decimal("412.60"), 3)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lender", " "),
        ("lender", "x" * 121),
        ("due", None),
        ("due", date(1, 1, 1)),
        ("owed", "a lot"),
        ("currency", "XXX"),
        ("place", "ZZ"),
        ("zone", "Mars/Base"),
    ],
)
def test_a_refusal_names_the_field_and_repeats_nothing(field: str, value: object):
    with pytest.raises(InputError) as caught:
        account_of_figures(**(FORM | {field: value}))
    assert caught.value.values["field"] == field
    assert field == "place" or str(value).strip() == "" or str(value) not in str(caught.value)


def test_a_receipt_in_another_money_is_refused():
    with pytest.raises(InputError, match="another currency"):
        account_of_figures(**FORM, receipts=(Receipt(date(2026, 11, 13), Money(Decimal(1), "EUR")),))


def test_her_figures_answer_a_message_as_hers_and_ask_the_lender_next():
    text = "【晨曦分期】您已逾期3天，欠款412.60元，请尽快还款。"
    message = Message(text, text.encode(), sender="106955880231", received=NOW)
    review = review_message(message, Knowledge.of(account_of_figures(**FORM)), plain_desk())
    amounts = [claim for claim in review.truth.claims if claim.kind in ("amount", "days_late")]
    assert {(claim.answer, claim.source) for claim in amounts} == {("matches", "yours")}
    assert "request_statement" in review.next_steps


@given(st.text(max_size=30), st.sampled_from(sorted(PLACES)))
def test_any_text_is_an_amount_or_an_input_error(text: str, place: str):
    with contextlib.suppress(InputError):
        assert amount_of(text, place, PLACES[place].currency) >= 0


@given(st.decimals(0, 10**9, places=2), st.sampled_from(("ES", "CO")), st.sampled_from(("MX", "US", "CN", "GB")))
def test_a_whole_writing_is_read_everywhere(value: Decimal, comma: str, point: str):
    written = f"{value:,.2f}"
    turned = written.translate(str.maketrans(",.", ".,"))
    for place in (comma, point):
        currency = PLACES[place].currency
        assert amount_of(written, place, currency) == amount_of(turned, place, currency) == value
