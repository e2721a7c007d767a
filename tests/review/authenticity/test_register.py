"""A public register stands beside the first answer and never decides it (A3, facts/intl.md §3)."""

from __future__ import annotations

from datetime import date

from atesta.contact.message import Message
from atesta.mandate.register_csv import read_register
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
