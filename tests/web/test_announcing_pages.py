"""A message or a call is announced by hand: the code once, or why not; nothing of another firm's."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from people import Visitor as Who
from people import come

from atesta.store import models
from atesta.store.house import person_hash
from atesta.web import announcing, finishing

sys.path.append(str(Path(__file__).parents[1] / "store"))

from a_register import ACCOUNT, AGENCY_SENDER, AT, NUMBER, OWN_SENDER, TEXT, Register, a_register

pytestmark = pytest.mark.django_db
CODE = re.compile(r'<p class="code">([0-9A-Z]{3} [0-9A-Z]{3} [0-9A-Z]{3})</p>')


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in (announcing, finishing):
        monkeypatch.setattr(page, "clock", lambda: AT)


@pytest.fixture
def register() -> Register:
    return a_register()


def of(register: Register, visitor: Who) -> Client:
    """Signed in for the firms of this register."""
    client = come(visitor, {})
    who = models.StaffOf.objects.get(staff__login=f"zq{visitor.value}loginqz")
    who.creditor, who.agency = register.creditor, register.agency if visitor is Who.MANAGER else None
    who.save()
    return client


def message(**more: str) -> dict[str, str]:
    given = {"account": ACCOUNT, "number": NUMBER, "address": AGENCY_SENDER, "purpose": "demand", "channel": "sms"}
    return {**given, "text": TEXT, **more}


def call(**more: str) -> dict[str, str]:
    return {**message(), "first_name": "小林", "minutes": "30", **more}


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_a_message_is_announced_and_its_code_is_shown_once(register: Register, lang: str) -> None:
    manager = of(register, Who.MANAGER)
    page = manager.post(f"/{lang}/agency/announce/text", message()).content.decode()
    row = models.Announcement.objects.get()
    assert CODE.search(page) and row.agency == register.agency and row.person and NUMBER not in page
    assert "412.60" in page and TEXT not in str(row.__dict__)


def test_a_text_that_is_the_same_for_everybody_is_shown_with_its_code(register: Register) -> None:
    page = of(register, Who.MANAGER).post("/en/agency/announce/text", message(text="请还款。")).content.decode()
    found = CODE.search(page)
    assert found and f"请还款。 {found[1].replace(' ', '')}</pre>" in page and "could have gone to anybody" in page


def test_a_call_is_open_until_it_is_hung_up(register: Register) -> None:
    manager = of(register, Who.MANAGER)
    page = manager.post("/en/agency/announce/call", call()).content.decode()
    row = models.Announcement.objects.get()
    assert CODE.search(page) and row.closes_at == AT + timedelta(minutes=30) and row.closed_at is None
    for _ in range(2):
        assert manager.post(f"/en/agency/announce/{row.id}/over").status_code == 302
    row.refresh_from_db()
    assert row.closed_at == AT


def test_the_creditor_announces_its_own_with_its_own_senders(register: Register) -> None:
    officer = of(register, Who.COMPLIANCE)
    assert OWN_SENDER in officer.get("/en/creditor/announce/text").content.decode()
    assert CODE.search(officer.post("/en/creditor/announce/text", message(address=OWN_SENDER)).content.decode())
    assert models.Announcement.objects.get().agency is None


def test_a_sender_of_somebody_else_is_never_used(register: Register) -> None:
    """What is not in the list of one's own is read as the first of one's own."""
    of(register, Who.MANAGER).post("/en/agency/announce/text", message(address=OWN_SENDER))
    assert models.Announcement.objects.get().address == AGENCY_SENDER


def test_a_refused_contact_says_why_and_announces_nothing(register: Register) -> None:
    register.account.requests.create(kind="stop", asked_at=AT, from_on=AT.date(), accepted_at=AT - timedelta(days=1))
    page = of(register, Who.MANAGER).post("/en/agency/announce/text", message()).content.decode()
    assert "This contact is refused" in page and "<li>" in page and not models.Announcement.objects.exists()
    assert models.GateAsk.objects.get().decision == "refused"


@pytest.mark.parametrize("name", ["account", "number", "text"])
def test_what_is_missing_is_named_and_what_was_typed_is_kept(register: Register, name: str) -> None:
    answer = of(register, Who.MANAGER).post("/en/agency/announce/text", message(**{name: ""}))
    page = answer.content.decode()
    assert answer.status_code == 422 and f'href="#f-{name}"' in page and not models.GateAsk.objects.exists()


def test_a_way_to_pay_that_is_not_the_creditor_s_is_refused_with_the_form_kept(register: Register) -> None:
    text = TEXT + "http://pay.example.org/x"
    answer = of(register, Who.MANAGER).post("/en/agency/announce/text", message(text=text))
    assert answer.status_code == 422 and "pay.example.org/x" in answer.content.decode()
    assert not models.Announcement.objects.exists()


def test_without_a_listed_sender_the_page_says_so(register: Register) -> None:
    register.agency_sender.delete()
    page = of(register, Who.MANAGER).get("/en/agency/announce/text").content.decode()
    assert "No number or sender name of yours is listed" in page and "<textarea" not in page


def allowed(register: Register, **more: object) -> models.GateAsk:
    """Refused, and then allowed by name after its planned time."""
    row = models.GateAsk.objects.create(
        creditor=register.creditor,
        agency=register.agency,
        account=register.account,
        person=person_hash(NUMBER, "CN"),
        **{"address": AGENCY_SENDER, "channel": "sms", "purpose": "answer", "to": "debtor", "decision": "refused"},
        **{"planned_at": AT - timedelta(minutes=20), "asked_at": AT - timedelta(minutes=21), "reasons": []},
    )
    row.override_at, row.ends_at = AT - timedelta(minutes=1), AT + timedelta(minutes=10)
    for name, value in more.items():
        setattr(row, name, value)
    row.save()
    return row


@pytest.mark.parametrize("kind", ["text", "call"])
def test_what_was_allowed_by_name_is_announced_as_it_was_asked_for(register: Register, kind: str) -> None:
    row = allowed(register, channel="sms" if kind == "text" else "call")
    manager = of(register, Who.MANAGER)
    at = f"/en/agency/announce/{kind}"
    form = manager.get(at, {"reserved": row.id}).content.decode()
    assert f'name="reserved" value="{row.id}"' in form and "allowed by name" in form and "A receipt" not in form
    given = call(reserved=row.id, purpose="demand", minutes="120")
    assert CODE.search(manager.post(at, given).content.decode())
    made = models.Announcement.objects.get()
    assert made.ask == row and made.purpose == "answer" and models.GateAsk.objects.count() == 1
    again = manager.post(at, given)
    assert again.status_code == 422 and "no such reservation" in again.content.decode()
    assert models.Announcement.objects.count() == 1


@pytest.mark.parametrize("more", [{"override_at": None}, {"ends_at": AT}, {"reported_at": AT}, {"agency": None}])
def test_what_is_not_allowed_or_over_or_another_s_is_no_reservation(
    register: Register, more: dict[str, object]
) -> None:
    row = allowed(register, **more)
    answer = of(register, Who.MANAGER).post("/en/agency/announce/text", message(reserved=row.id))
    assert answer.status_code == 422 and not models.Announcement.objects.exists()


def finished(register: Register) -> tuple[Client, str]:
    """A call of the agency's, announced at AT, and where it is finished."""
    manager = of(register, Who.MANAGER)
    manager.post("/en/agency/announce/call", call())
    return manager, f"/en/agency/announce/{models.Announcement.objects.get().id}/finish"


