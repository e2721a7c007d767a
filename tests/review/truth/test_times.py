"""Deadlines, as the last moment in the debtor's zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.review.truth.plain import Plain
from atesta.review.truth.times import Deadline, find_deadlines
from atesta.rules.phrase import Reading

NOW = datetime(2026, 11, 15, 21, 47, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Sunday


def deadlines(text: str, now: datetime | None = NOW, month_first: bool = False) -> tuple[Deadline, ...]:
    return find_deadlines(Plain(Reading(text, text, None, ())), now, month_first=month_first)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("今日18点前不处理", "2026-11-15T18:00"),
        ("请于11月13日24时前结清", "2026-11-14T00:00"),
        ("今晚8点之前", "2026-11-15T20:00"),
        ("限您今天下午五点前", "2026-11-15T17:00"),
        ("明天中午12点前", "2026-11-16T12:00"),
        ("本周五前还清", "2026-11-21T00:00"),
        ("请于48小时内还款", "2026-11-17T21:47"),
        ("hoy antes de las 18:00", "2026-11-15T18:00"),
        ("antes de las 6 de la tarde", "2026-11-15T18:00"),
        ("antes del 13 de noviembre", "2026-11-14T00:00"),
        ("mañana a más tardar a las 10:00", "2026-11-16T10:00"),
        ("en un plazo de 3 días hábiles", "2026-11-18T21:47"),
        ("by 6pm today", "2026-11-15T18:00"),
        ("until 5 p.m. tomorrow", "2026-11-16T17:00"),
        ("by close of business today", "2026-11-15T18:00"),
        ("Wednesday by 5pm", "2026-11-18T17:00"),
        ("no later than November 13, 2026", "2026-11-14T00:00"),
    ],
)
def test_a_deadline_ends_at_its_moment(text: str, by: str) -> None:
    (deadline,) = deadlines(text)
    assert deadline.by is not None and deadline.by.isoformat(timespec="minutes")[:16] == by


@pytest.mark.parametrize(
    "text",
    [
        "Your payment was due on 2 November",
        "su pago vencía el 5 de noviembre",
        "between 9:00 a.m. and 4:00 p.m. Monday through Friday",
        "您11月12日的账单",
        "su crédito tiene 100 días de atraso",
        "in the last 48 hours",
    ],
)
def test_a_date_or_a_count_that_sets_no_limit_is_no_deadline(text: str) -> None:
    assert deadlines(text) == ()


def test_the_month_comes_first_in_the_united_states_only() -> None:
    text = "pay by 11/12/2026"
    assert [d.by.date().isoformat() for d in deadlines(text, month_first=True) if d.by] == ["2026-11-13"]
    assert [d.by.date().isoformat() for d in deadlines(text) if d.by] == ["2026-12-12"]


def test_without_a_clock_a_deadline_is_seen_but_not_placed() -> None:
    assert [d.by for d in deadlines("今日18点前", now=None)] == [None]


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    for deadline in deadlines(text):
        assert 0 <= deadline.start < deadline.end <= len(text)
