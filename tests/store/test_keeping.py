"""What is kept: once, with answers that come out the same again, and with everything around it counted in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from desks import plain_desk

from atesta.contact.account import PauseKind
from atesta.evidence.anchors import Anchors
from atesta.store import answering, erasing, exporting, handing, jobs, keeping, log, opening
from atesta.store.answering import FEW, JOB, Means
from atesta.store.exporting import NOT_HERS, OWNED, row_json
from atesta.store.keeping import Given
from atesta.store.models import (
    Answers,
    ComplaintContact,
    Debt,
    File,
    Hold,
    Job,
    KeptContact,
    LogEntry,
    LogHead,
    Opening,
    Reminder,
)
from atesta.store.personal import models_of_ours, personal_fields
from atesta.store.timeline import sums, timeline
from atesta.store.to_core import account_of

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)
MEANS = Means(plain_desk())
MESSAGE = Given(text="您已严重逾期，应还412.60元，今日18:00前还款。", sender="10690000188", at=NOW - timedelta(hours=1))
CALL = Given(channel="call", outcome="conversation", provenance="typed", text="说要上门", at=NOW - timedelta(hours=2))


@pytest.fixture
def debt(file: File) -> Debt:
    return keeping.make_debt(file, "CN", NOW, lender="晨曦分期", owed="412.60", due=date(2026, 11, 12))


def keep(debt: Debt, given: Given = MESSAGE) -> KeptContact:
    return keeping.keep_contact(debt.file, debt, given, MEANS, NOW).contact


def limits(contact: KeptContact) -> str:
    return str(Answers.objects.get(contact=contact).summary["limits"])


def test_answers_that_were_deleted_come_out_to_the_same_bytes(debt: Debt) -> None:
    keep(debt)
    for minutes in range(3):
        keep(debt, replace(CALL, at=NOW - timedelta(minutes=minutes)))
    before = dict(Answers.objects.values_list("contact_id", "review"))
    Answers.objects.all().delete()
    answering.answer_all(debt.contacts.order_by("order", "id"), MEANS, NOW)
    assert dict(Answers.objects.values_list("contact_id", "review")) == before
    assert len(before) == 4


def test_the_same_contact_twice_is_kept_once(debt: Debt) -> None:
    first = keeping.keep_contact(debt.file, debt, MESSAGE, MEANS, NOW)
    again = keeping.keep_contact(debt.file, debt, MESSAGE, MEANS, NOW + timedelta(days=2))
    assert (first.new, again.new) == (True, False)
    assert again.contact == first.contact


def test_without_a_time_an_equal_text_of_another_day_is_another_contact(debt: Debt) -> None:
    timeless = replace(MESSAGE, at=None)
    keeping.keep_contact(debt.file, debt, timeless, MEANS, NOW)
    assert not keeping.keep_contact(debt.file, debt, timeless, MEANS, NOW + timedelta(hours=1)).new
    assert keeping.keep_contact(debt.file, debt, timeless, MEANS, NOW + timedelta(days=2)).new


def test_her_own_list_shows_that_a_limit_was_passed_and_never_that_it_was_kept(debt: Debt) -> None:
    calls = [keep(debt, replace(CALL, at=NOW - timedelta(minutes=10 - n))) for n in range(4)]
    assert limits(calls[0]) == "undetermined"
    assert limits(calls[3]) == "benchmark_breach"


def test_a_list_that_she_calls_complete_can_show_that_a_limit_was_kept(debt: Debt) -> None:
    call = keep(debt, CALL)
    assert limits(call) == "undetermined"
    keeping.change_figures(debt, MEANS, NOW, history_known=True)
    assert limits(call) == "within"


def test_an_accepted_stop_makes_a_later_demand_a_breach_and_a_withdrawn_one_does_not(debt: Debt) -> None:
    asked = keeping.keep_request(debt, "stop", date(2026, 11, 1), None, "en", "…", MEANS, NOW)
    keeping.accept_request(asked, date(2026, 11, 3), MEANS, NOW)
    contact = keep(debt)
    assert limits(contact) == "benchmark_breach"
    keeping.withdraw_request(asked, date(2026, 11, 10), MEANS, NOW)
    assert limits(contact) == "within"


def test_a_request_is_asked_until_it_is_accepted(debt: Debt) -> None:
    asked = keeping.keep_request(debt, "pause", date(2026, 11, 1), date(2026, 12, 1), "en", "…", MEANS, NOW)
    keeping.accept_request(asked, date(2026, 11, 3), MEANS, NOW)
    account = account_of(debt, Anchors())
    assert account is not None
    found = [(pause.kind, pause.from_.day, pause.to and pause.to.day, pause.accepted) for pause in account.pauses]
    assert found == [(PauseKind.STOP, 1, 2, False), (PauseKind.STOP, 3, 1, True)]


def test_a_request_alone_says_nothing_about_what_is_owed(file: File) -> None:
    bare = keeping.make_debt(file, "CN", NOW)
    keeping.keep_request(bare, "stop", date(2026, 11, 1), None, "en", "…", MEANS, NOW)
    contact = keep(bare)
    claims = json.loads(Answers.objects.get(contact=contact).review)["truth"]["claims"]
    assert {claim["answer"] for claim in claims if claim["kind"] in ("amount", "days_late")} == {"cannot_be_checked"}


def test_a_contact_before_others_makes_their_answers_anew(debt: Debt) -> None:
    late = [keep(debt, replace(CALL, at=NOW - timedelta(minutes=n))) for n in (3, 2, 1)]
    assert limits(late[2]) == "undetermined"
    keep(debt, replace(CALL, at=NOW - timedelta(minutes=30)))
    assert limits(late[2]) == "benchmark_breach"


def test_many_answers_are_left_to_a_job(debt: Debt) -> None:
    KeptContact.objects.bulk_create(
        KeptContact(file=debt.file, debt=debt, channel="sms", provenance="typed", text=f"{n}", order=NOW, kept_at=NOW)
        for n in range(FEW + 1)
    )
    keeping.keep_receipt(debt, date(2026, 11, 13), "412.60", "", None, MEANS, NOW)
    assert Job.objects.filter(kind=JOB, subject=debt.id, done_at=None).exists()
    assert jobs.latest(JOB, debt.id) is not None


def test_what_is_kept_is_committed_to_in_the_log_and_opens_it(debt: Debt) -> None:
    contact = keep(debt)
    opening = Opening.objects.get(row=contact.id)
    assert opening.entry.kind == "contact_kept"
    assert log.opens(opening)
    assert MESSAGE.text not in str(opening.what)


def test_a_contact_that_moves_is_counted_with_the_debt_it_moved_to(debt: Debt, file: File) -> None:
    other = keeping.make_debt(file, "CN", NOW, lender="另一家")
    calls = [keep(debt, replace(CALL, at=NOW - timedelta(minutes=10 - n))) for n in range(4)]
    keeping.move_contact(calls[0], other, MEANS, NOW)
    assert limits(calls[3]) == "undetermined"


def test_a_receipt_beside_her_own_figures_makes_them_disagree_nowhere_but_is_kept(debt: Debt) -> None:
    keeping.keep_receipt(debt, date(2026, 11, 13), "412.60", "R-1", None, MEANS, NOW)
    twice = keeping.keep_receipt(debt, date(2026, 11, 13), "412.60", "R-1", None, MEANS, NOW)
    assert debt.receipts.get() == twice
    account = account_of(debt, Anchors())
    assert account is not None
    assert len(account.receipts) == 1


def test_every_personal_field_is_exported_or_its_model_says_why_not(debt: Debt) -> None:
    models = {model for model in models_of_ours() if personal_fields(model)} - {Opening}
    assert models == (set(OWNED) | set(NOT_HERS)) - {handing.HandOver, ComplaintContact, Reminder}
    for model in OWNED:
        assert personal_fields(model) <= set(row_json(model()))


def test_the_log_in_an_export_opens_and_leads_to_the_head_that_it_names(debt: Debt) -> None:
    keep(debt)
    data = b"".join(exporting._log(debt.file)).decode()
    end = LogHead.objects.get(id=1)
    assert end.head in data
    assert data.count('"kind"') == Opening.objects.filter(file=debt.file).count()


def test_erasing_a_contact_leaves_the_log_whole_and_answers_the_others_anew(debt: Debt) -> None:
    calls = [keep(debt, replace(CALL, at=NOW - timedelta(minutes=10 - n))) for n in range(4)]
    erasing.erase_contact(calls[0], MEANS, NOW)
    assert limits(calls[3]) == "undetermined"
    assert log.check(LogEntry.objects.order_by("seq"), LogHead.objects.get(id=1)) is None
    assert not Opening.objects.filter(row=calls[0].id).exclude(entry__kind="contact_erased").exists()


def test_a_hold_refuses_to_erase_and_a_lifted_one_does_not(file: File) -> None:
    hold = file.holds.create(reason="court order", since=NOW)
    with pytest.raises(erasing.HeldError) as refused:
        erasing.erase_file(file, NOW)
    assert refused.value.hold == hold
    hold.lifted_at = NOW
    hold.save()
    erasing.erase_file(file, NOW)
    assert not File.objects.exists()


def test_a_contact_is_handed_over_only_after_an_export_with_it(debt: Debt) -> None:
    handing.exported(debt.file, NOW - timedelta(hours=1))
    contact = keep(debt)
    with pytest.raises(Exception, match="no export"):
        handing.hand_over(contact, NOW)
    handing.exported(debt.file, NOW)
    handing.hand_over(contact, NOW)
    handing.hand_over(contact, NOW)
    assert LogEntry.objects.filter(kind="handed_over").count() == 1
    handing.take_back(contact, NOW)
    contact.refresh_from_db()
    assert contact.handed_over.taken_back_at == NOW


def test_pages_of_a_timeline_have_every_contact_once_though_many_came_at_one_moment(debt: Debt) -> None:
    KeptContact.objects.bulk_create(
        KeptContact(file=debt.file, debt=debt, channel="sms", provenance="typed", order=NOW, kept_at=NOW)
        for _ in range(25)
    )
    seen, after = [], None
    while True:
        page = timeline(debt.contacts.all(), after, size=10)
        seen += [contact.id for contact in page.contacts]
        if page.older is None:
            break
        after = page.contacts[-1]
    assert len(seen) == len(set(seen)) == 25


def test_counts_are_those_of_today_with_every_sender(debt: Debt) -> None:
    for n in range(2):
        keep(debt, replace(CALL, sender=f"100{n}", at=NOW - timedelta(minutes=n)))
    keep(debt, replace(CALL, at=NOW - timedelta(days=1)))
    counts = {one.rule.id: (one.count, one.most) for one in sums(debt, MEANS.desk.rulebook, NOW).counts}
    assert counts["cn-conversations-per-day"] == (2, 3)


def test_a_hold_blocks_overwriting_and_not_adding(file: File, now: datetime) -> None:
    debt = keeping.make_debt(file, "CN", now)
    Hold.objects.create(file=file, reason="-", since=now)
    keeping.change_figures(debt, MEANS, now, lender="A")
    opening.name_owner(file, "N", "", "", now)
    with pytest.raises(erasing.HeldError):
        keeping.change_figures(debt, MEANS, now, lender="B")
    with pytest.raises(erasing.HeldError):
        opening.name_owner(file, "", "", "", now)
