"""The register in the browser: an agency is mandated, gets its file of placements, is recalled and revoked."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from people import NOW, Visitor, agency_of, come, creditor_of

from atesta.store import mandating, registry
from atesta.store.models import Agency, LedgerImport, LogEntry, Placement, Sender, SignedMandate, Staff, Upload
from atesta.store.worker import Worker
from atesta.telling.say import say_day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.WEB = replace(settings.WEB, home=tmp_path / "home", folder=tmp_path)


@pytest.fixture
def officer() -> Client:
    return come(Visitor.COMPLIANCE, {})


def today() -> Any:
    return mandating.day_at(creditor_of(), timezone.now())


def mandated(officer: Client, agency: Agency) -> SignedMandate:
    days = {"from_on": today().isoformat(), "until_on": (today() + timedelta(days=300)).isoformat()}
    answer = officer.post(f"/en/creditor/agencies/{agency.id}/mandate", {**days, "channel_sms": "on"})
    return SignedMandate.objects.get(id=answer["Location"].rpartition("/")[2])


def sent(officer: Client, page: str, text: str, **more: str) -> str:
    file = SimpleUploadedFile("x.csv", text.encode(), "text/csv")
    answer = officer.post(f"/en/creditor/{page}", {"file": file, **more})
    assert answer.status_code == 302, answer.content.decode()
    Worker().do_one()
    return str(answer["Location"])


def test_an_agency_is_added_mandated_and_shown(officer: Client) -> None:
    answer = officer.post("/en/creditor/agencies/new", {"name": "云岭信服", "slug": "hx"})
    agency = Agency.objects.get(slug="hx")
    assert answer["Location"].endswith(agency.id)
    row = mandated(officer, agency)
    listed = officer.get("/en/creditor/agencies").content.decode()
    assert "云岭信服" in listed and "no mandate today" not in listed
    assert Client().get(f"/.well-known/atesta/mandates/{row.jti}.jws").content.decode() == row.token


@pytest.mark.parametrize(
    ("form", "field"),
    [({}, "name"), ({"name": "A"}, "slug"), ({"name": "A", "slug": "x" * 41}, "slug")],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(officer: Client, form: dict[str, str], field: str) -> None:
    answer = officer.post("/en/creditor/agencies/new", form)
    assert answer.status_code == 422 and f'href="#f-{field}"' in answer.content.decode()
    assert not Agency.objects.exists()


def test_a_second_mandate_for_the_same_days_is_asked_about(officer: Client) -> None:
    agency = agency_of("hx", creditor_of())
    first = mandated(officer, agency)
    form = {
        "from_on": today().isoformat(),
        "until_on": first.to_on.isoformat(),
        "channel_sms": "on",
        "channel_call": "on",
    }
    at = f"/en/creditor/agencies/{agency.id}/mandate"
    asked = officer.post(at, form)
    assert asked.status_code == 422 and 'name="anyway"' in asked.content.decode()
    assert officer.post(at, {**form, "anyway": "on"}).status_code == 302
    assert SignedMandate.objects.count() == 2


@pytest.mark.parametrize(("lang", "both"), [("en", "call, text message"), ("es", "llamada, SMS"), ("zh", "电话")])
def test_what_overlaps_is_told_with_days_and_channels_in_words(officer: Client, lang: str, both: str) -> None:
    agency = agency_of("hx", creditor_of())
    form = {"from_on": today().isoformat(), "until_on": "2031-12-31", "channel_sms": "on", "channel_call": "on"}
    at = f"/{lang}/creditor/agencies/{agency.id}"
    officer.post(f"{at}/mandate", form)
    asked = said_in_errors(officer.post(f"{at}/mandate", {**form, "until_on": "2031-12-30"}))
    assert say_day(date(2031, 12, 31), lang) in asked and both in asked and not re.search(r"2031-12|sms", asked)
    officer.post(f"{at}/sender", {"address": "02150001234", "from_on": today().isoformat()})
    asked = said_in_errors(officer.post(f"{at}/sender", {"address": "02150001234", "from_on": "2026-01-01"}))
    assert say_day(today(), lang) in asked and today().isoformat() not in asked


def said_in_errors(answer: Any) -> str:
    assert answer.status_code == 422
    return str(re.search(r'<div class="errors".*?</div>', answer.content.decode(), re.DOTALL)[0])  # type: ignore[index]


def test_a_revoked_mandate_is_told_with_its_hour_there_and_the_reason(officer: Client) -> None:
    row = mandated(officer, agency_of("hx", creditor_of()))
    SignedMandate.objects.update(revoked_at=datetime(2026, 11, 24, 20, 5, tzinfo=UTC), revoked_why="contract ended")
    for page in (f"agencies/{row.agency_id}", f"mandates/{row.id}"):
        said = officer.get(f"/en/creditor/{page}").content.decode()
        assert "revoked on 25 Nov 2026, 04:05 UTC+08:00" in said and "contract ended" in said


def test_revoking_needs_a_reason_and_is_published(officer: Client) -> None:
    row = mandated(officer, agency_of("hx", creditor_of()))
    at = f"/en/creditor/mandates/{row.id}"
    assert officer.post(at, {}).status_code == 422
    assert officer.post(at, {"why": "contract ended"}).status_code == 302
    listed = json.loads(Client().get("/.well-known/atesta/revoked.json").content)
    assert [one["jti"] for one in listed["revoked"]] == [row.jti] and listed["jws"].count(".") == 2
    assert "revoked on" in Client().get("/en/cn/agencies").content.decode()


def test_a_file_is_looked_at_before_it_is_taken_and_taken_once(officer: Client) -> None:
    mandated(officer, agency_of("hx", creditor_of()))
    at = sent(officer, "placements", "account,agency\nA-1,hx\nA-2,hx\n")
    assert "newly placed" in officer.get(at).content.decode() and not Placement.objects.exists()
    for _ in range(2):
        officer.post(at, {"do": "all"})
    Worker().do_one()
    assert "Taken: 2 changes." in officer.get(at).content.decode()
    assert Placement.objects.count() == 2 and LedgerImport.objects.count() == 1
    assert "2" in officer.get("/en/creditor/imports").content.decode()


def test_a_file_with_a_wrong_line_is_taken_only_when_the_good_ones_are_asked_for(officer: Client) -> None:
    mandated(officer, agency_of("hx", creditor_of()))
    at = sent(officer, "placements", "account,agency\nA-1,hx\nA-2,nobody\n")
    shown = officer.get(at).content.decode()
    assert "No agency of this name is listed." in shown and 'value="good"' in shown
    officer.post(at, {"do": "all"})
    Worker().do_one()
    assert not Placement.objects.exists() and "cannot be taken" in officer.get(at).content.decode()
    again = sent(officer, "placements", "account,agency\nA-1,hx\nA-2,nobody\n")
    officer.post(again, {"do": "good"})
    Worker().do_one()
    assert "One line was left out." in officer.get(again).content.decode() and Placement.objects.count() == 1


def test_a_file_that_is_no_table_says_so_and_is_gone(
    officer: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        at = sent(officer, "placements", "nothing,here\n1,2\n")
    assert "no column for: account, agency" in officer.get(at).content.decode()
    assert not [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


def test_another_creditor_does_not_see_the_file(officer: Client) -> None:
    at = sent(officer, "placements", "account,agency\nA-1,hx\n")
    rival = come(Visitor.RIVAL, {})
    assert rival.get(at).status_code == rival.post(at, {"do": "all"}).status_code == 404


def test_an_account_is_seen_by_its_whole_number_only_and_recalled_by_hand(officer: Client) -> None:
    mandated(officer, agency_of("hx", creditor_of()))
    at = sent(officer, "placements", "account,agency\nCN-7788-1001,hx\n")
    officer.post(at, {"do": "all"})
    Worker().do_one()
    assert officer.post("/en/creditor/accounts", {"do": "look", "account_number": "1001"}).status_code == 422
    found = officer.post("/en/creditor/accounts", {"do": "look", "account_number": "cn-7788-1001"})["Location"]
    shown = officer.get(found).content.decode()
    assert "…1001" in shown and "7788" not in found + shown
    assert LogEntry.objects.filter(kind="account_looked").count() == 1
    officer.post(found, {"last_on": today().isoformat(), "why": "their letter"})
    assert Placement.objects.get().to_on == today()


def test_a_sender_that_was_listed_wrongly_ends_with_a_public_reason(officer: Client) -> None:
    agency = agency_of("hx", creditor_of())
    form = {"address": "021 5000 1234", "from_on": "2025-01-01"}
    officer.post(f"/en/creditor/agencies/{agency.id}/sender", form)
    row = Sender.objects.get()
    assert "021 5000 1234" in Client().get("/en/cn/agencies.csv").content.decode()
    why = {"last_on": today().isoformat(), "why": "It belongs to a bakery.", "listed_wrongly": "on"}
    officer.post(f"/en/creditor/senders/{row.id}", why)
    page = Client().get("/en/cn/agencies").content.decode()
    assert "It belongs to a bakery." in page
    listed = json.loads(Client().get("/en/cn/agencies.json").content)["creditors"][0]
    assert listed["agencies"][0]["senders"] == [] and listed["corrections"][0]["address"] == "021 5000 1234"


def test_the_public_list_has_nothing_of_accounts(officer: Client) -> None:
    mandated(officer, agency_of("hx", creditor_of()))
    at = sent(officer, "placements", "account,agency\nCN-7788-1001,hx\n")
    officer.post(at, {"do": "all"})
    Worker().do_one()
    account = registry.account_of(creditor_of(), "CN-7788-1001")
    assert account is not None
    for path in ("agencies", "agencies.json", "agencies.csv"):
        text = Client().get(f"/en/cn/{path}").content.decode()
        assert account.id not in text and account.key not in text and "1001" not in text


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_the_pages_speak_three_languages(officer: Client, lang: str) -> None:
    agency = agency_of("hx", creditor_of())
    row = mandated(officer, agency)
    paths = ("agencies", "agencies/new", f"agencies/{agency.id}", f"agencies/{agency.id}/sender", "placements")
    for path in (
        *paths,
        f"agencies/{agency.id}/mandate",
        f"mandates/{row.id}",
        "accounts",
        "accounts/codes",
        "imports",
    ):
        assert officer.get(f"/{lang}/creditor/{path}").status_code == 200
    at = sent(officer, "placements", "account,agency,from\nA-1,hx,\nA-2,xx,\nA-3,hx,1999-01-01\n").replace(
        "/en/", f"/{lang}/"
    )
    assert officer.get(at).status_code == 200
    assert Client().get(f"/{lang}/cn/agencies").status_code == 200


def test_every_end_is_answered_for_by_name(officer: Client) -> None:
    agency = agency_of("hx", creditor_of())
    row = mandated(officer, agency)
    assert row.by == Staff.objects.get() and row.made_at > NOW - timedelta(days=1000)
    assert Upload.objects.count() == 0
