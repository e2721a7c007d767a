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
from atesta.review.conduct.call import Field, call_fields
from atesta.review.conduct.call_judge import PERSON, Judge
from atesta.review.conduct.call_labels import Scores, label_findings, labels_of
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
class Seen:
    """What the checks of a call look at: the turns of the agent with their scores, the claims of all turns, the fields
    of the opening, and the labels that were found so far."""

    judge: Judge
    message: Message
    agent: tuple[int, ...]
    others: tuple[int, ...]
    scores: Scores
    claims: tuple[Claim, ...]
    fields: tuple[Field, ...]
    labelled: tuple[Finding, ...]


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


def for_a_person(found: CallConduct) -> CallConduct:
    """Distress stops the scoring (DESIGN decision 13): no labels, no courtesies, no moments. What the agent said
    against her is kept, and a person sees it before anything else happens with it."""
    against = (*found.conduct.findings, *found.conduct.not_reviewable)
    kept = [
        one for one in against if one.answer in ("breach", PERSON) and {"label", "phrase", "harm"} & set(one.measured)
    ]
    first = tuple(replace(one, answer=PERSON, measured={**one.measured, "first": "person"}) for one in kept)
    return CallConduct(Conduct((), (), first), order=tuple(one.id for one in first))


Check = Callable[[Seen], Sequence[Finding]]


def check_call(judge: Judge, message: Message, claims: tuple[Claim, ...], scores: Scores) -> CallConduct:
    """`scores`: of the agent's turns, in their order."""
    seen = look(judge, message, claims, scores)
    found: list[Finding] = [*seen.labelled]
    for check in _CHECKS:
        found += check(seen)
    said = labels_of(seen.labelled)
    conduct = Conduct(
        tuple(label for label in LABELS if label in said) or ((BENIGN,) if seen.agent else ()),
        tuple(one for one in found if one.answer != PERSON),
        tuple(one for one in found if one.answer == PERSON),
    )
    courtesies = tuple(one for rule in COURTESIES for one in found if one.id == rule)
    return CallConduct(conduct, courtesies, (), (), {one.name: one.value for one in seen.fields})


def look(judge: Judge, message: Message, claims: tuple[Claim, ...], scores: Scores) -> Seen:
    spoken = judge.spoken
    agent = spoken.of_agent()
    labelled = label_findings(judge, agent, claims, message, scores)
    fields = call_fields(spoken.plain_turns())
    return Seen(judge, message, agent, spoken.of_others(), scores, claims, fields, labelled)


_CHECKS: tuple[Check, ...] = ()
