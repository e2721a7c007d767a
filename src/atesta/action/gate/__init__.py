"""The gate: may this contact be made? Asked before it is made, answered with allowed, refused or ask a person.

It judges nothing by itself. Who may speak is looked up as review.authenticity does, the hour, the number and the
requests are weighed by review.limits, who refused or reported by mandate.do_not_contact: what was allowed here cannot
be a finding there, as long as what was asked is what was done. docs/gate.md says what it cannot know.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from atesta.action.gate.asked import ANSWERS, AnswerWord, Asked, Decision, Known, Reason
from atesta.action.gate.by_list import from_list
from atesta.action.gate.by_number import from_number, from_other
from atesta.action.gate.by_register import A3, from_register
from atesta.action.gate.by_rules import from_rules, open_until

__all__ = [
    "AHEAD_AT_MOST",
    "ANSWERS",
    "LATE_AT_MOST",
    "REASONS",
    "Asked",
    "Decision",
    "Known",
    "Reason",
    "decide",
    "open_until",
]

AHEAD_AT_MOST = timedelta(hours=72)
"""As long as a registration holds (INTERFACES); what will have happened by later nobody knows yet."""
LATE_AT_MOST = timedelta(minutes=2)
"""Two clocks are never quite the same, and a request takes its way."""

REASONS = (
    "planned_in_past",
    "planned_too_far",
    "sender_unlisted",
    "sender_of_another",
    "sender_ended",
    "sender_not_yet",
    "mandate_absent",
    "mandate_ended",
    "mandate_revoked",
    "mandate_not_yet",
    "account_unknown",
    "placement_missing",
    "placement_recalled",
    "placement_not_yet",
    "placement_overlaps",
    "day_unknown",
    "number_missing",
    "number_not_hers",
    "number_is_hers",
    "other_told",
    "sender_reported",
    "sender_reported_by_recipient",
    "recipient_unknown",
    "refused_stop",
    "refused_write_only",
    "refused_third_party",
    "refusal_unverified",
)
"""Every id of a reason, beside those of rules: `limits:` and the id of the rule."""


def decide(asked: Asked, known: Known, of_text: tuple[Reason, ...] = ()) -> Decision:
    """The decision with everything that stands against the contact, what refuses first. Pure: same input, same reasons.
    `of_text`: what was found against its words (action.gate.by_text).

    Naive times raise what Python raises: the shells hand in moments with an offset.
    """
    found: dict[str, Reason] = {}
    for reason in (*of_text, *_reasons(asked, known)):
        found.setdefault(reason.id, reason)
    ordered = tuple(sorted(found.values(), key=lambda reason: ANSWERS.index(reason.answer)))
    word: AnswerWord | None = ordered[0].answer if ordered else None
    return Decision(word or "allowed", ordered)


def _reasons(asked: Asked, known: Known) -> Iterator[Reason]:
    yield from _clocks(asked)
    yield from from_register(asked, known)
    yield from from_number(asked, known)
    yield from from_list(asked, known)
    of_rules = tuple(from_rules(asked, known))
    yield from from_other(asked, known, of_rules)
    yield from of_rules


def _clocks(asked: Asked) -> Iterator[Reason]:
    measured = {"planned_at": asked.at.isoformat(), "asked_at": asked.asked_at.isoformat()}
    if asked.at < asked.asked_at - LATE_AT_MOST:
        yield Reason("planned_in_past", "refused", measured, A3)
    elif asked.at > asked.asked_at + AHEAD_AT_MOST:
        hours = int(AHEAD_AT_MOST.total_seconds()) // 3600
        yield Reason("planned_too_far", "refused", {**measured, "hours": hours}, A3)
