"""Was it allowed? Hour, day, count, person and requests, of this contact and of what it announces (INTERFACES, limits).

`check_limits` gives one answer from many findings, and a finding for each check that was made, so that a reader sees
what was looked at. A rule that binds only some parties accuses nobody while it is unknown who sent the message.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date

from atesta.contact.account import Account
from atesta.contact.history import PastContact
from atesta.contact.message import Message
from atesta.kept import Kept
from atesta.mandate.directory import Directory
from atesta.review.finding import Finding, Limits, Truth
from atesta.review.limits import frequency, hours, others, requests, visits
from atesta.review.limits.about_debt import shows_a_debt
from atesta.review.limits.contact import COLLECTING, Contact, limit_finding
from atesta.review.limits.party import bound_party
from atesta.rules.rule import InForce, Rule
from atesta.rules.rulebook import Rulebook

__all__ = ["ANSWERS", "REASONS", "Contact", "bound_party", "check_limits", "limits_of"]

# The first that any finding gives is the answer, and findings stand in this order.
ANSWERS = ("breach", "likely_breach", "benchmark_breach", "undetermined", "within")
_ADVERSE = frozenset(ANSWERS[:3])

REASONS = (
    "a_person_must_judge",
    "asked_not_accepted",
    "closing_minute",
    "direct_contact_disputed",
    "history_unknown",
    "membership_unknown",
    "no_rule_covers_it",
    "not_shown_to_be_about_a_debt",
    "nothing_checked_history_unknown",
    "nothing_checked_time_and_history_unknown",
    "nothing_checked_time_unknown",
    "party_unknown",
    "place_unknown",
    "readings_differ",
    "recipient_unclear",
    "refused_before",
    "time_unknown",
    "unanswered_calls_may_not_count",
    "whether_the_debtor_could_be_reached_is_unknown",
    "whether_the_dispute_was_written_within_the_period",
    "zone_unknown",
)
"""Every `measured["reason"]` that a finding of this room may carry: why it is left open, or what makes it more."""

_CHECKS: Mapping[str, Callable[[Rule, InForce, Contact], tuple[Finding, ...]]] = {
    "hours": hours.check,
    "frequency": frequency.check,
    "third_party": others.check,
    "visit": visits.check,
    "pause": requests.check_pauses,
    "do_not_contact": requests.check_reported,
}
KINDS = tuple(_CHECKS)
# That nobody asked for peace says nothing of the hour, the number or the person: these alone carry no "within".
_REQUESTS = frozenset({"pause", "do_not_contact"})


def check_limits(
    message: Message,
    truth: Truth,
    account: Account | None,
    directory: Directory | None,
    history: tuple[PastContact, ...] | None,
    rulebook: Rulebook,
    place: str | None,
) -> Limits:
    """The limits of the place and of the house. `history` None: unknown; (): there was none. `place` None: unknown."""
    party = bound_party(message, directory, place)
    return limits_of(Contact.of(message, truth, account, directory, history, place, party), rulebook)


def limits_of(contact: Contact, rulebook: Rulebook, *, pressed: bool = False) -> Limits:
    """The same of a contact that was put together before. `pressed`: its words threaten, shame or press."""
    account, place = contact.account, contact.place
    findings = [] if place else [_house_says(rulebook, "undetermined", "place_unknown")]
    lender, weighed = account.lender.kind.value if account else "unknown", not place
    for check, rule, version in _plan(rulebook, contact.day, place, contact.party, lender):
        found = [_named_only(finding, version, contact) for finding in check(rule, version, contact)]
        weighed = weighed or (bool(found) and rule.kind not in _REQUESTS)
        findings += found
    if not weighed and contact.message.purpose in COLLECTING:
        findings.append(_house_says(rulebook, *_unweighed(contact)))
    if any(finding.answer in _ADVERSE for finding in findings) and not (pressed or shows_a_debt(contact)):
        findings = [_left_open(finding, "not_shown_to_be_about_a_debt") for finding in findings]
    if len(findings) > 1:
        findings.sort(key=_rank)
    return Limits(findings[0].answer if findings else "within", tuple(findings))


def _rank(finding: Finding) -> int:
    return ANSWERS.index(finding.answer)


_Check = Callable[[Rule, InForce, Contact], tuple[Finding, ...]]
_Question = tuple[date | None, str | None, str | None, str]
_plans: Kept[Rulebook, dict[_Question, tuple[tuple[_Check, Rule, InForce], ...]]] = Kept(8)
_PLANS_MOST = 1024


def _plan(
    rulebook: Rulebook, day: date | None, place: str | None, party: str | None, lender: str
) -> tuple[tuple[_Check, Rule, InForce], ...]:
    """The checks of one day, place, party and kind of lender. Kept: the messages of a day ask for the same ones."""
    plans = _plans.of(rulebook, lambda _: {})
    question = (day, place, party, lender)
    plan = plans.get(question)
    if plan is None:
        if len(plans) >= _PLANS_MOST:
            plans.clear()
        plan = plans[question] = tuple(
            (check, rule, version)
            for kind, check in _CHECKS.items()
            for rule, version in rulebook.applying(day, place, kind, party)
            if version.for_lender(lender)
        )
    return plan


def _named_only(finding: Finding, version: InForce, contact: Contact) -> Finding:
    """A breach of a rule that does not bind everybody needs to know who sent it, and for whom."""
    if finding.answer not in _ADVERSE:
        return finding
    members, lender = version.names("members"), contact.account.lender.kind.value if contact.account else "unknown"
    if members and lender not in members:
        return _left_open(finding, "membership_unknown")
    if contact.party is None and not {"own", "agency"} <= set(version.binds):
        return _left_open(finding, "party_unknown")
    return finding


def _left_open(finding: Finding, reason: str) -> Finding:
    """The same finding, accusing nobody, with what would have to be known."""
    if finding.answer not in _ADVERSE:
        return finding
    return dataclasses.replace(finding, answer="undetermined", measured={**finding.measured, "reason": reason})


def _unweighed(contact: Contact) -> tuple[str, str]:
    """The answer and its reason where no rule weighed the hour, the number or the person. Only of a contact whose time
    and history are known may it be said that no rule stands against it."""
    unknown = [
        name for name, known in (("time", contact.message.received), ("history", contact.history)) if known is None
    ]
    if not unknown:
        return "within", "no_rule_covers_it"
    return "undetermined", f"nothing_checked_{'_and_'.join(unknown)}_unknown"


def _house_says(rulebook: Rulebook, answer: str, reason: str) -> Finding:
    """What is not known, or was not weighed, is a finding of its own."""
    rule = rulebook.rule("house-unknown-said")
    return limit_finding(rule, rule.versions[-1], answer, {"reason": reason})
