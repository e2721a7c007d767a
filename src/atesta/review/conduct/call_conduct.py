"""Was the call civil? Everything that the words and the sound of a call show, each with the second it happened.

labels        each turn of the agent as a text                    call_labels
the opening   honorific, greeting, who calls within five seconds  call_opening
the manner    polite words, tone, calm, clear, room, order        call_manner
the person    identified before the debt, notice, disclosure      call_person
harm          threats and pressure without a bad word             call_harm
moments       promise, grievance, apology, offer, ...             call_moments
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from atesta.contact.message import Message
from atesta.review.conduct import BENIGN, LABELS
from atesta.review.conduct.call_harm import harm_findings
from atesta.review.conduct.call_judge import PERSON, Judge
from atesta.review.conduct.call_labels import Scores, labels_of
from atesta.review.conduct.call_manner import manner_findings
from atesta.review.conduct.call_moments import moments
from atesta.review.conduct.call_opening import opening_findings
from atesta.review.conduct.call_order import first_for_a_person, ordered
from atesta.review.conduct.call_person import person_findings
from atesta.review.conduct.call_quote import told_once, widened
from atesta.review.conduct.call_seen import Seen, look
from atesta.review.conduct.call_talk import talk_findings
from atesta.review.conduct.spoken import Spoken
from atesta.review.finding import CallReview, Claim, Conduct, Finding, Moment
from atesta.review.integrity.record import Record

COURTESIES = (
    "house-courtesy-honorific",
    "house-courtesy-greeting",
    "house-courtesy-professional",
    "house-courtesy-polite-words",
    "house-courtesy-soft-tone",
    "house-courtesy-identity",
    "house-courtesy-calm",
    "house-courtesy-clear",
)
"""B2.1, in its order."""


@dataclass(frozen=True, slots=True)
class CallConduct:
    """`order`: ids of what a person should look at, the most harmful first."""

    conduct: Conduct
    courtesies: tuple[Finding, ...] = ()
    moments: tuple[Moment, ...] = ()
    order: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)

    def as_review(self, spoken: Spoken, record: Record | None) -> CallReview:
        return CallReview(
            transcript=spoken.shown,
            acoustics=spoken.acoustics,
            courtesies=self.courtesies,
            moments=self.moments,
            order=self.order,
            record=record,
            probable=spoken.probable,
            fields=self.fields,
        )


def _benign(seen: Seen) -> tuple[str, ...]:
    """Said only where everything could be made out and nothing waits for somebody to say who spoke."""
    waits = any(one.measured.get("otherwise") == "breach" for one in seen.labelled)
    return () if waits or seen.judge.spoken.doubt_about_agent() else (BENIGN,)


def for_a_person(found: CallConduct) -> CallConduct:
    """Distress stops the scoring (DESIGN decision 13): no labels, no courtesies, no moments. What the agent said
    against her is kept, once, and a person sees it before anything else happens with it."""
    against = (*found.conduct.findings, *found.conduct.not_reviewable)
    kept = [
        one
        for one in against
        if one.answer in ("breach", PERSON)
        and one.rule not in COURTESIES
        and {"label", "phrase", "harm"} & set(one.measured)
    ]
    first = tuple(replace(one, answer=PERSON, measured={**one.measured, "first": "person"}) for one in kept)
    return CallConduct(Conduct((), (), first), order=tuple(one.id for one in first))


Check = Callable[[Seen], Sequence[Finding]]


def check_call(
    judge: Judge, message: Message, claims: tuple[Claim, ...], scores: Scores, record: Record | None = None
) -> CallConduct:
    """`scores`: of the agent's turns, in their order."""
    seen = look(judge, message, claims, scores, record)
    found: list[Finding] = [*seen.labelled]
    for check in _CHECKS:
        found += check(seen)
    found = told_once(widened(judge.spoken, one) for one in found)
    said = labels_of(seen.labelled)
    conduct = Conduct(
        tuple(label for label in LABELS if label in said) or _benign(seen),
        tuple(one for one in found if one.answer != PERSON),
        ordered(one for one in found if one.answer == PERSON),
    )
    courtesies = tuple(one for rule in COURTESIES for one in found if one.id == rule)
    fields = {one.name: one.value for one in seen.fields}
    return CallConduct(conduct, courtesies, moments(seen), first_for_a_person(found), fields)


_CHECKS: tuple[Check, ...] = (opening_findings, manner_findings, talk_findings, person_findings, harm_findings)
