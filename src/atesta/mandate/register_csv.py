"""Public lists of collection agencies, dated: a register (Mexico's REDECO is a CSV; facts/intl.md §3) or the list that
a lender publishes itself (facts/cn.md C3).

Every agency that collects for a Mexican bank must be in that register, with the numbers that it uses. The columns were
never seen by us and change by quarter, so header names are matched loosely and what is not recognised is kept as it
stands. Being listed is weaker evidence than a creditor's directory: it supports the sentence "listed in a public
register as of D" and never a yes, because the register knows neither account nor text (DESIGN decision 7).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, NoReturn

from atesta.errors import FileFormatError, Where
from atesta.evidence.digest import hex_of
from atesta.intake.fields import check_size
from atesta.intake.text import read_text
from atesta.kept import Kept, late
from atesta.mandate.address import SAME_TAIL_DIGITS, address_key, parsed, same_address

MAX_REGISTER_BYTES = 10 * 1024 * 1024

# Beginnings of folded header words, per column; the first column that matches is taken, further ones are added to it.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "phones": ("telefono", "tel", "numero telefonico", "numeros telefonicos", "phone", "celular", "电话"),
    "emails": ("correo", "email", "e mail", "mail", "邮箱"),
    "websites": ("pagina", "sitio", "web", "url", "网址"),
    "address": ("domicilio", "direccion", "calle", "address", "地址"),
    "entity": (
        "entidad financiera",
        "institucion financiera",
        "institucion",
        "contratante",
        "acreedor",
        "entity",
        "委托",
    ),
    "agency": ("despacho", "nombre", "razon social", "denominacion", "agency", "agencia", "name", "机构", "公司"),
}
# Whole folded headers: their beginnings would fit too much.
_DAYS: Mapping[str, tuple[str, ...]] = {
    "from": (
        *("desde", "fecha de inicio", "inicio", "vigente desde", "from", "since", "start", "start date"),
        *("开始日期", "起始日期", "合作开始日期", "起"),
    ),
    "to": (
        *("hasta", "fecha de fin", "fin", "vigente hasta", "to", "until", "end", "end date"),
        *("结束日期", "截止日期", "终止日期", "合作结束日期", "止"),
    ),
}
_DAY = late(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_NUMBERED = late(r"^\s*(?:\d{1,3}\s*[.、)）]|[-*•·])\s*")
_SPLIT = late(r"[;,/|\n\r]+|\s+(?:y|e|o|and|or)\s+|\s{2,}", re.IGNORECASE)
_EXTENSION = late(
    r"\b(?:ext|extension|extensión|x)\.?\s*[:.]?\s*\d{1,6}\b(?:\s*(?:,|y|a|al|-)\s*\d{1,5}\b)*", re.IGNORECASE
)
_PHONE = late(r"\+?\(?\d[\d ().\-]{5,22}\d")
_EMAIL = late(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


class ListKind(StrEnum):
    """Who publishes it: a public body, or the lender itself."""

    PUBLIC_REGISTER = "public_register"
    LENDER_LIST = "lender_list"


@dataclass(frozen=True, slots=True)
class Listed:
    """One row. `row` is its number in the file, from 1; `other` keeps every cell not wholly understood, by header.
    `from_` and `to` are the days for which the list names the agency, inclusive; None: it does not say."""

    row: int
    agency: str
    entity: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    address: str
    other: tuple[tuple[str, str], ...]
    from_: date | None = None
    to: date | None = None

    def covers(self, day: date | None) -> bool:
        """Whether the list names the agency for that day; an unknown day is not held against it."""
        return day is None or ((self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to))


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that names no agency, has more cells than the header, or a day that cannot be read: kept as it stands."""

    row: int
    why: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicRegister:
    """A public list as of a day. `place` decides how its numbers are read; `source` is where it was had, as whoever
    imported it wrote; `digest` is that of the file, in hex."""

    name: str
    as_of: date
    place: str
    listed: tuple[Listed, ...]
    bad_rows: tuple[BadRow, ...]
    kind: ListKind = ListKind.PUBLIC_REGISTER
    source: str = ""
    digest: str = ""

    def lookup(self, address: str) -> tuple[Listed, ...]:
        """The rows that list this number or mailbox; a mailbox is found by itself, not by its domain. A lender's list
        often has names only, so there a sender that is such a name is found too."""
        key = address_key(address, self.place)
        return tuple(row for row in _near(self, address, key) if self._lists(row, address, key))

    def _lists(self, row: Listed, address: str, key: str) -> bool:
        return (
            any(same_address(phone, address, self.place) for phone in row.phones)
            or any(address_key(email, self.place) == key for email in row.emails)
            or (self.kind is ListKind.LENDER_LIST and key != "" and address_key(row.agency, self.place) == key)
        )


