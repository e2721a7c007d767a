"""A public register stands beside the first answer and never decides it (A3, facts/intl.md §3)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from atesta.contact.message import Message
from atesta.mandate.register_csv import read_lender_list, read_register
from atesta.review.authenticity.register import beside_registers
from atesta.review.finding import Authenticity

REGISTER = read_register(b"Despacho,Telefonos\nValle SC,55 5550 0144\n", "agencies.csv", date(2026, 10, 1), "MX")
GIVEN = Authenticity("cannot_be_vouched_for")


def asked(sender: str | None) -> Authenticity:
    return beside_registers(GIVEN, Message("Hola", b"Hola", sender=sender), (REGISTER,))


def test_an_address_in_the_register_is_named_with_the_day_of_the_register():
    (finding,) = asked("+525555500144").findings
    assert finding.measured == {
        "reason": "in_public_register",
        "source": "register",
        "as_of": "2026-10-01",
        "digest": f"sha256:{REGISTER.digest}",
        "name": "Valle SC",
        "rows": [2],
    }


def test_being_in_the_register_earns_no_yes():
    assert asked("+525555500144").answer == "cannot_be_vouched_for"


def test_an_address_that_is_not_in_the_register_is_said_not_to_be():
    (finding,) = asked("+525510002000").findings
    assert finding.measured["reason"] == "not_in_public_register"


def test_without_a_sender_no_register_is_asked():
    assert asked(None) == GIVEN


LENDERS = read_lender_list(
    "机构名称,电话,合作开始日期,合作结束日期\n云岭信服,021-5000 1234,2026-01-01,2026-10-31\n".encode(),
    "list.csv",
    date(2026, 11, 1),
    "CN",
    "the lender's site",
)


@pytest.mark.parametrize(
    ("sender", "day", "reason"),
    [
        ("02150001234", 31, "in_lender_list"),
        ("云岭 信服", 31, "in_lender_list"),
        ("02150001234", None, "in_lender_list"),
        ("02150009999", 31, "not_in_lender_list"),
    ],
)
def test_a_lenders_own_list_is_asked_for_the_day_and_never_gives_a_yes(sender: str, day: int | None, reason: str):
    received = datetime(2026, 10, day, 12, tzinfo=UTC) if day else None
    answer = beside_registers(GIVEN, Message("Hola", b"Hola", sender=sender, received=received), (LENDERS, REGISTER))
    assert answer.answer == "cannot_be_vouched_for"
    assert [finding.measured["reason"] for finding in answer.findings] == [reason, "not_in_public_register"]
    assert answer.findings[0].measured["from_where"] == "the lender's site"


def test_an_agency_whose_days_are_over_is_said_to_be_on_the_list_for_other_days():
    late = Message("Hola", b"Hola", sender="02150001234", received=datetime(2026, 11, 15, tzinfo=UTC))
    (finding,) = beside_registers(GIVEN, late, (LENDERS,)).findings
    assert (finding.measured["reason"], finding.measured["name"]) == ("lender_list_other_days", "云岭信服")
