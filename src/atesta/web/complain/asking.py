"""What routing must know and does not: asked in one form, read into a Case. Each question once, none without need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from atesta.action.complaint.channel import HAS, State, channels_of
from atesta.action.complaint.routing import Case, Filed, FiledState, Wants
from atesta.contact.account import LenderKind
from atesta.locale import Catalogue
from atesta.web.field import Field, wrong_fields
from atesta.web.myfile.forms import Asked, Reading, choices

ROOM = "web_complaint"
KINDS = tuple(kind.value for kind in LenderKind)
WANTS = tuple(wants.value for wants in Wants)
HAPPENED = ("physical_violence", "forged_document", "impersonation", "third_party_disclosure", "wrong_person")
"""What no text shows, or what the one who writes it would not say: asked of her."""
SAW = ("amount", "threat", "harassment_volume", "credit_report", "court_list")
"""Asked too where there is nothing that could be reviewed."""
BEFORE_STATES = ("pending", "accepted", "answered", "no_answer", "refused")


@dataclass(frozen=True, slots=True)
class Known:
    """What need not be asked. `lender_kind` "unknown": it is asked. `reviewed`: a text was looked at."""

    place: str
    today: date
    lender: str = ""
    lender_kind: str = LenderKind.UNKNOWN.value
    findings: frozenset[str] = frozenset()
    has: frozenset[str] = frozenset()
    filed: tuple[Filed, ...] = ()
    happened_on: date | None = None
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading; `name` chooses its sentences, `web_complaint.group.<name>` and its `_what`."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A contact that it can be about."""

    id: str
    when: str
    begins: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form. `back` is where one goes who does not want it, "" for none. `facts`: what is known already, as label
    and value; `figures`: where that is changed; `lines`: contacts to choose from; `hidden` goes along unseen; `about`:
    what is wrong with the choice of contacts."""

    groups: tuple[Group, ...]
    back: str
    facts: tuple[tuple[str, str], ...] = ()
    figures: str = ""
    lines: tuple[Line, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    about: Field | None = None

    @property
    def wrong(self) -> tuple[Field, ...]:
        fields = (one for group in self.groups for one in group.fields)
        return wrong_fields((*((self.about,) if self.about else ()), *fields))


def asked_of(known: Known, words: Catalogue) -> tuple[tuple[str, tuple[Asked, ...]], ...]:
    """The questions by group, in the order of the page."""
    groups = (
        ("lender", tuple(_lender(known, words))),
        ("wants", (Asked("wants", "radio", "", choices(words, "web_complaint.wants", WANTS), True, ROOM),)),
        ("happened", tuple(_happened(known))),
        ("has", tuple(_check(f"has_{word}") for word in HAS if word not in known.has)),
        ("before", _before(known, words)),
    )
    return tuple((name, fields) for name, fields in groups if fields)


def _lender(known: Known, words: Catalogue) -> Iterable[Asked]:
    if not known.lender:
        yield Asked("who_lent", room=ROOM)
    if known.lender_kind == LenderKind.UNKNOWN:
        kinds = choices(words, "web_file.lender_kind", KINDS)
        yield Asked("lender_kind", "select", known.lender_kind, kinds, True, ROOM)


def _happened(known: Known) -> Iterable[Asked]:
    words = HAPPENED if known.reviewed else (*SAW, *HAPPENED)
    yield from (_check(f"saw_{word}") for word in words if word not in known.findings)
    if known.happened_on is None:
        yield Asked("happened_on", "date", room=ROOM)


def _before(known: Known, words: Catalogue) -> tuple[Asked, ...]:
    open_ = (one for one in channels_of(known.place) if one.state is not State.PRESUMED_CLOSED)
    named = tuple((one.id, one.names[words.lang]) for one in open_)
    states = choices(words, "web_complaint.before_state", BEFORE_STATES)
    none = ("", words.say("web_complaint.before_none"))
    return (
        Asked("before_channel", "select", "", (none, *named), room=ROOM),
        Asked("before_on", "date", room=ROOM),
        Asked("before_state", "select", "pending", states, room=ROOM),
    )


def _check(name: str) -> Asked:
    return Asked(name, "check", room=ROOM)


def fresh_groups(known: Known, words: Catalogue) -> tuple[Group, ...]:
    return tuple(Group(name, tuple(one.field(words) for one in fields)) for name, fields in asked_of(known, words))


def groups_again(known: Known, reading: Reading) -> tuple[Group, ...]:
    """As they were sent, with what is wrong beside each."""
    return tuple(Group(name, reading.again(fields)) for name, fields in asked_of(known, reading.words))


def case_of(known: Known, reading: Reading) -> Case:
    """What was given beside what is known. Where `reading.wrong` is not empty the case is not to be used."""
    asked = {one.name for _, fields in asked_of(known, reading.words) for one in fields}
    lender = reading.text("who_lent") if "who_lent" in asked else known.lender
    kind = reading.choice("lender_kind", KINDS) if "lender_kind" in asked else known.lender_kind
    happened = reading.day("happened_on") if "happened_on" in asked else known.happened_on
    if "happened_on" in asked and happened and happened > known.today:
        reading.wrong["happened_on"] = reading.words.say("web_file.wrong.later")
    wants = reading.choice("wants", WANTS)
    return Case(
        place=known.place,
        lender_name=lender,
        lender_kind=LenderKind(kind if kind in KINDS else LenderKind.UNKNOWN),
        findings=known.findings | {word for word in (*SAW, *HAPPENED) if reading.flag(f"saw_{word}")},
        wants=Wants(wants if wants in WANTS else Wants.STOP),
        filed=(*known.filed, *_filed(known, reading)),
        has=known.has | {word for word in HAS if reading.flag(f"has_{word}")},
        happened_on=happened,
        today=known.today,
    )


def _filed(known: Known, reading: Reading) -> Iterable[Filed]:
    """One filing that was made elsewhere; the day may be left out only with the channel."""
    channel = reading.text("before_channel")
    if not channel:
        return ()
    ids = {one.id for one in channels_of(known.place)}
    if channel not in ids:
        reading.wrong["before_channel"] = reading.words.say("web_file.wrong.choice")
        return ()
    on, state = reading.day("before_on", needed=True), reading.choice("before_state", BEFORE_STATES)
    if on and on > known.today:
        reading.wrong["before_on"] = reading.words.say("web_file.wrong.later")
    return () if reading.wrong or on is None else (Filed(channel, on, FiledState(state)),)


def sent_again(reading: Reading, more: Iterable[str] = ()) -> dict[str, str]:
    """The fields of the form as they were sent, for the next button and for another language."""
    names = ("who_lent", "lender_kind", "wants", "happened_on", "before_channel", "before_on", "before_state", *more)
    checks = (*(f"saw_{word}" for word in (*SAW, *HAPPENED)), *(f"has_{word}" for word in HAS))
    posted = reading.request.POST
    return {name: posted[name] for name in (*names, *checks) if posted.get(name)}
