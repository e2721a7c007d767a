"""Wordings in the browser: an agency tries and proposes, the creditor sees each try and decides with a reason."""

from __future__ import annotations

import pytest
from django.test import Client
from people import Visitor, come

from atesta.store.models import LogEntry, Template, TemplateTry

pytestmark = pytest.mark.django_db
CRUEL = "【晨曦分期】案件已移交法务,今日18点前不处理将通知通讯录联系人。"
WORDS = "通知通讯录"
LANGS = ("en", "es", "zh")


@pytest.fixture
def manager() -> Client:
    return come(Visitor.MANAGER, {})


@pytest.fixture
def officer() -> Client:
    return come(Visitor.COMPLIANCE, {})


def propose(client: Client, room: str, text: str = CRUEL) -> Template:
    answer = client.post(f"/en/{room}/templates/try", {"channel": "sms", "text": text, "do": "propose"})
    assert answer.status_code == 302
    return Template.objects.get(id=answer["Location"].rpartition("/")[2])


def shown(client: Client, at: str) -> str:
    answer = client.get(at)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_agency_sees_what_would_be_flagged_and_not_which_characters(manager: Client) -> None:
    answer = manager.post("/en/agency/templates/try", {"channel": "sms", "text": CRUEL, "do": "try"})
    page = answer.content.decode()
    assert "telling other people" in page and "a legal step" in page and "contradicted" in page
    assert page.count(WORDS) == page.count(CRUEL), "its words stand only in the wording itself"
    assert "Tries today: 1 of 20" in page and not Template.objects.exists()


def test_the_creditor_sees_the_characters_each_try_and_decides(manager: Client, officer: Client) -> None:
    row = propose(manager, "agency")
    one = shown(officer, f"/en/creditor/templates/one/{row.id}")
    assert f"<q>{WORDS}</q>" in one and "Tried by the same firm" in one
    assert CRUEL in shown(officer, "/en/creditor/templates/tries")
    at = f"/en/creditor/templates/one/{row.id}"
    assert officer.post(at, {"do": "declined"}).status_code == 422
    assert officer.post(at, {"do": "declined", "reason": "x" * 301}).status_code == 422
    for _ in range(2):
        assert officer.post(at, {"do": "declined", "reason": "false for most accounts"}).status_code == 302
    assert "false for most accounts" in shown(manager, f"/en/agency/templates/one/{row.id}")
    assert "declined" in shown(manager, "/en/agency/templates")


def test_the_agency_decides_nothing_and_sees_no_list_of_tries(manager: Client) -> None:
    row = propose(manager, "agency")
    page = shown(manager, f"/en/agency/templates/one/{row.id}")
    assert WORDS not in page.replace(CRUEL, "") and 'value="approved"' not in page and "Tried by" not in page
    manager.post(f"/en/agency/templates/one/{row.id}", {"do": "approved", "reason": "x"})
    row.refresh_from_db()
    assert row.state == "proposed"
    assert manager.get("/en/creditor/templates/tries").status_code == 302


def test_own_staff_tries_and_proposes_on_the_same_scale(officer: Client) -> None:
    row = propose(officer, "creditor")
    assert row.agency is None and TemplateTry.objects.get().agency is None
    assert "1 of 20" in shown(officer, "/en/creditor/templates")


def test_after_the_last_try_of_the_day_nothing_is_looked_at(manager: Client) -> None:
    for number in range(20):
        manager.post("/en/agency/templates/try", {"channel": "sms", "text": str(number), "do": "try"})
    for do in ("try", "propose"):
        answer = manager.post("/en/agency/templates/try", {"channel": "sms", "text": CRUEL, "do": do})
        assert answer.status_code == 429 and "No more today" in answer.content.decode()
    assert not Template.objects.exists() and TemplateTry.objects.count() == 20


@pytest.mark.parametrize(
    "form",
    [{}, {"channel": "pigeon", "text": "x"}, {"channel": "sms", "text": "x" * 4001}, {"channel": "sms", "text": "{x}"}],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(manager: Client, form: dict[str, str]) -> None:
    for do in ("try", "propose"):
        answer = manager.post("/en/agency/templates/try", {**form, "do": do})
        assert answer.status_code == 422 and 'href="#f-' in answer.content.decode()
    assert not TemplateTry.objects.exists()


def test_a_wording_is_data(manager: Client, officer: Client) -> None:
    row = propose(manager, "agency", "<script>alert(1)</script>\u202e\0 {{ page }}".replace("{{ page }}", ""))
    for page in (shown(officer, f"/en/creditor/templates/one/{row.id}"), shown(officer, "/en/creditor/templates")):
        assert "<script>alert" not in page and "\u202e" not in page


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_the_pages_speak_three_languages(manager: Client, officer: Client, lang: str) -> None:
    row = propose(manager, "agency")
    officer.post(f"/{lang}/creditor/templates/one/{row.id}", {"do": "approved", "reason": "ok"})
    for page in ("", "/try", "/tries", f"/one/{row.id}"):
        shown(officer, f"/{lang}/creditor/templates{page}")
    for page in ("", "/try", f"/one/{row.id}"):
        shown(manager, f"/{lang}/agency/templates{page}")


@pytest.mark.parametrize("lang", LANGS)
def test_an_agency_takes_its_own_proposal_back_while_nobody_decided(
    manager: Client, officer: Client, lang: str
) -> None:
    row = propose(manager, "agency")
    at = f"/{lang}/agency/templates/one/{row.id}"
    assert 'value="withdraw"' in manager.get(at).content.decode()
    for _ in range(2):
        assert manager.post(at, {"do": "withdraw"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn" and row.by is not None and row.by.login in manager.get(at).content.decode()
    theirs = officer.get(f"/{lang}/creditor/templates/one/{row.id}").content.decode()
    assert row.by.login in theirs and 'value="approved"' not in theirs
    assert "wording_withdrawn" in LogEntry.objects.values_list("kind", flat=True)


def test_what_somebody_decided_about_is_not_taken_back_nor_what_is_another_s(manager: Client) -> None:
    row = propose(manager, "agency")
    Template.objects.update(state="approved")
    at = f"/en/agency/templates/one/{row.id}"
    answer = manager.post(at, {"do": "withdraw"})
    assert answer.status_code == 422 and "somebody has decided" in answer.content.decode()
    assert come(Visitor.OTHER, {}).post(at, {"do": "withdraw"}).status_code == 404
    row.refresh_from_db()
    assert row.state == "approved"
