"""What the creditor's register says of a contact in her file: asked when it is kept, moved, or its debt is linked with
the creditor's account, and kept with it. The answers are made from what was kept, never from the register as it is by
then: a row that is deleted there takes nothing away from her.
"""

from __future__ import annotations

from datetime import datetime

from atesta.contact.message import Channel
from atesta.mandate.consulted import Consulted, kept, read
from atesta.store import checking_sent
from atesta.store.models import Announcement, Debt, KeptContact
from atesta.store.sent_told import Found, told
from atesta.store.to_core import moment_of

MOST = 200
"""Contacts of a debt, the newest, about which the register is asked when the debt is linked."""


def of_contact(debt: Debt | None, contact: KeptContact, now: datetime) -> str:
    """As it is kept; "" where the debt is no account of a creditor's here: nothing is looked up by what she wrote."""
    account = debt.ledger if debt else None
    if account is None or not (contact.sender or contact.text):
        return ""
    channel = Channel(contact.channel)
    asked = checking_sent.Asked(account.place, contact.text, "", contact.sender, moment_of(contact), channel=channel)
    said = checking_sent.check_own(account, asked, now).consulted
    return kept(said, contact.text) if said else ""


def linked(debt: Debt, now: datetime) -> None:
    """The debt was opened as an account of the creditor's: its contacts are asked about."""
    newest = debt.contacts.order_by("-order", "-id").defer("transcript", "measures")[:MOST]
    changed = []
    for contact in newest:
        said = of_contact(debt, contact, now)
        if said and said != contact.register:
            contact.register = said
            changed.append(contact)
    KeptContact.objects.bulk_update(changed, ("register",), batch_size=100)


def consulted_of(contact: KeptContact) -> Consulted | None:
    return read(contact.register, contact.text) if contact.register else None


def found_of(contact: KeptContact, now: datetime) -> Found | None:
    """The announcement that was found for it, with what has happened since; None where there was none, or is none any
    more."""
    said = consulted_of(contact)
    rows = Announcement.objects.select_related("creditor", "agency", "account", "ask")
    row = rows.filter(id=said.row).first() if said and said.row else None
    return told(row, now) if row else None
