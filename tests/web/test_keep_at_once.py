"""Keeping a message is one step: all of it or nothing, and once, however often and with whatever the form is sent."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from a_file import opened
from a_site import Site
from django.test import Client

from atesta.store import keeping
from atesta.store.models import Debt, KeptContact

GIVEN = {
    "text": "Pague hoy",
    "received": "2026-01-20T09:00",
    "lender": "Prestamax",
    "owed": "1200",
    "due": "2026-01-02",
}
ASKED = {"text": "Pague hoy", "said": "They: Pague hoy"}


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Evil/Zone", "../etc/passwd", "x" * 300, "Asia/Shanghai"])
def test_a_zone_that_is_none_of_the_place_is_not_kept(client: Client, zone: str) -> None:
    opened(client)
    assert client.post("/en/mx/message/keep", {**GIVEN, "zone": zone}).status_code == 302
    assert Debt.objects.get().zone == "America/Mexico_City"
    assert client.get("/en/file/home").status_code == 200


@pytest.mark.django_db
def test_a_row_with_a_zone_that_is_none_does_not_close_the_file(client: Client) -> None:
    opened(client)
    at = client.post("/en/mx/message/keep", GIVEN)["Location"]
    Debt.objects.update(zone="Evil/Zone")
    for path in ("/en/file/home", at, at.partition("?")[0] + "/figures"):
        assert client.get(path).status_code == 200, path
    assert client.post("/en/mx/message/keep", {**GIVEN, "text": "Pague ya", "debt": "new"}).status_code == 302


@pytest.mark.django_db
def test_a_nul_is_left_out_of_what_is_kept(client: Client) -> None:
    opened(client)
    given = {**GIVEN, "text": "Pague\0 hoy", "sender": "+52\0 55", "lender": "Presta\0max"}
    assert client.post("/en/mx/message/keep", given).status_code == 302
    contact = KeptContact.objects.get()
    assert (contact.text, contact.sender, contact.debt.lender) == ("Pague hoy", "+52 55", "Prestamax")
    assert client.get("/en/file/debt/%00").status_code == 404
    assert client.get(f"/en/file/debt/{contact.debt_id}?after=%00").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("room", ["message", "call"])
def test_where_the_contact_cannot_be_kept_there_is_no_debt_either(
    client: Client, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(client)
    client.raise_request_exception = False
    monkeypatch.setattr(keeping, "answer", None)
    assert client.post(f"/en/mx/{room}/keep", ASKED).status_code == 500
    assert not Debt.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("room", ["message", "call"])
def test_sent_twice_for_a_new_debt_makes_one(client: Client, room: str) -> None:
    opened(client)
    said = [client.post(f"/en/mx/{room}/keep", {**ASKED, "debt": "new"})["Location"] for _ in range(2)]
    assert [at.rpartition("=")[2] for at in said] == ["kept", "kept_before"]
    assert Debt.objects.count() == KeptContact.objects.count() == 1


@pytest.mark.parametrize("room", ["message", "call"])
def test_three_at_once_make_one_debt(site: Site, room: str) -> None:
    browser = _with_a_file(site)
    with ThreadPoolExecutor(3) as threads:
        pages = list(threads.map(lambda _: _post(browser, site, f"/en/mx/{room}/keep", ASKED), range(3)))
    assert all("/file/debt/" in address for address, _ in pages), pages
    assert len({address.partition("?")[0] for address, _ in pages}) == 1
    assert len(set(re.findall(r"/file/debt/(\w{10,})", _get(browser, site, "/en/file/home")))) == 1


def _with_a_file(site: Site) -> OpenerDirector:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    sealed = re.search(r'name="sealed" value="([^"]+)"', _get(browser, site, "/en/file/new"))
    assert sealed
    _post(browser, site, "/en/file/new", {"sealed": sealed[1], "written": "1"})
    return browser


def _get(browser: OpenerDirector, site: Site, path: str) -> str:
    with browser.open(site.origin + path, timeout=60) as answer:
        return str(answer.read().decode())


def _post(browser: OpenerDirector, site: Site, path: str, fields: dict[str, str]) -> tuple[str, str]:
    """The address that it ends at, and the page."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', _get(browser, site, "/en/mx/message"))
    assert token
    sent = urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
    with browser.open(site.origin + path, sent, timeout=60) as answer:
        return answer.geturl(), answer.read().decode()
