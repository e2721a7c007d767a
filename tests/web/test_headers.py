"""What every answer says to the browser, whoever asks for whatever: nothing is stored, framed, guessed or sent on."""

from __future__ import annotations

import pytest
from a_file import opened
from django.test import Client, override_settings
from people import Visitor, come, person

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PAGES = ("/en/", "/en/cn/", "/en/cn/message", "/en/staff/in", "/en/file/", "/en/cn/nothing", "/fr/")


@pytest.mark.parametrize("at", PAGES)
def test_a_page_is_not_framed_guessed_or_stored_and_tells_no_other_site_where_one_was(client: Client, at: str) -> None:
    answer = client.get(at)
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"


def test_what_is_found_for_one_person_is_kept_by_no_cache_for_another() -> None:
    for at in ("/en/file/home", "/en/file/debt-new"):
        answer = come(Visitor.ALICE, {"alice": person("alice")} if at == "/en/file/home" else _alice()).get(at)
        assert answer["Cache-Control"] == "no-store" and "Cookie" in answer["Vary"]


def test_an_answer_to_what_a_visitor_gave_may_be_held_by_her_browser_and_by_nobody_else(client: Client) -> None:
    given = {"text": "Pague hoy", "relation": "stranger", "refuses": "on", "said": "They: Pay today"}
    for at in ("/en/mx/message", "/en/mx/call", "/en/mx/other", "/en/mx/message/keep"):
        assert client.post(at, given)["Cache-Control"] == "private, no-cache", at


def test_what_a_file_shows_of_a_kept_message_is_not_held(client: Client) -> None:
    opened(client)
    client.post("/en/mx/message/keep", {"text": "Pague hoy"})
    which = client.post("/en/mx/message/keep", {"text": "Pague ya"})  # names the debts of the file
    assert which.status_code == 200
    assert which["Cache-Control"] == "no-store"


def _alice() -> dict:
    from people import Person  # noqa: PLC0415

    from atesta.store.models import File  # noqa: PLC0415

    return {"alice": Person("alice", File.objects.get())}


def test_a_policy_has_no_exception(client: Client) -> None:
    policy = client.get("/en/")["Content-Security-Policy"]
    assert "unsafe" not in policy and "*" not in policy and "nonce" not in policy
    assert "form-action 'self'" in policy and "base-uri 'none'" in policy


@override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_over_https_the_browser_is_told_to_stay_there() -> None:
    assert "max-age=31536000" in Client().get("/en/", secure=True)["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in Client().get("/en/")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "a\tb", ""])
def test_a_host_that_is_not_ours_is_refused(client: Client, host: str) -> None:
    answer = client.get("/en/", headers={"host": host})
    assert answer.status_code == 400 or host == ""
    assert "evil" not in str(dict(answer.items()))


def test_a_forwarded_host_is_not_believed(client: Client) -> None:
    answer = client.get("/", headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"})
    assert answer["Location"] == "/en/"


@pytest.mark.parametrize("name", ["next", "redirect", "return_to", "url", "continue"])
def test_nobody_is_sent_to_another_site(client: Client, name: str) -> None:
    for at in ("/", "/en/staff/in", "/en/file/", "/en/staff/"):
        for answer in (client.get(at, {name: "//evil.example/"}), client.post(at, {name: "https://evil.example/"})):
            assert "evil" not in answer.get("Location", "")


@pytest.mark.parametrize("at", ["//evil.example/", "/\\evil.example/", "/en//evil.example", "/%2F%2Fevil.example"])
def test_an_address_with_two_strokes_leads_nowhere(client: Client, at: str) -> None:
    answer = client.get(at)
    assert answer.status_code < 500 and "evil" not in answer.get("Location", "")


@pytest.mark.parametrize(
    "at",
    [
        "../settings.py",
        "..%2f..%2fsecret",
        "%2e%2e/%2e%2e/secret",
        "web/../../secret",
        "//etc/passwd",
        "web/%00",
    ],
)
def test_static_files_are_those_of_the_package_and_no_others(client: Client, at: str) -> None:
    answer = client.get(f"/static/{at}")
    assert answer.status_code in (400, 404)


def test_static_files_are_kept_a_while_and_are_what_they_say(client: Client) -> None:
    answer = client.get("/static/web/atesta.css")
    assert answer.getvalue() and answer["Content-Type"].startswith("text/css")
    assert answer["X-Content-Type-Options"] == "nosniff"
    answer.close()
