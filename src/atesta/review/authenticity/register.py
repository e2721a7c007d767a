"""Is the address in a public list of agencies? Weaker evidence beside the answer, which it never changes.

Such a list (Mexico's register, facts/intl.md §3; what a lender publishes, facts/cn.md C3) knows neither account nor
text, and changes by quarter: it supports "listed as of D" and nothing more (DESIGN decision 7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from atesta.contact.message import Message
from atesta.mandate.register_csv import Listed, ListKind, PublicRegister
from atesta.review.authenticity.sender import CITATIONS, RULE, RULE_VERSION
from atesta.review.finding import Authenticity, Finding


def beside_registers(given: Authenticity, message: Message, registers: Iterable[PublicRegister]) -> Authenticity:
    """The same answer, with a finding for each register that was asked. Without a sender none is asked."""
    if message.sender is None or not message.sender.strip():
        return given
    day = message.received.date() if message.received else None
    asked = tuple(_asked(given.answer, message.sender, day, register) for register in registers)
    return replace(given, findings=given.findings + asked)


def _asked(answer: str, sender: str, day: date | None, register: PublicRegister) -> Finding:
    found = register.lookup(sender)
    rows = tuple(row for row in found if row.covers(day)) or found
    reason = _reason(register.kind, rows, day)
    measured: dict[str, object] = {"reason": reason, "source": "register", "as_of": register.as_of.isoformat()}
    measured |= {"digest": f"sha256:{register.digest}"} if register.digest else {}
    measured |= {"from_where": register.source} if register.source else {}
    if rows:
        measured |= {"name": "; ".join(dict.fromkeys(row.agency for row in rows)), "rows": [row.row for row in rows]}
    return Finding(f"authenticity:{reason}", RULE, RULE_VERSION, answer, citations=CITATIONS, measured=measured)


def _reason(kind: ListKind, rows: tuple[Listed, ...], day: date | None) -> str:
    if kind is ListKind.PUBLIC_REGISTER:
        return "in_public_register" if rows else "not_in_public_register"
    if not rows:
        return "not_in_lender_list"
    return "in_lender_list" if any(row.covers(day) for row in rows) else "lender_list_other_days"
