"""What a lawyer would ask for and does not find: named before somebody signs for the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atesta.action.handoff.case import Asked
from atesta.contact.account import MAX_AGE, debtor_day, standing, unknown_receipts

UNTRUE = frozenset({"exaggerated", "contradicted", "impossible_in_law", "conflict"})


@dataclass(frozen=True, slots=True)
class Lacking:
    """`id` is one of LACKING, `n` how many."""

    id: str
    n: int = 0


LACKING = (
    "account_old",
    "lender_unknown",
    "nothing_overdue",
    "pause_running",
    "receipt_unknown",
    "history_unknown",
    "notice_none",
    "notice_without_proof",
    "notice_not_received",
    "review_none",
    "claims_untrue",
    "sealed_none",
    "stamp_none",
)


def lacking(asked: Asked) -> tuple[Lacking, ...]:
    """In the order of LACKING. None of it stops the file from being made: it is said in it."""
    found = (*_of_account(asked), *_of_notices(asked), *_of_record(asked))
    return tuple(sorted(found, key=lambda one: LACKING.index(one.id)))


def _of_account(asked: Asked) -> Iterator[Lacking]:
    account = asked.account
    day = debtor_day(account, account.as_of)
    if asked.on - day > MAX_AGE:
        yield Lacking("account_old", (asked.on - day).days)
    if not account.lender.name:
        yield Lacking("lender_unknown")
    if not standing(account, day).overdue:
        yield Lacking("nothing_overdue")
    running = [one for one in account.pauses if one.from_ <= asked.on and (one.to is None or asked.on <= one.to)]
    if running:
        yield Lacking("pause_running", len(running))
    if unknown := unknown_receipts(account, asked.on):
        yield Lacking("receipt_unknown", len(unknown))


def _of_notices(asked: Asked) -> Iterator[Lacking]:
    if not asked.notices:
        yield Lacking("notice_none")
    if bare := [one for one in asked.notices if not one.proof]:
        yield Lacking("notice_without_proof", len(bare))
    if unreceived := [one for one in asked.notices if one.proof and one.received_on is None]:
        yield Lacking("notice_not_received", len(unreceived))


def _of_record(asked: Asked) -> Iterator[Lacking]:
    if asked.contacts is None:
        yield Lacking("history_unknown")
    if not asked.reviews:
        yield Lacking("review_none")
    if untrue := [one for one in asked.claims if one.answer in UNTRUE]:
        yield Lacking("claims_untrue", len(untrue))
    seals = [one.seal for one in asked.exhibits if one.seal]
    if not seals:
        yield Lacking("sealed_none")
    if bare := [one for one in seals if one.stamped_utc_ms is None]:
        yield Lacking("stamp_none", len(bare))
