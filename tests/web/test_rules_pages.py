"""Every rule has its page in three languages: what it asks, since when, by which text, and how that is known."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from said_on_pages import LANGUAGES, main_of, refused_words

from atesta.contact.place import PLACES
from atesta.locale import catalogue
from atesta.rules.rule import Confidence, Force
from atesta.rules.rulebook import load_rulebook

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def own_words(page: str, lang: str) -> str:
    """Without the titles: what a law forbids ("false statements") is told in its words and judges no message."""
    for _, rule in RULES:
        page = page.replace(html.escape(rule.titles[lang]), "")
    return page


RULES = [(rule.place.lower() if rule.place != "house" else "cn", rule) for rule in load_rulebook().rules]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_has_a_page_that_decides_for_nobody(client: Client, lang: str) -> None:
    for place, rule in RULES:
        answer = client.get(f"/{lang}/{place}/rules/{rule.id}")
        page = main_of(answer)
        assert html.escape(rule.titles[lang]) in page, rule.id
        assert refused_words(own_words(page, lang), lang) == [], rule.id
        assert catalogue(lang).say("rules_page.text") in page, rule.id


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", sorted(PLACES))
def test_the_list_has_every_rule_of_the_place_and_of_no_other(client: Client, place: str, lang: str) -> None:
    page = main_of(client.get(f"/{lang}/{place.lower()}/rules"))
    linked = set(re.findall(r'href="rules/([^"]+)"', page))
    assert linked == {rule.id for rule in load_rulebook().rules_of(place)}
    assert refused_words(own_words(page, lang), lang) == []


def test_the_rule_of_another_place_is_not_here(client: Client) -> None:
    rule = next(rule for place, rule in RULES if rule.place == "MX")
    assert client.get(f"/en/mx/rules/{rule.id}").status_code == 200
    assert client.get(f"/en/cn/rules/{rule.id}").status_code == 404


@pytest.mark.parametrize("given", ["nothing", "..", "CN-GBT", "house"])
def test_an_unknown_rule_is_not_found(client: Client, given: str) -> None:
    assert client.get(f"/en/cn/rules/{given}").status_code == 404


def test_only_what_was_read_as_law_is_told_as_law(client: Client) -> None:
    words = catalogue("en")
    for place, rule in RULES:
        current = rule.versions[-1].citation
        lawful = current.force in (Force.LAW, Force.REGULATION)
        if lawful and current.confidence is Confidence.S:
            assert words.say("rule_weight.law_told") in main_of(client.get(f"/en/{place}/rules/{rule.id}")), rule.id
        if current.force in (Force.STANDARD, Force.SELF_REGULATION):
            assert "not called illegal" in main_of(client.get(f"/en/{place}/rules/{rule.id}")), rule.id


def test_a_number_stands_with_its_unit(client: Client) -> None:
    assert "at most 7 contacts in 7 days (call)" in main_of(client.get("/en/us/rules/us-seven-in-seven"))


def test_an_older_version_stays_on_the_page(client: Client) -> None:
    place, rule = next((place, rule) for place, rule in RULES if len(rule.versions) > 1)
    page = main_of(client.get(f"/en/{place}/rules/{rule.id}"))
    assert page.count("<dl") == len(rule.versions)
