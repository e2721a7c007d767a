"""What is due: from the day after the rule's time, from three days before an end, by her clock and no other."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.due import Asked, Due, Why, due
from atesta.action.requests import KINDS, answered_within
from atesta.contact.account import LenderKind
from atesta.rules.rulebook import load_rulebook

RULES = load_rulebook()
DAY = date(2026, 11, 2)
ZONES = ("Asia/Shanghai", "America/Tijuana", "Europe/Madrid", "Pacific/Kiritimati", "Pacific/Pago_Pago")
DAYS = st.dates(date(2021, 1, 1), date(2035, 12, 31))
CLOCKS = st.times()


def at(day: date, clock: time, zone: str) -> datetime:
    """A moment that the clock of `zone` shows, told in UTC."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def whys(asked: Asked, moment: datetime, zone: str, place: str = "CN", lender: str = "bank") -> list[Why]:
    return [one.why for one in due([asked], moment, zone, place, RULES, LenderKind(lender))]


@given(DAYS, CLOCKS, st.sampled_from(ZONES), st.integers(-10, 40))
def test_no_answer_is_due_from_the_day_after_the_fifteen_days(day: date, clock: time, zone: str, after: int) -> None:
    found = whys(Asked("a", "dispute", day), at(day + timedelta(days=after), clock, zone), zone)
    assert found == ([Why.NO_ANSWER] if after > 15 else [])


@given(DAYS, CLOCKS, st.sampled_from(ZONES), st.integers(-10, 10), st.sampled_from(["pause", "hardship"]))
def test_an_end_is_due_on_its_day_and_three_days_before(
    until: date, clock: time, zone: str, before: int, kind: str
) -> None:
    asked = Asked("a", kind, until - timedelta(days=30), until)
    found = whys(asked, at(until - timedelta(days=before), clock, zone), zone)
    assert found == ([Why.ENDS] if 0 <= before <= 3 else [])


@given(DAYS, st.sampled_from(KINDS), st.integers(0, 400), st.sampled_from(ZONES))
def test_what_was_withdrawn_is_never_due(day: date, kind: str, after: int, zone: str) -> None:
    asked = Asked("a", kind, day, day + timedelta(days=after), withdrawn_on=day)
    assert whys(asked, at(day + timedelta(days=after), time(12), zone), zone) == []


@given(DAYS, st.integers(0, 400))
def test_what_was_accepted_waits_for_no_answer(day: date, after: int) -> None:
    asked = Asked("a", "dispute", day, accepted_on=day)
    assert whys(asked, at(day + timedelta(days=after), time(12), ZONES[0]), ZONES[0]) == []


def test_one_moment_is_two_days_on_two_clocks() -> None:
    moment = datetime(2026, 11, 17, 16, tzinfo=UTC)  # the 18th in Shanghai, the 17th in Madrid
    asked = Asked("a", "dispute", DAY)
    assert whys(asked, moment, "Asia/Shanghai") == [Why.NO_ANSWER]
    assert whys(asked, moment, "Europe/Madrid") == []


@pytest.mark.parametrize(
    ("kind", "place", "lender"),
    [
        ("dispute", "CN", "platform"),  # the rule is for banks and consumer-finance companies
        ("dispute", "CN", "unknown"),
        ("statement", "CN", "bank"),  # records must be kept; no day is set for handing them over
        ("dispute", "ES", "bank"),  # 15 working days, known from secondary sources only
        ("dispute", "US", "bank"),
        ("statement", "US", "bank"),  # five days are for the validation notice, not for answering her
    ],
)
def test_without_a_rule_that_was_read_no_answer_is_late(kind: str, place: str, lender: str) -> None:
    assert answered_within(kind, place, RULES, DAY, LenderKind(lender)) is None
    assert whys(Asked("a", kind, DAY), datetime(2030, 1, 1, tzinfo=UTC), ZONES[0], place, lender) == []


def test_a_rule_counts_only_from_the_day_on_which_it_is_in_force() -> None:
    assert answered_within("dispute", "CN", RULES, date(2020, 2, 29), LenderKind.BANK) is None
    assert answered_within("dispute", "CN", RULES, date(2020, 3, 1), LenderKind.BANK) is not None


def test_what_is_due_names_the_last_day_and_the_rule_and_the_first_comes_first() -> None:
    asked = (Asked("b", "pause", DAY, DAY + timedelta(days=17)), Asked("a", "dispute", DAY))
    first, second = due(asked, at(DAY + timedelta(days=16), time(9), ZONES[0]), ZONES[0], "CN", RULES, LenderKind.BANK)
    assert (first.id, first.last, first.days) == ("a", DAY + timedelta(days=15), 15)
    assert first.citation is not None and "art. 18" in first.citation.text
    assert second == Due("b", "pause", Why.ENDS, DAY, DAY + timedelta(days=17))
