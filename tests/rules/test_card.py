"""A rule's card has every version, every value with its unit, and says what was not read in the text."""

from __future__ import annotations

from datetime import date

import pytest

from atesta.contact.place import PLACES
from atesta.locale import catalogue
from atesta.rules.card import CardVersion, Value, rule_card, rules_of
from atesta.rules.rule_file import read_rule
from atesta.rules.rulebook import load_rulebook

DAY = date(2026, 11, 22)
TWO_VERSIONS = """
id = "us-x"
place = "US"
kind = "frequency"
mission = []
title.en = "a"
title.es = "b"
title.zh = "c"
reviewed_on = 2026-11-21
[[in_force]]
from = 2020-01-01
to = 2025-12-31
force = "regulation"
confidence = "S"
cite = "old"
source = "s"
binds = ["agency"]
parameters = { counter = "contacts", channels = ["call"], per = "days", days = 7, max = 7 }
[[in_force]]
from = 2026-01-01
force = "law"
confidence = "Vq"
cite = "new"
source = "s"
binds = ["own"]
"""


def versions() -> list[CardVersion]:
    return [version for rule in load_rulebook().rules for version in rule_card(rule, DAY, "en").versions]


def test_old_versions_stay_and_the_one_of_the_day_is_marked() -> None:
    rule = read_rule("us/us-x.toml", TWO_VERSIONS.encode())
    card = rule_card(rule, DAY, "es")
    assert (card.title, [version.current for version in card.versions]) == ("b", [False, True])
    assert card.current is card.versions[1]
    assert rule_card(rule, date(2025, 1, 1), "es").versions[0].current
    assert rule_card(rule, date(2019, 1, 1), "es").current is None


def test_what_was_not_read_in_the_text_is_marked() -> None:
    old, new = rule_card(read_rule("us/us-x.toml", TWO_VERSIONS.encode()), DAY, "en").versions
    assert (old.unread, new.unread) == (True, False)


def test_a_number_comes_with_its_span() -> None:
    (value,) = rule_card(read_rule("us/us-x.toml", TWO_VERSIONS.encode()), DAY, "en").versions[0].values
    assert value == Value("most_contacts_per_days", {"n": 7, "words": ("call",), "days": 7})


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_every_value_of_every_rule_is_a_whole_sentence(lang: str) -> None:
    words = catalogue(lang)
    for value in {value.key: value for version in versions() for value in version.values}.values():
        fills = dict(value.fills)
        n = fills.get("n")
        said = words.say(f"rule_value.{value.key}", **fills)
        assert "{" not in said
        assert n is None or str(n) in said


def test_every_number_that_a_rule_file_gives_is_shown() -> None:
    silent = {"firm_only_if_asked", "refusal_final", "announced", "written"}
    for rule in load_rulebook().rules:
        for version, shown in zip(rule.versions, rule_card(rule, DAY, "en").versions, strict=True):
            numbers = [
                name for name, value in version.parameters.items() if isinstance(value, int) and name not in silent
            ]
            assert not numbers or shown.values, f"{rule.id}: {numbers}"


def test_lenders_and_members_are_said_by_their_names() -> None:
    words = catalogue("zh")
    for version in versions():
        for kind in (*version.lenders, *version.members):
            assert words.say(f"lender_kind.{kind}")
        for party in version.binds:
            assert words.say(f"rule_party.{party}")


@pytest.mark.parametrize("place", PLACES)
def test_the_rules_of_a_place_stand_beside_those_of_the_house_and_no_other_place(place: str) -> None:
    groups = rules_of(load_rulebook(), place, DAY, "en")
    assert set(groups) == {place, "house"}
    assert all(card.place == name for name, cards in groups.items() for card in cards)
    assert groups[place]
