"""What is read of the contacts before one: as much as a rule can ask about, and no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from atesta.rules.rulebook import load_rulebook
from atesta.store.models import Debt, File, KeptContact
from atesta.store.to_core import COUNTED_BACK, LOOKED_BACK, MOST_EARLIER, history_of

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def debt(file: File) -> Debt:
    return Debt.objects.create(file=file, place="CN", currency="CNY", made_at=NOW)


def row(debt: Debt, ago: timedelta, **more: object) -> KeptContact:
    times = {"at": NOW - ago, "at_offset": 480, "order": NOW - ago, "kept_at": NOW}
    common = {"channel": "sms", "text": "x", "provenance": "typed", **times, **more}
    return KeptContact.objects.create(file=debt.file, debt=debt, **common)


def days_ago(contact: KeptContact) -> list[int]:
    return [(NOW - past.at).days for past in history_of(contact)]


def test_no_rule_counts_further_back_than_is_read() -> None:
    versions = [each for rule in load_rulebook().rules if rule.kind == "frequency" for each in rule.versions]
    assert len(versions) > 5
    for version in versions:
        days = version.parameters.get("days", 7)
        assert timedelta(days=days) + 2 * DAY < COUNTED_BACK, version  # a day for the zone, one for its beginning


def test_what_is_counted_is_read_oldest_first(debt: Debt) -> None:
    for days in (1, 3, 9, 11, 40):
        row(debt, days * DAY)
    assert days_ago(row(debt, timedelta(0))) == [9, 3, 1]


def test_a_refusal_of_another_person_is_remembered_longer(debt: Debt) -> None:
    row(debt, 2 * DAY)
    row(debt, 40 * DAY, to="third_party", outcome="refused")
    row(debt, LOOKED_BACK + DAY, to="third_party", outcome="refused")
    assert days_ago(row(debt, timedelta(0))) == [40, 2]


def test_that_there_was_one_is_known_though_it_is_too_old_to_count(debt: Debt) -> None:
    row(debt, 20 * DAY)
    row(debt, 30 * DAY)
    assert days_ago(row(debt, timedelta(0))) == [20]


def test_without_a_time_all_that_came_before_is_read(debt: Debt) -> None:
    row(debt, 3 * DAY)
    row(debt, 40 * DAY)
    assert days_ago(row(debt, timedelta(0), at=None)) == [40, 3]


def test_very_many_are_read_up_to_a_number(debt: Debt) -> None:
    for minutes in range(MOST_EARLIER + 5):
        row(debt, timedelta(minutes=minutes + 1))
    assert len(history_of(row(debt, timedelta(0)))) == MOST_EARLIER
