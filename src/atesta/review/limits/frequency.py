"""Was it one contact too many? Counted over the creditor's own staff and all its agencies together.

Parameters of a rule of kind `frequency`:
`counter`   contacts               this one and those before it
            conversations          those that were one; a reviewed call counts as one, unless it was left on voice mail
            attempts               unanswered calls to one number; a reviewed call was answered, so it is none, unless
                                   it was left on voice mail
            after_conversation     whether a conversation by phone lies less than `days` days back (its day is day 1)
            after_direct_contact   Ley 2300 art. 3: after a direct contact one a day, one channel a week
`channels`  the ones counted, and the ones whose contacts are judged
`max`       the highest number allowed per `per` = "day", "week" or "days" (`days` consecutive days, today the last)
`days_apart` the least distance in days between two contacts counted
`uncertain` outcomes of which it is not settled whether they count
`zone`      the clock of its days, where the rule does not follow the recipient's
`direct_contact` "two_way" or "attempt": the reading that earns a breach; the other one only warns

"Week" is defined nowhere: a calendar week and seven days back are both tried, and only what is too much under both is
a breach (facts/intl.md CO-FREQ?).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Recipient
from atesta.review.finding import Finding
from atesta.review.limits.contact import COLLECTING, Contact, limit_finding, local_day
from atesta.rules.rule import InForce, Rule

OVER, UNSURE, WITHIN = "over", "unsure", "within"
NOT_REPORTED = "not_reported"
"""Told instead of an outcome where nobody said what came of a contact that was allowed; it counts all the same."""
_ALL = tuple(Channel)
_UNANSWERED = frozenset({Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.REFUSED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reading of the days gives. `reason` says why it is unsure."""

    word: str
    measured: Mapping[str, object]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """Earlier contacts in one zone, and how far back one reading of the rule looks."""

    today: date
    first: date
    zone: str
    reading: str

    def of(self, past: PastContact) -> date:
        return local_day(past.at, self.zone)

    def within(self, entries: Iterable[PastContact]) -> tuple[PastContact, ...]:
        return tuple(past for past in entries if self.first <= self.of(past) <= self.today)


def check(rule: Rule, version: InForce, contact: Contact) -> tuple[Finding, ...]:
    parameters: Mapping[str, Any] = version.parameters
    channels = parameters.get("channels", _ALL)
    touched = contact.message.purpose in COLLECTING and contact.message.to is Recipient.DEBTOR
    if not touched or contact.message.channel not in channels:
        return ()
    earlier = tuple(p for p in contact.before if p.to is Recipient.DEBTOR and p.channel in channels)
    unknown = _unknown(contact, earlier)
    if unknown:
        return (limit_finding(rule, version, "undetermined", {"reason": unknown}),)
    count = _COUNTERS[parameters["counter"]]
    verdicts = [count(earlier, days, contact, parameters) for days in _readings(contact, parameters)]
    return (_finding(rule, version, verdicts),)


def _unknown(contact: Contact, earlier: tuple[PastContact, ...]) -> str:
    if contact.history is None:
        return "history_unknown"
    return "time_unknown" if contact.message.received is None and earlier else ""


def _finding(rule: Rule, version: InForce, verdicts: list[Verdict]) -> Finding:
    """A breach is what is too much in every zone and every reading; what some of them allow is left open."""
    words = {verdict.word for verdict in verdicts}
    if words == {WITHIN}:
        return limit_finding(rule, version, "within", verdicts[0].measured)
    if words == {OVER}:
        return limit_finding(rule, version, version.breach_word, verdicts[0].measured)
    doubtful = next((verdict for verdict in verdicts if verdict.word == UNSURE), None)
    shown = doubtful or next(verdict for verdict in verdicts if verdict.word == OVER)
    reason = doubtful.reason if doubtful else "readings_differ"
    return limit_finding(rule, version, "undetermined", {"reason": reason, **shown.measured})


def _readings(contact: Contact, parameters: Mapping[str, Any]) -> list[Days]:
    zones = (parameters["zone"],) if "zone" in parameters else contact.zones
    received = contact.message.received
    return [days for zone in zones for days in _spans(received, zone, parameters)]


def _spans(received: datetime | None, zone: str, parameters: Mapping[str, Any]) -> list[Days]:
    # An unknown time is only counted when nothing came before it, and then any day will do.
    today = local_day(received, zone) if received else date.min
    if parameters.get("per") == "day" or received is None:
        return [Days(today, today, zone, "day")]
    if "days" in parameters:
        return [Days(today, today - timedelta(days=parameters["days"] - 1), zone, "consecutive_days")]
    return [
        Days(today, today - timedelta(days=today.weekday()), zone, "calendar_week"),
        Days(today, today - timedelta(days=6), zone, "seven_days"),
    ]


