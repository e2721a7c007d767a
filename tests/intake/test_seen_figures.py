"""Figures of the lender's page are candidates, each with the words that it was read from."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.money import Money
from atesta.intake.picture_text import Line, PictureText
from atesta.intake.seen_figures import FigureKind, figures_of, read_amount


def at(text, top, left=40, width=200, height=32, sure=0.99):
    return Line(text, left, top, left + width, top + height, sure)


def read(*lines, currency=None):
    found = {}
    for figure in figures_of(PictureText(720, 1400, lines), currency):
        found.setdefault(figure.kind.value, figure)
    return found


def test_a_figure_stands_beside_its_label_below_it_or_in_the_same_line():
    found = read(
        at("晨曦分期", 150),
        at("应还金额", 300),
        at("¥27,368.66", 340, height=60),
        at("最后还款日", 420),
        at("2026-11-12", 420, 480),
        at("已逾期 46 天", 500),
    )
    assert found["lender"].value == "晨曦分期"
    assert found["amount"].value == Money(Decimal("27368.66"), "CNY")
    assert (found["due"].value, found["days_late"].value) == (date(2026, 11, 12), 46)
    assert found["amount"].words == "应还金额 ¥27,368.66"


def test_a_day_that_goes_on_in_a_second_line_is_one_day():
    found = read(at("Fecha límite de", 300), at("7 de marzo de", 300, 400), at("pago", 340), at("2026", 340, 400, 80))
    assert found["due"].value == date(2026, 3, 7)


def test_a_dollar_sign_is_the_money_of_the_place_and_without_one_of_none():
    line = at("Total a pagar $1,689.28", 300, width=400)
    assert read(line, currency="MXN")["amount"].value == Money(Decimal("1689.28"), "MXN")
    unknown = read(line)["amount"]
    assert unknown.value is None and "$1,689.28" in unknown.words


@pytest.mark.parametrize(
    ("label", "shown", "money"),
    [
        ("待还总额(元)", "412.60", "412.60 CNY"),
        ("应还金额", "1.2万元", "12000.0 CNY"),
        ("Saldo vencido", "29.507,15 €", "29507.15 EUR"),
        ("Saldo vencido", "$ 42,998.45 MXN", "42998.45 MXN"),
        ("Total a pagar", "S/ 1,250.00", "1250.00 PEN"),
        ("Amount due", "US$ 310.00", "310.00 USD"),
        ("Balance owed", "£1,050", "1050 GBP"),
    ],
)
def test_money_says_its_currency_as_people_write_it(label, shown, money):
    assert str(read(at(label, 300), at(shown, 300, 400))["amount"].value) == money


def test_a_day_without_a_year_is_no_day_and_a_lender_is_named_by_its_label():
    found = read(at("Vencimiento 18 de mayo", 300), at("Acreedor: Banco del Alba", 360, width=400))
    assert "due" not in found and found["lender"].value == "Banco del Alba"


def test_what_was_hardly_read_is_marked():
    assert read(at("Days past due", 300), at("48", 300, 400, sure=0.6))["days_late"].doubted


@given(st.decimals(1, 9_999_999, places=2))
def test_an_amount_is_the_same_in_every_way_of_writing_it(amount):
    written = f"{amount:,}"
    assert read_amount(written) == read_amount(written.translate(str.maketrans(",.", ".,"))) == amount


@given(
    st.lists(
        st.builds(
            at, st.text(alphabet="应还金额已逾期天dueamount $¥.,0123456789年月de", max_size=20), st.integers(0, 1300)
        ),
        max_size=8,
    )
)
def test_no_page_breaks_it(lines):
    for figure in figures_of(PictureText(720, 1400, tuple(lines)), "USD"):
        assert isinstance(figure.kind, FigureKind) and figure.words