def outcome(word: str = "no_answer", made_at: str = "2026-11-24T10:30") -> dict[str, str]:
    return {"do": "report", "outcome": word, "made_at": made_at}


def test_one_s_own_contact_is_finished_in_the_browser(register: Register) -> None:
    manager, at = finished(register)
    assert at in manager.get("/en/agency/registered").content.decode()
    assert "/finish" not in of(register, Who.COMPLIANCE).get("/en/creditor/registered").content.decode()
    assert 'value="2026-11-24T10:30"' in manager.get(at).content.decode()
    for _ in range(2):
        assert manager.post(at, outcome()).status_code == 302
    ask = models.GateAsk.objects.get()
    assert (ask.outcome, ask.happened_at) == ("no_answer", AT)
    for _ in range(2):
        assert manager.post(at, {"do": "withdraw", "why": "wrong list"}).status_code == 302
    after = manager.get("/en/agency/registered").content.decode()
    assert "Came of it: no answer, 24 Nov 2026, 10:30 UTC+08:00" in after and "wrong list" in after and at not in after


def test_it_was_made_when_the_call_was_hung_up_unless_another_time_is_typed(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, at = finished(register)
    models.Announcement.objects.update(closed_at=AT + timedelta(minutes=4))
    monkeypatch.setattr(announcing, "clock", lambda: AT + timedelta(minutes=20))
    monkeypatch.setattr(finishing, "clock", lambda: AT + timedelta(minutes=20))
    assert 'value="2026-11-24T10:34"' in manager.get(at).content.decode()
    manager.post(at, outcome("conversation", "2026-11-24T10:31"))
    assert models.GateAsk.objects.get().happened_at == AT + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (outcome(made_at="2026-11-24T10:29"), "made_at"),
        (outcome(made_at="2026-11-24T10:33"), "made_at"),
        (outcome(made_at="0001-01-01T00:00"), "made_at"),
        (outcome(made_at="yesterday"), "made_at"),
        (outcome(made_at=""), "made_at"),
        (outcome("nonsense"), "outcome"),
        ({"do": "withdraw", "why": " "}, "why"),
        ({"do": "withdraw", "why": "x" * 301}, "why"),
    ],
)
def test_what_is_missing_or_cannot_be_is_named_and_nothing_is_done(
    register: Register, given: dict[str, str], field: str
) -> None:
    manager, at = finished(register)
    answer = manager.post(at, given)
    assert answer.status_code == 422 and f'href="#f-{field}"' in answer.content.decode()
    assert models.GateAsk.objects.get().reported_at is None
    assert models.Announcement.objects.get().withdrawn_at is None


