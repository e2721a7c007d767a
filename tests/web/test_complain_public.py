"""Where to complain without a file: from the five answers to one way and the copy sheet, and nothing is kept."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from atesta.action.complaint.packet import Refusal
from atesta.contact.place import PLACES
from atesta.store import personal
from atesta.web.complain import public

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
LANGS = ("es", "zh", "en")
MESSAGE = {
    "text": "【云岭信服】您拖欠晨曦分期1260元已超过30天，明日将安排外访人员上门，并通知您的家人和单位。",
    "sender": "106955880231",
    "received": "2026-11-16T21:52",
    "channel": "sms",
}
ASKED = {"who_lent": "星河消费金融", "lender_kind": "consumer_finance", "wants": "stop", "do": "show"}


def nothing_is_kept() -> bool:
    return not Session.objects.exists() and not any(
        model._default_manager.exists() for model in personal.models_of_ours() if model.__name__ != "Pace"
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("place", sorted(PLACES))
def test_every_place_shows_one_way_in_every_language(client: Client, lang: str, place: str) -> None:
    at = f"/{lang}/{place.lower()}/complain"
    assert client.get(at).status_code == 200
    page = client.post(at, {"lender_kind": "bank", "wants": "stop", "saw_threat": "on", "do": "show"})
    assert page.status_code == 200 and 'id="way-first"' in page.content.decode()
    assert nothing_is_kept()


@pytest.mark.parametrize("lang", LANGS)
def test_after_the_answers_the_message_goes_along_and_what_it_shows_is_not_asked(client: Client, lang: str) -> None:
    answers = client.post(f"/{lang}/cn/message", MESSAGE).content.decode()
    assert f'formaction="/{lang}/cn/complain"' in answers
    form = client.post(f"/{lang}/cn/complain", MESSAGE).content.decode()
    assert 'role="alert"' not in form and 'name="saw_threat"' not in form and 'name="has_sms_text"' not in form
    page = client.post(f"/{lang}/cn/complain", {**MESSAGE, **ASKED}).content.decode()
    assert f"/{lang}/cn/complain/sheet" in page and 'value="106955880231"' in page
    first, today, others = (page.index(one) for one in ('id="way-first"', 'id="way-beside"', '<details class="fold">'))
    assert first < today < others and "/cn/channels/12321" not in page[others:]
    assert f'href="/{lang}/file/"' in page.partition("<main")[2].partition("</main>")[0]  # where its papers are made
    assert nothing_is_kept()


@pytest.mark.parametrize(("lang", "said"), [("en", "Why none of the"), ("es", "Por qué ninguna"), ("zh", "都不选")])
def test_where_no_channel_is_chosen_the_rest_are_not_called_the_others(client: Client, lang: str, said: str) -> None:
    fields = {"lender_kind": "unregistered", "wants": "stop", "do": "show", "saw_nothing": "on"}
    page = client.post(f"/{lang}/gb/complain", fields).content.decode()
    assert 'id="way-first"' not in page and said in page


def test_no_answer_is_named_and_what_was_typed_stays(client: Client) -> None:
    answer = client.post("/en/cn/complain", {**MESSAGE, "do": "show", "who_lent": "Star", "lender_kind": "bank"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "#f-wants" in page and 'value="Star"' in page
    assert 'name="sender" value="106955880231"' in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_copy_sheet_is_made_from_what_was_given(client: Client, lang: str) -> None:
    at = f"/{lang}/cn/complain/sheet"
    form = client.post(at, MESSAGE).content.decode()
    assert 'name="receiver_number"' in form and 'name="sender_number"' not in form
    missing = client.post(at, {**MESSAGE, "do": "make", "report_kind": "nuisance_sms"})
    assert missing.status_code == 422 and "#f-receiver_number" in missing.content.decode()
    typed = {"do": "make", "report_kind": "nuisance_sms", "receiver_number": "13900000000"}
    made = client.post(at, {**MESSAGE, **typed})
    assert made["Content-Type"] == "application/zip", made.content.decode()
    assert made["Content-Disposition"] == 'attachment; filename="atesta-12321.zip"'
    with zipfile.ZipFile(io.BytesIO(made.content)) as packet:
        held = b"".join(packet.read(name) for name in packet.namelist() if name.endswith(".txt"))
    assert MESSAGE["text"].encode() in held
    assert nothing_is_kept()


def test_a_sheet_without_time_and_sender_asks_for_both(client: Client) -> None:
    form = client.post("/en/cn/complain/sheet", {"text": MESSAGE["text"]}).content.decode()
    assert 'name="received_at"' in form and 'name="sender_number"' in form
    typed = {"do": "make", "report_kind": "nuisance_sms", "receiver_number": "1", "sender_number": "106955880231"}
    made = client.post("/en/cn/complain/sheet", {"text": MESSAGE["text"], **typed, "received_at": "2026-11-16T21:52"})
    assert made["Content-Type"] == "application/zip", made.content.decode()


@pytest.mark.parametrize("do", ["", "make"])
def test_what_speaks_against_the_sheet_stands_before_what_is_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch, do: str
) -> None:
    stale = Refusal("not_checked_since", {"channel": "12321", "day": date(2026, 1, 1)})
    monkeypatch.setattr(public, "why_not", lambda asked: (stale,))
    answer = client.post("/en/cn/complain/sheet", {**MESSAGE, "do": do, "report_kind": "nuisance_sms"})
    page = answer.content.decode()
    against = page.index("1 Jan 2026")
    if do:
        assert answer.status_code == 422 and against < page.index('href="#f-receiver_number"')
    assert against < page.index('id="f-receiver_number"')


def test_there_is_no_sheet_without_a_message_nor_where_the_body_is_not(client: Client) -> None:
    assert client.post("/en/cn/complain/sheet")["Location"].endswith("/en/cn/complain")
    assert client.post("/en/mx/complain/sheet", MESSAGE).status_code == 404


def test_a_hostile_form_is_refused_field_by_field(client: Client) -> None:
    hostile = {
        "wants": "\0",
        "lender_kind": "x" * 9000,
        "before_channel": "../..",
        "before_on": "9" * 9000,
        "do": "show",
    }
    answer = client.post("/en/cn/complain", {**hostile, "happened_on": "tomorrow", "who_lent": "<b>" * 500})
    page = answer.content.decode()
    assert answer.status_code == 422 and "<b><b>" not in page
    for name in ("wants", "lender_kind", "before_channel", "happened_on", "who_lent"):
        assert f'href="#f-{name}"' in page, name


def test_the_language_can_be_switched_on_the_way(client: Client) -> None:
    page = client.post("/en/cn/complain", {**MESSAGE, **ASKED}).content.decode()
    again = re.search(r'<form id="again".*?</form>', page, re.DOTALL)
    assert again
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', again[0]))
    assert 'id="way-first"' in client.post("/es/cn/complain", fields).content.decode()


def test_the_way_in_and_the_next_step_lead_there(client: Client) -> None:
    assert 'href="complain"' in client.get("/en/cn/").content.decode()
    threat = {**MESSAGE, "text": "去死吧，你这个废物，今天不还钱就打断你的腿。"}
    assert 'href="/en/cn/complain"' in client.post("/en/cn/message", threat).content.decode()
