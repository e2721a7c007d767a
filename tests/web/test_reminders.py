"""What is due stands at the top of her file until she puts it away, and is mailed once where she wants that."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from zoneinfo import ZoneInfo

import pytest
from a_file import opened
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from pytest_django.fixtures import Settings

from atesta.locale import catalogue
from atesta.store import complaining, erasing, exporting, keeping, mailing, reminding
from atesta.store.answering import Means
from atesta.store.jobs import enqueue
from atesta.store.models import Complaint, Debt, File, Job, MailWay, Reminder, Request
from atesta.store.worker import Worker
from atesta.web.desk import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_sent")]


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def today(now: datetime) -> date:
    return now.astimezone(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture
def file(client: Client) -> File:
    return opened(client)


@pytest.fixture
def debt(file: File, now: datetime) -> Debt:
    return keeping.make_debt(file, "CN", now, lender="晨曦消费金融", lender_kind="consumer_finance")


def asked(debt: Debt, kind: str, on: date, **days: date) -> Request:
    return Request.objects.create(debt=debt, kind=kind, asked_on=on, lang="en", made_at=datetime.now(UTC), **days)


@pytest.fixture
def late(debt: Debt, today: date) -> Request:
    return asked(debt, "dispute", today - timedelta(days=16))


@pytest.fixture
def way(file: File, now: datetime) -> MailWay:
    address = "ana@example.org"
    hashed = mailing.hash_of(address)
    return MailWay.objects.create(
        file=file, address=address, address_hash=hashed, lang="en", reminders=True, made_at=now, confirmed_at=now
    )


def find_and_send(now: datetime) -> None:
    """A minute later by the worker's clock: what a job enqueues is due by the real one."""
    enqueue("find-due", "", now)
    worker = Worker(lambda: now + timedelta(minutes=1))
    while worker.do_one():
        pass


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_a_letter_without_an_answer_is_told_with_its_rule_and_leads_to_its_debt(
    client: Client, late: Request, lang: str
) -> None:
    page = html.unescape(client.get(f"/{lang}/file/home").content.decode())
    assert catalogue(lang).say("web_mail.due.title") in page
    assert f"/{lang}/file/debt/{late.debt_id}" in page and "18" in page and "15" in page


@pytest.mark.parametrize("kind", ["pause", "hardship"])
def test_a_pause_is_told_three_days_before_it_ends(client: Client, debt: Debt, today: date, kind: str) -> None:
    row = asked(debt, kind, today - timedelta(days=20), until=today + timedelta(days=4))
    assert 'id="due"' not in client.get("/en/file/home").content.decode()
    Request.objects.filter(id=row.id).update(until=today + timedelta(days=3))
    assert 'id="due"' in client.get("/en/file/home").content.decode()


def test_it_stands_there_without_any_mail_too(client: Client, late: Request, settings: Settings) -> None:
    settings.WEB = replace(settings.WEB, mail=None)
    assert 'id="due"' in client.get("/en/file/home").content.decode()


def test_put_away_it_is_gone_however_often_it_is_pressed(client: Client, late: Request) -> None:
    for _ in range(2):
        answer = client.post(f"/en/file/request/{late.id}/put-away", {"why": "no_answer"})
        assert answer["Location"] == "/en/file/home"
    assert 'id="due"' not in client.get("/en/file/home").content.decode()
    assert Reminder.objects.count() == 1


def test_a_word_that_is_no_reason_puts_nothing_away(client: Client, late: Request) -> None:
    client.post(f"/en/file/request/{late.id}/put-away", {"why": "zzz"})
    assert not Reminder.objects.exists()


def test_an_answer_ends_it(client: Client, late: Request, now: datetime) -> None:
    keeping.withdraw_request(late, now.date(), Means(desk()), now)
    assert 'id="due"' not in client.get("/en/file/home").content.decode()


def test_what_is_due_is_mailed_once_and_says_only_that(late: Request, way: MailWay, now: datetime) -> None:
    for hours in (0, 7, 30):
        find_and_send(now + timedelta(hours=hours))
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["ana@example.org"], "Something is due")
    assert "晨曦" not in sent.body and "dispute" not in sent.body.lower() and "ana" not in sent.body
    assert Reminder.objects.get().mailed_at is not None


def test_two_things_that_become_due_together_are_one_mail_and_a_later_one_is_another(
    late: Request, debt: Debt, way: MailWay, now: datetime, today: date
) -> None:
    asked(debt, "pause", today - timedelta(days=20), until=today + timedelta(days=2))
    find_and_send(now)
    assert len(mail.outbox) == 1
    asked(debt, "hardship", today - timedelta(days=20), until=today + timedelta(days=3))
    find_and_send(now + timedelta(hours=7))
    assert len(mail.outbox) == 2


def test_nothing_is_mailed_where_reminders_are_off_or_the_address_is_not_confirmed_or_it_was_put_away(
    late: Request, way: MailWay, now: datetime
) -> None:
    for fields in ({"reminders": False}, {"reminders": True, "confirmed_at": None}):
        MailWay.objects.update(**fields)
        find_and_send(now)
    MailWay.objects.update(confirmed_at=now)
    reminding.put_away(late, reminding.Why.NO_ANSWER, now)
    find_and_send(now)
    assert not mail.outbox


