"""What she hands to the creditor that runs the pages: by her press alone, once, taken back here and there at once; and
nothing of it where somebody else runs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from a_file import NOW, opened
from django.test import Client

from atesta.mandate.do_not_contact import Allowed, AskPerson, Refused, may_contact
from atesta.pipeline import open_desk
from atesta.store import complaining, erasing, house, keeping
from atesta.store.answering import Means
from atesta.store.keeping import Given
from atesta.store.models import Block, BlockDecision, Complaint, Debt, File, LogEntry, Opening, Request, Staff
from atesta.web_settings import Operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("run_by_a_creditor")]
MEANS = Means(open_desk(paraphrase=False))
NUMBER, SENDER, TODAY = "139 0004 7711", "106955880231", date(2026, 11, 20)
LATER = datetime(2027, 6, 1, tzinfo=UTC)
PRESS = {"do": "hand", "number": NUMBER}


@pytest.fixture
def file(client: Client) -> File:
    return opened(client)


@pytest.fixture
def debt(file: File) -> Debt:
    return keeping.make_debt(file, "CN", NOW, lender="晨曦分期")


def asked(debt: Debt, kind: str = "stop") -> Request:
    return keeping.keep_request(debt, kind, TODAY, None, "en", "Please stop.", MEANS, NOW)


def reported(file: File, debt: Debt) -> Complaint:
    given = Given(text="请立即还款", at=NOW, sender=SENDER)
    contact = keeping.keep_contact(file, debt, given, MEANS, NOW).contact
    complaint = complaining.prepare(file, debt, [contact], complaining.Asked("12321", "CN", "stop"), NOW)
    complaining.send(complaint, TODAY, "A-1", "", None, MEANS, NOW)
    return complaint


def page(client: Client, at: str) -> str:
    answer = client.get(at)
    assert answer.status_code == 200
    return answer.content.decode()


def decision(sender: str = "10690000188", at: datetime = LATER) -> type:
    return type(may_contact(house.as_list("CN"), sender, house.person_hash(NUMBER, "CN"), at))


def staff() -> Staff:
    return Staff.objects.create(login="carla", role="keeper", password="!", made_at=NOW)


def test_a_request_waits_for_a_person_and_binds_once_somebody_decided(client: Client, debt: Debt) -> None:
    row, at = asked(debt), ""
    at = f"/en/file/request/{row.id}"
    assert "Hand the request to Bank of Tests" in page(client, at)
    assert decision() is Allowed
    for _ in range(2):
        assert client.post(at, PRESS).status_code == 302
    (block,) = Block.objects.all()
    assert (block.kind, block.source, block.reference, decision()) == ("stop", "file", "", AskPerson)
    assert "It waits for a person" in page(client, at) and "Hand the request to" not in page(client, at)
    house.decide(block, house.CONFIRM, staff(), "her own letter", NOW)
    shown = page(client, at)
    assert decision() is Refused and "It binds every agency since 15 Nov 2026" in shown
    assert 'value="2026-11-20"' in shown  # of "The lender agreed": no day before she asked


@pytest.mark.parametrize("kind", ["stop", "write_only", "represented"])
def test_withdrawn_or_erased_here_it_is_lifted_there(client: Client, debt: Debt, kind: str) -> None:
    for take_back in (
        lambda row: client.post(f"/en/file/request/{row.id}", {"do": "withdraw"}),
        lambda row: erasing.erase_request(row, MEANS, NOW),
        lambda row: erasing.erase_debt(row.debt, NOW),
    ):
        row = asked(debt, kind)
        client.post(f"/en/file/request/{row.id}", PRESS)
        block = Block.objects.get(lifted_at=None)
        take_back(Request.objects.get(id=row.id))
        block.refresh_from_db()
        assert block.lifted_at is not None and decision() is Allowed
        assert block.decisions.filter(what="lifted", staff=None).count() == 1


def test_nobody_takes_back_what_somebody_else_entered_for_the_same_number(client: Client, debt: Debt) -> None:
    theirs = house.enter(house.Entered("stop", "CN", NOW, "letter", number=NUMBER), staff(), NOW)
    row = asked(debt)
    client.post(f"/en/file/request/{row.id}", PRESS)
    client.post(f"/en/file/request/{row.id}", {"do": "withdraw"})
    theirs.refresh_from_db()
    assert theirs.lifted_at is None and Block.objects.exclude(lifted_at=None).count() == 1


def test_a_file_that_goes_leaves_her_refusal_in_force_without_her(client: Client, file: File, debt: Debt) -> None:
    client.post(f"/en/file/request/{asked(debt).id}", PRESS)
    assert "stays in force without your name" in page(client, "/en/file/erase")
    erasing.erase_file(file, NOW)
    assert decision() is AskPerson


def test_the_number_is_kept_nowhere(client: Client, debt: Debt) -> None:
    client.post(f"/en/file/request/{asked(debt).id}", PRESS)
    rows = [row for model in (Block, BlockDecision, LogEntry, Opening, Request) for row in model._default_manager.all()]
    assert not [row for row in rows if "47711" in str(row.__dict__).replace(" ", "")]


def test_the_number_of_her_file_is_taken_where_there_is_one(client: Client, file: File, debt: Debt) -> None:
    File.objects.filter(id=file.id).update(phone=NUMBER)
    row = asked(debt)
    shown = page(client, f"/en/file/request/{row.id}")
    assert "ends in 11" in shown and 'name="number"' not in shown
    client.post(f"/en/file/request/{row.id}", {"do": "hand", "number": "139 0000 0000"})
    assert decision() is AskPerson


def test_what_is_no_number_is_named_at_the_field(client: Client, debt: Debt) -> None:
    answer = client.post(f"/en/file/request/{asked(debt).id}", {"do": "hand", "number": "my sister's"})
    assert answer.status_code == 422 and "This is no telephone number" in answer.content.decode()
    assert not Block.objects.exists()


def test_what_is_only_answered_is_not_handed_in(client: Client, debt: Debt) -> None:
    row = asked(debt, "dispute")
    assert "Hand the request to" not in page(client, f"/en/file/request/{row.id}")
    client.post(f"/en/file/request/{row.id}", PRESS)
    assert not Block.objects.exists()


def test_senders_that_she_reported_are_told_by_one_press_and_taken_back_by_one(
    client: Client, file: File, debt: Debt
) -> None:
    complaint = reported(file, debt)
    at = f"/en/file/complaint/{complaint.id}"
    assert not Block.objects.exists()  # nothing goes by itself
    assert "Tell Bank of Tests of these senders" in page(client, at)
    for _ in range(2):
        client.post(f"{at}/tell", PRESS)
    (block,) = Block.objects.all()
    assert (block.kind, block.source, block.address) == ("sender", "file", SENDER)
    assert decision(SENDER) is Refused and decision() is Allowed
    assert "It binds this sender towards you since" in page(client, at)
    client.post(f"{at}/tell", {"do": "untell"})
    assert decision(SENDER) is Allowed and file.reported_senders.count() == 1


def test_erasing_the_complaint_takes_back_what_was_told_of_it(client: Client, file: File, debt: Debt) -> None:
    complaint = reported(file, debt)
    client.post(f"/en/file/complaint/{complaint.id}/tell", PRESS)
    erasing.erase_complaint(complaint, MEANS, NOW)
    assert decision(SENDER) is Allowed


def refused(client: Client, **more: str) -> Any:
    form = {"relation": "family", "refuses": "on", "number": NUMBER, **more}
    return client.post("/en/cn/other/handed", form)


def test_somebody_who_does_not_owe_hands_her_refusal_in_and_nobody_learns_who_did_before(client: Client) -> None:
    shown = client.post("/en/cn/other", {"relation": "family", "refuses": "on"}).content.decode()
    assert "Hand my refusal to Bank of Tests" in shown
    first, again = refused(client), refused(client)
    assert first.status_code == again.status_code == 200 and "Your refusal is on the list" in first.content.decode()
    (block,) = Block.objects.all()
    assert (block.kind, block.source, block.confirmed_at) == ("third_party", "page", None)
    assert decision() is AskPerson
    assert refused(client, number="").status_code == 422


def test_so_many_numbers_in_an_hour_and_no_more(client: Client) -> None:
    answers = [refused(client, number=f"139 0004 77{n:02}").status_code for n in range(7)]
    assert answers == [200] * 5 + [429] * 2


@pytest.mark.parametrize("kind", ["own", "neutral"])
def test_where_the_creditor_does_not_run_the_pages_nothing_is_handed_to_anybody(
    client: Client, file: File, debt: Debt, settings: Any, kind: str
) -> None:
    settings.WEB = replace(settings.WEB, operator=Operator(kind, "Somebody else", "112"))
    row, complaint = asked(debt), reported(file, debt)
    for at, send in (
        (f"/en/file/request/{row.id}", f"/en/file/request/{row.id}"),
        (f"/en/file/complaint/{complaint.id}", f"/en/file/complaint/{complaint.id}/tell"),
    ):
        assert "Somebody else" not in page(client, at).partition("<footer")[0]
        assert client.post(send, PRESS).status_code == 404
    assert refused(client).status_code == 404
    assert not Block.objects.exists()


def test_every_state_is_said_in_three_languages(client: Client, file: File, debt: Debt) -> None:
    row = asked(debt)
    client.post(f"/en/file/request/{row.id}", PRESS)
    block, who = Block.objects.get(), staff()
    for act in (house.DECLINE, house.CONFIRM, house.LIFT):
        house.decide(block, act, who, "x", NOW + timedelta(days=1))
        for lang in ("es", "zh", "en"):
            assert 'class="note"' in page(client, f"/{lang}/file/request/{row.id}")
            assert "hand_in." not in page(client, f"/{lang}/file/request/{row.id}")
