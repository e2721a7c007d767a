"""The creditor's desk in the browser: taken in with a preview, decided with a reason, the agency asked, the answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from people import NOW, Person, Visitor, canary, come, person, phone_of

from atesta.store import agency, casework
from atesta.store.models import AgencyAsk, Case, HandOver, LogEntry, Look, Staff
from atesta.web_settings import Operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("run_by_a_creditor")]
LETTER = {
    **{"body": "CONDUSEF", "reference": "2026/1", "received_on": "2026-11-02", "place": "MX", "lang": "es"},
    **{"lender_kind": "bank", "channel": "lender_desk", "text": "Llaman a mi hermana.", "agency": "Cobros SA"},
}
TABLE = (
    "received_on,place,lang,body,reference,text\n2026-11-02,MX,es,CONDUSEF,R-1,Me llaman\n2026-11-02,XX,es,,R-2,Hola\n"
)


@pytest.fixture
def keeper() -> Client:
    return come(Visitor.KEEPER, {})


@pytest.fixture
def case(keeper: Client) -> Case:
    made, _ = casework.take_typed(
        casework.Typed(date(2026, 11, 2), "MX", "es", "Llaman a mi hermana.", "CONDUSEF", "7"), Staff.objects.get(), NOW
    )
    casework.add_point(made, "threat", "le va a pesar", Staff.objects.get(), NOW)
    return made


def shown(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_letter_is_typed_and_pressed_twice_is_one_case(keeper: Client) -> None:
    assert {keeper.post("/en/staff/cases/new", LETTER).status_code for _ in range(2)} == {302}
    assert Case.objects.get().reference == "2026/1"
    assert "CONDUSEF 2026/1" in shown(keeper.get("/en/staff/cases"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("text", ""), ("body", " "), ("received_on", "2.11."), ("received_on", "2099-01-01"), ("place", "XX")),
        *(("deadline_on", "2026-11-01"), ("channel", "fos_uk"), ("lender_kind", "")),
    ],
)
def test_a_letter_with_a_fault_is_kept_as_typed_and_the_field_is_named(keeper: Client, field: str, value: str) -> None:
    answer = keeper.post("/en/staff/cases/new", {**LETTER, field: value})
    assert answer.status_code == 400 and f'href="#f-{field}"' in shown(answer)
    assert not Case.objects.exists() and ("Cobros SA" in shown(answer))


def test_a_table_is_shown_with_its_faults_before_anything_is_taken(keeper: Client) -> None:
    seen = shown(keeper.post("/en/staff/cases/table", {"table": TABLE}))
    assert "Line 3" in seen and "One line can be taken in" in seen and not Case.objects.exists()
    for _ in range(2):
        assert keeper.post("/en/staff/cases/table", {"table": TABLE, "do": "take"}).status_code == 302
    assert Case.objects.get().intake == "list"


@pytest.mark.parametrize("table", ["", "a,b\n1,2", "\0\0", '"', "x" * 4_000_001])
def test_a_table_that_is_none_takes_nothing(keeper: Client, table: str) -> None:
    assert keeper.post("/en/staff/cases/table", {"table": table, "do": "take"}).status_code == 400
    assert not Case.objects.exists()


def test_a_decision_needs_a_reason_and_a_point_of_this_case(keeper: Client, case: Case) -> None:
    at, point = f"/en/staff/case/{case.id}/points", case.findings.get()
    assert keeper.post(at, {"finding": point.id, "decision": "confirmed", "reason": ""}).status_code == 400
    assert keeper.post(at, {"finding": "x", "decision": "confirmed", "reason": "r"}).status_code == 400
    for _ in range(2):
        keeper.post(at, {"finding": point.id, "decision": "confirmed", "reason": "call of 2 Nov"})
    point.refresh_from_db()
    assert point.decision == "confirmed" and case.events.filter(kind="decided").count() == 1
    assert "call of 2 Nov" in shown(keeper.get(at))


def test_the_letter_is_drafted_in_the_language_of_whoever_complained_and_kept_as_sent(
    keeper: Client, case: Case
) -> None:
    at = f"/en/staff/case/{case.id}/letter"
    assert "Respuesta a su queja" in shown(keeper.get(at)) and "您的投诉" in shown(keeper.get(at + "?in=zh"))
    keeper.post(at, {"letter": "Señora: …", "answered_on": "2026-11-03"})
    case.refresh_from_db()
    assert (case.state, case.letter) == ("answered", "Señora: …")
    assert keeper.post(at, {"letter": "x", "answered_on": "2026-11-01"}).status_code == 400


def test_what_is_hers_is_looked_at_with_an_entry_that_she_sees(keeper: Client) -> None:
    alice = person("alice")
    Case.objects.all().delete()
    for _ in range(2):
        keeper.post(f"/en/staff/cases/take/{alice.id_of('contact')}")
    made = Case.objects.get()
    assert canary("alice", "contact.text") in shown(keeper.get(f"/en/staff/case/{made.id}"))
    look = Look.objects.get()
    assert (look.file, look.row) == (alice.file, alice.id_of("contact")) and "Complaint" in look.reason
    HandOver.objects.update(taken_back_at=NOW)
    seen = shown(keeper.get(f"/en/staff/case/{made.id}"))
    assert canary("alice", "contact.text") not in seen and "no longer shown" in seen


def test_where_the_operator_is_no_creditor_there_is_no_desk(keeper: Client, case: Case, settings: Any) -> None:
    settings.WEB = replace(settings.WEB, operator=Operator("neutral", "x", "y"))
    for at in ("cases", "cases/new", "cases/table", "cases/alike", f"case/{case.id}"):
        assert keeper.get(f"/en/staff/{at}").status_code == 404


def link(keeper: Client, case: Case) -> str:
    at = f"/en/staff/case/{case.id}/agency"
    secret = re.search(r'name="secret" value="([^"]+)"', shown(keeper.get(at)))
    assert secret
    form = {"secret": secret[1], "findings": [row.id for row in case.findings.all()], "days": "5"}
    made = [re.search(r"/en/reply/[\w-]+", shown(keeper.post(at, form))) for _ in range(2)]
    assert made[0] and made[1] and made[0][0] == made[1][0] and AgencyAsk.objects.count() == 1
    return made[0][0]


def test_the_agency_answers_without_an_account_and_its_words_stand_beside_the_point(keeper: Client, case: Case) -> None:
    at, point, other = link(keeper, case), case.findings.get(), Client()
    assert "le va a pesar" in shown(other.get(at)) and "Llaman a mi hermana" not in shown(other.get(at))
    assert other.post(at, {"finding": point.id, "stand": "", "said": "x"}).status_code == 400
    for _ in range(2):
        answer = other.post(at, {"finding": point.id, "stand": "disputes", "said": "No fue nuestro número."})
        assert answer.status_code == 302
    assert case.events.filter(kind="replied").count() == 1
    assert "No fue nuestro número." in shown(keeper.get(f"/en/staff/case/{case.id}/points"))
    assert "agency_replied" in LogEntry.objects.values_list("kind", flat=True)


def test_a_revoked_link_reads_like_one_that_never_was(keeper: Client, case: Case) -> None:
    at = link(keeper, case)
    keeper.post(f"/en/staff/case/{case.id}/agency", {"do": "revoke"})
    gone, never = Client().get(at), Client().get("/en/reply/" + "A" * 43)
    assert (gone.status_code, never.status_code) == (404, 404)


def test_a_point_that_the_link_is_not_about_takes_no_reply(keeper: Client, case: Case) -> None:
    at = link(keeper, case)
    casework.add_point(case, "profanity", "", Staff.objects.get(), NOW)
    outside = case.findings.get(kind="profanity")
    assert Client().post(at, {"finding": outside.id, "stand": "accepts", "said": "x"}).status_code == 400
    assert not outside.events.filter(kind="replied").exists()


def test_the_agency_sees_her_contact_masked_and_nothing_else_of_hers(keeper: Client) -> None:
    alice: Person = person("alice")
    Case.objects.all().delete()
    contact: Any = alice.things["contact"]
    contact.text = f"还不还钱？不还就让你好看！{canary('alice', 'file.name')} {phone_of('alice')}"
    contact.save()
    keeper.post(f"/en/staff/cases/take/{contact.id}")
    seen = shown(Client().get(link(keeper, Case.objects.get())))
    assert "让你好看" in seen and "zqalice" not in seen.replace(contact.sender, "") and phone_of("alice") not in seen


def test_a_late_reply_is_shown_as_late(keeper: Client, case: Case) -> None:
    at = link(keeper, case)
    AgencyAsk.objects.update(due_on=date(2026, 1, 1), ends_at=datetime.now(UTC) + timedelta(days=1))
    Client().post(at, {"finding": case.findings.get().id, "stand": "not_ours", "said": "x"})
    assert "late" in shown(keeper.get(f"/en/staff/case/{case.id}/points"))
    assert agency.awaited(case, date(2026, 1, 2)) == (AgencyAsk.objects.get(), False)


def test_closing_and_opening_again_ask_for_words(keeper: Client, case: Case) -> None:
    at = f"/en/staff/case/{case.id}"
    casework.decide(case.findings.get(), "confirmed", "x", Staff.objects.get(), NOW)
    assert keeper.post(at, {"do": "close", "closing": "partly", "cause": "other", "cause_words": ""}).status_code == 400
    assert keeper.post(at, {"do": "close", "closing": "partly", "cause": "training"}).status_code == 302
    assert keeper.post(at, {"do": "reopen", "reopen_reason": ""}).status_code == 400
    keeper.post(at, {"do": "reopen", "reopen_reason": "new recording"})
    assert list(case.events.filter(kind__in=("closed", "reopened")).order_by("at").values_list("kind", flat=True)) == [
        "closed",
        "reopened",
    ]


def test_each_point_of_one_text_shows_its_own_words_in_their_sentence(keeper: Client) -> None:
    alice: Person = person("alice")
    Case.objects.all().delete()
    contact: Any = alice.things["contact"]
    contact.text = "【晨曦分期】您好。今日18点前不处理将通知通讯录联系人。详询客服。"
    contact.save()
    keeper.post(f"/en/staff/cases/take/{contact.id}")
    at = f"/en/staff/case/{Case.objects.get().id}"
    page, told = shown(keeper.get(at)), "今日18点前不处理<mark>将通知通讯录联系人</mark>。"
    assert page.count("<q>将通知通讯录联系人</q>") == 2 and page.count("<q>今日18点前不处理</q>") == 1
    assert shown(keeper.get(f"{at}/points")).count(f'<p class="message">{told}</p>') == 2


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_a_point_quotes_only_what_the_complaint_says(keeper: Client, case: Case, lang: str) -> None:
    at = f"/{lang}/staff/case/{case.id}"
    form = {"do": "point", "kind": "threat", "quote": "杀了你"}
    answer = keeper.post(at, form)
    assert answer.status_code == 400 and 'href="#f-quote"' in shown(answer) and "杀了你" in shown(answer)
    assert case.findings.count() == 1
    for quote in ("a  mi\nhermana", ""):
        assert keeper.post(at, {**form, "quote": quote}).status_code == 302
    assert case.findings.count() == 3


def test_a_point_quotes_a_contact_that_may_be_read_and_none_that_was_taken_back(keeper: Client) -> None:
    alice: Person = person("alice")
    Case.objects.all().delete()
    contact: Any = alice.things["contact"]
    contact.text, contact.note = "还不还钱？不还就让你好看！", "y le va a pesar"
    contact.save()
    keeper.post(f"/en/staff/cases/take/{contact.id}")
    at, count = f"/en/staff/case/{Case.objects.get().id}", Case.objects.get().findings.count()
    for quote in ("不还就让你好看", "le va a pesar"):
        assert keeper.post(at, {"do": "point", "kind": "profanity", "quote": quote}).status_code == 302
    HandOver.objects.update(taken_back_at=NOW)
    assert keeper.post(at, {"do": "point", "kind": "profanity", "quote": "还不还钱"}).status_code == 400
    assert Case.objects.get().findings.count() == count + 2


def test_a_firm_too_long_to_be_kept_is_named_at_its_field(keeper: Client, case: Case) -> None:
    at = f"/en/staff/case/{case.id}"
    answer = keeper.post(at, {"do": "firm", "agency": "x" * 121})
    assert answer.status_code == 400 and 'href="#f-agency"' in shown(answer)
    for _ in range(2):
        keeper.post(at, {"do": "firm", "agency": "Cobros SA"})
    assert "Firm named: Cobros SA" in shown(keeper.get(at)) and case.events.filter(kind="firm").count() == 1


def test_no_result_and_no_cause_is_chosen_for_whoever_closes(keeper: Client, case: Case) -> None:
    page = shown(keeper.get(f"/en/staff/case/{case.id}"))
    for name in ("kind", "closing", "cause"):
        (select,) = re.findall(rf'<select id="f-{name}".*?</select>', page)
        assert re.findall(r'value="([^"]*)" selected', select) == [""]
    assert keeper.post(f"/en/staff/case/{case.id}", {"do": "close", "closing": "", "cause": ""}).status_code == 400


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_a_complaint_is_not_closed_over_a_point_that_nobody_decided(keeper: Client, case: Case, lang: str) -> None:
    answer = keeper.post(
        f"/{lang}/staff/case/{case.id}", {"do": "close", "closing": "not_upheld", "cause": "none_found"}
    )
    assert answer.status_code == 400
    page = shown(answer)
    assert 'href="#f-closing"' in page and re.search(r'value="none_found" selected', page)
    case.refresh_from_db()
    assert case.state == "open"


@pytest.mark.parametrize(
    ("place", "channel"),
    [
        *(("CN", "nfra_post"), ("CN", "local_financial_authority"), ("MX", "profeco"), ("ES", "aepd")),
        *(("CO", "sfc_co"), ("CO", "sic_co"), ("CL", "sernac"), ("PE", "indecopi"), ("US", "ftc"), ("GB", "fos_uk")),
    ],
)
def test_a_letter_comes_from_the_bodies_of_its_place_alone(keeper: Client, place: str, channel: str) -> None:
    form = {**LETTER, "place": place, "channel": channel}
    assert keeper.post("/en/staff/cases/new", form).status_code == 302
    assert Case.objects.get().channel == channel
    assert keeper.post("/en/staff/cases/new", {**form, "place": "ES" if place != "ES" else "CN"}).status_code == 400
