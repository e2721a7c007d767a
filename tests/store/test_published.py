"""The public list is read back by our own reader of lenders' lists, and a wrong number goes from it."""

from __future__ import annotations

from datetime import date

import a_register as demo
import pytest

from atesta.mandate.register_csv import read_lender_list
from atesta.store import mandating
from atesta.store.published import as_csv, as_json, published

pytestmark = pytest.mark.django_db


def test_the_csv_is_a_lender_s_list_to_our_reader() -> None:
    demo.a_register()
    found = read_lender_list(as_csv(published("CN", demo.AT)).encode(), "agencies.csv", demo.AT.date(), "CN")
    assert not found.bad_rows
    assert {(row.agency, *row.phones) for row in found.listed} == {
        (demo.CREDITOR, demo.OWN_SENDER),
        (demo.AGENCY, demo.AGENCY_SENDER),
    }


def test_a_number_that_was_listed_wrongly_is_a_correction_and_no_sender() -> None:
    made = demo.a_register()
    mandating.end_sender(made.agency_sender, date(2026, 11, 24), "a bakery's", made.officer, demo.AT, wrong=True)
    (found,) = published("CN", demo.AT)
    assert found.agencies[0].senders == () and found.corrections[0].why == "a bakery's"
    assert demo.AGENCY_SENDER not in as_csv((found,)) and "a bakery's" in str(as_json((found,)))
    assert published("MX", demo.AT) == ()


def test_who_ended_it_is_not_published() -> None:
    made = demo.a_register()
    mandating.end_sender(made.agency_sender, date(2026, 11, 24), "x", made.officer, demo.AT, wrong=True)
    assert made.officer.login not in str(published("CN", demo.AT))
