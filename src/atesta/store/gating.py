"""The gate over the rows (A3, B1.4): one decision in one transaction, with the account's row locked. Of many who ask at
once for the last permitted contact one gets it, on either database.

Allowed is a reservation: it counts from now on, for everybody, until the outcome is reported; not reported, it counts
as a conversation. It may be used until `ends_at`. Decisions are rows and no entries of the log, whose chain takes one
at a time; outcomes and overrides are entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from atesta.action.gate import Asked, Decision, Known, Reason, decide
from atesta.contact.history import PastContact
from atesta.contact.message import Recipient
from atesta.errors import InputError
from atesta.mandate.address import MAX_ADDRESS_CHARS
from atesta.rules.rulebook import load_rulebook
from atesta.store import house, registry
from atesta.store.contact_logs import ContactLog, Imported, import_contacts
from atesta.store.gate_asked import CALL_LASTS, OTHER_LASTS, Asker, Wanted, ends_at, no_offset
from atesta.store.gate_counters import Figures, Over, Unreported, counters, unreported
from atesta.store.gate_history import NOT_MADE, Line, history_of, merged, refused_long_ago
from atesta.store.gate_outcomes import OUTCOMES, odd, override, report
from atesta.store.gate_reads import Read, read
from atesta.store.models import Creditor, GateAsk, LedgerAccount
from atesta.store.ready import Ready

__all__ = [
    "CALL_LASTS",
    "NOT_MADE",
    "OTHER_LASTS",
    "OUTCOMES",
    "Asker",
    "ContactLog",
    "Figures",
    "Imported",
    "Over",
    "Unreported",
    "Wanted",
    "ask",
    "counters",
    "history_of",
    "import_contacts",
    "odd",
    "override",
    "report",
    "unreported",
]


def ask(asker: Asker, wanted: Wanted, now: datetime, of_text: tuple[Reason, ...] = ()) -> GateAsk:
    """The decision as its row: `decision` is allowed, refused or ask, `reasons` what stands against it, `of_text` among
    it: what its words were found to be.

    The same question once more, while it still stands allowed and nothing came of it, is the same row. An account that
    was never with this agency is one that nobody knows. Raises InputError (`gate_moment`, `gate_address`)."""
    check(wanted)
    creditor = asker.creditor
    with transaction.atomic():
        account = _locked(creditor, wanted)
        known = read(asker, account, wanted, now)
        if asker.agency and all(placed.agency != asker.by for placed in known.directory.placements):
            account, known = None, Read(replace(known.directory, placements=()), known.held)
        asked = asked_of(asker, account, wanted, house.person_hash(wanted.number, creditor.place), now)
        again = _replayed(asker, asked, known.planned)
        if again is not None and not of_text:
            return again
        decision = decide(asked, _known(creditor, account, asked, known), of_text)
        row = row_of(asker, account, wanted, asked, decision)
        row.save(force_insert=True)
    return row


def check(wanted: Wanted) -> None:
    """Raises InputError (`gate_moment`, `gate_address`)."""
    if wanted.at.utcoffset() is None:
        raise no_offset()
    if not wanted.address.strip() or len(wanted.address) > MAX_ADDRESS_CHARS:
        raise InputError(
            "The sender is missing or too long.",
            "Without it nobody knows who wants to make the contact.",
            "Give the number or name that it will come from.",
            key="gate_address",
            most=MAX_ADDRESS_CHARS,
        )


def _locked(creditor: Creditor, wanted: Wanted) -> LedgerAccount | None:
    """The account, nobody else's until this transaction ends."""
    for row in _ACCOUNT.rows(creditor=creditor.id, key=registry.account_hash(creditor, wanted.account)):
        return LedgerAccount(**dict(zip(_CELLS, row, strict=True)), creditor=creditor)
    return None


_CELLS = ("id", "key", "tail", "place", "zone", "toml", "as_of", "made_at")
_ACCOUNT = Ready(
    lambda creditor, key: (
        LedgerAccount.objects.select_for_update(no_key=True).filter(creditor=creditor, key=key).values_list(*_CELLS)
    ),
    *("creditor", "key"),
)


def asked_of(asker: Asker, account: LedgerAccount | None, wanted: Wanted, person: str, now: datetime) -> Asked:
    return Asked(
        sender=wanted.address,
        recipient=person or None,
        account=account.id if account else None,
        by=asker.by,
        channel=wanted.channel,
        purpose=wanted.purpose,
        to=wanted.to,
        at=wanted.at,
        asked_at=now,
    )


def _replayed(asker: Asker, asked: Asked, planned: Sequence[Line]) -> GateAsk | None:
    """The row of the same question, as long as it stands allowed and nothing came of it."""
    same = [line.ask for line in planned if _is_same(asked, line)]
    return standing(asker, asked.asked_at).filter(id__in=same).first() if same else None


def standing(asker: Asker, now: datetime) -> QuerySet[GateAsk]:
    """What stands allowed for this asker, and nothing came of it yet."""
    return GateAsk.objects.filter(
        creditor=asker.creditor,
        agency=asker.agency,
        decision="allowed",
        reported_at=None,
        ends_at__gt=now,
        announcement=None,
    )


def _is_same(asked: Asked, line: Line) -> bool:
    theirs = (line.at, line.by, line.channel, line.purpose, line.recipient, line.person, line.address)
    ours = (asked.at, asked.by, asked.channel, asked.purpose, asked.to, asked.recipient or "", asked.sender)
    return theirs == ours


def _known(creditor: Creditor, account: LedgerAccount | None, asked: Asked, found: Read) -> Known:
    return Known(
        directory=found.directory,
        account=found.account,
        history=_history(account, asked, found) if account else None,
        held=found.held,
        place=account.place if account else creditor.place,
        numbers=found.numbers,
        rulebook=load_rulebook(),
    )


def _history(account: LedgerAccount, asked: Asked, found: Read) -> tuple[PastContact, ...]:
    contacts = merged(list(found.made), list(found.planned))
    return contacts + refused_long_ago(account, asked.asked_at) if asked.to is Recipient.THIRD_PARTY else contacts


def row_of(asker: Asker, account: LedgerAccount | None, wanted: Wanted, asked: Asked, decision: Decision) -> GateAsk:
    """The decision, not kept yet."""
    allowed = decision.word == "allowed"
    return GateAsk(
        creditor=asker.creditor,
        agency=asker.agency,
        account=account,
        person=asked.recipient or "",
        address=wanted.address,
        channel=wanted.channel.value,
        purpose=wanted.purpose.value,
        to=wanted.to.value,
        planned_at=wanted.at,
        asked_at=asked.asked_at,
        decision=decision.word,
        reasons=[as_json(reason) for reason in decision.reasons],
        ends_at=ends_at(wanted.channel, wanted.at, asked.asked_at) if allowed else None,
    )


def as_json(reason: Reason) -> dict[str, object]:
    return {
        "id": reason.id,
        "answer": reason.answer,
        "measured": dict(reason.measured),
        "citations": [
            {
                "text": cited.text,
                "force": cited.force.value,
                "confidence": cited.confidence.value,
                "instrument": cited.instrument,
            }
            for cited in reason.citations
        ],
    }
