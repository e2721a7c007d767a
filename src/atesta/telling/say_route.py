"""A route in the reader's words: where to go first, why, what is missing, and why not the other channels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from atesta.action.complaint.channel import Channel, channels_of
from atesta.action.complaint.routing import Case, Reason, Recommended, Route, beside
from atesta.action.complaint.routing.rules import EMERGENCY
from atesta.locale import Catalogue
from atesta.telling.citation import say_citation
from atesta.telling.say import say_day
from atesta.telling.say_fact import Told, say_confidence

MOST_WAYS = 2
_OWN_WORDS = ("human_first", "filed_", "desk_answered", "desk_nothing_found", "not_checked_since")
"""Reasons that rest on what the case itself says, not on a text: they are told without a source."""


@dataclass(frozen=True, slots=True)
class StepSaid:
    """One step of the route. `missing` with what is required and what helps; `ways` such as "12378 (telephone)"; `mind`
    is what to know before filing, "" in an emergency."""

    channel: str
    name: str
    official: str
    why: tuple[Told, ...]
    missing: tuple[str, ...]
    ways: tuple[str, ...]
    mind: str


@dataclass(frozen=True, slots=True)
class OtherSaid:
    """A channel that waits, and why."""

    channel: str
    name: str
    why: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class RouteSaid:
    """`wait` is "" where there is a step; `help` is "" unless the writer is in distress: then it is told first.
    `beside`: what can be done the same day; it is not among `others`."""

    help: str
    wait: str
    steps: tuple[StepSaid, ...]
    others: tuple[OtherSaid, ...]
    advice: str
    beside: StepSaid | None = None


def say_route(found: Route, case: Case, words: Catalogue) -> RouteSaid:
    channels = {channel.id: channel for channel in channels_of(case.place)}
    looked_up = min(channel.checked_on for channel in channels.values())
    today = beside(case, found)
    return RouteSaid(
        help=_help(case.place, words) if "distress" in case.findings else "",
        wait="" if found.recommended else words.say(_wait(found)),
        steps=tuple(_step(one, channels[one.channel], words) for one in found.recommended),
        others=tuple(
            OtherSaid(one.channel, channels[one.channel].names[words.lang], _why(one.why, words))
            for one in found.not_now
            if today is None or one.channel != today.channel
        ),
        advice=words.say("route.advice", day=say_day(looked_up, words.lang)),
        beside=_step(today, channels[today.channel], words) if today else None,
    )


def say_reason(reason: Reason, words: Catalogue) -> str:
    """The sentence of a reason, with its days as the reader writes them."""
    days = {name: say_day(day, words.lang) for name, day in reason.values.items() if isinstance(day, date)}
    return words.say(f"route_reason.{reason.id}", n=None, **days)


def _help(place: str, words: Catalogue) -> str:
    """The module of findings brings the rulebook along, which a route does not need."""
    from atesta.telling.say_finding import help_line  # noqa: PLC0415

    return help_line(place, words)


def _wait(found: Route) -> str:
    """Something is under way, or nothing is open at all."""
    under_way = ("filed_pending", "filed_accepted", "desk_waiting")
    waits = any(reason.id in under_way for one in found.not_now for reason in one.why)
    return "route.wait" if waits else "route.nothing"


def _step(one: Recommended, channel: Channel, words: Catalogue) -> StepSaid:
    return StepSaid(
        channel=one.channel,
        name=channel.names[words.lang],
        official=channel.official,
        why=_why(one.why, words),
        missing=tuple(_missing(word, channel, words) for word in one.missing),
        ways=_ways(channel, words),
        mind="" if channel.id.startswith(EMERGENCY) else channel.warnings[0].texts[words.lang],
    )


def _missing(word: str, channel: Channel, words: Catalogue) -> str:
    required = any(needed.has == word and needed.required for needed in channel.give)
    what = words.say(f"complaint_has.{word}")
    return words.say("route.required" if required else "route.helps", what=what)


def _ways(channel: Channel, words: Catalogue) -> tuple[str, ...]:
    """Addresses and numbers as they are written there; what has to be looked up is said as such."""
    known = [one for one in channel.reach if one.at][:MOST_WAYS]
    if not known:
        return (channel.reach[0].fact.texts[words.lang],)
    return tuple(words.say("route.way", at=one.at, way=words.say(f"complaint_way.{one.way}")) for one in known)


def _why(reasons: tuple[Reason, ...], words: Catalogue) -> tuple[Told, ...]:
    return tuple(Told(say_reason(reason, words), _source(reason, words)) for reason in reasons)


def _source(reason: Reason, words: Catalogue) -> str:
    if reason.id.startswith(_OWN_WORDS) and not reason.citations:
        return ""
    if not reason.citations:
        return say_confidence(reason.confidence, words)
    return words.say("page.list").join(say_citation(citation, words) for citation in reason.citations)
