"""What a person should look at first: harm before rudeness, rudeness before a missing greeting (issue: harm without bad
words ranks above rude but harmless speech)."""

from __future__ import annotations

from collections.abc import Iterable

from atesta.review.conduct.call_harm import HARM
from atesta.review.conduct.call_judge import PERSON
from atesta.review.finding import Finding, TimeSpan

_THREATS = frozenset({"threat", "arrest_threat", "false_legal_claim", "third_party_disclosure"})
_PRESSURE = frozenset({"pressure_deadline", "authoritarian_demand", "harassment_volume"})
_TOLD = ("house-third-party", "house-voicemail", "house-other-party-identified")
THREAT, HARMFUL, TOLD, PRESSING, RUDE, MANNER, LACKING, UNSEEN = range(8)


def rank(finding: Finding) -> int:
    """THREAT first, UNSEEN last; what is met or does not apply has no rank of its own and comes after all of them."""
    label = finding.measured.get("label")
    if label in _THREATS:
        return THREAT
    if HARM in finding.measured:
        return HARMFUL
    if finding.rule in _TOLD and finding.answer in ("breach", PERSON):
        return TOLD
    if label in _PRESSURE:
        return PRESSING
    if label is not None or "phrase" in finding.measured:
        return RUDE
    return {"breach": MANNER, "missing": LACKING, PERSON: UNSEEN}.get(finding.answer, UNSEEN + 1)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By rank, then by the second."""
    return tuple(sorted(findings, key=lambda one: (rank(one), _at(one), one.id)))


def first_for_a_person(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Ids of everything that somebody must look at."""
    return tuple(one.id for one in ordered(findings) if rank(one) <= UNSEEN)


def _at(finding: Finding) -> int:
    return finding.span.start_ms if isinstance(finding.span, TimeSpan) else 0
