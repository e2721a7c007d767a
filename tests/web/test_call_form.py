"""I got a call: what is remembered and what stands in a call log is answered at once; what cannot be used says why."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest
from call_pages import SAID, in_folder, send, tone
from django.test import Client

from atesta.locale import catalogue
from atesta.store.models import Job, Upload

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any) -> None:
    in_folder(settings, tmp_path)


def page_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_the_form_opens_in_each_language(client: Client, lang: str) -> None:
    page = page_of(client.get(f"/{lang}/mx/call"))
    assert catalogue(lang).say("call_form.said") in page
    assert 'type="file"' in page


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_what_is_remembered_gets_five_answers_and_is_called_memory(client: Client, lang: str) -> None:
    answer = client.post(f"/{lang}/mx/call", {"said": SAID, "sender": "+52 55 0000 0000"})
    page, words = page_of(answer), catalogue(lang)
    assert answer.status_code == 200
    assert page.count('<summary><span class="q">') == 5
    assert words.say("call_answer.weak.typed") in page
    assert "tell your neighbours" in page


def test_what_nobody_wrote_down_is_not_held_against_the_caller(client: Client) -> None:
    page = page_of(client.post("/en/mx/call", {"said": "They: Hello, this is Ana."}))
    for key in ("courtesies.heading", "state.missing", "courtesy_state.breach"):
        assert catalogue("en").say(f"call_page.{key}") not in page.partition("<main")[2]


def test_a_line_of_a_call_log_is_answered_by_its_time(client: Client) -> None:
    page = page_of(client.post("/en/mx/call", {"sender": "5500000000", "received": "2026-11-10T23:30"}))
    assert catalogue("en").say("call_answer.weak.log_line") in page
    assert catalogue("en").say("remembered_call.nothing_said") in page
    assert "CONDUSEF" in page


def test_nothing_of_what_was_typed_is_kept(client: Client) -> None:
    client.post("/en/mx/call", {"said": SAID})
    assert not Upload.objects.exists()
    assert not Job.objects.filter(kind="hear-call").exists()


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({}, "call_nothing_given"),
        ({"said": "x" * 20_001}, "remembered_too_long"),
        ({"said": "They: hi", "received": "2999-01-01T00:00"}, "received_ahead"),
        ({"said": "They: hi", "received": "yesterday"}, "received_unreadable"),
        ({"said": "They: hi", "sender": "1" * 121}, "sender_too_long"),
    ],
)
def test_what_cannot_be_used_names_its_field_and_keeps_the_rest(
    client: Client, fields: dict[str, str], key: str
) -> None:
    answer = client.post("/en/mx/call", {"to": "third_party", **fields})
    page = page_of(answer)
    assert answer.status_code == 422
    assert catalogue("en").entries["error"][key]["do"] in page
    assert 'role="alert"' in page
    assert 'value="third_party" checked' in page


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("call.wav", b"", "upload_empty"),
        ("call.txt", b"hello", "call_not_known"),
        ("call.mp3", b"<html>not a sound</html>", "sound_not_read"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "call_not_known"),
        ("call.wav", b"RIFF\x24\x00\x00\x00WAVE", "sound_not_read"),
    ],
)
def test_what_is_no_call_is_refused_at_once_and_not_held(client: Client, name: str, data: bytes, key: str) -> None:
    answer = send(client, data, name, sender="+52 55 0000 0000")
    page = page_of(answer)
    assert answer.status_code == 422
    assert catalogue("en").entries["error"][key]["do"] in page
    assert 'value="+52 55 0000 0000"' in page
    assert not Upload.objects.exists()


def test_a_recording_that_came_with_a_wrong_time_need_not_be_sent_again(client: Client) -> None:
    page = page_of(send(client, tone(), received="yesterday"))
    upload = Upload.objects.get()
    assert f'name="upload" value="{upload.id}"' in page
    token = page.partition('name="upload_token" value="')[2].partition('"')[0]
    answer = client.post("/en/mx/call", {"upload": upload.id, "upload_token": token})
    assert answer.status_code == 302
    assert Upload.objects.count() == 1


def test_a_recording_and_a_memory_together_are_asked_about(client: Client) -> None:
    answer = send(client, tone(), said="They: hi")
    assert answer.status_code == 422
    assert catalogue("en").entries["error"]["call_given_twice"]["do"] in page_of(answer)


def test_without_the_recogniser_the_page_says_so_and_still_answers(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("atesta.web.call_work.can_hear", lambda: False)
    page = page_of(client.get("/en/mx/call"))
    assert "atesta[audio]" in page
    assert 'type="file"' not in page
    assert client.post("/en/mx/call", {"said": SAID}).status_code == 200


@pytest.mark.parametrize("place", ["cn", "mx", "co", "cl", "pe", "es", "us", "gb"])
@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_the_helper_says_what_is_known_of_recording_here(client: Client, lang: str, place: str) -> None:
    page = page_of(client.get(f"/{lang}/{place}/call/helper"))
    notices = [catalogue(lang).say(f"call_helper.notice.{asks}") for asks in ("yes", "no", "unknown")]
    assert sum(notice in page for notice in notices) == 1
    assert catalogue(lang).say("call_helper.does_not") in page