def test_switched_off_between_finding_and_sending_nothing_goes_out(late: Request, way: MailWay, now: datetime) -> None:
    reminding.note_due(desk().rulebook, now)
    mailing.switch_reminders(late.debt.file, False, now)
    assert Worker(lambda: now).do_one()
    assert not mail.outbox and Job.objects.get().failure == ""


def mailed_while(step: str, fault: Exception, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """One try that ends in that fault, at that step of the conversation; then one that could send."""

    def broken(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, step, broken)
        find_and_send(now)
        assert Job.objects.get(kind=reminding.REMIND_JOB).tries == 1
    find_and_send(now + timedelta(minutes=2))


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        ("open", ConnectionRefusedError()),
        ("open", TimeoutError()),
        ("open", SMTPAuthenticationError(535, b"no")),
        ("send_messages", SMTPRecipientsRefused({})),
        ("send_messages", SMTPSenderRefused(550, b"no", "post@example.org")),
        ("send_messages", SMTPDataError(451, b"later")),
    ],
)
def test_a_mail_that_was_surely_not_taken_is_tried_again(
    late: Request, way: MailWay, now: datetime, monkeypatch: pytest.MonkeyPatch, step: str, fault: Exception
) -> None:
    mailed_while(step, fault, now, monkeypatch)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "fault", [SMTPServerDisconnected(), TimeoutError(), ConnectionResetError(), SMTPDataError(-1, b"2"), ValueError()]
)
def test_one_that_may_have_been_taken_is_not(
    late: Request, way: MailWay, now: datetime, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    mailed_while("send_messages", fault, now, monkeypatch)
    assert not mail.outbox
    assert Reminder.objects.get().mail_began_at is not None
    assert not Job.objects.exclude(failure="").exists()


def test_after_a_crash_when_it_was_sent_it_is_not_sent_again(late: Request, way: MailWay, now: datetime) -> None:
    find_and_send(now)
    Reminder.objects.update(mailed_at=None)  # as if the worker had died before it could write that
    find_and_send(now + timedelta(hours=7))
    assert len(mail.outbox) == 1


def test_reminders_are_switched_by_her_and_the_switch_is_in_the_log(client: Client, file: File, way: MailWay) -> None:
    for do, on in (("reminders_off", False), ("reminders_off", False), ("reminders_on", True)):
        client.post("/en/file/mail", {"do": do})
        assert MailWay.objects.get().reminders is on
    kinds = [opening.entry.kind for opening in file.openings.select_related("entry").order_by("entry")]
    assert kinds == ["file_made", "reminders_off", "reminders_on"]


def test_erasing_takes_what_waits_to_be_mailed(late: Request, way: MailWay, now: datetime) -> None:
    reminding.note_due(desk().rulebook, now)
    erasing.erase_file(late.debt.file, now)
    assert not Reminder.objects.exists() and not Job.objects.exists()


def handed_in(file: File, on: date) -> Complaint:
    """To the lender's own desk, which has fifteen days in China, then thirty, then sixty."""
    debt = file.debts.first() or keeping.make_debt(file, "CN", datetime.now(UTC), lender_kind="consumer_finance")
    asked = complaining.Asked("lender_desk", "CN", "stop", "x", "consumer_finance")
    row = complaining.prepare(file, debt, [], asked, datetime.now(UTC))
    complaining.send(row, on, "", "", None, Means(desk()), datetime.now(UTC))
    return row


@pytest.mark.parametrize(("days_ago", "why"), [(10, "soon:simple"), (16, "over:simple"), (25, "soon:complex")])
def test_the_clock_of_a_complaint_is_mailed_once_a_deadline(
    file: File, way: MailWay, now: datetime, today: date, days_ago: int, why: str
) -> None:
    complaint = handed_in(file, today - timedelta(days=days_ago))
    for _ in range(2):
        find_and_send(now)
    (told,) = mail.outbox
    assert "Something is due" in told.subject and "lender" not in str(told.body)
    (row,) = Reminder.objects.all()
    assert (row.complaint, row.request, row.why) == (complaint, None, why) and row.mailed_at is not None


def test_a_complaint_far_from_its_end_or_closed_is_not_mailed(
    file: File, way: MailWay, now: datetime, today: date
) -> None:
    far, over = handed_in(file, today - timedelta(days=2)), handed_in(file, today - timedelta(days=16))
    complaining.step(over, "closed", today, "", now, "other")
    find_and_send(now)
    assert not mail.outbox and not Reminder.objects.exists() and far.state == "filed"


def test_without_her_wish_no_complaint_is_mailed(file: File, way: MailWay, now: datetime, today: date) -> None:
    handed_in(file, today - timedelta(days=10))
    MailWay.objects.update(reminders=False)
    find_and_send(now)
    assert not mail.outbox


def test_a_reminder_of_a_complaint_is_in_her_export_and_goes_with_it(
    file: File, way: MailWay, now: datetime, today: date
) -> None:
    complaint = handed_in(file, today - timedelta(days=10))
    find_and_send(now)
    assert [row.complaint for row in exporting.rows(file, Reminder)] == [complaint]
    erasing.erase_complaint(complaint, Means(desk()), now)
    assert not Reminder.objects.exists()
