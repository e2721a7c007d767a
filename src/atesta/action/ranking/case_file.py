"""The four CSV files behind a board (docs/files.md): cases, contacts, replies, decisions. Strict, refused by line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import chain, compress, islice
from operator import itemgetter
from typing import TypeVar

from atesta.action.ranking.case import (
    FIELDS,
    MOST_SOURCE,
    OPTIONAL,
    By,
    Contacts,
    Decision,
    Done,
    RankCase,
    Reason,
    Reply,
    cases_of,
    day_of,
    firm,
    place_of,
    reply_text,
    wrong_value,
)
from atesta.action.ranking.period import FORM, Quarter, read_quarter
from atesta.errors import FileFormatError, Where

MOST_BYTES = 256 * 1024 * 1024
PIECE = 256
"""Lines that are counted at once: few enough to stay near the processor."""
BLOCK = 32 * 1024
"""Characters that are split at once, for the same reason."""
COUNTED = ("place", "company", "period", "contacts", "source")
EACH = ("place", "company", "on", "source")
REPLIES = ("place", "company", "on", "text")
DECISIONS = ("on", "by", "what", "reason", "period", "place", "company", "case")
Word = TypeVar("Word", bound=StrEnum)
ContactsOf = dict[tuple[str, str], Contacts]
"""By place and company."""


def read_cases(data: bytes, name: str) -> tuple[RankCase, ...]:
    """Raises FileFormatError for a header, line or value that is not as documented."""
    lines, header = _opened(data, name, FIELDS, OPTIONAL)
    at = itemgetter(*(header.index(field) if field in header else -1 for field in FIELDS))
    return cases_of((at([*cells, ""]) for cells in _whole(lines, header, name)), name)


def read_contacts(data: bytes, name: str, period: Quarter) -> ContactsOf:
    """Either counted by whoever knows (`period`, `contacts`), or one contact a line (`on`), counted here. Other
    periods are left out; two sources or two counts of one firm and period are refused."""
    first = data[:4096].partition(b"\n")[0]
    if b"period" in first:
        return _counted(data, name, period)
    return _each(data, name, period)


def _counted(data: bytes, name: str, period: Quarter) -> ContactsOf:
    lines, header = _opened(data, name, COUNTED)
    found: ContactsOf = {}
    for line, row in enumerate(_as_rows(lines, header, name), start=2):
        where = Where.of(name).at("line", line)
        if not FORM.fullmatch(row["period"]):
            raise wrong_value(where, "period")
        if read_quarter(row["period"]) != period:
            continue
        if not (row["contacts"].isdecimal() and row["contacts"].isascii() and len(row["contacts"]) <= 13):
            raise wrong_value(where, "contacts")
        key = place_of(row["place"], Where.of(name), line), firm(row["company"], Where.of(name), line)
        if key in found:
            raise _two_counts(where)
        found[key] = Contacts(int(row["contacts"]), _source(row["source"], where))
    return found


def _each(data: bytes, name: str, period: Quarter) -> ContactsOf:
    """A million lines pass here: they are counted in pieces, and a firm, source or day is read when it is new."""
    lines, header = _opened(data, name, EACH)
    place, company, on, source = (header.index(field) for field in EACH)
    counts, days, done = Counter[tuple[str, str, str]](), dict[str, bool](), 2
    while piece := list(islice(lines, PIECE)):
        _same_width(piece, len(header), Where.of(name), done)
        columns = list(zip(*piece, strict=True))
        days |= {text: _within(text, period, Where.of(name)) for text in sorted(set(columns[on]) - days.keys())}
        told = zip(columns[place], columns[company], columns[source], strict=True)
        counts.update(told if all(days.values()) else compress(told, map(days.__getitem__, columns[on])))
        done += len(piece)
    return _summed(counts, name)


def _same_width(rows: Sequence[Sequence[str]], width: int, where: Where, first: int) -> None:
    if set(map(len, rows)) != {width}:
        raise _cells(where.at("line", next(line for line, row in enumerate(rows, start=first) if len(row) != width)))


def _within(text: str, period: Quarter, where: Where) -> bool:
    day = day_of(text)
    if day is None:
        raise wrong_value(where, "on")
    return period.first <= day <= period.last


def _summed(counts: Mapping[tuple[str, str, str], int], name: str) -> ContactsOf:
    """An error names the file, because lines have no number any more. One firm in two writings is one."""
    found: ContactsOf = {}
    where = Where.of(name)
    for (place, company, source), count in counts.items():
        key, said = (place_of(place, where, 0), firm(company, where, 0)), _source(source, where)
        before = found.get(key, Contacts(0, said))
        if before.source != said:
            raise _two_counts(where)
        found[key] = Contacts(before.count + count, said)
    return found


def read_replies(data: bytes, name: str) -> tuple[Reply, ...]:
    lines, header = _opened(data, name, REPLIES)
    made = []
    for line, row in enumerate(_as_rows(lines, header, name), start=2):
        where = Where.of(name)
        on = day_of(row["on"])
        if on is None:
            raise wrong_value(where.at("line", line), "on")
        key = place_of(row["place"], where, line), firm(row["company"], where, line)
        made.append(Reply(*key, on, reply_text(row["text"], where.at("line", line))))
    return tuple(made)


def read_decisions(data: bytes, name: str) -> tuple[Decision, ...]:
    lines, header = _opened(data, name, DECISIONS)
    return tuple(
        _decision(row, Where.of(name), line) for line, row in enumerate(_as_rows(lines, header, name), start=2)
    )


def _decision(row: Mapping[str, str], where: Where, line: int) -> Decision:
    at = where.at("line", line)
    on = day_of(row["on"])
    if on is None:
        raise wrong_value(at, "on")
    what, reason, by = _word(row, "what", Done, at), _word(row, "reason", Reason, at), _word(row, "by", By, at)
    if (what is Done.CASE_REMOVED) != bool(row["case"]):
        raise wrong_value(at, "case")
    for field, word, own in (("what", what, Done.HELD), ("reason", reason, Reason.BURST), ("by", by, By.RULE)):
        if word is own:  # what the rule does it says itself
            raise wrong_value(at, field)
    if not FORM.fullmatch(row["period"]):
        raise wrong_value(at, "period")
    place, company = place_of(row["place"], where, line), firm(row["company"], where, line)
    return Decision(on, by, what, reason, read_quarter(row["period"]), place, company, row["case"])


def _word(row: Mapping[str, str], field: str, words: type[Word], where: Where) -> Word:
    try:
        return words(row[field])
    except ValueError:
        raise wrong_value(where, field) from None


def _source(text: str, where: Where) -> str:
    said = " ".join(text.split())
    if not said or len(said) > MOST_SOURCE or not said.isprintable():
        raise wrong_value(where, "source")
    return said


def _opened(
    data: bytes, name: str, fields: Sequence[str], optional: frozenset[str] = frozenset()
) -> tuple[Iterator[list[str]], list[str]]:
    """The lines after the header, and the header."""
    where = Where.of(name)
    try:
        text = data[:MOST_BYTES].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(where) from None
    if len(data) > MOST_BYTES or "\0" in text:
        raise _unreadable(where)
    lines = csv.reader(_written(text), strict=True)
    header = next(_readable(lines, where), [])
    missing = [field for field in fields if field not in header and field not in optional]
    unknown = [field for field in header if field not in fields]
    if missing or unknown or len(set(header)) != len(header):
        raise FileFormatError(
            f"{where}: the first line is not the header that this file has.",
            "A column that is taken for another makes a wrong public count.",
            f"Begin with: {','.join(fields)}",
            key="rank_header",
            where=where,
            fields=",".join(fields),
        )
    return _readable(lines, where), header


def _written(text: str) -> Iterable[str]:
    """The lines. Without quotes one ends where it ends, and splitting is faster than a file in memory."""
    if '"' in text or "\r" in text:
        return io.StringIO(text, newline="")
    return chain.from_iterable(_split(text.removesuffix("\n")))


def _split(text: str) -> Iterator[list[str]]:
    """Some lines at once."""
    at = 0
    while at <= len(text):
        end = text.find("\n", at + BLOCK)
        end = len(text) if end < 0 else end
        yield text[at:end].split("\n")
        at = end + 1


def _readable(lines: Iterator[list[str]], where: Where) -> Iterator[list[str]]:
    try:
        yield from lines
    except csv.Error:
        raise _unreadable(where) from None


def _as_rows(lines: Iterator[list[str]], header: list[str], name: str) -> Iterator[dict[str, str]]:
    return (dict(zip(header, cells, strict=True)) for cells in _whole(lines, header, name))


def _whole(lines: Iterator[list[str]], header: list[str], name: str) -> Iterator[list[str]]:
    width = len(header)
    for line, cells in enumerate(lines, start=2):
        if len(cells) != width:
            raise _cells(Where.of(name).at("line", line))
        yield cells


def _cells(where: Where) -> FileFormatError:
    return FileFormatError(
        f"{where}: this line has more or fewer cells than the header.",
        "Nobody knows which cell is which.",
        "Correct that line, or put a text with a comma in quotes.",
        key="rank_cells",
        where=where,
    )


def _unreadable(where: Where) -> FileFormatError:
    return FileFormatError(
        f"{where}: this is not CSV in UTF-8, or it is larger than 256 MB.",
        "A line that is read wrongly becomes a wrong public count.",
        "Save it as CSV in UTF-8.",
        key="rank_not_csv",
        where=where,
    )


def _two_counts(where: Where) -> FileFormatError:
    return FileFormatError(
        f"{where}: the contacts of this firm and period are given twice.",
        "A rate can rest on one count only, and says whose it is.",
        "Keep one count of one source.",
        key="rank_two_counts",
        where=where,
    )