@dataclass(frozen=True, slots=True)
class _Index:
    """Rows by the last digits of their numbers, and by their mailboxes and names: a list has thousands, and is asked
    with every message."""

    tails: Mapping[str, tuple[Listed, ...]]
    keys: Mapping[str, tuple[Listed, ...]]


_indexes: Kept[PublicRegister, _Index] = Kept(32)


def _near(register: PublicRegister, address: str, key: str) -> list[Listed]:
    """The rows that may list an address, in the order of the file."""
    index, found = _indexes.of(register, _indexed), parsed(address)
    near = [*index.keys.get(key, ()), *(row for name in found.names for row in index.keys.get(name, ()))]
    if found.number is not None:
        near += index.tails.get(found.number[-SAME_TAIL_DIGITS:], ())
    return sorted({row.row: row for row in near}.values(), key=lambda row: row.row)


def _indexed(register: PublicRegister) -> _Index:
    tails: dict[str, list[Listed]] = {}
    keys: dict[str, list[Listed]] = {}
    for row in register.listed:
        for phone in row.phones:
            found = parsed(phone)
            if found.number is not None:
                tails.setdefault(found.number[-SAME_TAIL_DIGITS:], []).append(row)
            for name in found.names:
                keys.setdefault(name, []).append(row)
        for text in (*row.emails, row.agency):
            keys.setdefault(address_key(text, register.place), []).append(row)
    return _Index(*({key: tuple(rows) for key, rows in found.items()} for found in (tails, keys)))


def read_register(data: bytes, name: str, as_of: date, place: str = "MX", source: str = "") -> PublicRegister:
    """The register in this CSV (comma, semicolon, tab or bar; UTF-8, cp1252 or with a mark).

    Raises FileFormatError when no header names an agency and a phone or mailbox; TextError for unreadable bytes.
    """
    check_size(data, Where.of(name))
    rows = _rows(read_text(data, name, MAX_REGISTER_BYTES), name)
    header = _header(rows)
    if header is None or not _reachable(header[1]):
        _refuse_header(name)
    number, columns, headers = header
    used = {column: cells for column, cells in columns.items() if column not in _DAYS}  # of a registration, not a use
    listed, bad = _listed(rows, (number, used, headers), place)
    return PublicRegister(name, as_of, place, listed, bad, ListKind.PUBLIC_REGISTER, source, hex_of(data))


def read_lender_list(data: bytes, name: str, as_of: date, place: str, source: str = "") -> PublicRegister:
    """The list of agencies that a lender publishes: CSV with a header that names the agency, or plain text with an
    agency a line and its numbers behind it. Dated evidence that needs nobody's cooperation; it earns no yes.

    Raises FileFormatError where no line names an agency; TextError for unreadable bytes.
    """
    check_size(data, Where.of(name))
    text = read_text(data, name, MAX_REGISTER_BYTES)
    rows = _rows(text, name) if any(mark in text for mark in ",;\t|") else []
    header = _header(rows)
    listed, bad = _listed(rows, header, place) if header else (tuple(_plain_lines(text)), ())
    if not listed:
        _refuse_header(name)
    return PublicRegister(name, as_of, place, listed, bad, ListKind.LENDER_LIST, source, hex_of(data))


def _plain_lines(text: str) -> Iterator[Listed]:
    """`3. Gestores SC  442 555 0101, a@b.example`: what is left beside numbers and mailboxes is the name."""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = _NUMBERED.sub("", line)
        emails = tuple(_EMAIL.findall(bare))
        rest = _EXTENSION.sub(" ; ", _EMAIL.sub(" ; ", bare))
        agency = _PHONE.sub(" ; ", rest).partition(";")[0].strip(" \t,:;|-–—：，；()（）")
        if any(char.isalpha() for char in agency):
            yield Listed(number, agency, "", tuple(_phones(rest)), emails, "", ())


_Header = tuple[int, Mapping[str, tuple[int, ...]], tuple[str, ...]]
"""Number of the header's row, the columns by their meaning, the headers as they stand."""


def _listed(
    rows: list[tuple[int, tuple[str, ...]]], header: _Header, place: str
) -> tuple[tuple[Listed, ...], tuple[BadRow, ...]]:
    header_row, columns, headers = header
    listed: list[Listed] = []
    bad: list[BadRow] = []
    for number, cells in rows[header_row:]:
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(number, cells, columns, headers, place)
        if isinstance(row, BadRow):
            bad.append(row)
        else:
            listed.append(row)
    return tuple(listed), tuple(bad)


