"""What comes after a report is matched by its number and by its text, nearly; what came before or is another is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.complaint.recurrence import By, again_after
from atesta.contact.campaigns import Seen

FILED = date(2026, 11, 19)
LATER = date(2026, 11, 20)
TEXT = "【云岭信服】林女士，您拖欠晨曦分期1260元已超过30天，明日将安排外访人员上门，并通知您的家人和单位。"
REPORTED = (Seen("r", date(2026, 11, 16), "106955880231", TEXT),)


def found(sender: str, text: str, day: date | None = LATER, place: str = "CN") -> By | None:
    again = again_after(FILED, REPORTED, [Seen("x", day, sender, text)], place)
    return again[0].by if again else None


@pytest.mark.parametrize(
    ("sender", "text", "by"),
    [
        ("106955880231", "您好，请还款。", By.SENDER),
        ("10 6955 8802 31", "", By.SENDER),
        ("13900000000", TEXT.replace("1260", "1480").replace("30天", "34天"), By.TEXT),
        ("13900000000", TEXT.replace("林女士", "林小姐").replace("明日", "后天"), By.TEXT),
        ("106955880231", TEXT, By.BOTH),
        ("13900000000", "您的账单412.60元已逾期1天，请尽快在App内还款，以免影响您的信用记录。", None),
        ("13900000000", "", None),
        ("", "", None),
    ],
)
def test_same_number_or_nearly_the_same_text(sender: str, text: str, by: By | None) -> None:
    assert found(sender, text) is by


def test_a_number_is_the_same_with_and_without_its_country() -> None:
    reported = (Seen("r", FILED, "+525512345678", ""),)
    assert again_after(FILED, reported, [Seen("x", LATER, "55 1234 5678", "")], "MX")
    assert not again_after(FILED, reported, [Seen("x", LATER, "55 1234 5679", "")], "MX")


@pytest.mark.parametrize("day", [FILED, date(2026, 11, 1), None])
def test_what_came_by_the_day_of_the_filing_or_nobody_knows_when_is_not_again(day: date | None) -> None:
    assert found("106955880231", TEXT, day) is None


def test_short_texts_must_be_equal() -> None:
    reported = (Seen("r", FILED, "", "请还款"),)
    assert again_after(FILED, reported, [Seen("x", LATER, "", "请 还款")], "CN")
    assert not again_after(FILED, reported, [Seen("x", LATER, "", "请回款")], "CN")


@given(st.text(max_size=200), st.text(max_size=200))
def test_it_is_the_same_from_either_side(first: str, second: str) -> None:
    one = again_after(FILED, [Seen("a", FILED, "", first)], [Seen("b", LATER, "", second)], "CN")
    other = again_after(FILED, [Seen("a", FILED, "", second)], [Seen("b", LATER, "", first)], "CN")
    assert bool(one) is bool(other)
    assert first.strip() == "" or first != second or bool(one) or not any(char.isalnum() for char in first)
