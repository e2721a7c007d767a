"""Reading our own files strictly: every field by name, every refusal with its place (INTERFACES, "Files in").

A table knows where it stands in its file, so an error names file, table and field. Values of texts never appear in an
error: they may be personal.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import NoReturn, TypeVar
from zoneinfo import available_timezones

from atesta.contact.money import DECIMALS, Money
from atesta.errors import FileFormatError, Where
from atesta.kept import late

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_NAME_CHARS = 60
UTF8_BOM = b"\xef\xbb\xbf"

_AMOUNT = late(r"[0-9]{1,18}(\.[0-9]{1,8})?")
_LINE = late(r"at line (\d+)")
_NO_ZONES = frozenset(("Factory", "localtime", "posixrules"))
_EARLIEST, _LATEST = 1900, 2200  # beyond it lies a slip of a digit, and the end of the calendar in some zone
_HEADER = late(r"^[ \t]*\[\[[ \t]*([A-Za-z0-9_-]+)[ \t]*\]\]", re.MULTILINE)

EXPECTED = {
    "text": "a text in quotes",
    "flag": "true or false",
    "count": "a whole number, zero or more",
    "day": "a date without a time, such as 2026-11-15",
    "moment": "a time with its offset, such as 2026-11-15T21:47:00+08:00 (no quotes in TOML)",
    "iso_moment": "an ISO 8601 time with its offset, such as 2026-11-15T10:02:00+08:00",
    "year": "a time between the years 1900 and 2200",
    "day_year": "a date between the years 1900 and 2200",
    "day_before": "a day that is not after the contact",
    "amount": 'a decimal amount with a point, such as "412.60"',
    "choice": "one of: {choices}",
    "choices": "a list of: {choices}",
    "texts": "a list of texts",
    "full_texts": "a list of texts, none empty",
    "table": "a table {{ … }}",
    "tables": "tables, each under its own [[…]]",
    "currency": "a currency of ISO 4217, three capital letters, such as CNY or MXN",
    "zone": "a zone of the IANA list, such as Asia/Shanghai or America/Mexico_City",
}
"""What a field may have to be; the catalogue has a sentence for each."""

EnumT = TypeVar("EnumT", bound=Enum)


class _TomlFloat(str):
    """A TOML float, kept as written only to be refused: money is never a binary fraction."""


@cache
def zone_names() -> frozenset[str]:
    """The names of the IANA list, links such as US/Eastern included; not the files of a machine beside them."""
    return frozenset(available_timezones()) - _NO_ZONES


def refuse(where: Where, what: str, why: str, do: str, key: str, form: str = "", **values: object) -> NoReturn:
    """Raise the one error of our file formats: where and what, why it matters, what to do."""
    raise FileFormatError(f"{where}: {what}.", why, do, key=key, form=form, where=where, **values)


def _listed(value: object) -> object:
    return ", ".join(value) if isinstance(value, tuple) else value


def shown(name: object) -> str:
    """A field name for an error: one line, cut to a length that cannot flood a terminal."""
    text = repr(str(name))
    return text if len(text) <= MAX_NAME_CHARS else text[:MAX_NAME_CHARS] + "…'"


def decode_utf8(data: bytes, where: Where) -> str:
    """UTF-8 with or without a byte order mark; a broken byte is named by its offset in the file."""
    skipped = len(UTF8_BOM) if data.startswith(UTF8_BOM) else 0
    try:
        return data[skipped:].decode("utf-8")
    except UnicodeDecodeError as fault:
        refuse(
            where,
            f"the byte at offset {fault.start + skipped} is not UTF-8",
            "Guessing another encoding could change a name or an amount.",
            "Save the file as UTF-8.",
            "not_utf8",
            offset=fault.start + skipped,
        )


def check_size(data: bytes, where: Where) -> None:
    if len(data) > MAX_FILE_BYTES:
        refuse(
            where,
            f"the file has {len(data)} bytes, more than {MAX_FILE_BYTES}",
            "A larger one is no file of one account or one creditor.",
            "Split it.",
            "file_too_large",
            size=len(data),
            limit=MAX_FILE_BYTES,
        )


def parse_toml(data: bytes, name: str, known: Iterable[str]) -> Table:
    """The top table of a TOML file. Raises FileFormatError for size, encoding, syntax and unknown fields."""
    where = Where.of(name)
    check_size(data, where)
    text = decode_utf8(data, where)
    try:
        values = tomllib.loads(text, parse_float=_TomlFloat)
    except tomllib.TOMLDecodeError as fault:
        line = _LINE.search(str(fault))
        refuse(
            where.at("line", int(line[1])) if line else where,
            "this is not TOML",
            "Nothing of it can be read with certainty.",
            "Correct that line.",
            "not_toml",
        )
    except (RecursionError, ValueError):
        refuse(
            where,
            "a value is nested or long beyond reason",
            "It cannot be read.",
            "Write the file as documented.",
            "too_deep",
        )
    table = Table(values, where, _header_lines(text))
    table.refuse_unknown(known)
    return table


def _header_lines(text: str) -> Mapping[str, tuple[int, ...]]:
    """Line numbers of [[table]] headers, for errors only; a header inside a long text may be counted too."""
    lines: dict[str, list[int]] = {}
    line, position = 1, 0
    for found in _HEADER.finditer(text):
        line += text.count("\n", position, found.start())
        position = found.start()
        lines.setdefault(found.group(1), []).append(line)
    return {key: tuple(value) for key, value in lines.items()}


@dataclass(frozen=True, slots=True)
class Table:
    """One table (or JSON object) of a file. Every reader takes a field name and returns a checked value."""

    values: Mapping[str, object]
    where: Where
    header_lines: Mapping[str, tuple[int, ...]]

    def refuse_unknown(self, known: Iterable[str]) -> None:
        unknown = sorted(set(self.values) - set(known), key=str)
        if unknown:
            refuse(
                self.where,
                f"the field {shown(unknown[0])} is not known here",
                "A misspelt field would be left out in silence.",
                f"Remove it, or use one of: {', '.join(known)}.",
                "field_unknown",
                field=str(unknown[0])[:MAX_NAME_CHARS],
                known=tuple(known),
            )

    def has(self, field: str) -> bool:
        return self.values.get(field) is not None

    def wrong(self, field: str, form: str, **values: object) -> NoReturn:
        """Refuse a field that is not as EXPECTED[form] describes it."""
        expected = EXPECTED[form].format(**{key: _listed(value) for key, value in values.items()})
        problem = f"is not {expected}" if self.has(field) else "is missing"
        refuse(
            self.where,
            f"the field {field!r} {problem}",
            "The answers are computed from it.",
            f"Give {field!r} as {expected}.",
            "field_wrong" if self.has(field) else "field_missing",
            form,
            field=field,
            **values,
        )

    def text(self, field: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self.values.get(field)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or isinstance(value, _TomlFloat) or (default is None and not value.strip()):
            self.wrong(field, "text")
        return value

    def optional_text(self, field: str) -> str | None:
        return self.text(field) if self.has(field) else None

    def flag(self, field: str, default: bool) -> bool:
        value = self.values.get(field, default)
        if not isinstance(value, bool):
            self.wrong(field, "flag")
        return value

    def count(self, field: str) -> int:
        value = self.values.get(field)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100_000:
            self.wrong(field, "count")
        return value

    def _date(self, field: str) -> date:
        value = self.values.get(field)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.wrong(field, "day")
        return value

    def day(self, field: str) -> date:
        value = self._date(field)
        if not _EARLIEST <= value.year <= _LATEST:
            self.wrong(field, "day_year")
        return value

    def optional_day(self, field: str) -> date | None:
        return self.day(field) if self.has(field) else None

    def moment(self, field: str) -> datetime:
        """A time with its UTC offset. One without is refused: read in another zone it is another day."""
        value = self.values.get(field)
        if not isinstance(value, datetime):
            self.wrong(field, "moment")
        if not _EARLIEST <= value.year <= _LATEST:
            self.wrong(field, "year")
        if value.utcoffset() is None:
            refuse(
                self.where,
                f"the time {field!r} has no zone",
                "Without it the day and the hour are not known.",
                "Write the offset behind it, such as +08:00 or Z.",
                "time_without_zone",
                field=field,
            )
        return value

    def optional_moment(self, field: str) -> datetime | None:
        return self.moment(field) if self.has(field) else None

    def money(self, field: str, currency: str, default: str | None = None) -> Money:
        """An exact amount, zero or more, as a decimal text ("412.60") or a whole number."""
        value = self.values.get(field, default)
        if isinstance(value, _TomlFloat):
            refuse(
                self.where,
                f"the amount {field!r} is a number with a point and no quotes",
                "Such numbers are rounded by many programs; money is exact.",
                f'Put it in quotes: {field} = "412.60".',
                "amount_as_number",
                field=field,
            )
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
            value = str(value)
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value.removeprefix("-")):
            self.wrong(field, "amount")
        if value.startswith("-"):
            refuse(
                self.where,
                f"the amount {field!r} is negative",
                "What is owed or paid is zero or more.",
                "Leave the sign out, or list a payment.",
                "amount_negative",
                field=field,
            )
        amount, decimals = Decimal(value), DECIMALS.get(currency, 2)
        if amount != round(amount, decimals):
            refuse(
                self.where,
                f"the amount {field!r} has more decimals than {currency} has ({decimals})",
                "Nobody can pay it, and it would be compared with amounts that people can.",
                "Round it as the creditor's statement does.",
                "amount_decimals",
                field=field,
                currency=currency,
                decimals=decimals,
            )
        return Money(amount, currency)

    def choice(self, field: str, kinds: type[EnumT], default: EnumT | None = None) -> EnumT:
        value = self.values.get(field)
        if value is None and default is not None:
            return default
        if isinstance(value, str):
            try:
                return kinds(value)
            except ValueError:
                pass
        self.wrong(field, "choice", choices=tuple(str(kind.value) for kind in kinds))

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        value = self.values.get(field)
        if not isinstance(value, list):
            self.wrong(field, "texts")
        items = tuple(item for item in value if isinstance(item, str) and item.strip())
        if len(items) != len(value):
            self.wrong(field, "full_texts")
        return items

    def table(self, field: str, known: Iterable[str]) -> Table:
        value = self.values.get(field)
        if not isinstance(value, dict):
            self.wrong(field, "table")
        inner = Table(value, self.where.at("field", field), {})
        inner.refuse_unknown(known)
        return inner

    def tables(self, field: str, known: Sequence[str]) -> tuple[Table, ...]:
        """The tables of [[field]] in their order; none is an empty tuple. Each knows its number and line."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(field, "tables")
        lines = self.header_lines.get(field, ())
        found = []
        for number, item in enumerate(value, start=1):
            where = self.where.at("table", f"[[{field}]] {number}")
            if len(lines) == len(value):
                where = where.at("line", lines[number - 1])
            inner = Table(item, where, {})
            inner.refuse_unknown(known)
            found.append(inner)
        return tuple(found)

    def days(self) -> tuple[date | None, date | None]:
        """`from` and `to`, both inclusive, either may be open; a span that ends before it begins is refused."""
        first = self.optional_day("from")
        last = self._date("to") if self.has("to") else None  # 9999-12-31 is how many systems write "no end"
        if first is not None and last is not None and first > last:
            refuse(
                self.where,
                "'from' is later than 'to'",
                "A span of no day would be read as never, or as always.",
                "Correct one of the two.",
                "days_reversed",
            )
        return first, last

    def currency(self, field: str, default: str) -> str:
        """A code of ISO 4217 that somebody can owe money in: no test code, no metal, no coin of a network."""
        value = self.text(field, default)
        if value not in DECIMALS:
            self.wrong(field, "currency")
        return value

    def zone(self, field: str) -> str | None:
        """An IANA zone name that the zone data knows, or None where none is given."""
        if not self.has(field):
            return None
        value = self.text(field)
        if value not in zone_names():
            self.wrong(field, "zone")
        return value
