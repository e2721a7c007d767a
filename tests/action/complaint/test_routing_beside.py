"""12321 the same day: where the message and the number are at hand, and nothing speaks against it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from atesta import locale
from atesta.action.complaint.channel import load_channels
from atesta.action.complaint.routing import WAITS, Case, Filed, FiledState, Wants, beside, route
from atesta.contact.account import LenderKind
from atesta.locale import catalogue
from atesta.telling.say_route import say_route
from atesta.web.complain.route_said import too_early_said

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


@pytest.mark.parametrize("state", list(FiledState))
def test_after_the_desk_was_asked_12321_still_waits_for_nothing(state: FiledState) -> None:
    case = replace(FIRST_CASE, filed=(Filed("lender_desk", TODAY, state),))
    assert too_early_said(case, catalogue("en"), "12321") == ()


def test_only_a_reason_that_tells_a_day_makes_one_wait_for_it() -> None:
    told = tomllib.loads((Path(locale.__file__).parent / "en" / "route.toml").read_text())["route_reason"]
    naming = {id_ for id_, sentence in told.items() if "{until}" in str(sentence)}
    assert naming == WAITS | {"desk_silent"}
    case = replace(FIRST_CASE, filed=(Filed("lender_desk", TODAY, FiledState.PENDING),))
    reasons = [reason for one in route(case).not_now for reason in one.why]
    assert all(("until" in reason.values) == (reason.id in naming) for reason in reasons) and reasons
