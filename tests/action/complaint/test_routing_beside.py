"""12321 the same day: where the message and the number are at hand, and nothing speaks against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from atesta.action.complaint.channel import load_channels
from atesta.action.complaint.routing import Case, Filed, FiledState, Wants, beside, route
from atesta.contact.account import LenderKind
from atesta.locale import catalogue
from atesta.telling.say_route import say_route

TODAY = date(2026, 11, 16)
FIRST_CASE = Case(
    "CN",
    "晨曦分期",
    LenderKind.CONSUMER_FINANCE,
    frozenset({"third_party_disclosure", "pressure_deadline", "lateness_grade", "legal_step"}),
    Wants.STOP,
    (),
    frozenset({"sms_text", "sender_number"}),
    date(2026, 11, 15),
    TODAY,
)


def test_the_lenders_desk_is_first_and_12321_can_be_done_beside_it() -> None:
    found = route(FIRST_CASE)
    today = beside(FIRST_CASE, found)
    assert found.recommended[0].channel == "lender_desk"
    assert today is not None and (today.channel, today.why[0].confidence.value) == ("12321", "S")


@pytest.mark.parametrize(
    "changed",
    [
        {"wants": Wants.MONEY},
        {"has": frozenset({"sms_text"})},
        {"has": frozenset({"sender_number"})},
        {"findings": frozenset({"amount"})},
        {"findings": FIRST_CASE.findings | {"physical_violence"}},
        {"findings": FIRST_CASE.findings | {"harassment_volume"}},
        {"filed": (Filed("12321", TODAY, FiledState.PENDING),)},
        {"place": "MX"},
        {"today": load_channels()["12321"].last_day + timedelta(days=1)},
    ],
    ids=["money", "no number", "no text", "the debt alone", "danger", "is in the route", "filed", "elsewhere", "stale"],
)
def test_else_it_stands_where_the_route_puts_it(changed: dict[str, object]) -> None:
    case = replace(FIRST_CASE, **changed)  # type: ignore[arg-type]
    assert beside(case, route(case)) is None


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_it_is_told_once_with_its_reason(lang: str) -> None:
    said = say_route(route(FIRST_CASE), FIRST_CASE, catalogue(lang))
    assert said.beside is not None and said.beside.why[0].source
    assert "12321" not in {one.channel for one in (*said.steps, *said.others)}