def test_a_second_outcome_and_a_second_reason_are_told_what_stands(register: Register) -> None:
    manager, at = finished(register)
    manager.post(at, outcome())
    answer = manager.post(at, outcome("conversation"))
    said = answer.content.decode()
    assert answer.status_code == 422 and "The first report stands" in said and "Came of it: no answer" in said
    manager.post(at, {"do": "withdraw", "why": "wrong list"})
    answer = manager.post(at, {"do": "withdraw", "why": "other"})
    assert answer.status_code == 422 and "withdrawn before, on 24 Nov 2026" in answer.content.decode()
    assert models.Announcement.objects.get().withdrawn_why == "wrong list"


def test_what_was_not_made_has_no_time_and_is_withdrawn(register: Register) -> None:
    manager, at = finished(register)
    assert manager.post(at, outcome("not_made", "")).status_code == 302
    assert models.GateAsk.objects.get().happened_at is None and models.Announcement.objects.get().withdrawn_at


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Not reported, counted"), ("es", "Sin comunicar"), ("zh", "未上报，已计入")]
)
def test_what_nobody_reported_is_shown_as_such_to_both(
    register: Register, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    manager, _ = finished(register)
    assert said not in manager.get(f"/{lang}/agency/registered").content.decode()
    models.GateAsk.objects.update(ends_at=AT - timedelta(days=30))  # a request that was accepted before its time
    assert said not in manager.get(f"/{lang}/agency/registered").content.decode()
    models.GateAsk.objects.update(planned_at=AT - timedelta(days=30))
    assert said in manager.get(f"/{lang}/agency/registered").content.decode()
    assert said in of(register, Who.COMPLIANCE).get(f"/{lang}/creditor/registered").content.decode()