def _contacts(earlier: tuple[PastContact, ...], days: Days, contact: Contact, parameters: Mapping[str, Any]) -> Verdict:
    counted = days.within(earlier)
    sure = tuple(past for past in counted if past.outcome not in parameters.get("uncertain", ()))
    measured: dict[str, object] = {"count": len(sure) + 1, "max": parameters["max"], **_shown(days, counted)}
    if len(sure) + 1 > parameters["max"] or _too_close(sure, days, parameters):
        return Verdict(OVER, measured)
    if len(counted) + 1 > parameters["max"]:
        return Verdict(UNSURE, {**measured, "count": len(counted) + 1}, "unanswered_calls_may_not_count")
    return Verdict(WITHIN, measured)


def _too_close(counted: tuple[PastContact, ...], days: Days, parameters: Mapping[str, Any]) -> bool:
    apart = timedelta(days=parameters.get("days_apart", 0))
    return any(days.today - days.of(past) < apart for past in counted)


def _conversations(
    earlier: tuple[PastContact, ...], days: Days, contact: Contact, parameters: Mapping[str, Any]
) -> Verdict:
    counted = tuple(past for past in days.within(earlier) if past.outcome is Outcome.CONVERSATION)
    count = len(counted) + contact.conversation
    measured = {"count": count, "max": parameters["max"], **_shown(days, counted)}
    return Verdict(OVER if count > parameters["max"] else WITHIN, measured)


def _attempts(earlier: tuple[PastContact, ...], days: Days, contact: Contact, parameters: Mapping[str, Any]) -> Verdict:
    """A log that names no number is read as a log of the one number on file."""
    number = contact.message.receiver
    counted = tuple(
        past
        for past in days.within(earlier)
        if past.outcome in _UNANSWERED and (number is None or past.to_number in (None, number))
    )
    count = max(Counter(past.to_number for past in counted).values(), default=0) + (not contact.conversation)
    measured = {"unanswered": count, "max": parameters["max"], **_shown(days, counted)}
    return Verdict(OVER if count > parameters["max"] else WITHIN, measured)


def _after_conversation(
    earlier: tuple[PastContact, ...], days: Days, contact: Contact, parameters: Mapping[str, Any]
) -> Verdict:
    counted = tuple(past for past in days.within(earlier) if past.outcome is Outcome.CONVERSATION)
    measured = _shown(days, counted)
    if not counted:
        return Verdict(WITHIN, measured)
    latest = max(days.of(past) for past in counted)
    # On the last of these days somebody may have talked with her; where all of that day is unreported, nobody said so.
    said = any(past.reported for past in counted if days.of(past) == latest)
    told = {("conversation_on" if said else "unreported_on"): latest.isoformat()}
    return Verdict(OVER, {**measured, **told, "day": (days.today - latest).days + 1})


def _after_direct_contact(
    earlier: tuple[PastContact, ...], days: Days, contact: Contact, parameters: Mapping[str, Any]
) -> Verdict:
    recent = tuple(sorted(days.within(earlier), key=lambda past: past.at))
    two_way = _since(recent, lambda past: past.outcome is Outcome.CONVERSATION)
    either = {"two_way": two_way, "attempt": recent}
    strict, loose = either[parameters["direct_contact"]], either["attempt"]
    measured = {"today": sum(days.of(past) == days.today for past in recent) + 1, **_shown(days, recent)}
    measured["used"] = sorted({contact.message.channel.value, *(past.channel.value for past in recent)})
    if _again(strict, days, contact):
        return Verdict(OVER, measured)
    if _again(loose, days, contact):
        return Verdict(UNSURE, measured, "direct_contact_disputed")
    return Verdict(WITHIN, measured)


def _since(recent: tuple[PastContact, ...], direct: Callable[[PastContact], bool]) -> tuple[PastContact, ...]:
    """The contacts from the first direct one on."""
    for place, past in enumerate(recent):
        if direct(past):
            return recent[place:]
    return ()


def _again(since: tuple[PastContact, ...], days: Days, contact: Contact) -> bool:
    """A second contact on the day, or a second channel in the week."""
    return any(days.of(past) == days.today or past.channel is not contact.message.channel for past in since)


def _shown(days: Days, counted: tuple[PastContact, ...]) -> dict[str, object]:
    """What was counted, without a number or a name of a person."""
    if days.today == date.min:
        return {"counted": []}
    return {
        "from": days.first.isoformat(),
        "to": days.today.isoformat(),
        "zone": days.zone,
        "reading": days.reading,
        "counted": [
            {"at": past.at.isoformat(), "channel": past.channel.value, "outcome": _outcome(past), "by": past.by}
            for past in counted
        ],
    }


def _outcome(past: PastContact) -> str:
    return past.outcome.value if past.reported else NOT_REPORTED


_COUNTERS: Mapping[str, Callable[[tuple[PastContact, ...], Days, Contact, Mapping[str, Any]], Verdict]] = {
    "contacts": _contacts,
    "conversations": _conversations,
    "attempts": _attempts,
    "after_conversation": _after_conversation,
    "after_direct_contact": _after_direct_contact,
}
