"""account.toml is read to the letter of INTERFACES: what is not understood is refused with its place and name."""

import contextlib
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.account import LegalStage, LenderKind, PauseKind
from atesta.errors import FileFormatError, InputError
from atesta.intake.account_file import read_account

REFUSED = tomllib.loads((Path(__file__).parents[1] / "cases/intake/refused.toml").read_text("utf-8"))
HEAD = 'as_of = 2026-11-15T06:00:00+08:00\naccount = "A-1001"\ncreditor = "晨曦分期"\nplace = "CN"\n'
EVERY_FIELD = (
    HEAD
    + """
lender = { name = "某消费金融公司", kind = "consumer_finance" }
zone = "Asia/Shanghai"
currency = "CNY"
lateness_grades = [ { grade = "reminder", from_day = 1, to_day = 7 }, { grade = "serious", from_day = 91 } ]
pay_to = ["in-app"]
[[instalment]]
due = 2026-11-12
amount = "412.60"
paid = "0.00"
[[payment]]
on = 2026-11-13
amount = "100.00"
[[fee]]
on = 2026-11-13
amount = "10.00"
kind = "late_fee"
[[legal]]
stage = "handed_to_lawyers"
on = 2026-10-01
court = ""
case_number = ""
[[credit_report]]
on = 2026-11-01
[[pause]]
kind = "hardship"
from = 2026-11-01
to = 2026-11-30
[[receipt]]
on = 2026-11-13
amount = "412.60"
reference = "T-1"
"""
)


def read(text):
    return read_account(text.encode(), "account.toml")


def test_every_field_of_the_interface_is_read():
    account = read(EVERY_FIELD)
    assert account.lender.kind is LenderKind.CONSUMER_FINANCE
    assert account.instalments[0].amount.amount == Decimal("412.60")
    assert account.legal[0].stage is LegalStage.HANDED_TO_LAWYERS
    assert (account.pauses[0].kind, account.pauses[0].accepted) == (PauseKind.HARDSHIP, True)
    assert account.receipts[0].on == date(2026, 11, 13)
    assert (account.pay_to, account.lateness_grades[1].to_day) == (("in-app",), None)


def test_uk_is_read_as_gb_and_a_missing_currency_is_that_of_the_place():
    account = read(HEAD.replace('"CN"', '"UK"'))
    assert (account.place, account.currency, account.zone) == ("GB", "GBP", None)


def test_another_currency_than_that_of_the_place_is_kept():
    assert read(HEAD + 'currency = "USD"\n[[fee]]\non = 2026-11-13\namount = 3\n').fees[0].amount.currency == "USD"


@pytest.mark.parametrize("zone", ["US/Eastern", "America/Argentina/Buenos_Aires", "UTC", "Asia/Shanghai", "PRC"])
def test_a_zone_and_a_link_of_the_iana_list_are_kept_as_written(zone):
    assert read(HEAD + f'zone = "{zone}"\n').zone == zone


@pytest.mark.parametrize(
    ("currency", "amount"), [("CLP", "185000.00"), ("CLF", "4.7123"), ("KWD", "1.234"), ("XOF", "5")]
)
def test_an_amount_has_the_decimals_of_its_currency_and_zeros_behind_them_are_none(currency, amount):
    assert read(HEAD + f'currency = "{currency}"\n[[fee]]\non = 2026-11-13\namount = "{amount}"\n').fees


def test_a_pause_may_end_where_other_systems_write_no_end():
    pause = read(HEAD + "[[pause]]\nkind = 'stop'\nfrom = 2026-11-01\nto = 9999-12-31\n").pauses[0]
    assert pause.to == date(9999, 12, 31)


def test_no_pay_to_is_unknown_and_an_empty_one_is_none():
    assert (read(HEAD).pay_to, read(HEAD + "pay_to = []\n").pay_to) == (None, ())


def test_a_byte_order_mark_is_no_content():
    assert read_account(b"\xef\xbb\xbf" + HEAD.encode()).account == "A-1001"


@pytest.mark.parametrize("case", REFUSED["account"], ids=lambda case: case["title"].replace(" ", "_"))
def test_refused(case):
    text = case["whole"] if "whole" in case else HEAD + case["text"]
    with pytest.raises(FileFormatError) as refused:
        read(text)
    assert case["says"] in refused.value.what
    assert refused.value.why and refused.value.do


def test_a_broken_byte_is_named_by_its_offset_with_and_without_a_mark():
    for mark, offset in ((b"", 11), (b"\xef\xbb\xbf", 14)):
        with pytest.raises(FileFormatError, match=f"offset {offset} "):
            read_account(mark + b'creditor = \xff"')


def test_a_file_over_ten_megabytes_is_refused_before_it_is_read():
    with pytest.raises(FileFormatError, match="more than 10485760"):
        read_account(b"#" * (10 * 1024 * 1024 + 1))


def test_no_value_of_the_file_stands_in_an_error():
    with pytest.raises(FileFormatError) as refused:
        read(HEAD + 'zone = "Calle Secreta 5"\n')
    assert "Secreta" not in str(refused.value)


LINES = st.sampled_from(
    [
        *EVERY_FIELD.splitlines(),
        "[[instalment]]",
        "[instalment]",
        "amount = 1.5",
        'amount = "1"',
        "zone = 1",
        "lender = 1",
    ]
)


@given(st.lists(LINES, max_size=25).map("\n".join).map(str.encode) | st.binary(max_size=200))
def test_any_bytes_give_an_account_or_an_input_error(data):
    with contextlib.suppress(InputError):
        read_account(data)
        read_account(HEAD.encode() + data)
