"""Complaints from a table: each line is read by itself, and what is wrong with it is said by line and column.

    received_on,place,lang,body,reference,lender_kind,agency,deadline_on,person,text

`received_on`, `place`, `lang`, `reference` and `text` must be there. Nothing is guessed: a line that is not clear is
not taken, the others are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from atesta.contact.account import LenderKind
from atesta.contact.place import PLACES

FIELDS = (
    *("received_on", "place", "lang", "body", "reference", "lender_kind", "agency", "deadline_on", "person", "text"),
)
NEEDED = ("received_on", "place", "lang", "reference", "text")
LANGUAGES = ("en", "es", "zh")
MOST_LINES, MOST_CHARS = 5_000, 4_000_000
LONGEST: Mapping[str, int] = {"body": 120, "reference": 80, "agency": 120, "person": 120, "text": 20_000}


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint. `number` is that of the line in the file (the header is 1)."""

    number: int
    received_on: date
    place: str
    lang: str
    body: str
    reference: str
    lender_kind: str
    agency: str
    deadline_on: date | None
    person: str
    text: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """`column` "" where it is the whole line. `why`: header, cells, missing, day, future, before, choice, too_long,
    twice, too_many, not_csv."""

    number: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Table:
    lines: tuple[Line, ...]
    wrong: tuple[Wrong, ...]


def read_table(text: str, today: date) -> Table:
    """Every line that can be taken, and everything that is wrong with the others."""
    if len(text) > MOST_CHARS:
        return Table((), (Wrong(0, "", "too_many"),))
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    good, wrong, seen = list[Line](), list[Wrong](), set[tuple[str, str]]()
    try:
        header = next(rows, [])
        if not set(NEEDED) <= set(header) <= set(FIELDS) or len(set(header)) != len(header):
            return Table((), (Wrong(1, "", "header"),))
        for cells in rows:
            if len(good) == MOST_LINES:
                return Table((), (Wrong(rows.line_num, "", "too_many"),))
            if any(cell.strip() for cell in cells):
                _take(rows.line_num, header, cells, today, good, wrong, seen)
    except csv.Error:
        wrong.append(Wrong(rows.line_num, "", "not_csv"))
    return Table(tuple(good), tuple(wrong))


def _take(
    number: int,
    header: list[str],
    cells: list[str],
    today: date,
    good: list[Line],
    wrong: list[Wrong],
    seen: set[tuple[str, str]],
) -> None:
    if len(cells) != len(header):
        wrong.append(Wrong(number, "", "cells"))
        return
    row = dict.fromkeys(FIELDS, "") | {
        name: cell.replace("\0", "").strip() for name, cell in zip(header, cells, strict=True)
    }
    found = [Wrong(number, column, why) for column, why in _faults(row, today)]
    if not found and (row["body"], row["reference"]) in seen:
        found = [Wrong(number, "reference", "twice")]
    wrong += found
    if not found:
        seen.add((row["body"], row["reference"]))
        good.append(_line(number, row))


def _faults(row: Mapping[str, str], today: date) -> Iterator[tuple[str, str]]:
    yield from ((name, "missing") for name in NEEDED if not row[name])
    yield from ((name, "too_long") for name, most in LONGEST.items() if len(row[name]) > most)
    days = {name: _day(row[name]) for name in ("received_on", "deadline_on") if row[name]}
    yield from ((name, "day") for name, day in days.items() if day is None)
    received, deadline = days.get("received_on"), days.get("deadline_on")
    if received and received > today:
        yield "received_on", "future"
    if received and deadline and deadline < received:
        yield "deadline_on", "before"
    allowed = {"place": tuple(PLACES), "lang": LANGUAGES, "lender_kind": tuple(kind.value for kind in LenderKind)}
    yield from ((name, "choice") for name, words in allowed.items() if row[name] and row[name] not in words)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 and len(text) == 10 else None


def _line(number: int, row: Mapping[str, str]) -> Line:
    return Line(
        number,
        date.fromisoformat(row["received_on"]),
        row["place"],
        row["lang"],
        row["body"],
        row["reference"],
        row["lender_kind"] or LenderKind.UNKNOWN.value,
        row["agency"],
        _day(row["deadline_on"]),
        row["person"],
        row["text"],
    )
