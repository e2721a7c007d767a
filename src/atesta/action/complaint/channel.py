"""A channel: where somebody can complain, ask or check, as dated data; one TOML file each in `channels/`.

Channels change without telling anybody, so each file says when it was last looked at and for how long that counts.
The file is named like its id (INTERFACES, route)::

    id = "12321"
    places = ["CN"]
    official = "…"                    # what it calls itself, in its own language
    state = "open"                    # open | presumed_closed | unverified
    confidence = "S"                  # of the state
    checked_on = 2026-11-21
    expires_after_days = 180
    lenders = ["bank", …]             # whose debts it is for (INTERFACES, account.toml, lender.kind)
    sources = ["facts/channels.md C4"]
    [names]                           # en, es, zh
    [operator]                        # en, es, zh
    [accepts.<name>]                  # facts (action/fact.py); so are status, refuses, then, warnings
    [give.<name>]                     # what must be handed in; also has = one of HAS, required = true
    [reach.<name>]                    # how to get there; also way = one of Way, at = the address or number
    [deadlines.<name>]                # also by = one of By, step = one of Step, within = 15, unit = one of Unit;
                                      # begins = one of Begins, lenders = […] where it binds only these
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from atesta.action.fact import FACT_KEYS, LANGUAGES, Fact, is_law, named_tables, read_fact, read_places, read_texts
from atesta.contact.account import LenderKind
from atesta.intake.fields import Table, parse_toml
from atesta.rules.rule import Confidence, Force

__all__ = ["Channel", "channels_of", "expired", "load_channels", "read_channel", "set_by"]

HAS = ("id_copy", "audio", "sms_text", "sender_number", "contract", "prior_complaint")
"""Words of INTERFACES, route, `has`; personal details have none, they are asked when the packet is made."""
_FACTS = ("status", "accepts", "refuses", "then", "warnings")
_HEAD = ("id", "places", "official", "state", "confidence", "checked_on", "expires_after_days", "lenders", "sources")
_DEADLINE_KEYS = (*FACT_KEYS, "by", "step", "within", "unit", "begins", "lenders")
_KEYS = (*_HEAD, "names", "operator", *_FACTS, "give", "reach", "deadlines")


class State(StrEnum):
    OPEN = "open"
    PRESUMED_CLOSED = "presumed_closed"
    UNVERIFIED = "unverified"


class Way(StrEnum):
    WEB = "web"
    APP = "app"
    PHONE = "phone"
    MESSAGE = "message"
    EMAIL = "email"
    POST = "post"
    COUNTER = "counter"


class By(StrEnum):
    """Who has to keep a deadline."""

    CHANNEL = "channel"
    LENDER = "lender"
    COMPLAINANT = "complainant"


class Step(StrEnum):
    """What has to be done by then."""

    FILE = "file"
    COMPLETE = "complete"
    ACCEPT = "accept"
    FORWARD = "forward"
    ANSWER = "answer"
    DECIDE = "decide"
    REVIEW = "review"


class Begins(StrEnum):
    """The day after which a deadline is counted. ELSEWHERE: on a day that this complaint does not have, such as that of
    another one made before it."""

    FILED = "filed"
    ACCEPTED = "accepted"
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    ASKED = "asked"
    EVENT = "event"
    ELSEWHERE = "elsewhere"


class SetBy(StrEnum):
    """LAW: read in its text. LAW_AS_TOLD: a law, known from secondary sources. CLAIM: said by the channel or others."""

    LAW = "law"
    LAW_AS_TOLD = "law_as_told"
    CLAIM = "claim"


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Needed:
    """What must be handed in. `has`: the word of INTERFACES for it, "" for what is asked when the packet is made.
    Not `required`: it helps, and nothing says that it is refused without."""

    fact: Fact
    has: str
    required: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """`at` is the address or number as it is written there; "" where it differs and is looked up."""

    fact: Fact
    way: Way
    at: str


@dataclass(frozen=True, slots=True)
class Deadline:
    fact: Fact
    by: By
    step: Step
    within: int
    unit: Unit
    begins: Begins = Begins.FILED
    lenders: tuple[LenderKind, ...] = ()

    def binds(self, lender: LenderKind) -> bool | None:
        """Whether it holds for this kind of lender; None where the kind is not known. `lenders` empty: for each."""
        if not self.lenders or lender in self.lenders:
            return True
        return None if lender is LenderKind.UNKNOWN else False


def set_by(deadline: Deadline) -> SetBy:
    """Who set a deadline: only what was read in the text of a law or regulation is told as set by it."""
    if is_law(deadline.fact):
        return SetBy.LAW
    citation = deadline.fact.citation
    lawful = citation is not None and citation.force in (Force.LAW, Force.REGULATION)
    return SetBy.LAW_AS_TOLD if lawful else SetBy.CLAIM


@dataclass(frozen=True, slots=True)
class Channel:
    """`names` and `operator` in en, es and zh. All facts in the order of the file."""

    id: str
    places: tuple[str, ...]
    official: str
    names: Mapping[str, str]
    operator: Mapping[str, str]
    lenders: tuple[LenderKind, ...]
    state: State
    confidence: Confidence
    checked_on: date
    expires_after_days: int
    sources: tuple[str, ...]
    status: tuple[Fact, ...]
    accepts: tuple[Fact, ...]
    refuses: tuple[Fact, ...]
    then: tuple[Fact, ...]
    warnings: tuple[Fact, ...]
    give: tuple[Needed, ...]
    reach: tuple[Reach, ...]
    deadlines: tuple[Deadline, ...]

    @property
    def last_day(self) -> date:
        """The last day on which what was looked up counts."""
        return self.checked_on + timedelta(days=self.expires_after_days)

    def seen_from(self, place: str) -> Channel:
        """The same channel with what holds in that place only."""
        return replace(
            self,
            status=_facts_in(place, self.status),
            accepts=_facts_in(place, self.accepts),
            refuses=_facts_in(place, self.refuses),
            then=_facts_in(place, self.then),
            warnings=_facts_in(place, self.warnings),
            give=tuple(one for one in self.give if one.fact.holds_in(place)),
            reach=tuple(one for one in self.reach if one.fact.holds_in(place)),
            deadlines=tuple(one for one in self.deadlines if one.fact.holds_in(place)),
        )


def _facts_in(place: str, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.holds_in(place))


def expired(channel: Channel, today: date) -> bool:
    """Whether it was looked up too long ago: then the page says "not checked since", and nothing is filed by it."""
    return today > channel.last_day


def channels_of(place: str) -> tuple[Channel, ...]:
    """The channels of a place (a code of contact/place.py) with what holds there: open ones first, closed ones last."""
    order = (State.OPEN, State.UNVERIFIED, State.PRESUMED_CLOSED)
    found = [channel.seen_from(place) for channel in load_channels().values() if place in channel.places]
    return tuple(sorted(found, key=lambda channel: order.index(channel.state)))


@cache
def load_channels() -> Mapping[str, Channel]:
    """Every channel of this installation by id. Raises FileFormatError for a file that may not ship."""
    paths = sorted(Path(__file__).with_name("channels").glob("*.toml"))
    channels = (read_channel(path.name, path.read_bytes()) for path in paths)
    return MappingProxyType({channel.id: channel for channel in channels})


def read_channel(name: str, raw: bytes) -> Channel:
    """The channel in a file named `name`. Raises FileFormatError with file and field for whatever is not understood."""
    table = parse_toml(raw, name, _KEYS)
    if table.text("id") != name.removesuffix(".toml"):
        table.wrong("id", "choice", choices=(name.removesuffix(".toml"),))
    facts = {
        section: tuple(read_fact(key, inner) for key, inner in named_tables(table, section, FACT_KEYS))
        for section in _FACTS
    }
    return Channel(
        id=table.text("id"),
        places=read_places(table),
        official=table.text("official"),
        names=read_texts(table.table("names", LANGUAGES)),
        operator=read_texts(table.table("operator", LANGUAGES)),
        lenders=_lenders(table),
        state=table.choice("state", State),
        confidence=table.choice("confidence", Confidence),
        checked_on=table.day("checked_on"),
        expires_after_days=table.count("expires_after_days"),
        sources=table.texts("sources"),
        give=tuple(_needed(*one) for one in named_tables(table, "give", (*FACT_KEYS, "has", "required"))),
        reach=tuple(_reach(*one) for one in named_tables(table, "reach", (*FACT_KEYS, "way", "at"))),
        deadlines=tuple(
            _deadline(*one) for one in named_tables(table, "deadlines", _DEADLINE_KEYS)
        ),
        **facts,
    )


def _lenders(table: Table) -> tuple[LenderKind, ...]:
    words, kinds = table.texts("lenders"), tuple(kind.value for kind in LenderKind)
    if not words or not set(words) <= set(kinds):
        table.wrong("lenders", "choices", choices=kinds)
    return tuple(map(LenderKind, words))


def _needed(name: str, table: Table) -> Needed:
    has = table.text("has", "")
    if has and has not in HAS:
        table.wrong("has", "choice", choices=HAS)
    return Needed(read_fact(name, table), has, table.flag("required", default=False))


def _reach(name: str, table: Table) -> Reach:
    return Reach(read_fact(name, table), table.choice("way", Way), table.text("at", ""))


def _deadline(name: str, table: Table) -> Deadline:
    """Without `begins`: counted from the filing; what must be filed itself, from what happened."""
    step = table.choice("step", Step)
    given = table.choice("begins", Begins) if table.has("begins") else None
    return Deadline(
        fact=read_fact(name, table),
        by=table.choice("by", By),
        step=step,
        within=table.count("within"),
        unit=table.choice("unit", Unit),
        begins=given or (Begins.EVENT if step is Step.FILE else Begins.FILED),
        lenders=_lenders(table) if table.has("lenders") else (),
    )
