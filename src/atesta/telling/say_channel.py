"""A channel of complaint in the reader's words: each sentence with what it rests on, deadlines with who set them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from atesta.action.complaint.channel import Channel, Deadline, Needed, Reach, expired, set_by
from atesta.action.fact import Fact
from atesta.locale import Catalogue
from atesta.telling.say import say_day
from atesta.telling.say_fact import Told, say_confidence, told


@dataclass(frozen=True, slots=True)
class NeedSaid:
    """Something to hand in: `mark` says whether it is required or helps."""

    told: Told
    mark: str


@dataclass(frozen=True, slots=True)
class ReachSaid:
    """`at` is the address or number as it is written there, "" where it has to be looked up."""

    told: Told
    way: str
    at: str


@dataclass(frozen=True, slots=True)
class DeadlineSaid:
    """`span` and `who` such as "15 days" and "the lender, to answer"; `by`: law, or somebody's claim."""

    told: Told
    span: str
    who: str
    by: str


@dataclass(frozen=True, slots=True)
class ChannelSaid:
    """`stale`: looked up too long ago to rely on. `open`: neither presumed closed nor unverified."""

    id: str
    name: str
    official: str
    operator: str
    state: str
    known: str
    open: bool
    closed: bool
    checked: str
    stale: bool
    lenders: str
    status: tuple[Told, ...]
    accepts: tuple[Told, ...]
    refuses: tuple[Told, ...]
    then: tuple[Told, ...]
    warnings: tuple[Told, ...]
    give: tuple[NeedSaid, ...]
    reach: tuple[ReachSaid, ...]
    deadlines: tuple[DeadlineSaid, ...]


def say_channel(channel: Channel, today: date, words: Catalogue) -> ChannelSaid:
    """`channel` as seen from the place (`Channel.seen_from`)."""
    stale = expired(channel, today)
    checked = "not_checked_since" if stale else "checked_on"
    return ChannelSaid(
        id=channel.id,
        name=channel.names[words.lang],
        official=channel.official,
        operator=channel.operator[words.lang],
        state=words.say(f"complaint_state.{channel.state.value}"),
        known=say_confidence(channel.confidence, words),
        open=channel.state.value == "open",
        closed=channel.state.value == "presumed_closed",
        checked=words.say(f"complaint_channel.{checked}", day=say_day(channel.checked_on, words.lang)),
        stale=stale,
        lenders=words.say("page.listed").join(words.say(f"lender_kind.{kind.value}") for kind in channel.lenders),
        status=_told(channel.status, words),
        accepts=_told(channel.accepts, words),
        refuses=_told(channel.refuses, words),
        then=_told(channel.then, words),
        warnings=_told(channel.warnings, words),
        give=tuple(_need(one, words) for one in channel.give),
        reach=tuple(_reach(one, words) for one in channel.reach),
        deadlines=tuple(_deadline(one, words) for one in channel.deadlines),
    )


def _told(facts: Iterable[Fact], words: Catalogue) -> tuple[Told, ...]:
    return tuple(told(fact, words) for fact in facts)


def _need(needed: Needed, words: Catalogue) -> NeedSaid:
    mark = words.say("complaint_channel.required" if needed.required else "complaint_channel.helps")
    return NeedSaid(told(needed.fact, words), mark)


def _reach(reach: Reach, words: Catalogue) -> ReachSaid:
    return ReachSaid(told(reach.fact, words), words.say(f"complaint_way.{reach.way.value}"), reach.at)


def _deadline(deadline: Deadline, words: Catalogue) -> DeadlineSaid:
    who, step = (words.say(f"complaint_{what}") for what in (f"by.{deadline.by.value}", f"step.{deadline.step.value}"))
    return DeadlineSaid(
        told(deadline.fact, words),
        words.say(f"complaint_within.{deadline.unit.value}", n=deadline.within),
        words.say("page.labelled", label=who, text=step),
        words.say(f"complaint_set_by.{set_by(deadline).value}"),
    )
