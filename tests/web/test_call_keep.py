"""Keep in my file: what was written down, and a recording with its original, sealed where there are keys."""

from __future__ import annotations

import html
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from call_pages import SAID, in_folder, send, tone, transcript, work
from django.db import connection
from django.test import Client

from atesta.installation.home import home_in
from atesta.locale import catalogue
from atesta.store import blobs
from atesta.store.models import Blob, File, KeptContact, Upload
from atesta.web import call_keep, call_work
from atesta.web.access import FILE_KEY, SEEN_KEY
from atesta.web.myfile import session as clock
from atesta.web.sealing import seal_file

pytestmark = pytest.mark.django_db(transaction=True)


class Deaf:
    name = "deaf"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    in_folder(settings, tmp_path)
    monkeypatch.setattr(call_work, "_engine", Deaf)
    monkeypatch.setattr(call_keep, "settings", lambda: settings.WEB)


@pytest.fixture
def owner(client: Client) -> Client:
    """Somebody whose file is open in this browser."""
    now = clock.now()
    file = File.objects.create(made_at=now, opened_at=now, code_locator="abcdefghijkl", code_hash="x", lang="en")
    opened = client.session
    opened[FILE_KEY], opened[SEEN_KEY] = file.id, int(now.timestamp())
    opened.save()
    return client


def keep(client: Client, **fields: str) -> Any:
    return client.post("/en/mx/call/keep", fields)


def recording(client: Client, data: bytes, name: str) -> str:
    answer = send(client, data, name, sender="+52 55 0000 0000", received="2026-11-10T20:00")
    work()
    return str(answer["Location"]).rpartition("/")[2]


def test_what_is_remembered_is_kept_once_with_its_answers(owner: Client) -> None:
    for _ in range(2):
        answer = keep(owner, said=SAID, sender="5500000000", debt="")
        assert answer.status_code in (200, 302)
    contact = KeptContact.objects.get()
    assert (contact.channel, contact.provenance) == ("call", "typed")
    assert contact.answers.summary
    assert '"speaker":"agent"' in contact.transcript


def test_a_line_of_a_call_log_is_kept_without_words(owner: Client) -> None:
    keep(owner, sender="5500000000", received="2026-11-10T20:00")
    contact = KeptContact.objects.get()
    assert (contact.text, contact.transcript, contact.at is not None) == ("", "", True)


def test_a_recording_is_kept_as_it_came(owner: Client) -> None:
    data = tone()
    keep(owner, upload=recording(owner, data, "call.wav"))
    contact = KeptContact.objects.get()
    assert contact.original is not None
    with blobs.open_blob(contact.original) as kept:
        assert kept.read() == data
    assert not Upload.objects.exists()


def test_with_keys_the_recording_is_sealed_when_it_is_kept(owner: Client, settings: Any) -> None:
    home_in(settings.WEB.home).ring_or_made()
    keep(owner, upload=recording(owner, tone(), "call.wav"))
    blob = Blob.objects.get()
    assert blob.media_type == "application/zip"
    assert KeptContact.objects.get().original_id == blob.id
    assert not Upload.objects.exists()


def test_pressed_twice_a_recording_is_kept_once(owner: Client) -> None:
    id_ = recording(owner, transcript(), "call.json")
    first, second = keep(owner, upload=id_), keep(owner, upload=id_)
    assert first["Location"].endswith("kept")
    assert second["Location"].endswith("kept_before")
    assert KeptContact.objects.count() == Blob.objects.count() == 1


def test_the_same_recording_sent_again_is_not_kept_twice(owner: Client) -> None:
    for _ in range(2):
        id_ = recording(owner, transcript(), "call.json")
        answer = keep(owner, upload=id_)
        if answer.status_code == 200:
            keep(owner, upload=id_, debt=KeptContact.objects.get().debt_id or "")
    assert KeptContact.objects.count() == Blob.objects.count() == 1


def test_without_an_open_file_nothing_is_kept_and_the_way_to_one_is_shown(client: Client) -> None:
    answer = keep(client, said=SAID)
    assert answer.status_code == 200
    assert 'name="carry"' in answer.content.decode()
    assert not KeptContact.objects.exists()


def test_somebody_else_cannot_keep_it(owner: Client) -> None:
    id_ = recording(Client(), transcript(), "call.json")
    assert keep(owner, upload=id_).status_code == 404
    assert not KeptContact.objects.exists()


