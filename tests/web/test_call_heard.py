"""A recording on its page: it waits, is answered, plays, and is erased; nobody else sees any of it."""

from __future__ import annotations

import html
import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from call_pages import CASE, in_folder, send, tone, transcript, work
from django.test import Client
from sized import sized

from atesta.errors import InputError
from atesta.locale import catalogue
from atesta.store.blobs import path_of
from atesta.store.chores import erase_uploads
from atesta.store.jobs import latest
from atesta.store.models import Upload
from atesta.web import call_work
from atesta.web.call_source import not_too_long

pytestmark = pytest.mark.django_db(transaction=True)


class Deaf:
    """An engine that hears nothing: what is around it is tested here."""

    name = "deaf"

    def hear(self, windows: Any, lang: Any, likely: Any) -> tuple[()]:
        raise AssertionError("there is no speech in a tone")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    in_folder(settings, tmp_path)
    monkeypatch.setattr(call_work, "_engine", Deaf)


def page_of(answer: Any) -> str:
    return html.unescape(b"".join(answer).decode())


def sent(client: Client, data: bytes | None = None, name: str = "transcript.json") -> str:
    answer = send(client, transcript() if data is None else data, name, sender="+52 55 0000 0000")
    assert answer.status_code == 302, page_of(answer)
    return str(answer["Location"])


def test_a_recording_waits_on_a_page_that_says_so(client: Client) -> None:
    page = page_of(client.get(sent(client, tone(), "call.wav")))
    assert catalogue("en").say("call_wait.doing.waits") in page
    assert 'hx-trigger="every 2s"' in page


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_its_answers_come_in_every_language(client: Client, lang: str) -> None:
    address = sent(client)
    work()
    page = page_of(client.get(address.replace("/en/", f"/{lang}/", 1)))
    words = catalogue(lang)
    assert page.count('<summary><span class="q">') == 5
    assert words.say("call_answer.weak.imported") in page
    assert words.say("call_page.courtesies.heading") in page
    assert "<mark>" in page
    assert 'id="t0"' in page


def test_a_page_that_was_polled_is_told_to_reload_when_it_is_done(client: Client) -> None:
    address = sent(client)
    work()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_sound_plays_from_any_second_on(client: Client) -> None:
    data = tone(2.0)
    address = sent(client, data, "call.wav")
    work()
    page = page_of(client.get(address))
    assert f'src="{address}/sound"' in page
    whole = client.get(address + "/sound")
    assert (whole.status_code, whole["Content-Type"], page_bytes(whole)) == (200, "audio/wav", data)
    part = client.get(address + "/sound", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 100-199/{len(data)}")
    assert page_bytes(part) == data[100:200]


def page_bytes(answer: Any) -> bytes:
    return b"".join(answer)


@pytest.mark.parametrize(
    ("asked", "status", "first"),
    [
        ("bytes=-10", 206, -10),
        ("bytes=40-", 206, 40),
        ("bytes=9999999-", 416, None),
        ("bytes=5-2", 416, None),
        ("bytes=0-1,5-6", 206, 0),
        ("items=1-2", 206, 0),
    ],
)
def test_ranges_are_kept_to(client: Client, asked: str, status: int, first: int | None) -> None:
    data = tone()
    address = sent(client, data, "call.wav")
    work()
    answer = client.get(address + "/sound", headers={"Range": asked})
    assert answer.status_code == status
    if first is not None:
        assert page_bytes(answer) == data[first:]


def test_somebody_else_finds_neither_page_nor_sound(client: Client) -> None:
    address = sent(client, tone(), "call.wav")
    work()
    for path in (address, address + "/sound"):
        assert Client().get(path).status_code == 404
    assert Client().post(address, {"do": "erase"}).status_code == 404
    assert client.get(address.replace("/mx/", "/es/", 1)).status_code == 404


def test_erasing_takes_recording_words_and_answers(client: Client) -> None:
    address = sent(client)
    work()
    upload = Upload.objects.get()
    answer = client.post(address, {"do": "erase"}, follow=True)
    assert catalogue("en").say("call_form.erased") in page_of(answer)
    assert not Upload.objects.exists()
    assert not path_of(upload.id).exists()
    assert client.get(address).status_code == 404


def test_what_is_erased_while_it_waits_is_not_worked_on(client: Client) -> None:
    address = sent(client)
    client.post(address, {"do": "erase"})
    work()
    assert not Upload.objects.exists()


def test_an_hour_after_the_answers_it_is_gone(client: Client) -> None:
    address = sent(client)
    work()
    upload = Upload.objects.get()
    left = upload.ends_at - latest(call_work.JOB, upload.id).done_at  # type: ignore[union-attr, operator]
    assert left == timedelta(hours=1)
    Upload.objects.update(ends_at=upload.made_at)
    assert client.get(address).status_code == 404
    assert erase_uploads  # the chore that takes the row is tested with the store


def test_sent_twice_it_is_worked_on_once(client: Client) -> None:
    sent(client)
    upload = Upload.objects.get()
    token = client.session["uploads"][upload.id]
    client.post("/en/mx/call", {"upload": upload.id, "upload_token": token})
    work()
    client.post("/en/mx/call", {"upload": upload.id, "upload_token": token})
    assert latest(call_work.JOB, upload.id).done_at is not None  # type: ignore[union-attr]


def test_a_sealed_file_without_a_call_says_why_there_is_no_answer(client: Client, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "x"), "zip", CASE, "case.toml")
    address = sent(client, Path(archive).read_bytes(), "x.zip")
    work()
    page = page_of(client.get(address))
    assert catalogue("en").entries["error"]["no_call_in_bundle"]["why"] in page
    assert catalogue("en").say("call_wait.again") in page


def test_a_fault_of_ours_is_said_and_not_shown_as_waiting(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = sent(client)
    job = latest(call_work.JOB, Upload.objects.get().id)
    assert job is not None
    job.failure, job.done_at = "our_fault", job.made_at
    job.save()
    assert catalogue("en").say("call_wait.failed.what") in page_of(client.get(address))


@pytest.mark.sized
@pytest.mark.any_database
def test_a_long_call_has_a_small_page(client: Client) -> None:
    """Half an hour; two in `make soak`."""
    count = sized(300, 1200)
    line = "Le hablo del banco; si no paga hoy se lo diremos a sus vecinos, sinvergüenza. " * 2
    turns = [
        {"speaker": "agent" if at % 2 else "debtor", "start": at * 6.0, "end": at * 6.0 + 5, "text": line}
        for at in range(count)
    ]
    plain = {"schema": "atesta.transcript/1", "lang": "es", "channels": 2, "engine": "imported", "turns": turns}
    address = sent(client, json.dumps({**plain, "not_reviewable": []}).encode())
    work()
    for lang in ("es", "zh", "en"):
        answer = client.get(address.replace("/en/", f"/{lang}/", 1))
        assert len(answer.content) < 150_000
    last = page_of(client.get(address + "?part=999"))
    assert f'id="t{count - 1}"' in last


@pytest.mark.parametrize("part", ["0", "-1", "x", "١", "99999999999999"])
def test_a_part_that_is_not_there_is_one_that_is(client: Client, part: str) -> None:
    address = sent(client)
    work()
    assert client.get(address, {"part": part}).status_code == 200


def test_a_recording_of_more_than_three_hours_is_refused_before_anybody_waits() -> None:
    class Long:
        facts = type("Facts", (), {"seconds": 6 * 3600.0})

    with pytest.raises(InputError) as refused:
        not_too_long(Long())  # type: ignore[arg-type]
    assert refused.value.key == "call_too_long"
