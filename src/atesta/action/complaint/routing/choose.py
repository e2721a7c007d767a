"""A case and the rules of its place -> what is recommended, in order, and why not the rest.

For each channel of the place, in this order: is it closed; was it filed there already; does a bar fit; does something
speak for it; has nobody looked at it for too long. The first that answers, answers. Nothing is scored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from atesta.action.complaint.channel import By, Channel, Needed, State, channels_of, expired
from atesta.action.complaint.routing.case import Case, Filed, FiledState, Wants
from atesta.action.complaint.routing.rules import (
    Desk,
    Ground,
    PlaceRules,
    PriorFiling,
    RouteRule,
    Turn,
    place_rules,
    span_end,
)
from atesta.rules.rule import Citation, Confidence

DESK = "lender_desk"
WAITS = frozenset(
    {
        "desk_waiting",
        "lender_has_its_days",
        "lender_has_its_days_ours",
        "book_has_its_days",
        "sac_has_its_month",
        "ombudsman_eight_weeks_run",
    }
)
"""Reasons that say until when somebody has to answer first. Any other holds after that day as it does before."""
_TURN_OVER = "desk_silent"
_WAITING = (FiledState.PENDING, FiledState.ACCEPTED, FiledState.NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Reason:
    """`id` names its sentence, `values` what it fills in: `on` (filed that day), `until` (the desk's turn ends; only
    where the reason is about that turn), `checked_on`. `confidence` is that of the weakest thing that it rests on."""

    id: str
    values: Mapping[str, date]
    citations: tuple[Citation, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Recommended:
    """`missing`: words of INTERFACES, `has`, that this channel takes and that are not there."""

    channel: str
    why: tuple[Reason, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotNow:
    channel: str
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """Every channel of the place once. `recommended` in order; empty means: wait, `not_now` says for what."""

    recommended: tuple[Recommended, ...]
    not_now: tuple[NotNow, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A case with what follows from its filings alone."""

    case: Case
    rules: PlaceRules
    desk: Desk
    turn: Turn
    desk_filed: Filed | None

    @property
    def until(self) -> date | None:
        return span_end(self.desk_filed.on, self.turn.within, self.case.place) if self.desk_filed else None


def route(case: Case, channels: Iterable[Channel] | None = None) -> Route:
    """`channels` as seen from the place; None: those of this installation. Same case and channels, same route."""
    here = channels_of(case.place) if channels is None else tuple(channels)
    known = _known(case, place_rules(case.place))
    placed = [(_recommend(channel, known), channel) for channel in here]
    wanted = sorted((found for found, _ in placed if isinstance(found, tuple)), key=lambda found: found[0])
    return Route(
        tuple(recommended for _, recommended in wanted),
        tuple(found for found, _ in placed if isinstance(found, NotNow)),
    )


def _known(case: Case, rules: PlaceRules) -> _Known:
    turn = next(turn for turn in rules.turns if not turn.lenders or case.lender_kind in turn.lenders)
    at_desk = [filed for filed in case.filed if filed.channel == DESK]
    latest = max(at_desk, key=lambda filed: filed.on, default=None)
    return _Known(case, rules, _desk(latest, turn, case), turn, latest)


def _desk(filed: Filed | None, turn: Turn, case: Case) -> Desk:
    if filed is None:
        return Desk.UNASKED
    if filed.state not in _WAITING:
        return Desk.ANSWERED
    over = case.today > span_end(filed.on, turn.within, case.place)
    return Desk.SILENT if over else Desk.WAITING


def _recommend(channel: Channel, known: _Known) -> tuple[int, Recommended] | NotNow:
    if channel.state is State.PRESUMED_CLOSED:
        return NotNow(channel.id, (_closed(channel),))
    wanted = _fitting(known.rules.yes[channel.id], known)
    filed = _filed_at(channel.id, known.case)
    if filed and channel.id != DESK and not any(rule.again for rule in wanted):
        return NotNow(channel.id, (_filed_reason(filed, channel, known),))
    bars = _fitting(known.rules.bar[channel.id], known)
    if bars:
        return NotNow(channel.id, _reasons(_until_enough(bars), known))
    if not wanted:
        soft = next(rule for rule in known.rules.else_[channel.id] if _fits(rule, known))
        return NotNow(channel.id, _reasons((soft,), known))
    why = _reasons(wanted, known)
    if expired(channel, known.case.today):
        why = (*why, _stale(channel))
        if not any(rule.always for rule in wanted):
            return NotNow(channel.id, tuple(reversed(why)))
    return min(rule.order for rule in wanted), Recommended(channel.id, why, _missing(channel, known))


def _missing(channel: Channel, known: _Known) -> tuple[str, ...]:
    wanted = (needed for needed in channel.give if needed.has and not _there(needed, known))
    return tuple(dict.fromkeys(needed.has for needed in wanted))


