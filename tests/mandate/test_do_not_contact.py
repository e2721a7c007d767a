"""The list of senders that were reported and of people who refused: what the gate hears, and what a review reads."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from desks import whole_desk

from atesta.contact.message import Channel, Message, Purpose, Recipient
from atesta.intake.account_file import read_account
from atesta.mandate.directory import Directory
from atesta.mandate.do_not_contact import (
    REASONS,
    Allowed,
    AskPerson,
    DoNotContact,
    Refusal,
    RefusalKind,
    Refused,
    ReportedSender,
    beside,
    may_contact,
    pauses_for,
    refused_before,
    reports_for,
)
from atesta.pipeline import Desk, Knowledge, review_message
from atesta.review.finding import Review

SHANGHAI = ZoneInfo("Asia/Shanghai")
T = datetime(2026, 11, 10, 4, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SENDER, SHE, OTHER = "106955880231", "a" * 64, "b" * 64
REPORTED = ReportedSender(SENDER, SHE, T, "12321")
CONFIRMED = dataclasses.replace(REPORTED, confirmed_at=T + DAY)
LIFTED = dataclasses.replace(CONFIRMED, lifted_at=T + 30 * DAY)
STOP = Refusal(SHE, RefusalKind.STOP, T)
VERIFIED = dataclasses.replace(STOP, verified_at=T + DAY)
WRITE_ONLY = Refusal(SHE, RefusalKind.WRITE_ONLY, T, T)
THIRD = Refusal(SHE, RefusalKind.THIRD_PARTY, T, T)

ACCOUNT = b"""
as_of = 2026-11-10T06:00:00+08:00
account = "A-1"
creditor = "L"
lender = { name = "L", kind = "consumer_finance" }
place = "CN"
zone = "Asia/Shanghai"
currency = "CNY"
instalment = [{ due = 2026-10-12, amount = "412.60", paid = "0" }]
"""


def senders(*held: ReportedSender) -> DoNotContact:
    return DoNotContact("CN", held)


def refusals(*held: Refusal) -> DoNotContact:
    return DoNotContact("CN", (), held)


def reasons(
    held: DoNotContact, recipient: str | None, at: datetime, channel: Channel | None = Channel.SMS
) -> list[str]:
    """The kind of decision, and the ids of its reasons."""
    found = may_contact(held, f"+86 {SENDER}", recipient, at, channel=channel)
    ids = [] if isinstance(found, Allowed) else [reason.id for reason in found.reasons]
    assert set(ids) <= set(REASONS)
    return [type(found).__name__, *ids]


def test_a_reported_sender_is_refused_towards_the_reporter_at_once_and_towards_nobody_else() -> None:
    held = senders(REPORTED)
    assert reasons(held, SHE, T) == ["Refused", "sender_reported_by_recipient"]
    assert reasons(held, OTHER, T) == ["Allowed"]
    assert reasons(held, SHE, T - HOUR) == ["Allowed"]
    assert isinstance(may_contact(held, "10690000188", SHE, T), Allowed)


def test_once_confirmed_it_is_refused_for_everyone_and_once_lifted_for_nobody() -> None:
    held = senders(LIFTED)
    assert reasons(held, OTHER, T + HOUR) == ["Allowed"]
    assert reasons(held, OTHER, T + DAY) == ["Refused", "sender_reported"]
    assert reasons(held, None, T + DAY) == ["Refused", "sender_reported"]
    assert reasons(held, SHE, T + 30 * DAY) == ["Allowed"]


def test_whom_nobody_knows_may_be_the_reporter_so_a_person_is_asked() -> None:
    assert reasons(senders(REPORTED), None, T) == ["AskPerson", "recipient_unknown"]


def test_a_refusal_asks_a_person_until_it_is_verified_and_then_binds_every_sender() -> None:
    held = refusals(VERIFIED)
    assert reasons(held, SHE, T) == ["AskPerson", "refusal_unverified"]
    assert reasons(held, SHE, T + DAY) == ["Refused", "refused_stop"]
    for sender in (SENDER, "02150001234", "Banco"):
        assert isinstance(may_contact(held, sender, SHE, T + DAY), Refused)
    assert reasons(held, OTHER, T + DAY) == ["Allowed"]


def test_who_wants_it_in_writing_is_written_to_and_not_called() -> None:
    held = refusals(WRITE_ONLY)
    assert reasons(held, SHE, T, Channel.SMS) == ["Allowed"]
    assert (
        reasons(held, SHE, T, Channel.CALL) == reasons(held, SHE, T, Channel.VISIT) == ["Refused", "refused_write_only"]
    )
    assert reasons(held, SHE, T, None) == ["AskPerson", "channel_unknown"]


def test_somebody_who_does_not_owe_is_left_alone_by_every_channel() -> None:
    assert {tuple(reasons(refusals(THIRD), SHE, T, channel)) for channel in Channel} == {
        ("Refused", "refused_third_party")
    }


@pytest.mark.parametrize("purpose", [Purpose.REQUIRED_NOTICE, Purpose.ANSWER, Purpose.RECEIPT])
def test_notices_that_the_law_requires_answers_and_receipts_pass(purpose: Purpose) -> None:
    held = DoNotContact("CN", (CONFIRMED,), (VERIFIED, THIRD, WRITE_ONLY))
    assert may_contact(held, SENDER, SHE, T + 2 * DAY, purpose=purpose) == Allowed()
    assert may_contact(held, SENDER, SHE, T + 2 * DAY) != Allowed()


def test_what_refuses_stands_before_what_asks() -> None:
    held = DoNotContact("CN", (REPORTED,), (STOP,))
    assert isinstance(may_contact(held, SENDER, SHE, T), Refused)
    assert isinstance(may_contact(held, "Banco", SHE, T), AskPerson)


@cache
def desk() -> Desk:
    return whole_desk()


def review(held: DoNotContact, recipient: str, at: datetime, **more: object) -> Review:
    text = "您已逾期29天，应还412.60元，请立即还款。"
    message = Message(text, text.encode(), sender=SENDER, received=at.astimezone(SHANGHAI), **more)  # type: ignore[arg-type]
    account = read_account(ACCOUNT)
    account = dataclasses.replace(account, pauses=pauses_for(held, recipient, SHANGHAI))
    directory = beside(Directory("L", None), held, recipient, SHANGHAI)
    history = refused_before(held, recipient, at)
    known = Knowledge.of(account=account, directory=directory, history=history, place="CN")
    return review_message(message, known, desk())


def breaches(found: Review, rule: str) -> list[str]:
    return [one.rule for one in found.limits.findings if rule in one.rule and "breach" in one.answer]


@pytest.mark.parametrize(
    ("recipient", "at", "found"),
    [
        (SHE, T - HOUR, False),  # of the same day, and before it
        (SHE, T + HOUR, True),
        (OTHER, T + HOUR, False),
        (OTHER, T + 2 * DAY, True),
        (SHE, T + 40 * DAY, False),  # lifted
    ],
)
def test_a_demand_from_a_reported_sender_is_found_by_limits(recipient: str, at: datetime, found: bool) -> None:
    """For the reporter before it is confirmed, and for all after."""
    assert bool(breaches(review(senders(LIFTED), recipient, at), "reported-sender")) is found


def test_a_receipt_from_a_reported_sender_is_no_finding() -> None:
    assert not breaches(review(senders(CONFIRMED), SHE, T + 2 * DAY, purpose=Purpose.RECEIPT), "reported-sender")


def test_a_demand_after_a_verified_refusal_is_found_and_before_it_is_shown() -> None:
    after = [one for one in review(refusals(VERIFIED), SHE, T + 2 * DAY).limits.findings if "pause" in one.measured]
    before = [one for one in review(refusals(VERIFIED), SHE, T + HOUR).limits.findings if "pause" in one.measured]
    assert any("breach" in one.answer for one in after)
    assert before and not any("breach" in one.answer for one in before)
    assert {one.measured.get("accepted") for one in before} == {False}


def test_who_refused_without_owing_and_is_contacted_again_is_found() -> None:
    again = review(refusals(THIRD), SHE, T + DAY, to=Recipient.THIRD_PARTY).limits.findings
    assert any(one.measured.get("reason") == "refused_before" for one in again)


def test_what_was_lifted_on_its_own_day_leaves_nothing() -> None:
    held = DoNotContact("CN", (dataclasses.replace(REPORTED, lifted_at=T + HOUR),))
    assert not reports_for(held, SHE, SHANGHAI)
    assert not pauses_for(refusals(dataclasses.replace(STOP, lifted_at=T + HOUR)), SHE, SHANGHAI)
