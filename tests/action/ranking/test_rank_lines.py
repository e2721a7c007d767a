"""Lines of a large file are split in blocks; they are those that a CSV reader finds in the whole text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.ranking import case_file
from atesta.action.ranking.case_file import read_contacts
from atesta.action.ranking.period import read_quarter
from atesta.errors import FileFormatError

PERIOD = read_quarter("2026-Q3")


def cells(lines: Iterable[str]) -> list[list[str]] | None:
    try:
        return list(csv.reader(lines, strict=True))
    except csv.Error:
        return None


@given(st.text(alphabet='ab,\n\r"\u2028\x0b\ufeff', min_size=1, max_size=40), st.integers(1, 9))
def test_split_lines_are_those_of_a_csv_reader(text: str, block: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(case_file, "BLOCK", block)
        assert cells(case_file._written(text)) == cells(io.StringIO(text, newline=""))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_contacts_are_counted_with_any_end_of_line_and_with_quotes(end: str) -> None:
    lines = ["place,company,on,source", *['MX,"A SC",2026-07-01,register'] * 300, "MX,A SC,2026-07-02,register"]
    (known,) = read_contacts((end.join(lines) + end).encode(), "c.csv", PERIOD).values()
    assert known.count == 301


@pytest.mark.parametrize("at", [1, 2, 400])
def test_an_empty_line_is_refused_wherever_it_stands(at: int) -> None:
    lines = ["place,company,on,source", *["MX,A SC,2026-07-01,register"] * 399]
    lines.insert(at, "")
    with pytest.raises(FileFormatError) as said:
        read_contacts(("\n".join(lines) + "\n").encode(), "c.csv", PERIOD)
    assert said.value.key == "rank_cells"
    assert f"line {at + 1}" in str(said.value)
