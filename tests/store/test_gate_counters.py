"""Caps that were broken in sum although nobody alone broke them, without a name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from a_register import AT, OTHER_NUMBER, TOML, Register, a_register, an_account, an_agency

from atesta.store import gating, models

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(db: None) -> Register:
    return a_register()


def called(account: models.LedgerAccount, by: models.Agency | None, times: int, days: int = 0) -> None:
    for at in range(times):
        moment = AT - timedelta(days=days, minutes=5 * at + (60 if by else 0))
        line = f"{account.key[:20]}{by.slug if by else None}{days}{at}"
        said = {"channel": "call", "outcome": "conversation", "line": line}
        models.Touch.objects.create(account=account, agency=by, at=moment, made_at=moment, **said)


def test_two_agencies_within_the_cap_are_over_it_in_sum(held: Register) -> None:
    second = an_agency(held.creditor, "qy", "启元")
    called(held.account, held.agency, 2)
    called(held.account, second, 2)
    (over,) = gating.counters(held.creditor, AT)
    assert (over.tail, over.rule, over.count, over.most) == ("1001", "cn-conversations-per-day", 4, 3)
    assert over.first == over.last == date(2026, 11, 24)
    assert [(one.by, one.count) for one in over.by] == [("hx", 2), ("qy", 2)]


def test_whoever_broke_it_alone_is_not_told_here_nor_what_was_on_two_days(held: Register) -> None:
    called(held.account, held.agency, 4)
    called(held.account, None, 1)
    other = an_account(held.creditor, "B-2", TOML, OTHER_NUMBER)
    called(other, held.agency, 2)
    called(other, None, 2, days=1)
    assert gating.counters(held.creditor, AT) == ()


def test_another_creditor_sees_nothing_of_it(held: Register) -> None:
    called(held.account, held.agency, 2)
    called(held.account, None, 2)
    other = a_register("星辰分期", "qy")
    assert len(gating.counters(held.creditor, AT)) == 1 and gating.counters(other.creditor, AT) == ()


def test_what_was_allowed_and_never_reported_counts_here_too(held: Register) -> None:
    called(held.account, None, 3)
    said = {"channel": "call", "purpose": "demand", "to": "debtor", "address": "x", "decision": "refused"}
    by_hand = {"override_at": AT, "planned_at": AT - timedelta(hours=2), "asked_at": AT - timedelta(hours=2)}
    models.GateAsk.objects.create(
        creditor=held.creditor,
        agency=held.agency,
        account=held.account,
        ends_at=AT - timedelta(hours=1),
        **said,
        **by_hand,
    )
    (over,) = gating.counters(held.creditor, AT)
    assert [(one.by, one.count, one.silent) for one in over.by] == [("hx", 1, 1), ("own", 3, 0)]


@pytest.mark.parametrize(("days", "told"), [(1, True), (30, True), (31, False)])
def test_a_day_that_is_over_is_told_for_a_month_and_with_its_evening(held: Register, days: int, told: bool) -> None:
    called(held.account, held.agency, 2, days)
    called(held.account, None, 2, days)
    late = AT.replace(hour=15, minute=50) - timedelta(days=days)  # 23:50 of that day in Shanghai
    said = {"channel": "call", "outcome": "conversation", "line": "late"}
    models.Touch.objects.create(account=held.account, at=late, made_at=late, **said)
    day = date(2026, 11, 24) - timedelta(days=days)
    found = [(over.first, over.last, over.count) for over in gating.counters(held.creditor, AT)]
    assert found == [(day, day, 5)] * told


def test_each_day_is_told_by_itself_and_whoever_broke_it_alone_on_one_is_told_of_the_other(held: Register) -> None:
    for day, hers in ((0, 2), (3, 2), (5, 4)):
        called(held.account, held.agency, hers, day)
        called(held.account, None, 2, day)
    days = [over.last for over in gating.counters(held.creditor, AT)]
    assert days == [date(2026, 11, 24), date(2026, 11, 21)]


def test_one_week_that_was_too_much_is_told_once(held: Register) -> None:
    """Chile counts a week: what was made on three days in a row is over in more than one stretch of seven."""
    held.account.place, held.account.zone, held.account.toml = "CL", "America/Santiago", ""
    held.account.save()
    for days, by in ((10, held.agency), (11, None), (12, an_agency(held.creditor, "qy", "启元"))):
        called(held.account, by, 1, days)
    (week,) = gating.counters(held.creditor, AT)
    assert (week.rule, week.count, week.most) == ("cl-calls-per-week", 3, 1)
    assert week.last - week.first == timedelta(days=6)
