"""What the creditor's register says of a contact in her file: asked once, kept with it, the same bytes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import a_gate
import pytest
from a_register import (
    ACCOUNT,
    AGENCY_SENDER,
    AT,
    CREDITOR,
    NUMBER,
    OTHER_NUMBER,
    TEXT,
    Register,
    a_register,
    an_account,
)
from desks import plain_desk
from pytest_django.fixtures import Settings

from atesta.contact.message import Channel, Message, Purpose, Recipient
from atesta.mandate.directory import Directory, Report, Sender, Span
from atesta.pipeline import Knowledge, review_message
from atesta.review.authenticity import answer_sender
from atesta.store import announcing, answering, checking_sent, keeping, models, register_said
from atesta.store.answering import Means
from atesta.store.checking_sent import Asked
from atesta.store.gating import Asker, Wanted
from atesta.store.keeping import Given
from atesta.store.models import Answers, Debt, File, KeptContact

pytestmark = pytest.mark.django_db
MEANS = Means(plain_desk())
CAME = AT + timedelta(minutes=5)
LATER = AT + timedelta(days=40)
MESSAGE = Given(text=TEXT, sender=AGENCY_SENDER, at=CAME)


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, folder: Path, settings: Settings) -> Register:
    settings.WEB = replace(settings.WEB, home=folder / "home")
    a_gate.open_gate(monkeypatch)
    return a_register()


@pytest.fixture
def debt(file: File, register: Register) -> Debt:
    made = keeping.make_debt(file, "CN", AT, lender=CREDITOR)
    made.ledger = register.account
    made.save()
    return made


def announce(register: Register, channel: Channel = Channel.SMS, number: str = NUMBER) -> announcing.Announced:
    wanted = Wanted(ACCOUNT, number, AGENCY_SENDER, channel, Purpose.DEMAND, Recipient.DEBTOR, CAME)
    asker = Asker(register.creditor, register.agency)
    if channel is Channel.CALL:
        return announcing.announce_call(asker, wanted, CAME, CAME + timedelta(minutes=30), "小魏", AT)
    return announcing.announce_text(asker, wanted, TEXT, AT)


def keep(debt: Debt, given: Given = MESSAGE) -> KeptContact:
    return keeping.keep_contact(debt.file, debt, given, MEANS, CAME + timedelta(hours=1)).contact


def sender(contact: KeptContact) -> str:
    return str(Answers.objects.get(contact=contact).summary["authenticity"])


def reasons(contact: KeptContact) -> set[str]:
    found = answering.review_of(contact, MEANS).authenticity.findings
    return {str(one.measured["reason"]) for one in found}


def again(contact: KeptContact) -> str:
    Answers.objects.filter(contact=contact).delete()
    return answering.answer(KeptContact.objects.get(id=contact.id), MEANS, LATER).review


def test_an_announced_text_in_her_linked_debt_is_told_by_whom_and_for_whom(register: Register, debt: Debt) -> None:
    announce(register)
    contact = keep(debt)
    assert sender(contact) == "authorised_agency" and "text_registered" in reasons(contact)
    found = register_said.found_of(contact, CAME)
    assert found is not None and (found.agency, found.creditor) == ("云岭信服", CREDITOR)


def test_the_answer_stays_the_same_bytes_whatever_becomes_of_the_register(register: Register, debt: Debt) -> None:
    announce(register)
    contact = keep(debt)
    before = Answers.objects.get(contact=contact).review
    models.SignedMandate.objects.update(revoked_at=CAME)
    models.Placement.objects.update(to_on=CAME.date() - timedelta(days=1))
    models.Sender.objects.all().delete()
    assert again(contact) == before
    assert register_said.found_of(contact, LATER) is not None
    models.Announcement.objects.all().delete()
    assert again(contact) == before and register_said.found_of(contact, LATER) is None


def test_a_recalled_agency_is_denied_though_nobody_announced_anything(register: Register, debt: Debt) -> None:
    models.Placement.objects.update(to_on=CAME.date() - timedelta(days=1))
    contact = keep(debt)
    assert sender(contact) == "denied" and "placement_recalled" in reasons(contact)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": TEXT.replace("412.60", "512.60")}, "text_unregistered"),
        ({"sender": "106955880231"}, "address_unlisted"),
        ({"sender": ""}, "sender_unknown"),
        ({"at": CAME + timedelta(days=5)}, "registered_too_early"),
        ({"at": AT - timedelta(days=1)}, "registered_after_receipt"),
    ],
)
def test_what_was_not_announced_so_is_no_yes(register: Register, debt: Debt, change: dict, reason: str) -> None:
    announce(register)
    contact = keep(debt, replace(MESSAGE, **change))
    assert sender(contact) == "cannot_be_vouched_for" and reason in reasons(contact)


def test_a_debt_that_is_not_linked_asks_nothing_and_answers_as_ever(register: Register, debt: Debt) -> None:
    announce(register)
    unlinked = keeping.make_debt(debt.file, "CN", AT, lender=CREDITOR)
    contact = keep(unlinked)
    assert contact.register == "" and reasons(contact) == {"no_directory"}


def test_a_text_announced_to_another_number_of_somebody_elses_account_is_not_hers(
    register: Register, debt: Debt
) -> None:
    an_account(register.creditor, "B-2", "", OTHER_NUMBER)
    announce(register)
    models.Announcement.objects.update(account=models.LedgerAccount.objects.get(tail="B-2"))
    contact = keep(debt)
    assert "text_unregistered" in reasons(contact) and register_said.found_of(contact, CAME) is None


def test_a_call_in_an_announced_window_without_its_code_is_no_yes(register: Register, debt: Debt) -> None:
    announce(register, Channel.CALL)
    call = Given(
        **{"channel": "call", "sender": AGENCY_SENDER, "at": CAME + timedelta(minutes=3)},
        **{"outcome": "conversation", "provenance": "typed", "text": "说让我还款"},
    )
    contact = keep(debt, call)
    assert sender(contact) == "cannot_be_vouched_for" and "code_missing" in reasons(contact)
    found = register_said.found_of(contact, CAME)
    assert found is not None and found.first_name == "小魏"
    other = keep(debt, replace(call, at=CAME + timedelta(hours=1)))
    assert "call_unregistered" in reasons(other)


def test_linking_a_debt_asks_about_what_was_kept_before(register: Register, debt: Debt) -> None:
    announce(register)
    Debt.objects.filter(id=debt.id).update(ledger=None)
    debt.refresh_from_db()
    contact = keep(debt)
    assert contact.register == ""
    debt.ledger = register.account
    debt.save()
    register_said.linked(debt, LATER)
    contact.refresh_from_db()
    assert answering.answer(contact, MEANS, LATER).summary["authenticity"] == "authorised_agency"


def test_moved_to_the_linked_debt_it_is_asked_about(register: Register, debt: Debt) -> None:
    announce(register)
    contact = keep(keeping.make_debt(debt.file, "CN", AT, lender=CREDITOR))
    keeping.move_contact(contact, debt, MEANS, LATER)
    assert sender(contact) == "authorised_agency"


def test_what_she_reported_herself_counts_in_the_register_too(
    register: Register, debt: Debt, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(register)
    hers = Directory("", None, reports=(Report(AGENCY_SENDER, AT.date() - timedelta(days=2)),))
    monkeypatch.setattr(answering, "reports_of", lambda debt: hers)
    contact = keep(debt)
    assert sender(contact) == "cannot_be_vouched_for" and {"reported", "text_registered"} <= reasons(contact)


def test_a_directory_that_lists_senders_comes_before_the_register(register: Register) -> None:
    announce(register)
    asked = checking_sent.check_text(Asked("CN", TEXT, NUMBER, AGENCY_SENDER, CAME), LATER).consulted
    held = Directory("别家", AT, own_senders=(Sender("1", Span()),))
    message = Message(TEXT, TEXT.encode(), AGENCY_SENDER, None, CAME, Channel.SMS)
    answers = [
        review_message(message, Knowledge.of(directory=directory, place="CN", consulted=asked), MEANS.desk)
        for directory in (None, held)
    ]
    assert [one.authenticity.answer for one in answers] == ["authorised_agency", "cannot_be_vouched_for"]
    assert answers[0].input != answers[1].input


def test_asked_again_with_what_was_kept_the_public_check_says_the_same(register: Register) -> None:
    announce(register)
    for number in (NUMBER, OTHER_NUMBER):
        sent = checking_sent.check_text(Asked("CN", TEXT, number, AGENCY_SENDER, CAME), LATER)
        assert sent.consulted is not None
        message = Message(TEXT, b"", AGENCY_SENDER, None, CAME, Channel.SMS)
        assert answer_sender(message, sent.consulted.who, sent.consulted.directory, "CN") == sent.authenticity


def test_a_mandate_that_was_revoked_before_is_denied_in_the_same_bytes_again(register: Register, debt: Debt) -> None:
    announce(register)
    models.SignedMandate.objects.update(revoked_at=AT - timedelta(days=2), revoked_why="ended")
    contact = keep(debt)
    assert sender(contact) == "denied"
    before = Answers.objects.get(contact=contact).review
    models.SignedMandate.objects.update(revoked_at=None)
    assert again(contact) == before
