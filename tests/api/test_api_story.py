"""The whole of A3 over the API: mandated, placed, a text and a call registered, both checked by the debtor, recalled,
denied; and a contact that must not happen, refused with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from a_machine import A_CALL, A_TEXT, CONTACT, Machine, a_machine, error_of
from a_register import ACCOUNT, AGENCY, AGENCY_SENDER, AT, CREDITOR, NUMBER, SLUG, TEXT
from pytest_django.fixtures import Settings

from atesta.api import door
from atesta.store import checking_sent, mandating, models
from atesta.store.checking_sent import CallState

pytestmark = pytest.mark.django_db
ACCOUNTS = f"account,due,amount,currency,numbers\n{ACCOUNT},2026-11-12,412.60,CNY,{NUMBER}\n"


@dataclass(slots=True)
class Story:
    """`at(moment)` sets the clock of the API."""

    owner: Machine
    agency: Machine
    mandate: models.SignedMandate
    at: Callable[[datetime], datetime]


@pytest.fixture
def story(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Story:
    """Monday 10:20 in Shanghai: the creditor mandates an agency, gives both a key, and places the account."""
    settings.WEB = replace(settings.WEB, home=tmp_path / "home")

    def at(moment: datetime) -> datetime:
        monkeypatch.setattr(door, "utc_now", lambda: moment)
        return moment

    now = at(AT - timedelta(days=1, minutes=10))
    creditor = mandating.add_creditor(CREDITOR, "CN", now)
    agency = mandating.add_agency(creditor, SLUG, AGENCY, None, now)
    mandating.add_sender(creditor, agency, AGENCY_SENDER, date(2026, 11, 23), None, None, now)
    mandate = mandating.issue(agency, ("sms", "call"), date(2026, 11, 23), date(2027, 11, 22), None, now)
    made = Story(a_machine(creditor, None, now), a_machine(creditor, agency, now), mandate, at)
    moment = {"mapping": {"moment": "2026-11-23T06:00:00+08:00"}}
    assert taken(made.owner.post("/accounts:import", {"csv": ACCOUNTS, **moment})) == 1
    assert taken(made.owner.post("/placements:import", {"csv": f"account,agency\n{ACCOUNT},{SLUG}\n"})) == 1
    at(AT - timedelta(minutes=10))
    return made


def taken(answer: Any) -> int:
    found = answer.json()
    assert answer.status_code == 200 and found["errors"] == [], found
    return int(found["taken"])


def registered(machine: Machine, at: str, body: dict[str, object]) -> dict[str, Any]:
    answer = machine.post(at, body)
    found: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    assert answer.status_code == 200 and found["announcement"], found
    return found


def received(text: str, when: datetime) -> checking_sent.Sent:
    asked = checking_sent.Asked("CN", text, NUMBER, AGENCY_SENDER, when)
    return checking_sent.check_text(asked, when + timedelta(minutes=5))


def test_a_text_is_checked_by_whoever_got_it_until_the_agency_is_recalled(story: Story) -> None:
    made = registered(story.agency, "/texts", A_TEXT)
    answers = {claim["kind"]: claim["answer"] for claim in made["announcement"]["claims"]}
    assert answers["amount"] == "matches"
    assert received(made["text"], AT).answer == "authorised_agency"
    assert received(made["text"].replace("412.60", "912.60"), AT).answer != "authorised_agency"
    story.at(AT + timedelta(hours=1))
    assert taken(story.owner.post("/placements:import", recall(AT.date()))) == 1
    assert received(made["text"], AT + timedelta(days=1)).answer == "denied"


def recall(on: date) -> dict[str, str]:
    return {"csv": f"account,agency,to\n{ACCOUNT},{SLUG},{on.isoformat()}\n"}


def test_a_call_is_they_while_its_window_is_open(story: Story) -> None:
    made = registered(story.agency, "/calls", A_CALL)
    asked = (made["code"], NUMBER[-4:])
    found = checking_sent.check_call("CN", *asked, AT + timedelta(minutes=5))
    assert found.state is CallState.THEY and found.found is not None
    assert (found.found.agency, found.found.creditor, found.found.first_name) == (AGENCY, CREDITOR, "Lin")
    story.at(AT + timedelta(minutes=10))
    assert story.agency.post(f"/calls/{made['announcement']['id']}/close").json()["closed_at"]  # type: ignore[attr-defined]
    assert checking_sent.check_call("CN", *asked, AT + timedelta(minutes=11)).state is CallState.NOT


def test_after_the_recall_the_gate_refuses_and_the_agency_reads_why(story: Story) -> None:
    story.owner.post("/placements:import", recall(AT.date()))
    story.at(AT + timedelta(days=1))
    wanted = {**CONTACT, "at": (AT + timedelta(days=1, minutes=10)).isoformat()}
    said = story.agency.post("/contacts/ask", wanted, **{"Accept-Language": "es"}).json()  # type: ignore[attr-defined]
    assert said["decision"] == "refused" and said["reserved_until"] is None
    (reason,) = [reason for reason in said["reasons"] if reason["id"] == "placement_recalled"]
    assert len(reason["text"].split()) > 4 and reason["citations"] and reason["measured"]
    assert story.agency.get("/asks").json()["items"][0]["id"] == said["id"]  # type: ignore[attr-defined]
    refused = story.agency.post("/texts", {**wanted, "text": TEXT}).json()  # type: ignore[attr-defined]
    assert refused["announcement"] is None and refused["code"] is None and refused["ask"]["decision"] == "refused"


def test_a_revoked_mandate_ends_what_the_agency_may_do(story: Story) -> None:
    registered(story.agency, "/texts", A_TEXT)
    answer = story.owner.post(f"/mandates/{story.mandate.jti}/revoke", {"why": "ended"})
    assert answer.json()["revoked_at"] == "2026-11-24T02:20:00+00:00"  # type: ignore[attr-defined]
    wanted = {**A_TEXT, "at": (AT + timedelta(minutes=20)).isoformat()}
    assert story.agency.post("/texts", wanted).json()["ask"]["decision"] == "refused"  # type: ignore[attr-defined]
    shown = story.owner.get("/agencies").json()["items"][0]  # type: ignore[attr-defined]
    assert shown["id"] == SLUG and shown["mandates"][0]["revoked_at"]


def test_an_outcome_is_reported_once_and_a_reservation_can_be_given_back(story: Story) -> None:
    asked = story.agency.post("/contacts/ask", CONTACT).json()  # type: ignore[attr-defined]
    assert asked["decision"] == "allowed" and asked["reserved_until"] > asked["planned_at"]
    story.at(AT + timedelta(minutes=1))
    at = f"/contacts/{asked['id']}/outcome"
    told = {"outcome": "delivered", "at": AT.isoformat()}
    assert [story.agency.post(at, told).status_code for _ in range(2)] == [200, 200]
    assert story.agency.post(at, {"outcome": "not_made"}).status_code == 409


def test_a_past_outcome_buys_no_second_call_of_one_day(story: Story) -> None:
    """Four in a day are one too many (CN): each would be announced if an outcome of long ago gave its room back."""
    decided = []
    for hour in range(5):
        opens, day = AT + timedelta(days=1, hours=hour), timedelta(days=40)
        times = {"opens_at": opens.isoformat(), "closes_at": (opens + timedelta(minutes=30)).isoformat()}
        said = story.agency.post("/calls", {**A_CALL, **times}).json()
        decided.append(said["ask"]["decision"])
        told = {"outcome": "no_answer", "at": (AT - day).isoformat()}
        answer = story.agency.post(f"/contacts/{said['ask']['id']}/outcome", told)
        if said["announcement"]:
            assert answer.status_code == 422 and error_of(answer)["id"] == "gate_report_before"
    assert decided == ["allowed", "allowed", "allowed", "refused", "refused"]


def test_a_text_that_leads_elsewhere_is_refused_and_the_creditor_reads_where_to(story: Story) -> None:
    text = "【晨曦分期】账单412.60元,详情见 https://info.evil.example"
    said = story.agency.post("/texts", {**A_TEXT, "text": text}).json()
    assert said["announcement"] is None and said["ask"]["decision"] == "refused"
    row = story.owner.get("/asks").json()["items"][0]
    (reason,) = [reason for reason in row["reasons"] if reason["id"] == "announce_leads"]
    assert (row["by"], reason["measured"]) == (SLUG, {"ways": ["link"], "hosts": ["info.evil.example"]})
    assert "info.evil.example" in reason["text"] and "详情见" not in str(row)


def test_a_declined_wording_waits_for_a_person_and_an_approved_one_is_named(story: Story) -> None:
    agency = models.Agency.objects.get()
    row = models.Template.objects.create(
        **{"creditor": agency.creditor, "agency": agency, "channel": "sms", "text": TEXT.replace("412.60", "{amount}")},
        **{"digest": "0" * 64, "state": "declined", "made_at": AT, "decided_at": AT},
    )
    said = story.agency.post("/texts", A_TEXT).json()
    assert [reason["id"] for reason in said["ask"]["reasons"]] == ["wording_declined"]
    assert (said["ask"]["decision"], said["announcement"]) == ("ask", None)
    models.Template.objects.update(state="approved")
    assert registered(story.agency, "/texts", A_TEXT)["announcement"]["wording"] == row.id
