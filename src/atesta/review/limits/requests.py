"""Was it against a request to stop, or from a sender that was reported (B1.4)?

Only a demand can be: notices that the law requires, answers and receipts pass (INTERFACES, limits). Parameters of a
rule of kind `pause`:
`pauses`        the kinds of request that it protects
`written`       true: it protects only those that were made in writing
`undetermined`  what the file does not say and the rule needs to know; then nobody is accused by it

A request that was asked and not yet accepted gives no breach: the creditor's word is missing. It is shown; where a law
or regulation protects it without anybody's acceptance it is left undetermined.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from atesta.contact.account import Pause, PauseKind
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.mandate.lookup import reports_of
from atesta.review.finding import Finding
from atesta.review.limits.contact import Contact, limit_finding
from atesta.rules.rule import Force, InForce, Rule

_BY_VOICE = frozenset({Channel.CALL, Channel.VISIT})
_PUBLIC = frozenset({Force.LAW, Force.REGULATION})


def check_pauses(rule: Rule, version: InForce, contact: Contact) -> tuple[Finding, ...]:
    if contact.message.purpose is not Purpose.DEMAND or contact.account is None:
        return ()
    parameters: Mapping[str, Any] = version.parameters
    meant = [p for p in contact.account.pauses if p.kind in parameters["pauses"] and _covers(p, contact)]
    asked = [pause for pause in meant if pause.written or not parameters.get("written")]
    if contact.message.received is None:
        reason = {"reason": "time_unknown"}
        return (limit_finding(rule, version, "undetermined", reason),) if asked else ()
    day = contact.day
    running = [pause for pause in asked if day is not None and _runs(pause, day)]
    if not running:
        return (limit_finding(rule, version, "within", {"pauses": len(asked)}),)
    return (_finding(rule, version, next((pause for pause in running if pause.accepted), running[0])),)


def _covers(pause: Pause, contact: Contact) -> bool:
    """Whether a request of that kind speaks about a contact of this kind at all."""
    if pause.kind is PauseKind.WRITE_ONLY:
        # A letter that announces a visit announces what the request forbids.
        return contact.message.channel in _BY_VOICE or any(claim.kind == "visit" for claim in contact.claims)
    if pause.kind is PauseKind.REPRESENTED:
        return contact.message.to is Recipient.DEBTOR  # the other person may be the lawyer
    return True


def _runs(pause: Pause, day: date) -> bool:
    return pause.from_ <= day and (pause.to is None or day <= pause.to)


def _finding(rule: Rule, version: InForce, pause: Pause) -> Finding:
    parameters: Mapping[str, Any] = version.parameters
    measured: dict[str, object] = {
        "pause": pause.kind.value,
        "from": pause.from_.isoformat(),
        "to": pause.to.isoformat() if pause.to else None,
        "accepted": pause.accepted,
    }
    if "undetermined" in parameters:
        return limit_finding(rule, version, "undetermined", {"reason": parameters["undetermined"], **measured})
    if pause.accepted:
        return limit_finding(rule, version, version.breach_word, measured)
    measured = {"reason": "asked_not_accepted", **measured}
    return limit_finding(rule, version, "undetermined" if version.citation.force in _PUBLIC else "within", measured)


def check_reported(rule: Rule, version: InForce, contact: Contact) -> tuple[Finding, ...]:
    message, directory = contact.message, contact.directory
    if message.purpose is not Purpose.DEMAND or directory is None or message.sender is None:
        return ()
    reports = reports_of(directory, message.sender, contact.place)
    if message.received is None and reports:
        return (limit_finding(rule, version, "undetermined", {"reason": "time_unknown"}),)
    day = contact.day
    earlier = [report for report in reports if day is not None and report.stands(day, message.received)]
    if not earlier:
        return (limit_finding(rule, version, "within", {"reports": 0}),)
    first = min(earlier, key=lambda report: report.on)
    measured = {"reported_on": first.on.isoformat(), "reported_by": first.by}
    return (limit_finding(rule, version, version.breach_word, measured),)
