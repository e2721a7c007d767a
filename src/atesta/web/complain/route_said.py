"""A route as its page shows it: one way first and why, the next ones in order, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from atesta.action.complaint.channel import Channel, expired, load_channels
from atesta.action.complaint.packet.form import load_forms
from atesta.action.complaint.routing import DESK, WAITS, Case, Filed, Wants, route
from atesta.locale import Catalogue
from atesta.telling.say import say_day
from atesta.telling.say_fact import Told
from atesta.telling.say_route import StepSaid, say_reason, say_route

PRIOR = "prior_complaint"


@dataclass(frozen=True, slots=True)
class WaySaid:
    """`missing` is what still has to be found for it, `reach` how one gets there; `checked` when the channel was last
    looked up, `stale` too long ago; `papers`: something is handed in there, and can be prepared."""

    channel: str
    name: str
    why: tuple[Told, ...]
    missing: tuple[str, ...]
    reach: tuple[str, ...]
    checked: str
    stale: bool
    papers: bool


@dataclass(frozen=True, slots=True)
class RouteSaid:
    """`first` None: nothing is to be done now, `wait` says so and `not_now` why. `help`: a person to talk to first.
    `beside`: what can be done the same day."""

    first: WaySaid | None
    then: tuple[WaySaid, ...]
    not_now: tuple[WaySaid, ...]
    wait: str
    help: str
    beside: WaySaid | None = None

    @property
    def can_be_prepared(self) -> frozenset[str]:
        """Those that are not recommended too: she is told why not, and decides."""
        ways = (self.first, self.beside, *self.then, *self.not_now)
        return frozenset(one.channel for one in ways if one and one.papers)


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
    said = say_route(route(case), case, words)
    ways = tuple(_step(one, case, words) for one in said.steps)
    others = tuple(_way(one.channel, one.name, one.why, (), (), case, words) for one in said.others)
    today = _step(said.beside, case, words) if said.beside else None
    return RouteSaid(ways[0] if ways else None, ways[1:], others, said.wait, said.help, today)


def _step(step: StepSaid, case: Case, words: Catalogue) -> WaySaid:
    return _way(step.channel, step.name, step.why, step.missing, step.ways, case, words)


def too_early_said(case: Case, words: Catalogue, channel: str) -> tuple[str, ...]:
    """For whose answer the route waits before it goes there, and until when; nothing where no such time runs."""
    waiting = (one for one in route(case).not_now if one.channel == channel)
    return tuple(say_reason(reason, words) for one in waiting for reason in one.why if reason.id in WAITS)


def desk_first_said(case: Case, words: Catalogue, channel: str) -> tuple[str, ...]:
    """What it wants of the lender, where nobody has asked the lender; nothing where somebody has, or need not."""
    wanted = [one for one in load_channels()[channel].give if one.has == PRIOR]
    asked = any(one.channel == DESK for one in case.filed) or (PRIOR in case.has and not case.filed)
    if asked or not any(one.required or case.wants is not Wants.PUNISH for one in wanted):
        return ()
    return (words.say("web_complaint.packet.desk_first", what=wanted[0].fact.texts[words.lang]),)


def _way(  # what a step and a channel that waits have
    id_: str,
    name: str,
    why: tuple[Told, ...],
    missing: tuple[str, ...],
    reach: tuple[str, ...],
    case: Case,
    words: Catalogue,
) -> WaySaid:
    channel = load_channels()[id_]
    checked, stale = checked_said(channel, case.today, words), expired(channel, case.today)
    return WaySaid(id_, name, why, missing, reach, checked, stale, id_ in load_forms())


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
        ("filed", listed.join(filed_said(one, words) for one in case.filed)),
    ]
    return tuple((words.say(f"web_complaint.case.{name}"), value) for name, value in said if value)


def _named(word: str, words: Catalogue) -> str:
    return words.say(f"web_complaint.finding.{word}") if words.has(f"web_complaint.finding.{word}") else word


def filed_said(filed: Filed, words: Catalogue) -> str:
    """An earlier filing: where, when, and what became of it."""
    name, day = load_channels()[filed.channel].names[words.lang], say_day(filed.on, words.lang)
    said = words.say(f"web_complaint.before_state.{filed.state}")
    return words.say("web_complaint.filed_one", name=name, day=day, state=said)
