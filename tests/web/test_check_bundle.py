"""A sealed file is checked on a page: by whose keys, why, what is not proven; and nothing sent is a fault of ours."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import settings as checked
from hypothesis import strategies as st

from atesta.evidence import keys, readme
from atesta.evidence.anchors import Anchors
from atesta.evidence.verify import verify
from atesta.installation.home import home_in
from atesta.locale import catalogue
from atesta.store.models import Upload
from atesta.store.worker import Worker
from atesta.web import check_bundle
from atesta.web.check_bundle import Trusted
from atesta.web.check_bundle_kept import read_verdict, written_verdict
from atesta.web.sealing import seal_texts

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "es", "zh")


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal_texts(["I refuse further contact.\n"], settings.WEB).data


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A bundle of another installation, and its signers.pem."""
    home = home_in(tmp_path_factory.mktemp("elsewhere") / "home")
    web = dataclasses.replace(settings.WEB, home=home.folder)
    return seal_texts(["From elsewhere.\n"], web).data, keys.pem(home.ring().signer())


@pytest.fixture(autouse=True)
def _not_paced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atesta.web.paced.wait", lambda *_: 0)


def sent(client: Client, data: bytes, lang: str = "en", **files: bytes) -> str:
    given = {"bundle": SimpleUploadedFile("acta.zip", data), **{k: SimpleUploadedFile(k, v) for k, v in files.items()}}
    answer = client.post(f"/{lang}/verify", given)
    assert answer.status_code == 200
    return answer.content.decode()


def heading(page: str) -> str:
    return page.partition("<h1")[2].partition(">")[2].partition("</h1>")[0]


def first_word(key: str, lang: str = "en") -> str:
    return catalogue(lang).say(key).partition("{")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_sealed_here_is_unchanged_and_says_what_that_does_not_prove(
    client: Client, sealed: bytes, lang: str
) -> None:
    page = sent(client, sealed, lang)
    assert heading(page).startswith(first_word("verdict.unchanged_signed", lang))
    assert catalogue(lang).say("not_proven.true_words") in page


def test_one_other_byte_is_a_change(client: Client, sealed: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(sealed)) as found:
        info = next(one for one in found.infolist() if one.filename.endswith("original-1.txt"))
    at = sealed.index(b"I refuse further", info.header_offset)
    page = sent(client, sealed[:at] + b"U" + sealed[at + 1 :])
    assert heading(page).startswith("CHANGED")
    assert 'class="adverse"' in page


def test_a_file_of_another_is_checked_with_the_keys_that_were_given(
    client: Client, elsewhere: tuple[bytes, bytes]
) -> None:
    bundle, signers = elsewhere
    assert heading(sent(client, bundle)).startswith("Cannot check")
    page = sent(client, bundle, signers=signers)
    assert heading(page).startswith("Unchanged")
    assert "the keys that you gave" in page


def test_with_keys_given_ours_are_not_trusted(client: Client, sealed: bytes, elsewhere: tuple[bytes, bytes]) -> None:
    assert heading(sent(client, sealed, signers=elsewhere[1])).startswith("Cannot check")


def test_what_came_in_the_bundle_is_no_key(client: Client, elsewhere: tuple[bytes, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(elsewhere[0])) as found:
        inside = next(one for one in found.namelist() if one.endswith("readme.en.html"))
        name = found.read(inside).decode()
    assert "signers.pem" in name
    assert heading(sent(client, elsewhere[0])).startswith("Cannot check")


@pytest.mark.parametrize("given", [b"\0" * 90, b"PK\x05\x06" + b"\0" * 18, b"not a zip at all", b"PK\x03\x04"])
def test_what_is_no_bundle_cannot_be_checked(client: Client, given: bytes) -> None:
    assert heading(sent(client, given)).startswith("Cannot check")


@checked(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0, 2**16), to=st.integers(0, 2**16), junk=st.binary(max_size=40))
@example(at=0, to=0, junk=b"")
def test_no_bytes_are_a_fault_of_ours(client: Client, sealed: bytes, at: int, to: int, junk: bytes) -> None:
    data = sealed[: at % len(sealed)] + junk + sealed[to % len(sealed) :]
    sent(client, data or b"x")