def test_a_sealed_recording_is_checked_and_what_is_in_it_can_be_heard(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    home_in(settings.WEB.home).ring_or_made()
    (tmp_path / "sound").write_bytes(tone())
    assert seal_file(tmp_path / "sound", ".wav", settings.WEB, tmp_path / "acta.zip")
    id_ = recording(client, (tmp_path / "acta.zip").read_bytes(), "acta.zip")
    page = client.get(f"/en/mx/call/heard/{id_}").content.decode()
    assert catalogue("en").say("call_answer.weak.original_file") in html.unescape(page)
    assert f"/en/mx/call/heard/{id_}/sound" in page
    assert Upload.objects.filter(kind=call_work.LISTEN).count() == 1


def kept_page(owner: Client, lang: str = "en", part: str = "") -> str:
    answer = owner.get(f"/{lang}/file/contact/{KeptContact.objects.get().id}{part}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_a_kept_call_shows_the_answers_that_were_shown_before_it_was_kept(owner: Client) -> None:
    upload = recording(owner, tone(2.0), "call.wav")
    before = call_work.answer_of(Upload.objects.get(id=upload))
    assert before is not None
    keep(owner, upload=upload)
    page = kept_page(owner)
    for line in before["views"]["en"]["answers"]:
        assert line["answer"] in page
    assert before["views"]["en"]["facts"][0] in page  # what was measured is kept, too
    assert page.count('class="picture"') == 1


def test_the_seal_of_a_kept_recording_is_checked_at_each_look(owner: Client, settings: Any) -> None:
    home_in(settings.WEB.home).ring_or_made()
    keep(owner, upload=recording(owner, tone(), "call.wav"))
    words = catalogue("en")
    assert words.say("integrity.unchanged") in kept_page(owner)
    assert KeptContact.objects.get().answers.summary["integrity"] == "unchanged"
    path = blobs.path_of(Blob.objects.get().id)
    data = bytearray(path.read_bytes())
    at = data.index(b"WAVEfmt ") + 4000
    data[at] ^= 1
    path.write_bytes(data)
    assert words.say("integrity.unchanged") not in kept_page(owner)


@pytest.mark.parametrize("sealed", [True, False])
def test_a_kept_recording_plays_from_where_the_player_asks(owner: Client, settings: Any, sealed: bool) -> None:
    if sealed:
        home_in(settings.WEB.home).ring_or_made()
    data = tone()
    keep(owner, upload=recording(owner, data, "call.wav"))
    assert "/sound" in kept_page(owner)
    sound = f"/en/file/contact/{KeptContact.objects.get().id}/sound"
    answer = owner.get(sound, headers={"Range": "bytes=10-99"})
    assert (answer.status_code, answer["Content-Type"]) == (206, "audio/wav")
    assert b"".join(answer) == data[10:100]
    assert Client().get(sound).status_code == 302


def test_what_holds_no_sound_has_no_player(owner: Client) -> None:
    keep(owner, upload=recording(owner, transcript(), "call.json"))
    contact = KeptContact.objects.get().id
    assert "<audio" not in kept_page(owner)
    assert owner.get(f"/en/file/contact/{contact}/sound").status_code == 404


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_a_remembered_call_shows_its_answers_again(owner: Client, lang: str) -> None:
    keep(owner, said=SAID, sender="5500000000")
    page = kept_page(owner, lang)
    assert page.count('<span class="q">') == 5
    assert catalogue(lang).say("call_answer.weak.typed") in page


@pytest.mark.parametrize("sealed", [False, True])
def test_three_presses_at_once_lead_to_one_contact(owner: Client, settings: Any, sealed: bool) -> None:
    if sealed:
        home_in(settings.WEB.home).ring_or_made()
    upload = recording(owner, tone(), "call.wav")
    at_once = 1 if connection.vendor == "sqlite" else 3  # the tests' SQLite is in memory, where nobody waits for a lock
    together, browsers = Barrier(at_once), [Client() for _ in range(3)]
    for browser in browsers:
        browser.cookies = owner.cookies

    def press(browser: Client) -> Any:
        together.wait()
        try:
            return keep(browser, upload=upload)
        finally:
            connection.close()

    with ThreadPoolExecutor(at_once) as threads:
        answers = list(threads.map(press, browsers))
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    contact = KeptContact.objects.get()
    assert {answer["Location"].partition("?")[0] for answer in answers} == {f"/en/file/debt/{contact.debt_id}"}


@pytest.mark.parametrize("moment", ["find", "answer_of", "must_ask", "_sealed"])
def test_a_press_overtaken_at_any_moment_leads_to_what_the_other_kept(
    owner: Client, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = recording(owner, tone(), "call.wav")
    other = Client()
    other.cookies = owner.cookies
    where = {"find": call_keep.uploads, "answer_of": call_work}.get(moment, call_keep)
    as_it_is = getattr(where, moment)

    def overtaken(*given: Any) -> Any:
        monkeypatch.setattr(where, moment, as_it_is)
        keep(other, upload=upload)
        return as_it_is(*given)

    monkeypatch.setattr(where, moment, overtaken)
    answer = keep(owner, upload=upload)
    contact = KeptContact.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/en/file/debt/{contact.debt_id}?said=kept_before")
