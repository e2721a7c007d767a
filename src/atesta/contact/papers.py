"""What the debtor lays beside an account: her receipts and her requests (PRODUCT row 12, DESIGN decision 8).

The creditor's figures are never changed by it. A later review shows both, and `conflict` where they disagree.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date

from atesta.contact.account import Account, Pause, Receipt, ReceiptBeside, receipts_beside
from atesta.errors import InputError

Conflict = ReceiptBeside
"""One receipt beside the extract: `known` where the extract explains it, else the two disagree."""


def with_receipts(account: Account, receipts: Iterable[Receipt]) -> Account:
    """The account with these receipts beside it, by day; the same paper twice is one paper.

    Raises InputError for a receipt in another currency: nothing could be compared with it.
    """
    every = dict.fromkeys((*account.receipts, *receipts))
    if any(receipt.amount.currency != account.currency for receipt in every):
        raise InputError(
            f"A receipt is in another currency than the account ({account.currency}).",
            "The two cannot be compared.",
            "Write the amount in the account's currency, as the bank booked it.",
            key="receipt_currency",
            currency=account.currency,
        )
    return dataclasses.replace(account, receipts=tuple(sorted(every, key=lambda receipt: receipt.on)))


def with_pauses(account: Account, pauses: Iterable[Pause]) -> Account:
    """The account with her requests beside those on record. One of the same kind and first day is the same request:
    what is newly given counts, but an accepted request does not become an asked one again."""
    every = {(pause.kind, pause.from_): pause for pause in account.pauses}
    for pause in pauses:
        held = every.get((pause.kind, pause.from_))
        if held is None or pause.accepted or not held.accepted:
            every[pause.kind, pause.from_] = pause
    return dataclasses.replace(account, pauses=tuple(sorted(every.values(), key=lambda pause: pause.from_)))


def conflicts_of(account: Account, day: date | None = None) -> tuple[Conflict, ...]:
    """Every receipt up to `day` (None: all) beside the extract, by day: which payment it matches, or none."""
    return receipts_beside(account, day or date.max)
