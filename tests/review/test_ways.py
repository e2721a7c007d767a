"""Whatever an announced text leads to is found, so that it can be held against the creditor's own list."""

from __future__ import annotations

import pytest

from atesta.review.ways import ways_in

FOUND = (
    ("CN", "请在 https://pay.aurora.example/x?a=1 还款", ("link", "pay.aurora.example")),
    ("CN", "点击aurora.example还款", ("link", "aurora.example")),
    ("MX", "Pague en banco.zip hoy", ("link", "banco.zip")),
    ("MX", "Escriba a cobros@aurora.example", ("link", "aurora.example")),
    ("US", "go to AURORA.EXAMPLE:8443", ("link", "aurora.example")),
    ("US", "go to http://203.0.113.7/pay", ("link", "203.0.113.7")),
    ("CN", "请致电 400-820-1234", ("number", "+864008201234")),
    ("CN", "请拨打95555", ("number", "95555")),
    ("CN", "联系13900047711处理", ("number", "+8613900047711")),
    ("MX", "Llame al 55 5123 4567", ("number", "+525551234567")),
    ("ES", "Escríbanos: +34 600 123 456", ("number", "+34600123456")),
    ("CN", "加微信号 cuishou_88 办理", ("handle", "cuishou_88")),
    ("US", "message us on telegram @fast_pay", ("handle", "fast_pay")),
)
NONE = (
    ("CN", "您的分期账单412.60元已于2026-11-12到期"),
    ("CN", "欠款12345678元"),
    ("MX", "Debe $12,345,678.90 desde el 12/11/2026"),
    ("MX", "Su saldo es de 1 234 567 pesos"),
    ("US", "You owe 1,204.50 USD since 2026-11-12."),
    ("CN", "请在晨曦分期App内还款。"),
    ("MX", "Aurora S.A. de C.V. le informa."),
)


@pytest.mark.parametrize(("place", "text", "way"), FOUND, ids=lambda value: str(value)[:30])
def test_a_way_to_somebody_is_found(place: str, text: str, way: tuple[str, str]) -> None:
    assert way in {(found.kind, found.key) for found in ways_in(text, place)}


@pytest.mark.parametrize(("place", "text"), NONE)
def test_figures_and_days_are_no_way_to_anybody(place: str, text: str) -> None:
    assert ways_in(text, place) == ()


def test_a_letter_that_only_looks_alike_is_another_host() -> None:
    (way,) = ways_in("pay at \u0430urora.example", "US")
    assert way.key != "aurora.example" and way.key.startswith("xn--")


def test_a_long_hostile_text_is_read_in_no_time() -> None:
    assert len(ways_in("a." * 20_000 + "9 " * 20_000, "MX")) < 10
