"""A file of the creditor's accounts -> accounts as they may be taken: a zip of account.toml files, or one table.

A table has one instalment a line; lines of one account number make one account. Telephone numbers stand in a column of
the table, or in numbers.csv of the zip, and leave this module as keyed hashes only (store.house.person_hash).
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from atesta.contact.account import Account, LenderKind
from atesta.contact.place import PLACES
from atesta.errors import AtestaError, FileFormatError, Where
from atesta.intake.account_file import read_account
from atesta.intake.columns import Row, day_of, read_sheet
from atesta.intake.zips import UNREADABLE
from atesta.store.house import person_hash
from atesta.store.models import Creditor

MOST_LINES, MOST_FILES = 200_000, 50_000
MOST_FILE_BYTES, MOST_ZIP_BYTES = 256 * 1024, 256 * 1024 * 1024
MOST_NUMBER = 80
CLOCKS_APART = timedelta(minutes=5)
NUMBERS = "numbers.csv"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "account": ("account number", "cuenta", "numero de cuenta", "n de cuenta", "账户", "账号", "合同号", "借据号"),
    "as_of": ("as of", "fecha de corte", "corte", "截至", "截至时间", "数据时间"),
    "due": ("due date", "vencimiento", "到期日", "应还日"),
    "amount": ("importe", "monto", "金额", "应还金额"),
    "paid": ("pagado", "已还", "已还金额"),
    "currency": ("moneda", "divisa", "币种"),
    "zone": ("time zone", "zona horaria", "时区"),
    "lender": ("prestamista", "acreedor original", "放款机构", "出借人"),
    "lender_kind": ("lender kind", "tipo de prestamista", "机构类型"),
    "numbers": ("number", "phone", "phones", "telefono", "telefonos", "celular", "手机", "手机号", "电话"),
    "stage": ("legal stage", "etapa", "法律阶段"),
    "stage_on": ("stage on", "fecha de etapa", "阶段日期"),
}
"""Columns of a table, with the headers that they usually have elsewhere."""
_BETWEEN = re.compile(r"[;|/、，,\n]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """`key` has what, why and do in the catalogue (`error.<key>`); {line} is the line or the number of the file in the
    zip, {at} the field or the name of that file."""

    line: int
    key: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One account as it was handed in. `number` is only ever hashed; `people` are keyed hashes, () where the file says
    nothing of telephone numbers."""

    line: int
    number: str
    toml: str
    account: Account
    people: tuple[str, ...]


def read_accounts(
    creditor: Creditor, data: bytes, mapping: Mapping[str, str], now: datetime
) -> tuple[tuple[Given, ...], tuple[Fault, ...]]:
    """Every account that can be taken, and everything that is wrong with the others. Raises FileFormatError for what is
    neither a zip of accounts nor a table with account, due and amount."""
    found = _zipped(creditor, data) if data[:4] == b"PK\x03\x04" else _table(creditor, data, mapping)
    good, wrong, seen = list[Given](), list[Fault](), set[str]()
    for one in found:
        fault = one if isinstance(one, Fault) else _refused(one, creditor, seen, now)
        if fault is None and isinstance(one, Given):
            seen.add(one.number)
            good.append(one)
        elif fault is not None:
            wrong.append(fault)
    return tuple(good), tuple(sorted(wrong, key=lambda fault: fault.line))


def _refused(one: Given, creditor: Creditor, seen: set[str], now: datetime) -> Fault | None:
    account = one.account
    if "".join(account.creditor.casefold().split()) != "".join(creditor.name.casefold().split()):
        return Fault(one.line, "line_other_creditor")
    if account.receipts or account.typed_by_debtor:
        return Fault(one.line, "line_of_debtor")
    if account.as_of > now + CLOCKS_APART:
        return Fault(one.line, "line_ahead")
    if one.number in seen:
        return Fault(one.line, "line_account_twice")
    return None


def _zipped(creditor: Creditor, data: bytes) -> Iterator[Given | Fault]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_zip(members)
            people = _people_of(creditor, archive, members)
            tomls = [member for member in members if member.filename.endswith(".toml")]
            for at, member in enumerate(tomls, start=1):
                yield _member(at, member.filename, archive.read(member), creditor, people)
    except UNREADABLE as error:
        raise _no_zip("accounts_zip") from error


def _check_zip(members: list[zipfile.ZipInfo]) -> None:
    """Sizes as the zip itself says them; the reader refuses a member that is longer than it said."""
    if len(members) > MOST_FILES or sum(member.file_size for member in members) > MOST_ZIP_BYTES:
        raise _no_zip("accounts_zip_size")
    if any(member.filename.endswith(".toml") and member.file_size > MOST_FILE_BYTES for member in members):
        raise _no_zip("accounts_zip_size")


def _no_zip(key: str) -> FileFormatError:
    return FileFormatError(
        "The zip cannot be read, or is too large.",
        "Nothing of it was taken.",
        "Pack account.toml files and nothing else, in several zips if there are many.",
        key=key,
        where=Where.of("zip"),
        limit=MOST_FILES,
    )


