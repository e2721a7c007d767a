"""A table of complaints: what is clear is taken, everything else is named by line and column."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.complaint.case_csv import FIELDS, read_table

TODAY = date(2026, 11, 20)
HEADER = ",".join(FIELDS)
GOOD = "2026-11-02,MX,es,CONDUSEF,R-1,bank,Cobros SA,2026-11-30,,Me llaman"


def test_a_good_line_is_taken_with_its_number() -> None:
    table = read_table(f"\ufeff{HEADER}\n\n{GOOD}\n", TODAY)
    (line,) = table.lines
    assert (line.number, line.reference, line.deadline_on, table.wrong) == (3, "R-1", date(2026, 11, 30), ())


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        (GOOD.replace("2026-11-02", "2.11.2026"), "received_on", "day"),
        (GOOD.replace("2026-11-02", "2026-11-21"), "received_on", "future"),
        (GOOD.replace("2026-11-30", "2026-11-01"), "deadline_on", "before"),
        (GOOD.replace("MX", "XX"), "place", "choice"),
        (GOOD.replace(",es,", ",fr,"), "lang", "choice"),
        (GOOD.replace("bank", "loanshark"), "lender_kind", "choice"),
        (GOOD.replace("R-1", ""), "reference", "missing"),
        (GOOD.replace("R-1", "R" * 81), "reference", "too_long"),
        (GOOD + ",more", "", "cells"),
    ],
)
def test_what_is_wrong_is_said_by_line_and_column_and_the_others_are_taken(line: str, column: str, why: str) -> None:
    table = read_table(f"{HEADER}\n{GOOD.replace('R-1', 'R-0')}\n{line}\n", TODAY)
    assert [(one.number, one.column, one.why) for one in table.wrong] == [(3, column, why)]
    assert len(table.lines) == 1


def test_the_same_reference_twice_is_named() -> None:
    assert [one.why for one in read_table(f"{HEADER}\n{GOOD}\n{GOOD}\n", TODAY).wrong] == ["twice"]


@pytest.mark.parametrize(
    ("text", "why"),
    [("name,text\n", "header"), ("", "header"), (f'{HEADER}\n"x', "not_csv"), ("x" * 4_000_001, "too_many")],
)
def test_what_is_no_table_of_ours_is_refused_whole(text: str, why: str) -> None:
    table = read_table(text, TODAY)
    assert not table.lines and [one.why for one in table.wrong] == [why]


@given(st.text(max_size=300))
def test_nothing_that_somebody_pastes_breaks_it(text: str) -> None:
    read_table(f"{HEADER}\n{text}", TODAY)