def _rows(text: str, name: str) -> list[tuple[int, tuple[str, ...]]]:
    """Each row with its number; a cell may hold line breaks, so the number counts rows, not lines."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        return [(number, tuple(row)) for number, row in enumerate(reader, start=1)]
    except csv.Error:
        where = Where.of(name).at("line", reader.line_num)
        raise FileFormatError(
            f"{where}: this is not CSV.",
            "The rest of the register cannot be read.",
            "Download it again, or correct the quotes on that line.",
            key="register_not_csv",
            where=where,
        ) from None


def _header(rows: Iterable[tuple[int, tuple[str, ...]]]) -> _Header | None:
    """The first of the first rows that names an agency and a way to reach it (titles may stand above it), else the
    first that names an agency beside something else."""
    best: _Header | None = None
    for number, cells in list(rows)[:10]:
        columns: dict[str, tuple[int, ...]] = {}
        for index, cell in enumerate(cells):
            column = _column(cell)
            if column is not None:
                columns[column] = (*columns.get(column, ()), index)
        if "agency" in columns and _reachable(columns):
            return number, columns, cells
        if best is None and "agency" in columns and sum(bool(cell.strip()) for cell in cells) > 1:
            best = number, columns, cells
    return best


def _reachable(columns: Mapping[str, tuple[int, ...]]) -> bool:
    return "phones" in columns or "emails" in columns


def _refuse_header(name: str) -> NoReturn:
    raise FileFormatError(
        f"{name}: no header row names an agency and its phone or e-mail.",
        "Without it no cell can be understood.",
        "Keep the header of the register, such as: despacho, teléfono, correo, domicilio, entidad financiera.",
        key="register_no_header",
        where=Where.of(name),
    )


def _column(header: str) -> str | None:
    folded = unicodedata.normalize("NFD", header.casefold())
    folded = " ".join(re.sub(r"[^\w\s]|_", " ", "".join(c for c in folded if not unicodedata.combining(c))).split())
    folded = (
        re.sub(r"^(?:nombre|name|numero|no|datos)\s(?:de(?:l)?\s)?(?:la\s|el\s|los\s)?(?=\w)", "", folded) or folded
    )
    for column, words in _DAYS.items():
        if folded in words:
            return column
    for column, beginnings in _COLUMNS.items():
        if any(folded.startswith(beginning) for beginning in beginnings):
            return column
    return None


def _row(
    number: int, cells: tuple[str, ...], columns: Mapping[str, tuple[int, ...]], headers: tuple[str, ...], place: str
) -> Listed | BadRow:
    if len(cells) > len(headers) and any(cell.strip() for cell in cells[len(headers) :]):
        return BadRow(number, "more_cells_than_headers", cells)
    agency = _joined(cells, columns["agency"])
    if not agency:
        return BadRow(number, "no_agency", cells)
    days = [_day(_joined(cells, columns.get(column, ())), place) for column in ("from", "to")]
    if "" in days:
        return BadRow(number, "day_unreadable", cells)
    named = ("agency", "entity", "address", "phones", "emails", "from", "to")
    known = {index for column in named for index in columns.get(column, ())}
    kept = tuple((headers[index], cell) for index, cell in enumerate(cells) if index not in known and cell.strip())
    raw_phones = _joined(cells, columns.get("phones", ()))
    if any(char.isalpha() for char in raw_phones):
        kept += (("phones", raw_phones),)
    return Listed(
        row=number,
        agency=agency,
        entity=_joined(cells, columns.get("entity", ())),
        phones=tuple(_phones(raw_phones)),
        emails=tuple(_EMAIL.findall(_joined(cells, columns.get("emails", ())))),
        address=_joined(cells, columns.get("address", ())),
        other=kept,
        from_=days[0] or None,
        to=days[1] or None,
    )


def _day(cell: str, place: str) -> date | Literal[""] | None:
    """None for an empty cell, "" for one that is no day. 3/4/2026 is the third of April except in the United States."""
    if not cell:
        return None
    found = _DAY.fullmatch(cell)
    if found is None:
        return ""
    year, month, day = found[1] or found[6], found[2] or found[5], found[3] or found[4]
    if place == "US" and found[4]:
        month, day = day, month
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return ""


def _joined(cells: tuple[str, ...], indexes: Iterable[int]) -> str:
    return "; ".join(cells[index].strip() for index in indexes if index < len(cells) and cells[index].strip())


def _phones(cell: str) -> Iterator[str]:
    """Several numbers in one cell; extensions are no numbers of their own."""
    seen = set()
    for piece in _SPLIT.split(_EXTENSION.sub(" ; ", cell)):
        for found in _PHONE.findall(piece):
            digits = re.sub(r"\D", "", found)
            if digits not in seen and 7 <= len(digits) <= 15:
                seen.add(digits)
                yield found.strip()
