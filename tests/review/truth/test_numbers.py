"""Numbers and amounts as people write them, there and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.review.truth.amounts import Amount, find_amounts
from atesta.review.truth.numbers import count, han, readings, words
from atesta.review.truth.plain import Plain
from atesta.rules.phrase import Reading

CENTS = st.integers(min_value=0, max_value=99_999_999_99).map(lambda cents: Decimal(cents) / 100)
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def amounts(text: str) -> tuple[Amount, ...]:
    return find_amounts(Plain(Reading(text, text, None, ())))


def only(text: str) -> Amount:
    (amount,) = amounts(text)
    return amount


@given(CENTS)
def test_an_english_figure_reads_back(value: Decimal) -> None:
    assert only(f"You owe ${value:,.2f} today").values[0] == value


@given(CENTS)
def test_a_spanish_figure_reads_back(value: Decimal) -> None:
    figure = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    assert only(f"Debe {figure} € hoy").values[0] == value


@given(CENTS)
def test_a_figure_without_thousands_marks_reads_back(value: Decimal) -> None:
    assert only(f"应还{value:.2f}元").values[0] == value


@given(CENTS)
def test_a_full_width_figure_reads_back(value: Decimal) -> None:
    assert only(f"应还￥{value:.2f}，谢谢".translate(FULL_WIDTH)).values[0] == value


@given(st.integers(min_value=1000, max_value=999_999_999))
def test_whole_pesos_with_dots_read_back(value: int) -> None:
    assert only(f"Debe ${value:,}".replace(",", ".")).values[0] == value


_ONES_EN = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: E501, SIM905
_TENS_EN = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905


def english(n: int) -> str:
    if n < 20:
        return _ONES_EN[n]
    if n < 100:
        return _TENS_EN[n // 10] + (f"-{_ONES_EN[n % 10]}" if n % 10 else "")
    if n < 1000:
        return f"{_ONES_EN[n // 100]} hundred" + (f" and {english(n % 100)}" if n % 100 else "")
    if n < 1_000_000:
        return f"{english(n // 1000)} thousand" + (f" {english(n % 1000)}" if n % 1000 else "")
    return f"{english(n // 1_000_000)} million" + (f" {english(n % 1_000_000)}" if n % 1_000_000 else "")


def chinese(n: int) -> str:
    """The full form: 1005 is 一千零五."""
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]
    if n >= 10_000:
        high, low = divmod(n, 10_000)
        return chinese(high) + "万" + ("" if low == 0 else ("零" if low < 1000 else "") + chinese(low))
    out, gap = "", False
    for place in range(3, -1, -1):
        digit = n // 10**place % 10
        if digit:
            out, gap = out + ("零" if gap and out else "") + digits[digit] + units[place], False
        else:
            gap = True
    return out or "零"


@given(st.integers(min_value=0, max_value=999_999_999))
def test_english_number_words_read_back(n: int) -> None:
    assert words(english(n)) == n


@given(st.integers(min_value=0, max_value=99_999_999))
def test_chinese_numerals_read_back(n: int) -> None:
    assert han(chinese(n)) == n


@pytest.mark.parametrize(
    ("run", "value"),
    [
        ("mil doscientos treinta y cuatro", 1234),
        ("un millon doscientos treinta y cuatro mil quinientos sesenta", 1_234_560),
        ("dos mil millones", 2_000_000_000),
        ("ciento un", 101),
        ("veintiun mil", 21_000),
        ("setecientas", 700),
    ],
)
def test_spanish_number_words_read(run: str, value: int) -> None:
    assert words(run) == value


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("1.234", ("1234", "1.234")),
        ("1,234", ("1234", "1.234")),
        ("1.234.560", ("1234560",)),
        ("9,5", ("9.5",)),
        ("12.11.2026", ()),
        ("1.23,456", ()),
    ],
)
def test_separators_have_the_readings_that_make_sense(token: str, expected: tuple[str, ...]) -> None:
    assert readings(token) == tuple(Decimal(value) for value in expected)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("四百一十二元六角", "412.6", "CNY"),
        ("四百一十二块六", "412.6", "CNY"),
        ("人民币肆佰壹拾贰元陆角整", "412.6", "CNY"),
        ("12万3456.78元", "123456.78", "CNY"),
        ("1.2万元", "12000", "CNY"),
        ("mil doscientos treinta y cuatro pesos 56/100 M.N.", "1234.56", "MXN"),
        ("2 millones de pesos", "2000000", "MXN"),
        ("185 mil pesos", "185000", "MXN"),
        ("one thousand two hundred thirty-four dollars and fifty-six cents", "1234.56", "USD"),
        ("S/. 350", "350", "PEN"),
        ("US$500", "500", "USD"),
        ("KES 5,000", "5000", "KES"),
    ],
)
def test_a_way_of_writing_money_is_read(text: str, value: str, currency: str) -> None:
    amount = only(text)
    assert amount.values[0] == Decimal(value) and currency in amount.currencies


@pytest.mark.parametrize("text", ["取件码5-2-3306", "call 1-800-555-0199", "12/11/2026", "autos 815/2026", "5元/天"])
def test_what_is_no_money_is_not_read_as_money(text: str) -> None:
    assert amounts(text) == ()


@pytest.mark.parametrize(("token", "n"), [("15", 15), ("十五", 15), ("quince", 15), ("fifteen", 15)])
def test_a_count_is_read_in_each_writing(token: str, n: int) -> None:
    assert count(token) == n


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader_and_every_span_lies_inside(text: str) -> None:
    for amount in amounts(text):
        assert 0 <= amount.start < amount.end <= len(text)