def _people_of(
    creditor: Creditor, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]
) -> dict[str, tuple[str, ...]]:
    """Keyed hashes by account number, from numbers.csv where the zip has one."""
    listed = next((member for member in members if member.filename.rpartition("/")[2] == NUMBERS), None)
    if listed is None:
        return {}
    needed = ("account", "numbers")
    sheet = read_sheet(archive.read(listed), {name: COLUMNS[name] for name in needed}, needed, {}, MOST_LINES, NUMBERS)
    found = defaultdict[str, list[str]](list)
    for row in sheet.rows:
        found[row.cells["account"]] += _people(row.cells["numbers"], creditor.place) or ()
    return {number: tuple(dict.fromkeys(people)) for number, people in found.items()}


def _member(
    at: int, name: str, data: bytes, creditor: Creditor, people: Mapping[str, tuple[str, ...]]
) -> Given | Fault:
    try:
        account = read_account(data, "account.toml")
    except AtestaError as error:
        return Fault(at, "line_account_field", _field(error) or name.rpartition("/")[2][:60])
    if len(account.account) > MOST_NUMBER:
        return Fault(at, "line_account")
    return Given(at, account.account, data.decode("utf-8-sig"), account, people.get(account.account, ()))


def _table(creditor: Creditor, data: bytes, mapping: Mapping[str, str]) -> Iterator[Given | Fault]:
    sheet = read_sheet(data, COLUMNS, ("account", "due", "amount"), mapping, MOST_LINES)
    yield from (Fault(line, "line_cells") for line in sheet.broken)
    rows = defaultdict[str, list[Row]](list)
    for row in sheet.rows:
        if row.cells["account"] and len(row.cells["account"]) <= MOST_NUMBER:
            rows[row.cells["account"]].append(row)
        else:
            yield Fault(row.line, "line_account")
    for number, hers in rows.items():
        yield _joined(creditor, number, hers, mapping.get("moment", ""))


def _joined(creditor: Creditor, number: str, rows: list[Row], moment: str) -> Given | Fault:
    """One account of all its lines. What is said once counts for all; said twice, it must be the same."""
    line, once = rows[0].line, dict[str, str]()
    for name in ("as_of", "currency", "zone", "lender", "lender_kind"):
        said = {row.cells.get(name, "") for row in rows} - {""}
        if len(said) > 1:
            return Fault(line, "line_two_values", name)
        once[name] = next(iter(said), "")
    people = [_people(row.cells.get("numbers", ""), creditor.place) for row in rows]
    if None in people:
        return Fault(line, "line_number")
    try:
        toml = _toml(creditor, number, rows, once, once["as_of"] or moment)
        account = read_account(toml.encode("utf-8"), "CSV")
    except AtestaError as error:
        return Fault(line, "line_account_field", _field(error))
    except (ValueError, OverflowError) as error:
        return Fault(line, "line_account_field", str(error) if str(error) in COLUMNS else "as_of")
    return Given(line, number, toml, account, tuple(dict.fromkeys(p for each in people for p in each or ())))


def _toml(creditor: Creditor, number: str, rows: list[Row], once: Mapping[str, str], moment: str) -> str:
    """account.toml as a person would have written it. Raises ValueError that names the column, see `_joined`."""
    head = {"account": number, "creditor": creditor.name, "place": creditor.place}
    lines = [f"as_of = {_moment(moment, creditor.place).isoformat()}"]
    lines += [f"{name} = {_text(value)}" for name, value in head.items()]
    lines += [f"{name} = {_text(once[name])}" for name in ("zone", "currency") if once[name]]
    kind = once["lender_kind"] or LenderKind.UNKNOWN.value
    if once["lender"]:
        lines.append(f"lender = {{ name = {_text(once['lender'])}, kind = {_text(kind)} }}")
    steps = dict.fromkeys((row.cells.get("stage", ""), row.cells.get("stage_on", "")) for row in rows)
    for row in rows:
        paid = row.cells.get("paid", "") or "0"
        due, amount = _day(row.cells["due"], creditor.place, "due"), row.cells["amount"]
        lines += ["[[instalment]]", f"due = {due}", f"amount = {_text(amount)}", f"paid = {_text(paid)}"]
    for stage, on in steps:
        if stage:
            lines += ["[[legal]]", f"stage = {_text(stage)}", f"on = {_day(on, creditor.place, 'stage_on')}"]
    return "\n".join(lines) + "\n"


def _moment(text: str, place: str) -> datetime:
    """On the clock of the place where it carries no offset; a day is its first minute."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(PLACES[place].zones[0]))


def _day(cell: str, place: str, column: str) -> str:
    found = day_of(cell, place)
    if found is None:
        raise ValueError(column)
    return found.isoformat()


def _text(value: str) -> str:
    """A basic string of TOML: JSON's escapes are among TOML's, and DEL is written as one."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _field(error: AtestaError) -> str:
    """The field that the error names; never a value."""
    where, named = error.values.get("where"), error.values.get("field")
    if isinstance(named, str):
        return named
    steps = where.steps if isinstance(where, Where) else ()
    return " ".join(str(name) for kind, name in steps if kind in ("table", "field"))


def _people(cell: str, place: str) -> tuple[str, ...] | None:
    """Keyed hashes of the numbers in a cell; None where one of them is no number."""
    found = tuple(person_hash(each, place) for each in _BETWEEN.split(cell) if each.strip())
    return None if "" in found else found
