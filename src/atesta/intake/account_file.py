"""account.toml -> Account: what the creditor says is owed, and what the debtor holds (INTERFACES; PRODUCT row 12)."""

from __future__ import annotations

from atesta.contact.account import (
    Account,
    CreditReport,
    Fee,
    Instalment,
    LatenessGrade,
    LegalStage,
    LegalStep,
    Lender,
    LenderKind,
    Pause,
    PauseKind,
    Payment,
    Receipt,
)
from atesta.contact.place import PLACES, place_code
from atesta.errors import InputError
from atesta.intake.fields import Table, parse_toml, refuse

FIELDS = (
    "as_of",
    "account",
    "creditor",
    "lender",
    "place",
    "zone",
    "currency",
    "lateness_grades",
    "pay_to",
    "instalment",
    "payment",
    "fee",
    "legal",
    "credit_report",
    "pause",
    "receipt",
    "typed_by_debtor",
)


def read_account(data: bytes, name: str = "account.toml") -> Account:
    """The account in these bytes. Raises FileFormatError (an InputError) that names `name`, table and field."""
    return account_of(parse_toml(data, name, FIELDS))


def account_of(top: Table) -> Account:
    """The account in a table whose fields are known ones. Raises FileFormatError that names table and field."""
    place = _place(top)
    currency = top.currency("currency", PLACES[place].currency)
    return Account(
        as_of=top.moment("as_of"),
        account=top.text("account"),
        creditor=top.text("creditor"),
        lender=_lender(top),
        place=place,
        zone=top.zone("zone"),
        currency=currency,
        instalments=_instalments(top, currency),
        payments=_payments(top, currency),
        fees=_fees(top, currency),
        legal=_legal(top),
        credit_reports=tuple(CreditReport(t.day("on")) for t in top.tables("credit_report", ("on",))),
        pauses=_pauses(top),
        receipts=_receipts(top, currency),
        lateness_grades=_grades(top),
        pay_to=top.texts("pay_to") if top.has("pay_to") else None,
        typed_by_debtor=top.flag("typed_by_debtor", False),
    )


def _place(top: Table) -> str:
    try:
        return place_code(top.text("place"))
    except InputError as fault:
        if fault.key != "place_unknown":
            raise
        what = "the field 'place' is not a place that we know"
        refuse(top.where, what, fault.why, fault.do, "place_of_account_unknown", places=tuple(PLACES))


def _lender(top: Table) -> Lender:
    if not top.has("lender"):
        return Lender("")
    table = top.table("lender", ("name", "kind"))
    return Lender(table.text("name", ""), table.choice("kind", LenderKind, LenderKind.UNKNOWN))


def _instalments(top: Table, currency: str) -> tuple[Instalment, ...]:
    return tuple(
        Instalment(t.day("due"), t.money("amount", currency), t.money("paid", currency, default="0"))
        for t in top.tables("instalment", ("due", "amount", "paid"))
    )


def _payments(top: Table, currency: str) -> tuple[Payment, ...]:
    return tuple(Payment(t.day("on"), t.money("amount", currency)) for t in top.tables("payment", ("on", "amount")))


def _fees(top: Table, currency: str) -> tuple[Fee, ...]:
    return tuple(
        Fee(t.day("on"), t.money("amount", currency), t.text("kind", ""))
        for t in top.tables("fee", ("on", "amount", "kind"))
    )


def _receipts(top: Table, currency: str) -> tuple[Receipt, ...]:
    return tuple(
        Receipt(t.day("on"), t.money("amount", currency), t.text("reference", ""))
        for t in top.tables("receipt", ("on", "amount", "reference"))
    )


def _legal(top: Table) -> tuple[LegalStep, ...]:
    return tuple(
        LegalStep(_stage(t), t.day("on"), t.text("court", ""), t.text("case_number", ""), t.optional_moment("at"))
        for t in top.tables("legal", ("stage", "on", "court", "case_number", "at"))
    )


def _stage(table: Table) -> LegalStage:
    stages = {stage.name.lower(): stage for stage in LegalStage if stage is not LegalStage.NONE}
    stage = stages.get(table.text("stage"))
    if stage is None:
        table.wrong("stage", "choice", choices=tuple(stages))
    return stage


def _pauses(top: Table) -> tuple[Pause, ...]:
    found = []
    for table in top.tables("pause", ("kind", "from", "to", "accepted")):
        table.day("from")
        first, last = table.days()
        assert first is not None
        found.append(Pause(table.choice("kind", PauseKind), first, last, table.flag("accepted", True)))
    return tuple(found)


def _grades(top: Table) -> tuple[LatenessGrade, ...]:
    found = []
    for table in top.tables("lateness_grades", ("grade", "from_day", "to_day")):
        first = table.count("from_day")
        last = table.count("to_day") if table.has("to_day") else None
        if last is not None and first > last:
            what = "'from_day' is later than 'to_day'"
            refuse(table.where, what, "No day would have this grade.", "Swap the two.", "grade_days_reversed")
        found.append(LatenessGrade(table.text("grade"), first, last))
    if len({grade.grade for grade in found}) != len(found):
        what = "two lateness grades have one name"
        refuse(top.where, what, "A message names a grade only once.", "Rename one.", "grade_twice")
    return tuple(found)
