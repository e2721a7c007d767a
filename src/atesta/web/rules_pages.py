"""The rules of a place, and a page for each: what it asks, since when, by which text, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse

from atesta.locale import Catalogue
from atesta.rules.card import RuleCard, rule_card, rules_of
from atesta.rules.rule import Rule
from atesta.rules.rule_file import HOUSE
from atesta.rules.rulebook import load_rulebook
from atesta.telling.say_rule import RuleSaid, say_rule, say_weight
from atesta.web.access import Who, finder
from atesta.web.pages import Page
from atesta.web.show import show, words_of


@dataclass(frozen=True, slots=True)
class RuleLine:
    """`weight`: what it is (law that was read, …); `current`: whether it is in force today."""

    id: str
    title: str
    weight: str
    current: bool


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of one kind, such as hours or visits."""

    name: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class RuleList:
    """`own` are those of the place, `house` those of this tool, which no law makes."""

    place: str
    own: tuple[RuleGroup, ...]
    house: tuple[RuleGroup, ...]


@dataclass(frozen=True, slots=True)
class RulePage:
    """`house`: it is a rule of this tool, and its page says so."""

    place: str
    rule: RuleSaid
    house: bool


@finder("rule")
def find_rule(request: HttpRequest, given: str) -> Rule:
    files = load_rulebook().files
    if given not in files:
        raise Http404
    return files[given].rule


def rules(request: HttpRequest, place: str) -> HttpResponse:
    words = words_of(request)
    groups = rules_of(load_rulebook(), place, datetime.now(UTC).date(), words.lang)
    page = RuleList(place, _grouped(groups[place], words), _grouped(groups[HOUSE], words))
    return show(request, "rules.html", page, place=place)


def rule(request: HttpRequest, place: str, rule: Rule) -> HttpResponse:
    """Only of this place, or of the house: another place's rule would mislead."""
    if rule.place not in (place, HOUSE):
        raise Http404
    words = words_of(request)
    card = rule_card(rule, datetime.now(UTC).date(), words.lang)
    return show(request, "rule.html", RulePage(place, say_rule(card, words), rule.place == HOUSE), place=place)


def _grouped(cards: tuple[RuleCard, ...], words: Catalogue) -> tuple[RuleGroup, ...]:
    """Cards come by kind."""
    return tuple(
        RuleGroup(words.say(f"rule_kind.{kind}"), tuple(_line(card, words) for card in same))
        for kind, same in groupby(cards, key=lambda card: card.kind)
    )


def _line(card: RuleCard, words: Catalogue) -> RuleLine:
    version = card.current or card.versions[-1]
    return RuleLine(card.id, card.title, say_weight(version.citation, words), card.current is not None)


PAGES = (
    Page("<str:place>/rules", rules, "rules", Who.ANYONE),
    Page("<str:place>/rules/<str:rule>", rule, "rule", Who.ANYONE),
)
