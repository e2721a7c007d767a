"""A public register of collection agencies as a dated list (Mexico's REDECO publishes one as CSV; facts/intl.md §3).

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

from atesta.errors import FileFormatError, Where
from atesta.intake.fields import check_size
from atesta.intake.text import read_text
from atesta.kept import late
from atesta.mandate.address import address_key, same_address

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
_SPLIT = late(r"[;,/|\n\r]+|\s+(?:y|e|o|and|or)\s+|\s{2,}", re.IGNORECASE)
_EXTENSION = late(
    r"\b(?:ext|extension|extensión|x)\.?\s*[:.]?\s*\d{1,6}\b(?:\s*(?:,|y|a|al|-)\s*\d{1,5}\b)*", re.IGNORECASE
)
_PHONE = late(r"\+?\(?\d[\d ().\-]{5,22}\d")
_EMAIL = late(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One row. `row` is its number in the file, from 1; `other` keeps every cell not wholly understood, by header."""

    row: int
    agency: str
    entity: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    address: str
    other: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that names no agency or has more cells than the header: kept as it stands, with its number."""

    row: int
    why: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicRegister:
    """A public list as of a day. `place` decides how its numbers are read."""

    name: str
    as_of: date
    place: str
    listed: tuple[Listed, ...]
    bad_rows: tuple[BadRow, ...]

    def lookup(self, address: str) -> tuple[Listed, ...]:
        """The rows that list this number or mailbox; a mailbox is found by itself, not by its domain."""
        key = address_key(address, self.place)
        return tuple(
            row
            for row in self.listed
            if any(same_address(phone, address, self.place) for phone in row.phones)
            or any(address_key(email, self.place) == key for email in row.emails)
        )


def read_register(data: bytes, name: str, as_of: date, place: str = "MX") -> PublicRegister:
    """The register in this CSV (comma, semicolon, tab or bar; UTF-8, cp1252 or with a mark).

    Raises FileFormatError when no header names an agency and a phone or mailbox; TextError for unreadable bytes.
    """
    check_size(data, Where.of(name))
    text = read_text(data, name, MAX_REGISTER_BYTES)
    rows = _rows(text, name)
    header_row, columns, headers = _header(rows, name)
    listed: list[Listed] = []
    bad: list[BadRow] = []
    for number, cells in rows[header_row:]:
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(number, cells, columns, headers)
        if isinstance(row, BadRow):
            bad.append(row)
        else:
            listed.append(row)
    return PublicRegister(name, as_of, place, tuple(listed), tuple(bad))


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


def _header(
    rows: Iterable[tuple[int, tuple[str, ...]]], name: str
) -> tuple[int, Mapping[str, tuple[int, ...]], tuple[str, ...]]:
    """The first of the first rows that names an agency and a way to reach it (titles may stand above it)."""
    for number, cells in list(rows)[:10]:
        columns: dict[str, tuple[int, ...]] = {}
        for index, cell in enumerate(cells):
            column = _column(cell)
            if column is not None:
                columns[column] = (*columns.get(column, ()), index)
        if "agency" in columns and ("phones" in columns or "emails" in columns):
            return number, columns, cells
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
    for column, beginnings in _COLUMNS.items():
        if any(folded.startswith(beginning) for beginning in beginnings):
            return column
    return None


def _row(
    number: int, cells: tuple[str, ...], columns: Mapping[str, tuple[int, ...]], headers: tuple[str, ...]
) -> Listed | BadRow:
    if len(cells) > len(headers) and any(cell.strip() for cell in cells[len(headers) :]):
        return BadRow(number, "more_cells_than_headers", cells)
    agency = _joined(cells, columns["agency"])
    if not agency:
        return BadRow(number, "no_agency", cells)
    known = {
        index for column in ("agency", "entity", "address", "phones", "emails") for index in columns.get(column, ())
    }
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
    )


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
