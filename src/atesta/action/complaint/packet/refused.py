"""Why a packet is not made although nothing is missing: each reason by its name, with the text it rests on.

What the body itself would refuse (`Refusal.of_the_body`) is told before anything is filed and can be overruled by the
person with a reason of their own (`Asked.even_so`); what would harm the person or the evidence cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from atesta.action.complaint.channel import Channel, State, expired, load_channels
from atesta.action.complaint.packet.asked import NO_AUTHORITY, Asked, Role, pending_elsewhere
from atesta.action.complaint.packet.exhibits import MOST_BYTES, MOST_EXHIBITS
from atesta.action.complaint.packet.form import load_forms
from atesta.action.complaint.packet.pictures import MOST_PIXELS, pixels
from atesta.action.fact import Fact
from atesta.contact.account import LenderKind
from atesta.contact.place import PLACES
from atesta.evidence.digest import hex_of
from atesta.rules.rule import Citation

__all__ = ["COOL_OFF", "Refusal", "admissible_simply", "refusals"]

COOL_OFF = timedelta(hours=24)
"""Between asking for a text that cannot be withdrawn and having it (PRODUCT §2, Black Cat)."""
AROUND_THE_LOAN = frozenset(("impersonation", "forged_document", "hidden_fee", "misleading_advertising"))
"""What 12315 may still take around a loan of a licensed lender (facts/channels.md C3)."""
_LICENSED = frozenset((LenderKind.BANK, LenderKind.CONSUMER_FINANCE, LenderKind.SMALL_LOAN))
_TAKEN = frozenset(("accepted", "answered", "closed"))
MOST_YEARS_12315 = 3


@dataclass(frozen=True, slots=True)
class Refusal:
    """`id` names the sentence; `values` fill it in and hold nothing of a person. `of_the_body`: see above."""

    id: str
    values: Mapping[str, object] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()
    of_the_body: bool = False


Admissible = Callable[[Asked, Channel], tuple[Refusal, ...]]
"""Asks whether the body would take it; `routing` answers the same question with more rules."""


def refusals(asked: Asked, admissible: Admissible | None = None) -> tuple[Refusal, ...]:
    """Everything that speaks against making this packet now; nothing means that it may be made."""
    channel = load_channels().get(asked.channel)
    if channel is None:
        return (Refusal("no_such_channel", {"channels": tuple(load_forms())}),)
    hard = tuple(_hard(asked, channel))
    if hard:
        return hard
    soft = (admissible or admissible_simply)(asked, channel)
    return () if asked.even_so.strip() else soft


def _hard(asked: Asked, channel: Channel) -> Iterator[Refusal]:
    if asked.place not in PLACES or asked.place not in channel.places:
        yield Refusal("wrong_place", {"channel": channel.official, "places": channel.places})
    if channel.state is State.PRESUMED_CLOSED:
        yield Refusal("closed", {"channel": channel.official})
    elif asked.channel not in load_forms():
        yield Refusal("nothing_to_hand_in", {"channel": channel.official})
    if expired(channel, asked.today):
        yield Refusal("not_checked_since", {"channel": channel.official, "day": channel.checked_on})
    yield from _of_persons(asked)
    yield from _of_evidence(asked)
    yield from _of_cool_off(asked)


def _of_persons(asked: Asked) -> Iterator[Refusal]:
    roles = asked.person.roles
    if roles == (Role.COLLECTOR,):
        yield Refusal("collector_only")
    if Role.THIRD_PARTY in roles and Role.DEBTOR in roles:
        yield Refusal("debtor_and_third_party")
    elif Role.THIRD_PARTY in roles and (asked.lender.contract or asked.amount):
        yield Refusal("anothers_contract")
    if len(roles) == 1 and _also_somebody_else(asked):
        yield Refusal("two_roles")


def _also_somebody_else(asked: Asked) -> bool:
    """The same name or number stands for the person and for the other side."""
    own = {_plain(one) for one in (asked.person.name, asked.person.phone) if one}
    theirs = (*asked.collectors, *asked.others, asked.agency, asked.lender.name, *(c.sender for c in asked.contacts))
    return bool(own & {_plain(one) for one in theirs if one})


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _of_evidence(asked: Asked) -> Iterator[Refusal]:
    number, size = len(asked.contacts) + len(asked.exhibits), sum(len(one.data) for one in asked.exhibits)
    size += sum(len(one.original) for one in asked.contacts) + sum(len(one.data) for one in asked.person.id_copy)
    if number > MOST_EXHIBITS:
        yield Refusal("too_many_exhibits", {"number": number, "most": MOST_EXHIBITS})
    if size > MOST_BYTES:
        yield Refusal("exhibits_too_large", {"megabytes": size >> 20, "most": MOST_BYTES >> 20})
        return
    held = [(one.sha256, one.original) for one in asked.contacts] + [(one.sha256, one.data) for one in asked.exhibits]
    for n, (digest, data) in enumerate(held, 1):
        if digest and digest.lower() != hex_of(data):
            yield Refusal("evidence_changed", {"number": f"E{n}"})
    for n, one in enumerate(asked.exhibits, len(asked.contacts) + 1):
        if one.sealed == "changed":
            yield Refusal("seal_broken", {"number": f"E{n}"})
        elif one.sealed == "unreadable":
            yield Refusal("seal_unreadable", {"number": f"E{n}"})
    if any(not 0 < (pixels(one.data) or 0) <= MOST_PIXELS for one in asked.person.id_copy):
        yield Refusal("id_copy_no_picture")


def _of_cool_off(asked: Asked) -> Iterator[Refusal]:
    form, cool = load_forms().get(asked.channel), asked.cool_off
    if form is None or not form.public or cool is None or cool.confirmed_at is None:
        return  # what is absent is named by `missing`
    if cool.confirmed_at < cool.asked_at + COOL_OFF:
        yield Refusal("cool_off_running", {"until": cool.asked_at + COOL_OFF})
    elif cool.confirmed_at.date() > asked.today + timedelta(days=1):
        yield Refusal("confirmed_in_the_future")


def admissible_simply(asked: Asked, channel: Channel) -> tuple[Refusal, ...]:
    """What can be told without the rules of routing: whose debts it is for, and the pre-check of 12315."""
    found: list[Refusal] = []
    if asked.lender.kind not in channel.lenders:
        found.append(
            _refused("wrong_lender", channel, "small_loan", "others", "not_financial", "supervised", "financial")
        )
    if channel.id == "12315":
        found += _of_12315(asked, channel)
    form = load_forms().get(channel.id)
    if form and any(one.id == "not_pending" for one in form.fields) and pending_elsewhere(asked):
        found.append(_refused("pending_elsewhere", channel, "pending"))
    return tuple(found)


def _of_12315(asked: Asked, channel: Channel) -> Iterator[Refusal]:
    if asked.lender.kind in _LICENSED and not asked.findings & AROUND_THE_LOAN:
        yield _refused("out_of_scope", channel, "other_departments")
    if any(
        one.state in _TAKEN and one.channel not in NO_AUTHORITY and one.channel != channel.id for one in asked.filed
    ):
        yield _refused("accepted_elsewhere", channel, "handled_elsewhere")
    known = [contact.at.date() for contact in asked.contacts if contact.at]
    if known and _years_before(asked.today, MOST_YEARS_12315) > max(known):
        yield _refused("too_late", channel, "not_consumption")


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _refused(id_: str, channel: Channel, *facts: str) -> Refusal:
    """With the text that the channel's own file cites for it."""
    cited = [fact.citation for fact in _named(channel.refuses, facts) if fact.citation]
    return Refusal(id_, {"channel": channel.official}, tuple(cited), of_the_body=True)


def _named(facts: tuple[Fact, ...], names: tuple[str, ...]) -> Iterator[Fact]:
    return (fact for fact in facts if fact.name in names)
