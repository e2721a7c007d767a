"""What was found about a text, a code or a call, as a page and a receipt say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from atesta.contact.place import PLACES
from atesta.locale import Catalogue
from atesta.store.checking_sent import Called, Sent
from atesta.store.sent_told import Found, Late
from atesta.store.withdrawing import WHYS
from atesta.telling.adverse import ADVERSE
from atesta.telling.say import say_day, say_moment, say_sender, say_value
from atesta.telling.say_sent import say_kept_claim
from atesta.telling.visible import visible


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim of the announced text with its answer beside the account of that day."""

    said: str
    word: str
    adverse: bool


@dataclass(frozen=True, slots=True)
class SentPage:
    """`by` as in checking_sent.Sent; `late` is told before everything else; `claims` only where the text or the code is
    hers; `announced_only` and `received_only` tell two texts apart by what they say. `report`: it can be reported as
    one that nobody announced."""

    place: str
    way: str
    answer: str
    adverse: bool
    means: str
    by: str
    facts: tuple[Fact, ...]
    late: tuple[str, ...]
    claims: tuple[ClaimLine, ...]
    claims_of: str
    announced_only: tuple[str, ...]
    received_only: tuple[str, ...]
    reasons: tuple[str, ...]
    steps: tuple[str, ...]
    at: str
    again: Mapping[str, str]
    report: bool


@dataclass(frozen=True, slots=True)
class CallPage:
    """`state`: they, not or cannot. `denied`: it was announced by somebody who may no longer speak for the creditor.
    `wait`: until one may ask again, where it was asked too often."""

    place: str
    state: str
    facts: tuple[Fact, ...]
    late: tuple[str, ...]
    denied: str
    at: str
    steps: tuple[str, ...]
    wait: str


def sent_page(sent: Sent, way: str, place: str, words: Catalogue, now: datetime, again: Mapping[str, str]) -> SentPage:
    found = sent.found
    differs = [(one, say_kept_claim(one.kind, one.said, words)) for one in sent.differences]
    return SentPage(
        place=place,
        way=way,
        answer=words.say(f"authenticity.{sent.answer}"),
        adverse=sent.answer in ADVERSE,
        means=words.say(f"authenticity_means.{sent.answer}"),
        by=sent.by,
        facts=facts_of(found, place, words) if found else (),
        late=late_of(found, place, words) if found else (),
        claims=claims_of(found, words) if found else (),
        claims_of=moment_said(found.account_as_of, place, words) if found and found.account_as_of else "",
        announced_only=tuple(said for one, said in differs if one.announced),
        received_only=tuple(said for one, said in differs if not one.announced),
        reasons=tuple(say_sender(one, words) for one in sent.authenticity.findings),
        steps=tuple(words.say(f"sent_page.step.{step}") for step in _steps(sent)),
        at=moment_said(now, place, words),
        again=again,
        report=not sent.by and bool(sent.listed) and way == "text",
    )


def _steps(sent: Sent) -> tuple[str, ...]:
    if sent.answer in ("own_staff", "authorised_agency"):
        return ("claims", "pay_own_way", "keep")
    if sent.by == "text":
        return ("say_sender", "no_link", "contract")
    return ("no_link", "contract", "keep")


def call_page(called: Called, place: str, words: Catalogue, now: datetime, wait: str = "") -> CallPage:
    found, state = called.found, called.state.value
    they = state == "they"
    return CallPage(
        place=place,
        state=state,
        facts=call_facts(found, place, words) if found and they else (),
        late=late_of(found, place, words) if found else (),
        denied=words.say("sent_page.call_denied", agency=visible(found.agency or found.creditor))
        if found and called.denied
        else "",
        at=moment_said(now, place, words),
        steps=tuple(words.say(f"sent_page.call_{state}_step.{number}") for number in ("first", "second", "third")),
        wait=wait,
    )


def call_facts(found: Found, place: str, words: Catalogue) -> tuple[Fact, ...]:
    row = found.row
    closes = moment_said(row.closes_at, place, words) if row.closes_at else ""
    told = [("first_name", visible(found.first_name)), ("agency", _agency(found, words))]
    told += [("creditor", visible(found.creditor)), ("address", visible(found.address))]
    told += [("purpose", words.say(f"sent_page.purpose.{found.purpose}")), ("closes", closes)]
    return tuple(Fact(words.say(f"sent_page.fact.{name}"), said) for name, said in told if said)


def facts_of(found: Found, place: str, words: Catalogue) -> tuple[Fact, ...]:
    told = [("agency", _agency(found, words)), ("creditor", visible(found.creditor))]
    told += [("address", visible(found.address)), ("announced", moment_said(found.announced_at, place, words))]
    told += [("planned", moment_said(found.planned_at, place, words)) if found.planned_at else ("planned", "")]
    told += [("purpose", words.say(f"sent_page.purpose.{found.purpose}"))]
    if found.mandate:
        to = say_value(found.mandate_to, words.lang)
        told += [("mandate", words.say("sent_page.mandate_is", id=found.mandate, to=to))]
    return tuple(Fact(words.say(f"sent_page.fact.{name}"), said) for name, said in told if said)


def _agency(found: Found, words: Catalogue) -> str:
    return visible(found.agency) if found.agency else words.say("sent_page.own_staff")


def late_of(found: Found, place: str, words: Catalogue) -> tuple[str, ...]:
    return tuple(
        words.say(f"sent_page.late.{one.word}", time=_since(one, place, words), why=why_of(one.why, words))
        for one in found.late
    )


def _since(late: Late, place: str, words: Catalogue) -> str:
    """A placement ends with a day, by the clock of the account, which `late.at` has."""
    if late.word == "placement_recalled":
        return say_day(late.at.date(), words.lang)
    return moment_said(late.at, place, words)


def why_of(why: str, words: Catalogue) -> str:
    """Why it was withdrawn: the words of whoever did, or a sentence where nobody wrote any."""
    return words.say(f"withdrawn_why.{why}") if why in WHYS else visible(why)


def claims_of(found: Found, words: Catalogue) -> tuple[ClaimLine, ...]:
    return tuple(
        ClaimLine(
            say_kept_claim(str(one["kind"]), str(one["said"]), words),
            words.say(f"truth_answer.{one['answer']}"),
            one["answer"] in ADVERSE,
        )
        for one in found.claims
    )


def moment_said(at: datetime, place: str, words: Catalogue) -> str:
    """By the clock of most of the place, with its offset."""
    return say_moment(at.astimezone(ZoneInfo(PLACES[place].zones[0])), words.lang)
