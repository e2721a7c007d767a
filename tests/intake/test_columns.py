"""Tables of other programs: read with their line, or refused with a reason, whatever the bytes are."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atesta.errors import InputError
from atesta.intake.columns import day_of, read_sheet

NAMES = {"account": ("cuenta", "账号"), "to": ("hasta",)}
CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=20), st.sampled_from(",;\t|"))
def test_what_was_written_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    out = io.StringIO()
    lines = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    lines.writerow(("account", "to"))
    lines.writerows(rows)
    sheet = read_sheet(out.getvalue().encode(), NAMES, ("account",), {}, 100)
    assert [(row.cells["account"], row.cells["to"]) for row in sheet.rows] == [row for row in rows if any(row)]
    assert not sheet.broken


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for given_ in (data, b"account,to\n" + data):
        try:
            sheet = read_sheet(given_, NAMES, ("account",), {}, 100)
        except InputError as refused:
            assert refused.key
        else:
            assert all(row.line >= 2 for row in sheet.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_tables_are_read_in_their_encodings(encoding: str) -> None:
    text = "账号,备注\n" + "A-1,催收机构委派的账户\n" * 3
    sheet = read_sheet(text.encode(encoding), NAMES, ("account",), {}, 100)
    assert [row.cells["account"] for row in sheet.rows] == ["A-1"] * 3 and sheet.unused == ("备注",)


def test_a_cell_with_a_line_break_keeps_the_line_that_the_row_ends_on() -> None:
    sheet = read_sheet(b'account,to\n"A\n1",x\nB,y,z\n', NAMES, ("account",), {}, 100)
    assert [row.line for row in sheet.rows] == [3] and sheet.broken == (4,)


@pytest.mark.parametrize(
    ("cell", "place", "found"),
    [
        ("2026-11-20", "CN", date(2026, 11, 20)),
        ("20261120", "CN", date(2026, 11, 20)),
        ("2026年1月2日", "CN", date(2026, 1, 2)),
        ("3/4/2026", "MX", date(2026, 4, 3)),
        ("3/4/2026", "US", date(2026, 3, 4)),
        ("2026/1/2 0:00", "CN", date(2026, 1, 2)),
        ("31/02/2026", "MX", None),
        ("2026-11-20 10:00", "CN", None),
        ("46000", "CN", None),
        ("1026-01-01", "CN", None),
    ],
)
def test_a_day_is_read_as_its_place_writes_it(cell: str, place: str, found: date | None) -> None:
    assert day_of(cell, place) == found
