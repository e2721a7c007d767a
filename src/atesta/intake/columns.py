"""A table as other programs export it -> rows of named cells: comma, semicolon, tab or bar; UTF-8 (with or without its
mark), UTF-16 or GB18030; headers matched by what they are usually called, or as the reader was told.

Each row is read by itself. A row that has other cells than the header is told with its line and is no row; the others
are read all the same. Nothing is guessed about what a cell means.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from atesta.errors import FileFormatError, Where
from atesta.intake.text import decode_text
from atesta.kept import late

MOST_BYTES = 64 * 1024 * 1024
_SAMPLE = 48 * 1024
_MOST_CELL = 20_000
_YEAR_FIRST = late(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00?:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = late(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T ]00?:00(?::00)?)?")
_PACKED = late(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is the line of the file that the row ends on (the header is 1); `cells` by the names that were asked for,
    trimmed, "" where the file has no such column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`broken` are the lines that have other cells than the header; `unused` are headers that nothing was read from."""

    rows: tuple[Row, ...]
    broken: tuple[int, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...]


def read_sheet(
    data: bytes,
    names: Mapping[str, tuple[str, ...]],
    needed: tuple[str, ...],
    mapping: Mapping[str, str],
    most_lines: int,
    name: str = "CSV",
) -> Sheet:
    """The rows of this file. `names` are the usual headers of each column, `mapping` says which header it is where
    it is another. Raises FileFormatError (an InputError): no table, no such column, too long."""
    text = _text(data, name)
    rows = _rows(text, name)
    header = next(rows, (1, []))[1]
    chosen = _columns(header, names, mapping, name)
    missing = tuple(column for column in needed if column not in chosen)
    if missing:
        _refuse(name, "sheet_columns", "A column is missing: ", columns=missing)
    found, broken = list[Row](), list[int]()
    for line, cells in rows:
        if not any(cell and not cell.isspace() for cell in cells):
            continue
        if len(found) + len(broken) >= most_lines:
            _refuse(name, "sheet_lines", "There are too many lines: ", limit=most_lines)
        if len(cells) != len(header) or max(map(len, cells)) > _MOST_CELL:
            broken.append(line)
        else:
            found.append(Row(line, {column: cells[at].strip() for column, at in chosen.items()}))
    used = frozenset(chosen.values())
    unused = tuple(title for at, title in enumerate(header) if at not in used and title.strip())
    return Sheet(tuple(found), tuple(broken), {column: header[at] for column, at in chosen.items()}, unused)


def day_of(cell: str, place: str) -> date | None:
    """2026-11-20, 2026/11/20, 20261120, 2026年11月20日; 3/4/2026 is the third of April, except in the United States.
    None for what is no day of 1990 to 2100."""
    if (packed := _PACKED.fullmatch(cell)) or (packed := _YEAR_FIRST.fullmatch(cell)):
        year, month, day = packed.groups()
    elif other := _DAY_FIRST.fullmatch(cell):
        day, month, year = other.groups()
        if place == "US":
            day, month = month, day
    else:
        return None
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2100 else None


def _text(data: bytes, name: str) -> str:
    """An encoding is found out from the beginning, which ends with a line, and then must hold for the whole file."""
    if len(data) > MOST_BYTES:
        _refuse(name, "sheet_bytes", "The file is too large: ", limit=MOST_BYTES // (1024 * 1024))
    if not data.strip(b"\xef\xbb\xbf\r\n\t ,;"):
        _refuse(name, "sheet_empty", "The file is empty: ")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        first = data.rfind(b"\n", 0, max(fault.start, 1)) + 1
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or 0 in data[:_SAMPLE]:
            return decode_text(data, name, MOST_BYTES).text
        sample = data[first : first + _SAMPLE]
        end = sample.rfind(b"\n")
        encoding = decode_text(sample[: end + 1] if end > 0 else sample, name, _SAMPLE).encoding
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise _error(name, "sheet_encoding", "The encoding changes within the file: ", offset=fault.start) from None


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each with the line that it ends on. `sep=;` of a spreadsheet is no row."""
    start = 0
    first = text.partition("\n")[0].strip()
    delimiter = max(",;\t|", key=first.count)
    if first.lower().startswith("sep=") and len(first) == 5:
        delimiter, start = first[4], text.index("\n") + 1 if "\n" in text else len(text)
    reader = csv.reader(io.StringIO(text[start:].replace("\0", ""), newline=""), delimiter=delimiter, strict=True)
    before = 1 if start else 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _error(name, "sheet_quotes", "This is no CSV: ", line=reader.line_num + before) from None
        yield reader.line_num + before, cells


def _columns(
    header: list[str], names: Mapping[str, tuple[str, ...]], mapping: Mapping[str, str], name: str
) -> dict[str, int]:
    folded = [_folded(title) for title in header]
    if len({title for title in folded if title}) != len([title for title in folded if title]):
        _refuse(name, "sheet_twice", "Two columns have the same header: ")
    found: dict[str, int] = {}
    for column, usual in names.items():
        wanted = mapping.get(column, "").strip()
        for title in (wanted,) if wanted else (column, *usual):
            if (plain := _folded(title)) in folded:
                found[column] = folded.index(plain)
                break
        else:
            if wanted:
                _refuse(name, "sheet_columns", "A column is missing: ", columns=(wanted[:60],))
    if len(set(found.values())) != len(found):
        _refuse(name, "sheet_mapped_twice", "One column was named for two things: ")
    return found


def _folded(title: str) -> str:
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", title).casefold())
    return re.sub(r"[\W_]+", "", "".join(char for char in plain if not unicodedata.combining(char)))


def _refuse(name: str, key: str, what: str, **values: object) -> NoReturn:
    raise _error(name, key, what, **values)


def _error(name: str, key: str, what: str, **values: object) -> FileFormatError:
    said = ", ".join(str(value) for value in values.values())
    return FileFormatError(
        f"{what}{said or name}.",
        "Nothing was read from it: half a file would look like a whole one.",
        "Correct the file, or export it again as CSV in UTF-8.",
        key=key,
        form="",
        where=Where.of(name),
        **values,
    )
