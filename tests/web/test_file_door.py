"""The door of a file: a code that is printed once, one answer for every wrong one, a session that ends."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from atesta.store import opening, uploads
from atesta.store.codes import Code, new_code
from atesta.store.models import File, KeptContact, Upload
from atesta.web import access

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MESSAGE = {"text": "您已严重逾期，今日18点前还款。", "sender": "10690000188", "place": "cn", "provenance": "imported"}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def made(client: Client) -> str:
    """Makes a file as a person does; its printed code."""
    page = client.get("/en/file/new").content.decode()
    code = re.search(r'class="code"[^>]*>([^<]+)<', page)
    assert code
    client.post("/en/file/new", {"sealed": hidden(page, "sealed"), "written": "1"})
    return code[1]


def test_a_file_is_made_only_when_the_code_is_on_paper(client: Client) -> None:
    page = client.get("/en/file/new").content.decode()
    assert client.post("/en/file/new", {"sealed": hidden(page, "sealed")}).status_code == 422
    assert not File.objects.exists()
    answer = client.post("/en/file/new", {"sealed": hidden(page, "sealed"), "written": "1"})
    assert answer["Location"] == "/en/file/home"
    assert File.objects.count() == 1


def test_a_form_sent_twice_makes_one_file(client: Client) -> None:
    page = client.get("/en/file/new").content.decode()
    for _ in range(2):
        client.post("/en/file/new", {"sealed": hidden(page, "sealed"), "written": "1"})
    assert File.objects.count() == 1


def test_a_code_that_we_did_not_make_makes_no_file(client: Client) -> None:
    client.post("/en/file/new", {"sealed": "2222-2222", "written": "1"})
    assert not File.objects.exists()


def test_the_printed_code_opens_the_file_and_the_session_gets_another_key(client: Client) -> None:
    code = made(client)
    client.post("/en/file/close")
    client.get("/en/file/")
    before = client.session.session_key
    answer = client.post("/en/file/", {"code": code.lower()})
    assert answer["Location"] == "/en/file/home"
    assert client.session.session_key != before
    assert client.get("/en/file/home").status_code == 200


def test_a_wrong_locator_and_a_wrong_secret_get_the_same_answer() -> None:
    code = new_code()
    opening.make_file(code, "en", NOW)
    pages = set()
    for wrong in (Code(code.locator, new_code().secret), new_code()):
        answer = Client().post("/en/file/", {"code": wrong.printed})
        pages.add((answer.status_code, re.sub(r'value="[^"]*"', "", answer.content.decode())))
    assert len(pages) == 1


def test_a_wrong_locator_is_hashed_like_a_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    monkeypatch.setattr(opening, "make_password", lambda secret: hashed.append(secret) or "x")
    assert opening.open_by_code(new_code(), NOW) is None
    assert len(hashed) == 1


def test_guessing_is_locked_out_and_a_typing_slip_is_no_guess(client: Client) -> None:
    for _ in range(9):
        assert client.post("/en/file/", {"code": "ABC"}).status_code == 422
    tries = [client.post("/en/file/", {"code": new_code().printed}).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]


def test_half_an_hour_of_nothing_closes_the_file(client: Client) -> None:
    made(client)
    held = client.session
    held[access.SEEN_KEY] = int((datetime.now(UTC) - timedelta(minutes=31)).timestamp())
    held.save()
    assert client.get("/en/file/home")["Location"] == "/en/file/"


def with_upload(client: Client) -> str:
    """Something sent in this session and not kept; the address of what asks for it."""
    begun = uploads.begin("recording", 9, "a.wav", "audio/wav", datetime.now(UTC))
    held = client.session
    held[access.UPLOADS_KEY] = {begun.upload.id: begun.token}
    held.save()
    return f"/en/upload/{begun.upload.id}"


@pytest.mark.parametrize(("address", "fields"), [("/en/file/close", {}), ("/en/file/erase", {"sure": "1"})])
def test_what_was_sent_meanwhile_is_erased_with_the_file_or_when_it_closes(
    client: Client, address: str, fields: dict[str, str]
) -> None:
    made(client)
    with_upload(client)
    client.post(address, fields)
    assert not Upload.objects.exists()


def test_what_was_sent_meanwhile_is_nothing_for_who_has_the_telephone_later(client: Client) -> None:
    made(client)
    address = with_upload(client)
    assert client.head(address).status_code == 204
    held = client.session
    held[access.SEEN_KEY] = int((datetime.now(UTC) - timedelta(minutes=31)).timestamp())
    held.save()
    assert client.head(address).status_code == 404


def test_a_closed_file_is_closed(client: Client) -> None:
    made(client)
    client.post("/en/file/close")
    assert client.get("/en/file/home")["Location"] == "/en/file/"


def test_a_new_code_kills_the_old_one(client: Client) -> None:
    old = made(client)
    page = client.get("/en/file/code").content.decode()
    new = re.search(r'class="code"[^>]*>([^<]+)<', page)
    assert new
    client.post("/en/file/code", {"sealed": hidden(page, "sealed"), "written": "1"})
    assert Client().post("/en/file/", {"code": old}).status_code == 422
    assert Client().post("/en/file/", {"code": new[1]}).status_code == 302


def test_a_new_code_and_a_passkey_taken_away_end_all_other_sessions_of_the_file(client: Client) -> None:
    code, other, third = made(client), Client(), Client()
    other.post("/en/file/", {"code": code})
    page = client.get("/en/file/code").content.decode()
    new = re.search(r'class="code"[^>]*>([^<]+)<', page)
    assert new and other.get("/en/file/home").status_code == 200
    for _ in range(2):
        client.post("/en/file/code", {"sealed": hidden(page, "sealed"), "written": "1"})
        assert other.get("/en/file/home")["Location"] == "/en/file/"
        assert client.get("/en/file/home").status_code == 200
    third.post("/en/file/", {"code": new[1]})
    key = opening.add_passkey(File.objects.get(), b"c", b"k", 0, "phone", NOW)
    assert third.get("/en/file/home").status_code == 200
    client.post(f"/en/file/passkey/{key.id}/remove")
    assert third.get("/en/file/home")["Location"] == "/en/file/"
    assert client.get("/en/file/home").status_code == 200


def test_a_message_kept_without_a_file_goes_through_the_making_of_one(client: Client) -> None:
    where = client.post("/en/cn/message/keep", MESSAGE).content.decode()
    assert not KeptContact.objects.exists()
    page = client.post("/en/file/new", {"carry": hidden(where, "carry")}).content.decode()
    sent = {"carry": hidden(page, "carry"), "sealed": hidden(page, "sealed"), "written": "1"}
    answer = client.post("/en/file/new", sent)
    assert "said=kept" in answer["Location"]
    assert KeptContact.objects.get().text == MESSAGE["text"]


def test_the_same_message_pressed_twice_is_kept_once_and_says_so(client: Client) -> None:
    made(client)
    first = client.post("/en/cn/message/keep", MESSAGE)["Location"]
    debt = re.search(r"/debt/(\w+)", first)
    assert debt
    again = client.post("/en/cn/message/keep", {**MESSAGE, "debt": debt[1]})["Location"]
    assert "said=kept_before" in again
    assert "already" in client.get(again).content.decode()
    assert KeptContact.objects.count() == 1


def test_closed_a_second_time_from_another_tab_it_is_simply_closed(client: Client) -> None:
    made(client)
    for _ in range(2):
        assert client.post("/en/file/close")["Location"] == "/en/file/"


def test_what_was_typed_while_the_file_closed_is_sent_after_it_is_open_again(client: Client) -> None:
    code = made(client)
    client.post("/en/file/close")
    closed = client.post("/en/file/debt-new", {"place": "MX", "lender": "Banco Ejemplo", "lender_kind": "bank"})
    assert closed.status_code == 403
    waits = client.post("/en/file/", {"code": code, "carry": hidden(closed.content.decode(), "carry")}).content.decode()
    assert "Banco Ejemplo" in waits
    assert 'action="/en/file/debt-new"' in waits


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
@pytest.mark.parametrize("path", ["file/", "file/new"])
def test_the_door_is_there_in_each_language(client: Client, lang: str, path: str) -> None:
    assert client.get(f"/{lang}/{path}").status_code == 200
