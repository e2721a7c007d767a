"""What pages say of outside time: on a kept call, on the check page and on the page of the export, and the token."""

from __future__ import annotations

import html
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from call_pages import in_folder, send, tone, work
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from atesta.errors import InputError
from atesta.installation.home import home_in
from atesta.locale import catalogue
from atesta.store import jobs, stamping
from atesta.store.models import File, KeptContact, Stamp
from atesta.web import call_keep, call_work
from atesta.web.access import FILE_KEY, SEEN_KEY
from atesta.web.myfile import session as clock
from atesta.web.sealing import seal_texts
from atesta.web_settings import read_web_settings

sys.path.append(str(Path(__file__).parents[1] / "evidence"))
from tsa import Authority

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("openssl", "apt-get install openssl")]
WORDS = catalogue("en")


class Deaf:
    name = "deaf"


@pytest.fixture
def authority(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Configured, trusted, and there."""
    made = Authority(tmp_path / "tsa")
    in_folder(settings, tmp_path)
    settings.WEB = replace(settings.WEB, tsa="https://tsa.example.org/")
    home_in(settings.WEB.home).ring_or_made()
    (settings.WEB.home / "tsa.pem").write_bytes(made.anchor)
    monkeypatch.setattr(stamping, "stamper", lambda url: made if url else None)
    monkeypatch.setattr(call_work, "_engine", Deaf)
    monkeypatch.setattr(call_keep, "settings", lambda: settings.WEB)
    return made


@pytest.fixture
def owner(client: Client, authority: Authority) -> Client:
    now = clock.now()
    file = File.objects.create(made_at=now, opened_at=now, code_locator="abcdefghijkl", code_hash="x", lang="en")
    opened = client.session
    opened[FILE_KEY], opened[SEEN_KEY] = file.id, int(now.timestamp())
    opened.save()
    return client


def kept_call(owner: Client) -> KeptContact:
    """Kept, and nothing stamped yet."""
    answer = send(owner, tone(), "call.wav", sender="+52 55 0000 0000", received="2026-11-10T20:00")
    work()
    assert owner.post("/en/mx/call/keep", {"upload": str(answer["Location"]).rpartition("/")[2]}).status_code == 302
    return KeptContact.objects.get()


def page_of(client: Client, at: str) -> str:
    answer = client.get(at)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_keeping_a_call_waits_for_nobody_and_its_page_says_what_comes(owner: Client) -> None:
    contact = kept_call(owner)
    page = page_of(owner, f"/en/file/contact/{contact.id}")
    assert WORDS.say("outside_time.seal.waiting") in page
    assert WORDS.say("outside_time.log.waiting") in page


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_a_stamped_call_says_by_whom_and_gives_the_token(owner: Client, lang: str, authority: Authority) -> None:
    contact = kept_call(owner)
    jobs.enqueue(stamping.LOG_CHORE, "", clock.now())
    work()
    page = page_of(owner, f"/{lang}/file/contact/{contact.id}")
    assert page.count(authority.name) == 2  # of the seal and of the log
    digest = Stamp.objects.get(kind="seal").digest
    token = owner.get(f"/{lang}/stamp/{digest}")
    assert f'href="/{lang}/stamp/{digest}"' in page
    assert token.content == bytes(Stamp.objects.get(kind="seal").token)
    assert authority.name in page_of(owner, f"/{lang}/file/export")


def test_without_an_authority_pages_say_plainly_that_there_is_none(owner: Client, settings: Any) -> None:
    settings.WEB = replace(settings.WEB, tsa=None)
    contact = kept_call(owner)
    for at in (f"/en/file/contact/{contact.id}", "/en/file/export"):
        assert page_of(owner, at).count(WORDS.say("outside_time.none")) == 1


def refusal(client: Client) -> bytes:
    answer = client.post("/en/mx/other/sealed", {"relation": "family", "refuses": "on"})
    assert answer["Content-Type"] == "application/zip"
    return bytes(answer.content)


def checked(client: Client, bundle: bytes) -> str:
    answer = client.post("/en/verify", {"bundle": SimpleUploadedFile("a.zip", bundle)}, follow=True)
    return html.unescape(answer.content.decode())


def test_a_refusal_that_was_sent_finds_its_stamp_on_the_check_page(
    client: Client, authority: Authority, tmp_path: Path
) -> None:
    bundle = refusal(client)
    page = checked(client, bundle)
    assert WORDS.say("outside_time.seal.waiting") in page
    assert WORDS.say("not_proven.time_absent") in page
    work()
    page = checked(client, bundle)
    assert page.count(authority.name) >= 2  # in the first line, too
    assert WORDS.say("not_proven.time_absent") not in page
    (tmp_path / "acta.zip").write_bytes(bundle)
    (tmp_path / "stamp.tsr").write_bytes(client.get(f"/en/stamp/{Stamp.objects.get().digest}").content)
    (tmp_path / "tsa.pem").write_bytes(authority.anchor)
    subprocess.run(["unzip", "-q", "acta.zip"], cwd=tmp_path, check=True)
    (signature,) = tmp_path.glob("acta-*/seal/tagmanifest.sig")
    command = ["openssl", "ts", "-verify", "-data", str(signature), "-in", "stamp.tsr", "-CAfile", "tsa.pem"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_a_changed_bundle_is_told_nothing_of_a_stamp(client: Client, authority: Authority) -> None:
    bundle = bytearray(refusal(client))
    work()
    bundle[bundle.index(b"data/original-1.txt") + 30] ^= 1
    assert authority.name not in checked(client, bytes(bundle))


def test_a_bundle_of_somebody_else_has_no_stamp_here(client: Client, authority: Authority, settings: Any) -> None:
    bundle = seal_texts(["Sealed and never asked for.\n"], settings.WEB).data
    assert WORDS.say("outside_time.title") not in checked(client, bundle)


def test_an_authority_that_hangs_holds_no_request(
    client: Client, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamping, "stamper", lambda url: lambda request: time.sleep(600))
    began = time.monotonic()
    refusal(client)
    assert time.monotonic() - began < 300
    assert Stamp.objects.get().stamped_at is None


def test_an_address_that_is_none_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_web_settings({"ATESTA_WEB_FOLDER": str(tmp_path), "ATESTA_TSA": "tsa.example.org"})
