"""A route as its page shows it: one way first and why, the next ones in order, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from atesta.action.complaint.channel import Channel, expired, load_channels
from atesta.action.complaint.routing import Case, Reason, Route, route
from atesta.locale import Catalogue
from atesta.telling.say import say_day
from atesta.telling.say_fact import Told
from atesta.telling.say_route import say_reason


@dataclass(frozen=True, slots=True)
class WaySaid:
    """`missing` is what still has to be found for it; `checked` when the channel was last looked up, `stale` too long
    ago; `warnings` as the channel's page has them."""

    channel: str
    name: str
    why: tuple[Told, ...]
    missing: tuple[str, ...]
    checked: str
    stale: bool
    emergency: bool


@dataclass(frozen=True, slots=True)
class RouteSaid:
    """`first` None: nothing is to be done now, and `not_now` says why."""

    first: WaySaid | None
    then: tuple[WaySaid, ...]
    not_now: tuple[WaySaid, ...]


@dataclass(frozen=True, slots=True)
class RoutePage:
    """`again`: the fields that bring this page once more; `take`: she can prepare it here, in her file; `sheet`: the
    way whose copy sheet is made from what was given."""

    place: str
    route: RouteSaid
    case: tuple[tuple[str, str], ...]
    again: Mapping[str, str] = field(default_factory=dict)
    back: str = ""
    take: bool = False
    sheet: str = ""


def route_said(case: Case, words: Catalogue) -> RouteSaid:
    found: Route = route(case)
    ways = tuple(_way(one.channel, one.why, one.missing, case.today, words) for one in found.recommended)
    others = tuple(_way(one.channel, one.why, (), case.today, words) for one in found.not_now)
    return RouteSaid(ways[0] if ways else None, ways[1:], others)


def _way(id_: str, why: Iterable[Reason], missing: Iterable[str], today: date, words: Catalogue) -> WaySaid:
    channel = load_channels()[id_]
    return WaySaid(
        id_,
        channel.names[words.lang],
        tuple(say_reason(one, words) for one in why),
        tuple(words.say(f"complaint_has.{word}") for word in missing),
        checked_said(channel, today, words),
        expired(channel, today),
        id_.startswith("emergency_"),
    )


def checked_said(channel: Channel, today: date, words: Catalogue) -> str:
    key = "not_checked_since" if expired(channel, today) else "checked_on"
    return words.say(f"complaint_channel.{key}", day=say_day(channel.checked_on, words.lang))


def case_said(case: Case, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """What the route rests on, so that she sees what was understood."""
    listed = words.say("page.listed")
    said = [
        ("lender", case.lender_name or words.say("web_complaint.unnamed")),
        ("lender_kind", words.say(f"lender_kind.{case.lender_kind}")),
        ("wants", words.say(f"web_complaint.wants.{case.wants}")),
        ("findings", listed.join(_named(word, words) for word in sorted(case.findings))),
        ("filed", listed.join(_filed(one.channel, one.on, one.state, words) for one in case.filed)),
    ]
    return tuple((words.say(f"web_complaint.case.{name}"), value) for name, value in said if value)


def _named(word: str, words: Catalogue) -> str:
    return words.say(f"web_complaint.finding.{word}") if words.has(f"web_complaint.finding.{word}") else word


def _filed(channel: str, on: date, state: str, words: Catalogue) -> str:
    name, day = load_channels()[channel].names[words.lang], say_day(on, words.lang)
    said = words.say(f"web_complaint.before_state.{state}")
    return words.say("web_complaint.filed_one", name=name, day=day, state=said)
