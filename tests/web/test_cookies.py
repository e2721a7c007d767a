"""Sessions and forms: a cookie that no script reads, and no form from elsewhere."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.test import Client
from people import PASSWORD, staff

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_the_session_is_read_by_no_script_and_comes_with_no_form_of_another_site(client: Client) -> None:
    staff("charlie")
    client.post("/en/staff/in", {"login": "charlie", "password": PASSWORD})
    cookie = client.cookies["atesta"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert not cookie["max-age"], "it ends with the browser"


def test_the_token_of_forms_comes_with_no_form_of_another_site(client: Client) -> None:
    client.get("/en/staff/in")
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("origin", "wanted"), [("https://a.example", "True 31536000"), ("http://a.example", "False 0")]
)
def test_over_https_cookies_travel_over_https_only(origin: str, wanted: str, tmp_path_factory) -> None:
    code = "from atesta.web.settings import *; print(SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE, SECURE_HSTS_SECONDS)"
    env = {
        "ATESTA_ORIGIN": origin,
        "ATESTA_WEB_FOLDER": str(tmp_path_factory.mktemp("x")),
        "PYTHONPATH": ":".join(sys.path),
    }
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    assert said.strip() == wanted


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver:81"},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_a_token(headers: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/en/staff/in")
    form = {"login": "x", "password": "y", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post("/en/staff/in", form, headers=headers).status_code == 403
    assert client.post("/en/staff/in", form, headers={"origin": "http://testserver"}).status_code == 400


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a_method_is_what_was_asked_and_nothing_that_a_header_or_field_says(client: Client, name: str) -> None:
    assert client.get("/en/staff/out", headers={name.lower(): "POST"}).status_code in (302, 405)
    assert client.post("/en/staff/in", {"_method": "DELETE", "login": "x", "password": "y"}).status_code == 400


def test_a_key_of_a_session_that_somebody_made_up_is_not_taken(client: Client) -> None:
    client.cookies["atesta"] = "a" * 32
    staff("charlie")
    client.post("/en/staff/in", {"login": "charlie", "password": PASSWORD})
    assert client.cookies["atesta"].value != "a" * 32
