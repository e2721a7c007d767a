"""A lender's published list is read as it was published: CSV or a line an agency, with days where it gives them."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.errors import InputError
from atesta.mandate.register_csv import ListKind, read_lender_list, read_register

DAY = date(2026, 11, 1)
PLAIN = """合作催收机构名单（截至2026年10月31日）
1. 云岭信服有限公司  021-5000 1234、021-5000 1235
2、河洲资产管理有限公司
- Gestores SC: 442 555 0101 ext. 4, cobro@gestores.example
"""


def listed(text: str, place: str = "CN"):
    return read_lender_list(text.encode(), "list.txt", DAY, place, "https://lender.example/agencies")


def test_a_plain_list_gives_an_agency_a_line_with_its_numbers():
    rows = {row.agency: row for row in listed(PLAIN).listed}
    assert rows["云岭信服有限公司"].phones == ("021-5000 1234", "021-5000 1235")
    assert rows["河洲资产管理有限公司"].phones == ()
    assert rows["Gestores SC"].phones == ("442 555 0101",)
    assert rows["Gestores SC"].emails == ("cobro@gestores.example",)


def test_it_is_dated_named_by_where_it_came_from_and_by_its_digest():
    made = listed(PLAIN)
    assert (made.kind, made.as_of, made.source) == (ListKind.LENDER_LIST, DAY, "https://lender.example/agencies")
    assert len(made.digest) == 64 and made.digest != listed(PLAIN + "x").digest


def test_names_alone_are_a_list_and_a_sender_of_that_name_is_found():
    made = listed("公司名称,合作内容\n云岭信服,电话催收\n")
    assert [row.agency for row in made.lookup("云岭 信服")] == ["云岭信服"]
    assert made.lookup("云岭") == () and made.lookup("") == ()


@pytest.mark.parametrize(
    ("place", "cell", "day"),
    [
        ("CN", "2026年3月4日", date(2026, 3, 4)),
        ("CN", "2026/3/4", date(2026, 3, 4)),
        ("MX", "04/03/2026", date(2026, 3, 4)),
        ("US", "03/04/2026", date(2026, 3, 4)),
        ("ES", "2026-03-04", date(2026, 3, 4)),
        ("ES", "", None),
    ],
)
def test_its_days_are_read_as_the_place_writes_them(place: str, cell: str, day: date | None):
    (row,) = listed(f"Agency;Phone;From;Until\nNorte;5510002000;{cell};\n", place).listed
    assert (row.from_, row.to) == (day, None)


@pytest.mark.parametrize("cell", ["soon", "31/02/2026", "2026-13-01"])
def test_a_day_that_cannot_be_read_is_kept_with_its_row_and_nothing_is_guessed(cell: str):
    text = f"Agency;Phone;From\nNorte;5510002000;{cell}\nSur;5510002001;\n"
    made = listed(text)
    assert [row.agency for row in made.listed] == ["Sur"]
    assert [(row.row, row.why) for row in made.bad_rows] == [(2, "day_unreadable")]
    assert len(read_register(text.encode(), "r.csv", DAY).listed) == 2


@pytest.mark.parametrize("text", ["", "\n\n", "123456789\n", "Agency;Phone\n;5510002000\n"])
def test_a_file_that_names_no_agency_is_refused(text: str):
    with pytest.raises(InputError):
        listed(text)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_an_input_error(data: bytes):
    with contextlib.suppress(InputError):
        read_lender_list(data, "l.csv", DAY, "CN")
