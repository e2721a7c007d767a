"""A signed extract -> Account, and back (docs/spec/extract.md): account.toml as canonical JSON inside a compact JWS.

The lender issues it *to* the one who owes (PRODUCT row 12, DESIGN decision 8): nobody looks her up. Her own receipts
are no part of it, for the lender cannot speak for the second witness.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from atesta.contact.account import Account, Lender, LenderKind
from atesta.errors import FormError, Where
from atesta.evidence import canonical, extract
from atesta.evidence.anchors import Anchors
from atesta.evidence.canonical import Json
from atesta.evidence.extract import ExtractError, Vouched
from atesta.evidence.keys import Certificate, Key
from atesta.intake.account_file import FIELDS, account_of, read_account
from atesta.intake.fields import Table

SIGNED_FIELDS = tuple(field for field in FIELDS if field not in ("receipt", "typed_by_debtor"))
_CLOCKS_APART = timedelta(minutes=5)
_DAYS = frozenset(("due", "on", "from", "to"))
_MOMENTS = frozenset(("as_of", "at"))


@dataclass(frozen=True, slots=True)
class Extract:
    """An extract as it may be used. `account` counts as the creditor's word only where `known`; otherwise it is marked
    as handed in by the debtor (`typed_by_debtor`), because anybody could have made it."""

    account: Account
    signer: str | None
    vouched: Vouched
    issued_at: datetime
    digest: str

    @property
    def known(self) -> bool:
        return self.vouched is Vouched.KNOWN


def looks_signed(data: bytes) -> bool:
    """Whether this is meant as a signed extract rather than as TOML: a JSON header in base64url begins with `ey`."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"ey") and b"=" not in start[:200].partition(b".")[0] and b"." in start


def issue_extract(
    account_toml: bytes, key: Key, cert: Certificate, issued_ms: int, name: str = "account.toml"
) -> bytes:
    """The token for the account in these bytes, signed by the key of `cert`.

    Raises FileFormatError where the file is not account.toml, ExtractError where it holds what is the debtor's.
    """
    account = read_account(account_toml, name)
    if account.receipts or account.typed_by_debtor:
        raise ExtractError(
            f"{name} holds receipts or figures of the debtor.",
            "An extract is the creditor's own account; the debtor's papers stand beside it, never in it.",
            "Leave [[receipt]] and typed_by_debtor out.",
            key="extract_of_debtor",
            where=Where.of(name),
        )
    token = extract.sign(canonical.write(account_json(account)), key, cert, issued_ms)
    _account_in(extract.open_envelope(token, Anchors()))
    return token


def open_extract(token: bytes | str, anchors: Anchors) -> Extract:
    """The extract in this token, with who vouches for it.

    Raises ExtractError (an EvidenceError) for a token that was changed or is none; FileFormatError for an account that
    is not to the letter, with its field.
    """
    given = token.encode("utf-8", "replace") if isinstance(token, str) else token
    envelope = extract.open_envelope(given, anchors)
    account = _account_in(envelope)
    if envelope.vouched is not Vouched.KNOWN:
        account = dataclasses.replace(account, typed_by_debtor=True)
    return Extract(account, envelope.signer, envelope.vouched, envelope.issued_at, envelope.digest)


def _account_in(envelope: extract.Envelope) -> Account:
    """Steps 7 and 8: the fields of account.toml, each in its one writing, no later than the signature."""
    where = Where.of("extract")
    try:
        values = canonical.read_object(envelope.payload, "The account")
    except FormError as fault:
        raise _not_one_writing() from fault
    top = Table(_dated(values), where, {})
    top.refuse_unknown(SIGNED_FIELDS)
    account = account_of(top)
    if canonical.write(account_json(account)) != envelope.payload:
        raise _not_one_writing()
    if account.as_of > envelope.issued_at + _CLOCKS_APART:
        raise ExtractError(
            "The extract speaks of a moment after it was signed.",
            "Nobody can know then what is owed.",
            "Ask the lender for it again.",
            key="extract_times",
        )
    return account


def _not_one_writing() -> ExtractError:
    return ExtractError(
        "The account in the extract is not written in the one way that the format has.",
        "Two programs could read two things in it.",
        "Ask the lender for one in the format atesta-extract+jws.",
        key="extract_writing",
    )


def _dated(values: Mapping[str, Json]) -> dict[str, object]:
    """Days and moments as TOML would have given them; what is none stays text and is refused by its field."""
    made: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, list):
            made[name] = [_dated(item) if isinstance(item, dict) else item for item in value]
        elif isinstance(value, dict):
            made[name] = _dated(value)
        else:
            made[name] = _time(name, value) if isinstance(value, str) else value
    return made


def _time(name: str, text: str) -> object:
    try:
        if name in _MOMENTS:
            return datetime.fromisoformat(text)
        return date.fromisoformat(text) if name in _DAYS else text
    except ValueError:
        return text


def account_json(account: Account) -> dict[str, Json]:
    """The account with the names of account.toml: what is empty or the default is left out, so there is one writing.
    Amounts and times are texts."""
    lines: dict[str, list[Json]] = {
        "instalment": [_line(due=i.due, amount=i.amount.amount, paid=i.paid.amount) for i in account.instalments],
        "payment": [_line(on=p.on, amount=p.amount.amount) for p in account.payments],
        "fee": [_line(on=f.on, amount=f.amount.amount, kind=f.kind) for f in account.fees],
        "legal": [
            _line(stage=step.stage.name.lower(), on=step.on, court=step.court, case_number=step.case_number, at=step.at)
            for step in account.legal
        ],
        "credit_report": [_line(on=report.on) for report in account.credit_reports],
        "pause": [
            _line(**{"kind": p.kind.value, "from": p.from_, "to": p.to, "accepted": None if p.accepted else False})
            for p in account.pauses
        ],
        "lateness_grades": [
            _line(grade=g.grade, from_day=g.from_day, to_day=g.to_day) for g in account.lateness_grades
        ],
    }
    head = _line(
        as_of=account.as_of,
        account=account.account,
        creditor=account.creditor,
        place=account.place,
        zone=account.zone,
        currency=account.currency,
    )
    if account.lender != Lender(""):
        kind = account.lender.kind
        head["lender"] = _line(name=account.lender.name, kind=None if kind is LenderKind.UNKNOWN else kind.value)
    if account.pay_to is not None:
        head["pay_to"] = [_text(way) for way in account.pay_to]
    return head | {name: found for name, found in lines.items() if found}


def _line(**values: object) -> dict[str, Json]:
    return {name: _value(value) for name, value in values.items() if value is not None and value != ""}


def _value(value: object) -> Json:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else _text(str(value))


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", text)
