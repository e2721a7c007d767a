"""Caps that were broken only in sum: nobody broke a rule alone (PRODUCT 4.5.5). No person and no account is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse

from atesta.locale import Catalogue
from atesta.store.gating import Over, Unreported, counters, unreported
from atesta.store.models import Creditor
from atesta.store.overview import FEW
from atesta.web.access import Who, works_for
from atesta.web.desk import desk
from atesta.web.pages import Page
from atesta.web.show import show, words_of

OWN = "own"


@dataclass(frozen=True, slots=True)
class Part:
    """What one house put in: to so many of the accounts, with so many contacts, `silent` of them not reported."""

    who: str
    accounts: int
    contacts: int
    silent: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days that a rule counts, from `first` to `last`, and for how many accounts it was passed in them."""

    first: date
    last: date
    accounts: int
    highest: int


@dataclass(frozen=True, slots=True)
class RuleSum:
    """A rule whose cap (`most` contacts) was passed for `accounts` accounts only in sum; `highest`: the highest sum;
    `when`: each stretch of days, the newest first."""

    rule: str
    title: str
    most: int
    accounts: int
    highest: int
    parts: tuple[Part, ...]
    when: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Silent:
    """`count` of `allowed` contacts were never reported; too `few` to compare."""

    who: str
    count: int
    allowed: int
    few: bool


@dataclass(frozen=True, slots=True)
class CountersPage:
    place: str
    rules: tuple[RuleSum, ...]
    silent: tuple[Silent, ...]


def page(request: HttpRequest) -> HttpResponse:
    creditor, words, now = works_for(request).creditor, words_of(request), datetime.now(UTC)
    names = _names(creditor, words)
    silent = tuple(_silent(one, names) for one in unreported(creditor, now))
    return show(
        request,
        "counters.html",
        CountersPage(creditor.place, tuple(_sums(counters(creditor, now), names, words)), silent),
    )


def _names(creditor: Creditor, words: Catalogue) -> dict[str, str]:
    return {OWN: words.say("wordings.own"), **dict(creditor.agencies.values_list("slug", "name"))}


def _silent(one: Unreported, names: dict[str, str]) -> Silent:
    return Silent(names[one.by], one.count, one.allowed, one.allowed < FEW)


def _sums(found: Iterable[Over], names: dict[str, str], words: Catalogue) -> Iterable[RuleSum]:
    by_rule: dict[str, list[Over]] = defaultdict(list)
    for over in found:
        by_rule[over.rule].append(over)
    for rule, some in by_rule.items():
        title = desk().rulebook.rule(rule).titles[words.lang].rstrip(".。")
        accounts, highest = len({over.account for over in some}), max(over.count for over in some)
        yield RuleSum(rule, title, some[0].most, accounts, highest, tuple(_parts(some, names)), tuple(_when(some)))


def _when(some: Iterable[Over]) -> Iterable[Stretch]:
    by_days: dict[tuple[date, date], list[Over]] = defaultdict(list)
    for over in some:
        by_days[over.last, over.first].append(over)
    for last, first in sorted(by_days, reverse=True):
        there = by_days[last, first]
        yield Stretch(first, last, len({over.account for over in there}), max(over.count for over in there))


def _parts(some: Iterable[Over], names: dict[str, str]) -> Iterable[Part]:
    """By name, not by figure: a list of who did most would be a ranking of houses that did nothing alone."""
    accounts, contacts, silent = defaultdict[str, set[str]](set), defaultdict[str, int](int), defaultdict[str, int](int)
    for over in some:
        for figures in over.by:
            accounts[figures.by].add(over.account)
            contacts[figures.by] += figures.count
            silent[figures.by] += figures.silent
    for by in sorted(accounts, key=lambda by: (by != OWN, names[by])):
        yield Part(names[by], len(accounts[by]), contacts[by], silent[by])


PAGES = (Page("creditor/counters", page, "creditor-counters", Who.COMPLIANCE),)
