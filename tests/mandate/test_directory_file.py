"""directory.toml is read to the letter of INTERFACES."""

import contextlib
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.errors import FileFormatError, InputError
from atesta.mandate.directory import Span
from atesta.mandate.directory_file import read_directory

REFUSED = tomllib.loads((Path(__file__).parents[1] / "cases/intake/refused.toml").read_text("utf-8"))
HEAD = 'creditor = "晨曦分期"\n'
EVERY_FIELD = (
    HEAD
    + """as_of = 2026-11-15T22:00:00+08:00
[[own_sender]]
address = "10690000188"
from = 2024-01-01
[[agency]]
id = "hx"
name = "云岭信服"
senders = [ { address = "02150001234", from = 2025-01-01, to = 2026-10-31 } ]
[[mandate]]
agency = "hx"
from = 2025-01-01
to = 2026-12-31
channels = ["call", "sms"]
[[placement]]
account = "A-1001"
agency = "hx"
from = 2026-11-20
[[registered]]
address = "10690000188"
channel = "sms"
account = "A-1001"
at = 2026-11-15T21:40:00+08:00
text = "[[agency]]"
code = "7KQ2M4XA"
[[reported]]
address = "106955880231"
on = 2026-11-10
by = "12321"
"""
)


def test_every_field_of_the_interface_is_read():
    directory = read_directory(EVERY_FIELD.encode())
    assert directory.agencies[0].senders[0].span == Span(date(2025, 1, 1), date(2026, 10, 31))
    assert directory.mandates[0].channels == ("call", "sms")
    assert directory.placements[0].span == Span(date(2026, 11, 20), None)
    assert (directory.registrations[0].channel, directory.registrations[0].code) == ("sms", "7KQ2M4XA")
    assert directory.reports[0].by == "12321"


def test_a_registration_without_a_channel_counts_for_any():
    text = HEAD + '[[registered]]\naddress = "1"\ntext = "x"\ncode = ""\n'
    assert read_directory(text.encode()).registrations[0].channel is None


def test_a_directory_may_leave_its_moment_out():
    assert read_directory(HEAD.encode()).as_of is None


@pytest.mark.parametrize("case", REFUSED["directory"], ids=lambda case: case["title"].replace(" ", "_"))
def test_refused(case):
    with pytest.raises(FileFormatError) as refused:
        read_directory((HEAD + case["text"]).encode())
    assert case["says"] in refused.value.what


@given(st.lists(st.sampled_from(EVERY_FIELD.splitlines()), max_size=25).map("\n".join).map(str.encode) | st.binary())
def test_any_bytes_give_a_directory_or_an_input_error(data):
    with contextlib.suppress(InputError):
        read_directory(data)
        read_directory(HEAD.encode() + data)
