"""Her complaint at the desk of whoever lent and runs the pages: one case, answered in her file; closing it asks her."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from a_file import opened
from django.test import Client
from people import Visitor, come, staff

from atesta.pipeline import open_desk
from atesta.store import casework, complaining, complaint_case, handing, keeping
from atesta.store.answering import Means
from atesta.store.keeping import Given
from atesta.store.models import Case, CaseEvent, Complaint, File, KeptContact
from atesta.web_settings import Operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("run_by_a_creditor")]
MEANS = Means(open_desk(paraphrase=False))
BEFORE = datetime.now(UTC) - timedelta(days=3)
TEXT = "今日18点前不处理将通知通讯录联系人。"
HERS = "They told my cousin. I want it to stop."


@pytest.fixture
def file(client: Client) -> File:
    return opened(client)


def kept(file: File, text: str = TEXT) -> KeptContact:
    debt = file.debts.first() or keeping.make_debt(
        file, "CN", BEFORE, lender="晨曦分期", lender_kind="consumer_finance"
    )
    return keeping.keep_contact(file, debt, Given(text=text, at=BEFORE, sender="106955880231"), MEANS, BEFORE).contact


@pytest.fixture
def complaint(file: File) -> Complaint:
    contact = kept(file)
    handing.exported(file, BEFORE)
    asked = complaining.Asked("lender_desk", "CN", "stop", "晨曦分期", "consumer_finance")
    return complaining.prepare(file, contact.debt, [contact], asked, BEFORE)


@pytest.fixture
def at(complaint: Complaint) -> str:
    return f"/en/file/complaint/{complaint.id}"


def handed(client: Client, at: str, text: str = HERS) -> Any:
    return client.post(f"{at}/desk", {"desk_words": text})


def shown(client: Client, at: str) -> str:
    answer = client.get(at)
    assert answer.status_code == 200
    return answer.content.decode()


def today() -> date:
    return casework.today_at("CN", datetime.now(UTC))


def answered(case: Case, letter: str = "We are sorry. It has stopped.") -> None:
    assert casework.answer(case, letter, today(), staff("clerk"), datetime.now(UTC))


def test_handed_in_it_is_one_case_that_runs_from_that_day(client: Client, complaint: Complaint, at: str) -> None:
    assert "Hand it to the desk" in shown(client, at) and not Case.objects.exists()
    for _ in range(2):
        assert handed(client, at).status_code == 302
    (case,) = Case.objects.all()
    assert (case.complaint, case.text, case.intake, case.evidence.count()) == (complaint, HERS, "file", 1)
    complaint.refresh_from_db()
    assert complaint.state == "filed" and casework.due_on(case, case.received_on) is not None
    assert "At the desk since" in shown(client, at)


def test_what_was_taken_from_the_same_contacts_before_is_the_same_case(
    client: Client, complaint: Complaint, at: str
) -> None:
    contact = complaint.about.get().contact
    handing.hand_over(contact, BEFORE)
    before = casework.take_handed(contact, staff("clerk"), MEANS, BEFORE)
    handed(client, at)
    assert Case.objects.get() == before and before.evidence.count() == 1


def test_without_an_export_nothing_is_handed_in(client: Client, file: File, complaint: Complaint, at: str) -> None:
    complaint.about.create(contact=kept(file, "还钱"), added_at=BEFORE)
    KeptContact.objects.update(kept_at=datetime.now(UTC))
    assert "/en/file/export" in shown(client, at)
    refused = handed(client, at)
    assert refused.status_code == 422 and not Case.objects.exists()
    assert 'href="/en/file/export"' in refused.content.decode()
    assert 'href="/en/file/export"' in client.get(f"{at}/desk").content.decode()
    complaint.refresh_from_db()
    assert complaint.state == "prepared" and not file.contacts.filter(handed_over__isnull=False).exists()


def test_what_came_again_is_added_by_a_press_of_hers(client: Client, file: File, complaint: Complaint, at: str) -> None:
    handed(client, at)
    assert "Add it at the desk" not in shown(client, at)
    complaining.add_again(complaint, kept(file, "再次催款"), BEFORE)
    handing.exported(file, datetime.now(UTC))
    assert "Add it at the desk" in shown(client, at)
    handed(client, at, "And again today.")
    case = Case.objects.get()
    assert case.evidence.count() == 2 and case.text == f"{HERS}\n\nAnd again today."


def test_the_answer_of_the_desk_stands_in_her_file_and_asks_her(client: Client, complaint: Complaint, at: str) -> None:
    handed(client, at)
    answered(Case.objects.get())
    complaint.refresh_from_db()
    assert (complaint.state, complaint.answered_on) == ("answered", today())
    page = shown(client, at)
    assert "We are sorry. It has stopped." in page and "Is it settled for you?" in page
    form = {"on": today().isoformat(), "ended": "solved", "note": "my own words"}
    client.post(f"{at}/step/closed", form)
    (told,) = CaseEvent.objects.filter(kind="her_word")
    assert (told.word, told.text, told.by) == ("closed", "", None)
    assert not casework.unconfirmed(Case.objects.get())


def test_a_case_closed_without_her_needs_a_reason_and_her_no_opens_it_again(client: Client, at: str) -> None:
    handed(client, at)
    case = Case.objects.get()
    answered(case)
    keeper, form = come(Visitor.KEEPER, {}), {"do": "close", "closing": "withdrawn", "cause": "none_found"}
    refused = keeper.post(f"/en/staff/case/{case.id}", form)
    assert refused.status_code == 400 and "has not said that it is settled" in refused.content.decode()
    assert keeper.post(f"/en/staff/case/{case.id}", form | {"cause_words": "She wrote that to us."}).status_code == 302
    assert "The desk closed its case" in shown(client, at)
    assert Complaint.objects.get().state == "answered"
    client.post(f"{at}/step/not_solved", {"on": today().isoformat()})
    case.refresh_from_db()
    assert case.state == casework.ANSWERED
    staffs = keeper.get(f"/en/staff/case/{case.id}").content.decode()
    assert "It is not settled" in staffs and "she, in her file" in staffs


@pytest.mark.parametrize("kind", ["own", "neutral"])
def test_elsewhere_there_is_no_such_desk(client: Client, at: str, settings: Any, kind: str) -> None:
    settings.WEB = replace(settings.WEB, operator=Operator(kind, "Somebody else", "112"))
    assert "/desk" not in shown(client, at)
    assert handed(client, at).status_code == 404 and client.get(f"{at}/desk").status_code == 404
    assert not Case.objects.exists()


def test_another_channel_is_not_handed_to_the_desk(client: Client, complaint: Complaint, at: str) -> None:
    Complaint.objects.update(channel="nfra_12378")
    assert not complaint_case.may_hand(Complaint.objects.get())
    assert handed(client, at)["Location"] == at and not Case.objects.exists()


def test_each_page_of_it_is_there_in_three_languages(client: Client, complaint: Complaint) -> None:
    for lang in ("es", "zh", "en"):
        at = f"/{lang}/file/complaint/{complaint.id}"
        form = shown(client, f"{at}/desk")
        assert 'name="desk_words"' in form and "{" not in form.partition("<main")[2].partition("</main")[0]
    handed(client, f"/en/file/complaint/{complaint.id}")
    answered(Case.objects.get())
    for lang in ("es", "zh", "en"):
        assert "hand_in." not in shown(client, f"/{lang}/file/complaint/{complaint.id}")