def _there(needed: Needed, known: _Known) -> bool:
    """Whether nothing has to be asked for. To report a breach nobody needs to have complained to the lender before."""
    case = known.case
    if needed.has == "prior_complaint" and not needed.required:
        return needed.has in case.has or (known.desk is Desk.UNASKED and case.wants is Wants.PUNISH)
    return needed.has in case.has or bool(case.has.intersection(needed.instead))


def _fitting(rules: Iterable[RouteRule], known: _Known) -> tuple[RouteRule, ...]:
    return tuple(rule for rule in rules if _fits(rule, known))


def _until_enough(bars: tuple[RouteRule, ...]) -> tuple[RouteRule, ...]:
    """Whom a channel is not for need not be told what else speaks against it."""
    last = next((number for number, rule in enumerate(bars) if rule.enough), len(bars))
    return bars[: last + 1]


def _fits(rule: RouteRule, known: _Known) -> bool:
    case = known.case
    return (
        (not rule.lenders or case.lender_kind in rule.lenders)
        and (not rule.wants or case.wants in rule.wants)
        and (not rule.desk or known.desk in rule.desk)
        and _findings_fit(rule, case.findings)
        and (rule.filed is None or any(_is_prior(filed, rule.filed, case) for filed in case.filed))
        and (not rule.event_after or _long_ago(case.happened_on, rule.event_after, case))
    )


def _findings_fit(rule: RouteRule, findings: frozenset[str]) -> bool:
    wanted = (not group or bool(findings & group) for group in (rule.findings, rule.with_))
    return all(wanted) and not findings & rule.without


def _is_prior(filed: Filed, prior: PriorFiling, case: Case) -> bool:
    return (
        filed.channel in prior.channels
        and (not prior.states or filed.state in prior.states)
        and (not prior.after or _long_ago(filed.on, prior.after, case))
        and (not prior.within or not _long_ago(filed.on, prior.within, case))
    )


def _long_ago(day: date | None, span: str, case: Case) -> bool:
    return day is not None and case.today > span_end(day, span, case.place)


def _reasons(rules: Iterable[RouteRule], known: _Known) -> tuple[Reason, ...]:
    """One reason for each sentence, in the order of the file."""
    found: dict[str, Reason] = {}
    for rule in rules:
        found.setdefault(rule.because, _reason(rule.because, _ground(rule, known), known))
    return tuple(found.values())


def _ground(rule: RouteRule, known: _Known) -> Ground:
    """A rule about the desk's turn, running or over, rests on what gives the desk that turn, too."""
    if rule.desk not in (frozenset({Desk.WAITING}), frozenset({Desk.SILENT})):
        return rule.ground
    if not rule.ground.citations:
        return known.turn.ground
    both = dict.fromkeys((*rule.ground.citations, *known.turn.ground.citations))
    return Ground(tuple(both), rule.ground.confidence)


def _reason(id: str, ground: Ground, known: _Known) -> Reason:
    citations = tuple(citation for citation in ground.citations if _in_force(citation, known))
    turn = known.until if id in WAITS or id == _TURN_OVER else None
    values = {"on": known.desk_filed.on if known.desk_filed else None, "until": turn}
    given = {name: day for name, day in values.items() if day}
    return Reason(id, MappingProxyType(given), citations, ground.confidence)


def _in_force(citation: Citation, known: _Known) -> bool:
    """A text is not held against a day before its first."""
    day = known.case.happened_on or known.case.today
    return not any(
        dated.text in citation.text and (day if dated.by_event else known.case.today) < dated.from_
        for dated in known.rules.dated
    )


def _filed_at(id: str, case: Case) -> Filed | None:
    return max((filed for filed in case.filed if filed.channel == id), key=lambda filed: filed.on, default=None)


def _filed_reason(filed: Filed, channel: Channel, known: _Known) -> Reason:
    """Filed there already: what it owes by its own deadline is cited with it, while it is owed."""
    owed = [one.fact for one in channel.deadlines if one.by is not By.COMPLAINANT][:1]
    cited = tuple(fact.citation for fact in owed if fact.citation) if filed.state in _WAITING else ()
    ground = Ground(cited, owed[0].confidence if cited else Confidence.G)
    reason = _reason(f"filed_{filed.state.value}", ground, known)
    return replace(reason, values=MappingProxyType({"on": filed.on}))


def _closed(channel: Channel) -> Reason:
    cited = tuple(fact.citation for fact in channel.status if fact.citation)
    return Reason("closed", MappingProxyType({"checked_on": channel.checked_on}), cited, channel.confidence)


def _stale(channel: Channel) -> Reason:
    return Reason("not_checked_since", MappingProxyType({"checked_on": channel.checked_on}), (), channel.confidence)
