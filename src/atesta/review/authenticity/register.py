"""Is the address in a public register of agencies? Weaker evidence beside the answer, which it never changes.

Such a register (Mexico's REDECO, facts/intl.md §3) knows neither account nor text, and changes by quarter: it supports
"listed as of D" and nothing more (DESIGN decision 7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from atesta.contact.message import Message
from atesta.mandate.register_csv import PublicRegister
from atesta.review.authenticity.sender import CITATIONS, RULE, RULE_VERSION
from atesta.review.finding import Authenticity, Finding


def beside_registers(given: Authenticity, message: Message, registers: Iterable[PublicRegister]) -> Authenticity:
    """The same answer, with a finding for each register that was asked. Without a sender none is asked."""
    if message.sender is None or not message.sender.strip():
        return given
    asked = tuple(_asked(given.answer, message.sender, register) for register in registers)
    return replace(given, findings=given.findings + asked)


def _asked(answer: str, sender: str, register: PublicRegister) -> Finding:
    rows = register.lookup(sender)
    reason = "in_public_register" if rows else "not_in_public_register"
    measured: dict[str, object] = {"reason": reason, "source": "register", "as_of": register.as_of.isoformat()}
    if rows:
        measured |= {"name": "; ".join(dict.fromkeys(row.agency for row in rows)), "rows": [row.row for row in rows]}
    return Finding(f"authenticity:{reason}", RULE, RULE_VERSION, answer, citations=CITATIONS, measured=measured)
