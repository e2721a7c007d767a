"""The pages of a file: kept things show with their answers, what was typed stays, nobody else sees any of it."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from a_file import NOW, opened
from desks import plain_desk
from django.test import Client
from pytest_django.fixtures import Settings

from atesta.locale import catalogue
from atesta.store import keeping
from atesta.store.answering import Means
from atesta.store.keeping import Given
from atesta.store.models import Debt, File, KeptContact, Receipt, Request
from atesta.web_settings import Operator

pytestmark = pytest.mark.django_db
MEANS = Means(plain_desk())


def debt_of(file: File, **known: object) -> Debt:
    return keeping.make_debt(file, "CN", NOW, **{"lender": "晨曦分期", **known})


def kept(debt: Debt, text: str = "您已逾期，请尽快还款。", **given: object) -> KeptContact:
    asked = Given(text=text, **{"at": NOW, "sender": "10690000188", **given})  # type: ignore[arg-type]
    return keeping.keep_contact(debt.file, debt, asked, MEANS, NOW).contact


@pytest.fixture
def file(client: Client) -> File:
    return opened(client)


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_an_empty_file_says_what_to_do(client: Client, file: File, lang: str) -> None:
    page = client.get(f"/{lang}/file/home")
    assert page.status_code == 200
    assert f"/{lang}/file/debt-new" in page.content.decode()


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_every_page_of_a_filled_file_can_be_read_in_each_language(client: Client, file: File, lang: str) -> None:
    debt = debt_of(file, owed="412.60", due=datetime(2026, 11, 12, tzinfo=UTC).date())
    contact = kept(debt)
    receipt = keeping.keep_receipt(debt, NOW.date(), "412.60", "R-1", None, MEANS, NOW)
    request = keeping.keep_request(debt, "pause", NOW.date(), None, "en", "Dear lender", MEANS, NOW)
    paths = ["home", "add", "ways", "code", "me", "export", "erase", "looks", "debt-new", f"request/{request.id}"]
    paths += [f"contact/{contact.id}", f"contact/{contact.id}/erase", f"receipt/{receipt.id}/erase"]
    paths += [f"debt/{debt.id}{rest}" for rest in ("", "/figures", "/extract", "/receipt", "/request", "/erase")]
    for path in paths:
        assert client.get(f"/{lang}/file/{path}").status_code == 200, path


def test_a_contact_shows_its_five_words_in_the_timeline_and_in_full_on_its_page(client: Client, file: File) -> None:
    contact = kept(debt_of(file))
    line = client.get("/en/file/home").content.decode()
    assert "cannot be vouched for" in line
    page = client.get(f"/en/file/contact/{contact.id}").content.decode()
    assert "您已逾期" in page
    assert page.count("<details id=") == 5


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_the_steps_of_a_kept_contact_have_the_letters_of_the_answer_page(client: Client, file: File, lang: str) -> None:
    contact = kept(debt_of(file))
    page = client.get(f"/{lang}/file/contact/{contact.id}").content.decode()
    found = re.search(r'href="([^"]+/letter\?kind=\w+)"', page)
    assert found and 'class="letter"' in page
    letter = client.get(found[1])
    assert letter.status_code == 200
    assert f'href="/{lang}/file/contact/{contact.id}"' in letter.content.decode()
    assert client.get(f"/{lang}/file/contact/{contact.id}/letter?kind=%00x").status_code == 200


def test_what_lies_in_another_s_file_is_not_found(client: Client, file: File) -> None:
    other = opened(Client())
    debt = debt_of(other)
    contact = kept(debt)
    request = keeping.keep_request(debt, "stop", NOW.date(), None, "en", "x", MEANS, NOW)
    for path in (f"debt/{debt.id}", f"contact/{contact.id}", f"contact/{contact.id}/erase", f"request/{request.id}"):
        assert client.get(f"/en/file/{path}").status_code == 404, path


def test_the_same_call_from_memory_is_kept_once(client: Client, file: File) -> None:
    debt = debt_of(file)
    form = {
        "channel": "call",
        "when": "2026-11-15T10:02",
        "outcome": "conversation",
        "to": "debtor",
        "remembered": "pague hoy",
    }
    for said in ("kept", "kept_before"):
        assert client.post("/en/file/add", form)["Location"].endswith(f"{debt.id}?said={said}")
    contact = KeptContact.objects.get()
    assert (contact.provenance, contact.at_offset) == ("typed", 480)


def test_a_form_with_a_slip_keeps_what_was_typed_and_names_the_field(client: Client, file: File) -> None:
    debt_of(file)
    form = {
        "channel": "visit",
        "when": "yesterday",
        "outcome": "conversation",
        "to": "debtor",
        "remembered": "they rang",
    }
    answer = client.post("/en/file/add", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "they rang" in page
    assert 'href="#f-when"' in page
    assert not KeptContact.objects.exists()


def test_a_time_that_lies_ahead_is_refused(client: Client, file: File) -> None:
    debt_of(file)
    ahead = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    form = {"channel": "call", "when": ahead, "outcome": "conversation", "to": "debtor", "remembered": "x"}
    assert client.post("/en/file/add", form).status_code == 422


def test_counts_stand_beside_their_rule_and_its_force(client: Client, file: File) -> None:
    debt = debt_of(file)
    now = datetime.now(UTC)
    for minutes in (1, 2, 3, 4):
        kept(debt, f"call {minutes}", channel="call", at=now - timedelta(seconds=minutes), outcome="conversation")
    page = client.get("/en/file/home").content.decode()
    assert "4 today, 3 at most." in page
    assert "GB/T 45251-2025" in page
    assert "standard" in page


def test_one_text_from_two_numbers_is_one_campaign(client: Client, file: File) -> None:
    debt = debt_of(file)
    kept(debt, "请还款 412.60 元", sender="1001")
    kept(debt, "请还款 500.00 元", sender="1002", at=NOW + timedelta(days=1))
    page = " ".join(client.get("/en/file/home").content.decode().split())
    assert "2 contacts" in page
    assert "1 campaign." in page
    assert "One text came from 2 senders." in page


def test_older_contacts_are_a_page_away(client: Client, file: File) -> None:
    debt = debt_of(file)
    KeptContact.objects.bulk_create(
        KeptContact(
            file=file,
            debt=debt,
            channel="sms",
            provenance="imported",
            text=f"n{i}.",
            order=NOW - timedelta(hours=i),
            kept_at=NOW,
        )
        for i in range(60)
    )
    first = client.get(f"/en/file/debt/{debt.id}").content.decode()
    assert "n49." in first
    assert "n50." not in first
    older = first.split("?after=")[1].split('"')[0]
    second = client.get(f"/en/file/debt/{debt.id}?after={older}").content.decode()
    assert "n50." in second
    assert "n49." not in second


def test_a_request_is_shown_first_then_kept_and_nothing_is_sent(client: Client, file: File) -> None:
    debt = debt_of(file)
    preview = client.post(f"/en/file/debt/{debt.id}/request", {"kind": "stop", "until": ""}).content.decode()
    assert "Nothing has been sent" in preview
    assert not Request.objects.exists()
    for _ in range(2):
        client.post(f"/en/file/debt/{debt.id}/request", {"kind": "stop", "until": "", "do": "keep"})
    request = Request.objects.get()
    client.post(f"/en/file/request/{request.id}", {"accepted_on": request.asked_on.isoformat(), "do": "accept"})
    request.refresh_from_db()
    assert request.accepted_on == request.asked_on


def test_a_receipt_with_an_unreadable_amount_names_the_field(client: Client, file: File) -> None:
    debt = debt_of(file)
    answer = client.post(
        f"/en/file/debt/{debt.id}/receipt", {"paid_on": "2026-11-13", "amount": "a lot", "reference": "R-1"}
    )
    assert answer.status_code == 422
    assert 'value="R-1"' in answer.content.decode()
    assert not Receipt.objects.exists()


def test_what_is_no_extract_is_refused_with_its_field(client: Client, file: File) -> None:
    debt = debt_of(file)
    answer = client.post(f"/en/file/debt/{debt.id}/extract", {"extract_text": "ey.not.one"})
    assert answer.status_code == 422
    assert "f-extract" in answer.content.decode()


def test_names_of_a_stranger_are_shown_as_text(client: Client, file: File) -> None:
    debt = debt_of(file, lender="<script>alert(1)</script>")
    kept(debt, "\u202e<b>bold</b>", sender="<img>")
    page = client.get(f"/en/file/debt/{debt.id}").content.decode()
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "\u202e" not in page


def test_the_whole_export_can_be_checked_with_nothing_but_python(client: Client, file: File, tmp_path: Path) -> None:
    debt = debt_of(file)
    kept(debt, "canary-text-1")
    original = keeping.Original(b"canary-bytes", "image/png", "canary-name.png")
    keeping.keep_receipt(debt, NOW.date(), "412.60", "R-1", original, MEANS, NOW)
    answer = client.post("/en/file/export")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer)))  # type: ignore[arg-type]
    archive.extractall(tmp_path)
    assert not [name for name in archive.namelist() if "canary" in name]
    assert "canary-text-1" in (tmp_path / "index.html").read_text()
    assert "canary-name.png" in (tmp_path / "data" / "blob.json").read_text()
    done = subprocess.run([sys.executable, tmp_path / "check.py"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:9]) == (0, "UNCHANGED")
    log = json.loads((tmp_path / "log.json").read_text())
    log["entries"][0]["salt"] = "00" * 32
    (tmp_path / "log.json").write_text(json.dumps(log))
    assert subprocess.run([sys.executable, tmp_path / "check.py"], capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
@pytest.mark.parametrize(("kind", "name"), [("own", ""), ("creditor", "Banco Ejemplo"), ("neutral", "Ejemplo AC")])
def test_the_page_of_an_export_says_who_ran_the_pages_and_whether_all_is_invented(
    client: Client, file: File, lang: str, kind: str, name: str, settings: Settings
) -> None:
    settings.WEB = replace(settings.WEB, demo=True, operator=Operator(kind, name, "x"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(client.post(f"/{lang}/file/export"))))  # type: ignore[arg-type]
    page = archive.read("index.html").decode()
    assert "<b>DEMO</b>" in page
    assert catalogue(lang).say(f"web_file.export.from_{kind}", name=name) in html.unescape(page)


def test_erasing_asks_for_a_tick_first(client: Client, file: File) -> None:
    contact = kept(debt_of(file))
    assert client.post(f"/en/file/contact/{contact.id}/erase").status_code == 422
    assert KeptContact.objects.exists()
    assert "said=erased" in client.post(f"/en/file/contact/{contact.id}/erase", {"sure": "on"})["Location"]
    assert not KeptContact.objects.exists()


def test_erasing_the_file_closes_it_everywhere(client: Client, file: File) -> None:
    kept(debt_of(file))
    assert client.post("/en/file/erase", {"sure": "on"})["Location"] == "/en/file/erased"
    assert not File.objects.exists()
    assert client.get("/en/file/home")["Location"] == "/en/file/"


def test_a_hold_says_who_and_why_and_stops_every_erasure(client: Client, file: File) -> None:
    debt = debt_of(file)
    file.holds.create(reason="court order 12/2026", since=NOW)
    for path in ("erase", f"debt/{debt.id}/erase"):
        answer = client.post(f"/en/file/{path}", {"sure": "on"})
        assert answer.status_code == 409
        assert "court order 12/2026" in answer.content.decode()
    assert Debt.objects.exists()


def test_a_double_new_debt_is_one(client: Client, file: File) -> None:
    form = {"place": "MX", "lender": "Banco Ejemplo", "lender_kind": "bank", "owed": "", "due": ""}
    for _ in range(2):
        client.post("/es/file/debt-new", form)
    assert Debt.objects.count() == 1


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_what_she_remembers_has_the_limit_and_the_sentence_of_a_message(client: Client, file: File, lang: str) -> None:
    debt_of(file)
    long = "Pague hoy. " * 600 + "x"
    form = {"channel": "call", "to": "debtor", "outcome": "conversation", "remembered": long}
    here = client.post(f"/{lang}/file/add", form)
    there = client.post(f"/{lang}/cn/message", {"text": long})
    do = html.escape(catalogue(lang).say("error.message_too_long.do", limit=6000))
    assert (here.status_code, there.status_code) == (422, 422)
    assert do in here.content.decode()
    assert do in there.content.decode()
    assert long in here.content.decode()
    assert not KeptContact.objects.exists()


def test_a_long_memory_weighs_as_a_long_message(client: Client, file: File) -> None:
    debt_of(file)
    form = {"channel": "call", "to": "debtor", "outcome": "conversation"}
    said = [client.post("/en/file/add", {**form, "remembered": f"{n:02d}" * 2500}).status_code for n in range(16)]
    assert set(said[:14]) == {302}
    assert said[-1] == 429
