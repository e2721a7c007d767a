"""What a review proposes to the desk, as points that a person decides about: one passage is one point of its kind.

A category, the rule that rests on it and the text that forbids it each have a finding about the same words. Decided one
by one they would be the same decision three times; passages apart stay apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from atesta.review.conduct.labels import FROM_CLAIMS, LABELS
from atesta.review.finding import Claim, Finding, Review
from atesta.rules.rulebook import Rulebook
from atesta.telling.adverse import ADVERSE

OF_RULES = {"third_party": "third_party_disclosure"}
"""By the kind of a rule that limits a contact: the category that it is about."""


@dataclass(frozen=True, slots=True)
class Point:
    """`kind` is a label, `rule`, or `claim.<kind>`; `about` what points of different kinds have in common. `rule` and
    `version` are "" for a claim. `start` and `end` are code points of the text, or of turn `turn`."""

    kind: str
    about: str
    rule: str
    version: str
    cites: tuple[str, ...]
    quote: str
    start: int | None
    end: int | None
    turn: int | None


def points_of(review: Review, rulebook: Rulebook) -> tuple[Point, ...]:
    """Each passage once for what it is about, with all texts that forbid it and the longest of the quotes."""
    points: list[Point] = []
    for one in _proposals(review, rulebook):
        same = next((at for at, known in enumerate(points) if _same(known, one)), None)
        if same is None:
            points.append(one)
        else:
            points[same] = _with(points[same], one)
    return tuple(points)


def _same(known: Point, one: Point) -> bool:
    """What rests on no words is a fact of its own: that somebody was told is not the threat to tell."""
    if known.about != one.about or known.turn != one.turn:
        return False
    if known.start is None or known.end is None or one.start is None or one.end is None:
        return known.start is None and one.start is None
    return known.start < one.end and one.start < known.end


def _with(known: Point, one: Point) -> Point:
    cites = tuple(dict.fromkeys((*known.cites, *one.cites)))
    if len(one.quote) <= len(known.quote):
        return replace(known, cites=cites)
    return replace(known, cites=cites, quote=one.quote, start=one.start, end=one.end, turn=one.turn)


def _proposals(review: Review, rulebook: Rulebook) -> Iterator[Point]:
    """Adverse findings and claims, and what only a person can judge."""
    rooms = (review.authenticity.findings, review.conduct.findings, review.limits.findings, review.integrity.findings)
    for finding in (*(one for room in rooms for one in room if one.answer in ADVERSE), *review.conduct.not_reviewable):
        label = str(finding.measured.get("label") or str(finding.measured.get("phrase", "")).partition(".")[0])
        yield _point(label[:60] or "rule", label or _about(finding, rulebook), finding)
    for claim in review.truth.claims:
        if claim.answer in ADVERSE:
            kind = f"claim.{claim.kind}"[:60]
            yield _point(kind, FROM_CLAIMS.get(claim.kind, (kind,))[0], claim)


def _about(finding: Finding, rulebook: Rulebook) -> str:
    """The category that a rule saw, or limits; else the rule alone, so that two limits stay two."""
    seen = str(finding.measured.get("seen", ""))
    return seen if seen in LABELS else OF_RULES.get(rulebook.rule(finding.rule).kind, f"rule.{finding.rule}")


def _point(kind: str, about: str, found: Finding | Claim) -> Point:
    span = found.span if isinstance(found, Finding) else found
    return Point(
        kind,
        about,
        found.rule if isinstance(found, Finding) else "",
        found.version if isinstance(found, Finding) else "",
        tuple(citation.text for citation in found.citations),
        found.quote[:2000],
        getattr(span, "start", None),
        getattr(span, "end", None),
        getattr(span, "turn", None),
    )
