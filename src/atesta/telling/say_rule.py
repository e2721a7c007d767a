"""A rule's card in the reader's words: what it weighs, what it asks with its units, whom it binds, since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any

from atesta.locale import Catalogue
from atesta.rules.card import CardVersion, RuleCard, Value
from atesta.rules.rule import Citation, Force
from atesta.telling.citation import say_citation
from atesta.telling.say import say_day, say_zone


@dataclass(frozen=True, slots=True)
class VersionSaid:
    """`weight`: what a breach of it may be called; `binds` and `lenders` are "" where nothing is to be said."""

    in_force: str
    current: bool
    weight: str
    citation: str
    asks: tuple[str, ...]
    binds: str
    lenders: str
    members: str


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """`now` is None on a day on which no version is in force; `others` the newest first."""

    id: str
    kind: str
    title: str
    now: VersionSaid | None
    others: tuple[VersionSaid, ...]
    reviewed: str


def say_rule(card: RuleCard, words: Catalogue) -> RuleSaid:
    versions = tuple(say_version(version, words) for version in card.versions)
    return RuleSaid(
        id=card.id,
        kind=words.say(f"rule_kind.{card.kind}"),
        title=card.title,
        now=next((one for one in versions if one.current), None),
        others=tuple(one for one in reversed(versions) if not one.current),
        reviewed=words.say("rule_card.reviewed_on", day=say_day(card.reviewed_on, words.lang)),
    )


def say_version(version: CardVersion, words: Catalogue) -> VersionSaid:
    return VersionSaid(
        in_force=_in_force(version, words),
        current=version.current,
        weight=say_weight(version.citation, words),
        citation=say_citation(version.citation, words),
        asks=tuple(say_asked(value, words) for value in version.values),
        binds=_listed("rule_party", version.binds, words),
        lenders=_listed("lender_kind", version.lenders, words),
        members=_listed("lender_kind", version.members, words),
    )


def say_weight(citation: Citation, words: Catalogue) -> str:
    """Law that was read, law as it is told, what is voluntary: three things, and only the first is called a breach."""
    if citation.force is Force.HOUSE:
        return words.say("rule_weight.house")
    kind = "law" if citation.force in (Force.LAW, Force.REGULATION) else "voluntary"
    return words.say(f"rule_weight.{kind}" if citation.confidence.read_in_text else f"rule_weight.{kind}_told")


def say_asked(value: Value, words: Catalogue) -> str:
    """One value with its unit, as in "at most 7 contacts in 7 days (call)"."""
    n = value.fills.get("n")
    fills: dict[str, Any] = {name: _filled(name, given, words) for name, given in value.fills.items()}
    if isinstance(n, int):
        fills["n"] = n  # chooses between one and several
    return words.say(f"rule_value.{value.key}", **fills)


def _filled(name: str, given: object, words: Catalogue) -> object:
    if name == "zone":
        return say_zone(str(given), words)
    if isinstance(given, time):
        return f"{given:%H:%M}"
    if isinstance(given, tuple | list):
        return words.say("page.listed").join(words.say(f"channel.{one}") for one in given)
    return given


def _in_force(version: CardVersion, words: Catalogue) -> str:
    start = say_day(version.from_, words.lang)
    if version.to is None:
        return words.say("rule_card.in_force", start=start)
    return words.say("rule_card.in_force_until", start=start, end=say_day(version.to, words.lang))


def _listed(table: str, names: Iterable[str], words: Catalogue) -> str:
    return words.say("page.listed").join(words.say(f"{table}.{name}") for name in names)
