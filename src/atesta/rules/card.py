"""A rule as a page shows it: plain data in one language, every version, with its values and how we know each.

A value is the name of a sentence in the catalogue (`rule_value.<key>`) with what fills it in: a number never stands
without its unit, and the unit is said in the reader's language by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from atesta.rules.rule import Citation, InForce, Rule
from atesta.rules.rule_file import HOUSE
from atesta.rules.rulebook import Rulebook

__all__ = ["CardVersion", "RuleCard", "Value", "rule_card", "rules_of"]


@dataclass(frozen=True, slots=True)
class Value:
    """`key` names the sentence; `fills` has its numbers and times; a list of words (media) under "words" is said by
    their own names in the catalogue."""

    key: str
    fills: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CardVersion:
    """One version. `current`: in force on the day asked for. `unread`: known from secondary sources, one weak source
    or not at all (S, S-, G): it only warns. `binds`: own, agency, buyer. `lenders`: only these kinds, empty for all;
    `members`: surely these, of other kinds it is not known."""

    from_: date
    to: date | None
    current: bool
    citation: Citation
    unread: bool
    source: str
    binds: tuple[str, ...]
    lenders: tuple[str, ...]
    members: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class RuleCard:
    """`place` is a code or "house"; `versions` the oldest first. `current` is None where none is in force that day."""

    id: str
    place: str
    kind: str
    title: str
    mission: tuple[str, ...]
    reviewed_on: date
    versions: tuple[CardVersion, ...]

    @property
    def current(self) -> CardVersion | None:
        return next((version for version in self.versions if version.current), None)


def rules_of(rulebook: Rulebook, place: str, on: date, lang: str) -> Mapping[str, tuple[RuleCard, ...]]:
    """The cards of a place and of the house, under `place` and "house", each by kind and id. All rules, those that are
    no longer or not yet in force too."""
    cards = [rule_card(rule, on, lang) for rule in rulebook.rules_of(place)]
    cards.sort(key=lambda card: (card.kind, card.id))
    groups = {name: tuple(card for card in cards if card.place == name) for name in (place, HOUSE)}
    return MappingProxyType(groups)


def rule_card(rule: Rule, on: date, lang: str) -> RuleCard:
    """What a rule says, in `lang` (en, es or zh), seen on the day `on`."""
    now = rule.on(on)
    return RuleCard(
        id=rule.id,
        place=rule.place,
        kind=rule.kind,
        title=rule.titles[lang],
        mission=rule.mission,
        reviewed_on=rule.reviewed_on,
        versions=tuple(_version(version, version is now) for version in rule.versions),
    )


def _version(version: InForce, current: bool) -> CardVersion:
    return CardVersion(
        from_=version.from_,
        to=version.to,
        current=current,
        citation=version.citation,
        unread=not version.citation.confidence.read_in_text,
        source=version.source,
        binds=version.binds,
        lenders=version.names("lenders"),
        members=version.names("members"),
        values=tuple(_values(version.parameters)),
    )


def _values(parameters: Mapping[str, Any]) -> Iterator[Value]:
    for key, say in _SAID.items():
        if key in parameters:
            yield from say(parameters)


def _value(key: str, **fills: object) -> Value:
    return Value(key, MappingProxyType(fills))


def _windows(parameters: Mapping[str, Any]) -> Iterator[Value]:
    for window in parameters["windows"]:
        days = str(window["days"]).replace("-", "_")
        yield _value(f"window_{days}", start=window["start"], end=window["end"])


def _most(parameters: Mapping[str, Any]) -> Iterator[Value]:
    """A number of contacts; without `per` it would be a number of nothing."""
    channels = tuple(parameters["channels"])
    counter, per = parameters["counter"], parameters["per"]
    span = {"days": parameters["days"]} if per == "days" else {}
    yield _value(f"most_{counter}_per_{per}", n=parameters["max"], words=channels, **span)


def _days(parameters: Mapping[str, Any]) -> Iterator[Value]:
    if "per" in parameters:
        return  # said with the number of contacts
    for days in parameters["days"] if isinstance(parameters["days"], list) else [parameters["days"]]:
        yield _value("days", n=days)


def _percent(parameters: Mapping[str, Any]) -> Iterator[Value]:
    """Shares of what is overdue, each up to a sum in UF; the last one above it."""
    limits = parameters["up_to_uf"]
    for share, limit in zip(parameters["percent"], limits, strict=False):
        yield _value("percent_up_to_uf", percent=share, uf=limit)
    yield _value("percent_above_uf", percent=parameters["percent"][-1], uf=limits[-1])


def _plain(key: str) -> Callable[[Mapping[str, Any]], Iterator[Value]]:
    return lambda parameters: iter((_value(key, n=parameters[key]),))


_SAID: dict[str, Callable[[Mapping[str, Any]], Iterator[Value]]] = {
    "windows": _windows,
    "max": _most,
    "days": _days,
    "percent": _percent,
    **{
        key: _plain(key)
        for key in (
            *("days_apart", "working_days", "years", "seconds", "within_seconds"),
            *("percent_a_year", "principal_min", "prefix"),
        )
    },
    "holidays": lambda parameters: iter((_value("not_on_holidays"),)),
    "zone": lambda parameters: iter((_value("zone", zone=parameters["zone"]),)),
}
"""Parameter of a rule file -> what of it a person reads. What only tells a check where to look is not among them."""
