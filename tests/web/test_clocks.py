"""A clock has a name that people use, in each language; never the key of a table."""

from __future__ import annotations

import pytest
from django.test import Client

from atesta.contact.place import PLACES
from atesta.locale import catalogue
from atesta.web.clocks import clocks

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize("lang", ["es", "zh", "en"])
def test_every_clock_has_a_name(lang: str) -> None:
    for place in PLACES:
        assert all(said and "_" not in said for _, said in clocks(place, catalogue(lang)))


@pytest.mark.parametrize("path", ["message", "call"])
def test_a_form_says_it_in_the_language_of_the_page(client: Client, path: str) -> None:
    assert "Ciudad de México" in client.get(f"/es/mx/{path}").content.decode()
    assert "墨西哥城" in client.get(f"/zh/mx/{path}").content.decode()


def test_a_refusal_is_timed_by_a_clock_of_its_place(client: Client) -> None:
    page = client.post("/es/mx/other", {"relation": "family", "refuses": "on"}).content.decode()
    assert "UTC-06:00" in page and "UTC+00:00" not in page