@pytest.mark.parametrize("files", [{}, {"bundle": b""}])
def test_no_file_is_said_beside_the_form(client: Client, files: dict[str, bytes]) -> None:
    answer = client.post("/en/verify", {name: SimpleUploadedFile(name, data) for name, data in files.items()})
    assert answer.status_code == 422
    assert "No file was chosen" in answer.content.decode()


@pytest.mark.parametrize("pem", [b"no certificate", b"\xff\xfe", b"-----BEGIN CERTIFICATE-----\nAA\n", b"a" * 300_000])
def test_a_signers_file_that_is_none_is_refused(client: Client, sealed: bytes, pem: bytes) -> None:
    given = {"bundle": SimpleUploadedFile("a.zip", sealed), "signers": SimpleUploadedFile("signers.pem", pem)}
    answer = client.post("/en/verify", given)
    assert answer.status_code == 422
    assert "signers.pem" in answer.content.decode()


def test_an_authority_that_was_given_goes_along_to_the_job(
    client: Client, sealed: bytes, elsewhere: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_bundle, "INLINE", 10)
    certificates = elsewhere[1].decode()
    given = {"bundle": sealed, "tsa": certificates.encode()}
    client.post("/en/verify", {name: SimpleUploadedFile(name, data) for name, data in given.items()})
    trusted = Trusted.of(Upload.objects.get().asked)
    assert (trusted.pem, trusted.anchors().tsa) == (None, certificates.encode())
    assert trusted.anchors().signers == Trusted(None).anchors().signers


def test_a_tsa_file_that_is_none_is_refused(client: Client, sealed: bytes) -> None:
    given = {"bundle": SimpleUploadedFile("a.zip", sealed), "tsa": SimpleUploadedFile("tsa.pem", b"no certificate")}
    answer = client.post("/en/verify", given)
    assert answer.status_code == 422
    assert "tsa.pem" in answer.content.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_recipe_beside_it_is_the_one_of_every_bundle(client: Client, lang: str) -> None:
    page = client.get(f"/{lang}/verify").content.decode()
    for commands in (readme.FILES, readme.SIGNER, readme.WALK):
        assert commands[0].replace("'", "&#x27;") in page


def test_nothing_of_what_was_sent_stays(client: Client, sealed: bytes) -> None:
    sent(client, sealed)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_large_one_is_checked_by_a_job_and_told_to_its_sender_only(
    client: Client,
    sealed: bytes,
    lang: str,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
) -> None:
    monkeypatch.setattr(check_bundle, "INLINE", 10)
    where = client.post(f"/{lang}/verify", {"bundle": SimpleUploadedFile("acta.zip", sealed)})["Location"]
    assert catalogue(lang).say("check.at_it") in client.get(where).content.decode()
    worker = Worker()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        while worker.do_one():
            pass
    assert heading(client.get(where).content.decode()).startswith(first_word("verdict.unchanged_signed", lang))
    assert Client().get(where).status_code == 404
    assert not Path(check_bundle.blobs.path_of(Upload.objects.get().id)).exists()


def test_sent_twice_it_is_checked_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_bundle, "INLINE", 1)
    begun = check_bundle.uploads.begin("bundle", 2, "acta.zip", "application/zip", datetime.now(UTC))
    check_bundle.uploads.append(begun.upload, 0, b"no")
    fields = {"upload": begun.upload.id, "upload_token": begun.token}
    first, second = (client.post("/en/verify", fields) for _ in range(2))
    assert first["Location"] == second["Location"]
    check_bundle.Job.objects.update(done_at=datetime.now(UTC))
    Upload.objects.update(answer="{}")
    client.post("/en/verify", fields)
    assert check_bundle.Job.objects.count() == 1


def test_a_job_that_failed_says_so(client: Client, sealed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_bundle, "INLINE", 10)
    where = client.post("/en/verify", {"bundle": SimpleUploadedFile("acta.zip", sealed)})["Location"]
    check_bundle.Job.objects.update(failure="our_fault")
    assert "says nothing about the file" in client.get(where).content.decode()


def test_a_verdict_comes_back_from_json_as_it_was(sealed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "acta.zip"
    for data in (sealed, sealed[:-40], b"x"):
        path.write_bytes(data)
        verdict = verify(path, Anchors())
        assert read_verdict(json.loads(json.dumps(written_verdict(verdict)))) == verdict
