"""Cases of rules: `tests/cases/rules/<rule id>.toml`, one text that breaches, one that nearly does, one that is clean.

    rule = "cn-quiet-hours"
    [breach]                                  # then [near_miss] and [clean]
    text = "…"                                # in a language of the place
    received = 2026-11-17T07:59:59+08:00
    expect = "benchmark_breach"               # the answer of this rule's finding, or "none"

Kinds that a limit check reads are run through it. They may add: channel, to, purpose, zone, lender, sender ("own",
"agency", else unlisted), history (at, channel, outcome, by, to), pauses, reports (on), claims (kind, quote). The other
kinds carry only text and expect = "breach" | "none".
"""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from atesta.contact.account import Account, Lender, LenderKind, Pause, PauseKind
from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Message, Purpose, Recipient
from atesta.contact.place import PLACES
from atesta.mandate.directory import Agency, Directory, Report, Sender, Span
from atesta.review.finding import Claim, Limits, Truth
from atesta.review.limits import ANSWERS, check_limits
from atesta.rules.rulebook import load_rulebook

CASES = Path(__file__).parents[1] / "cases" / "rules"
PARTS = ("breach", "near_miss", "clean")
SENDERS = {"own": "72345", "agency": "18005550142"}
STRANGER = "17000001111"


def read_case(rule: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{rule}.toml").read_text(encoding="utf-8"))


def run_part(part: dict[str, Any], place: str) -> Limits:
    """One part of a case through check_limits, on an invented account and directory."""
    sender = SENDERS.get(part.get("sender", ""), STRANGER)
    message = Message(
        text=part["text"],
        original=part["text"].encode(),
        sender=sender,
        received=part["received"],
        channel=Channel(part.get("channel", "sms")),
        to=Recipient(part.get("to", "debtor")),
        purpose=Purpose(part.get("purpose", "demand")),
    )
    return check_limits(
        message, _truth(part), _account(part, place), _directory(part, sender), _history(part), load_rulebook(), place
    )


def answer_of(limits: Limits, rule: str) -> str:
    given = {finding.answer for finding in limits.findings if finding.rule == rule}
    return next((answer for answer in ANSWERS if answer in given), "none")


def _truth(part: dict[str, Any]) -> Truth:
    return Truth(tuple(_claim(part["text"], item["kind"], item["quote"]) for item in part.get("claims", ())))


def _claim(text: str, kind: str, quote: str) -> Claim:
    start = text.index(quote)
    return Claim(kind, quote, start, start + len(quote), "cannot_be_checked")


def _account(part: dict[str, Any], place: str) -> Account:
    return Account(
        as_of=datetime(2026, 11, 1, tzinfo=UTC),
        account="A-1001",
        creditor="晨曦分期",
        lender=Lender("晨曦", LenderKind(part.get("lender", "unknown"))),
        place=place,
        zone=part.get("zone"),
        currency=PLACES[place].currency,
        pauses=tuple(
            Pause(
                PauseKind(item["kind"]),
                item["from"],
                item.get("to"),
                item.get("accepted", True),
                item.get("written", True),
            )
            for item in part.get("pauses", ())
        ),
    )


def _directory(part: dict[str, Any], sender: str) -> Directory:
    open_span = Span(date(2024, 1, 1))
    return Directory(
        creditor="晨曦分期",
        as_of=None,
        own_senders=(Sender(SENDERS["own"], open_span),),
        agencies=(Agency("hx", "云岭信服", (Sender(SENDERS["agency"], open_span),)),),
        reports=tuple(Report(sender, item["on"]) for item in part.get("reports", ())),
    )


def _history(part: dict[str, Any]) -> tuple[PastContact, ...]:
    return tuple(
        PastContact(
            at=item["at"],
            channel=Channel(item["channel"]),
            outcome=Outcome(item["outcome"]),
            by=item.get("by", "own"),
            to=Recipient(item.get("to", "debtor")),
        )
        for item in part.get("history", ())
    )
