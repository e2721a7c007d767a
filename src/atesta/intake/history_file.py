"""history.jsonl -> earlier contacts, one a line (INTERFACES). Streamed: a million lines need the memory of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.errors import Where
from atesta.intake.fields import Table, decode_utf8, refuse
from atesta.intake.strict_json import load_json

FIELDS = ("at", "channel", "outcome", "by", "to", "to_number", "purpose", "address")
MAX_LINE_BYTES = 64 * 1024


def read_history(lines: Iterable[bytes | str], name: str = "history.jsonl") -> tuple[PastContact, ...]:
    """Every contact, in the order of the file. No line at all means: there was none.

    Raises FileFormatError naming the line and the field of the first bad line: counts made from half a history would
    be wrong in silence.
    """
    return tuple(iter_history(lines, name))


def iter_history(lines: Iterable[bytes | str], name: str = "history.jsonl") -> Iterator[PastContact]:
    """The same, one contact at a time. Blank lines are skipped but counted."""
    for number, line in enumerate(lines, start=1):
        where = Where.of(name).at("line", number)
        text = line if isinstance(line, str) else _decoded(line, where)
        if number == 1:
            text = text.removeprefix("\ufeff")
        if text.strip():
            yield _contact(_object(text, where))


def _decoded(line: bytes, where: Where) -> str:
    _check_length(len(line), where)
    return decode_utf8(line, where)


def _check_length(length: int, where: Where) -> None:
    if length > MAX_LINE_BYTES:
        what = f"the line is longer than {MAX_LINE_BYTES}"
        refuse(where, what, "One contact is short.", "One contact a line.", "line_too_long", limit=MAX_LINE_BYTES)


def _object(text: str, where: Where) -> Table:
    _check_length(len(text), where)
    try:
        value = load_json(text, where)
    except ValueError:
        why = "A contact that cannot be read cannot be counted."
        refuse(where, "this is not JSON", why, "One JSON object a line.", "not_json")
    if not isinstance(value, dict):
        what = "this is not an object { … }"
        refuse(where, what, "A contact has named fields.", "One JSON object a line.", "not_object")
    table = Table(value, where, {})
    table.refuse_unknown(FIELDS)
    return table


def _contact(table: Table) -> PastContact:
    return PastContact(
        at=_moment(table),
        channel=table.choice("channel", Channel),
        outcome=table.choice("outcome", Outcome),
        by=table.text("by"),
        to=table.choice("to", Recipient, Recipient.DEBTOR),
        to_number=table.optional_text("to_number"),
        purpose=table.choice("purpose", Purpose, Purpose.DEMAND),
        address=table.optional_text("address"),
    )


def _moment(table: Table) -> datetime:
    try:
        at = datetime.fromisoformat(table.text("at"))
    except ValueError:
        table.wrong("at", "iso_moment")
    return Table({"at": at}, table.where, {}).moment("at")
