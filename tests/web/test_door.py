"""The way in: the place first, then what happened, in each language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from atesta.config import Speech

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize(
    ("asks", "lang"), [("zh-TW,zh;q=0.9,en;q=0.8", "zh"), ("es-MX,es", "es"), ("fr,de", "en"), ("", "en")]
)
def test_the_browser_s_language_is_spoken_where_we_speak_it(client: Client, asks: str, lang: str) -> None:
    assert client.get("/", headers={"accept-language": asks})["Location"] == f"/{lang}/"


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_the_first_question_is_the_place(client: Client, lang: str) -> None:
    page = client.get(f"/{lang}/").content.decode()
    assert page.count('class="choice"') == 8


@pytest.mark.parametrize("address", ["/fr/", "/en/fr/", "/en/CN/", "/en/cn/nothing"])
def test_what_is_not_there_says_what_to_do(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Go back" in answer.content.decode()


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_a_page_of_failure_speaks_the_language_of_the_address_and_not_of_the_browser(lang: str) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "zh" if lang == "en" else "en"})
    for answer in (browser.get(f"/{lang}/nothing/here"), browser.post(f"/{lang}/file/link", {"email": "a@b.org"})):
        assert answer.status_code in (403, 404)
        assert f'<html lang="{lang}' in answer.content.decode()
    assert '<html lang="es"' in Client().get("/fr/", headers={"accept-language": "es"}).content.decode()


def test_the_switch_of_language_keeps_the_page(client: Client) -> None:
    page = client.get("/en/cn/").content.decode()
    assert 'href="/zh/cn/"' in page
    assert 'href="/es/cn/"' in page


def test_nothing_is_stored_and_no_cookie_is_set_on_the_way_in(client: Client) -> None:
    answer = client.get("/en/cn/")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_scripts_and_styles_come_from_here_and_nowhere_else(client: Client) -> None:
    policy = client.get("/en/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy


NOTHING = {"en": "Nothing leaves", "es": "Nada sale de", "zh": "任何内容都不会"}


@pytest.mark.parametrize("lang", NOTHING)
def test_nothing_leaves_is_said_only_where_nothing_was_switched_on(
    client: Client, settings: Settings, lang: str
) -> None:
    assert NOTHING[lang] in client.get(f"/{lang}/cn/").content.decode()
    settings.WEB = replace(settings.WEB, speech=Speech("https://speech.example"), tsa="https://tsa.example")
    for address in ("", "message", "call"):
        page = client.get(f"/{lang}/cn/{address}").content.decode()
        assert NOTHING[lang] not in page
    assert settings.WEB.leaves == ("stamps", "speech")
