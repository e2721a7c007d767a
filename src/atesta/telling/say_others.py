"""Five answers for somebody who is not the debtor: short, and without a word on whether what was said is so."""

from __future__ import annotations

from dataclasses import dataclass

from atesta.locale import Catalogue
from atesta.review.finding import Claim, Finding, Review
from atesta.rules.rulebook import Rulebook
from atesta.telling.adverse import ADVERSE
from atesta.telling.citation import say_citation
from atesta.telling.say_claim import say_claim
from atesta.telling.say_finding import label_of, limit_said, named, quoted

MOST = 5
"""Findings shown of one question."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was found, and the texts that it rests on."""

    said: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its answer; `means` is what the answer says and does not say, "" where that is plain; `more`
    findings are not among `points`."""

    room: str
    question: str
    answer: str
    adverse: bool
    means: str = ""
    points: tuple[Point, ...] = ()
    more: int = 0


def say_others(review: Review, rulebook: Rulebook, words: Catalogue) -> tuple[Line, ...]:
    """The five lines. What a claim says of the debtor's account is neither compared nor repeated."""
    return (
        _sender(review, words),
        _truth(review, words),
        _integrity(review, words),
        _conduct(review, rulebook, words),
        _limits(review, rulebook, words),
    )


def _line(
    room: str, answer: str, adverse: bool, words: Catalogue, means: str = "", points: tuple[Point, ...] = ()
) -> Line:
    more = max(len(points) - MOST, 0)
    return Line(room, words.say(f"question.{room}"), answer, adverse, means, points[:MOST], more)


def _sender(review: Review, words: Catalogue) -> Line:
    answer = review.authenticity.answer
    means = words.say(f"authenticity_means.{answer}")
    return _line("authenticity", words.say(f"authenticity.{answer}"), answer in ADVERSE, words, means)


def _truth(review: Review, words: Catalogue) -> Line:
    """Only what no law allows is told: it holds whoever owes what."""
    found = tuple(claim for claim in review.truth.claims if claim.answer == "impossible_in_law")
    points = tuple(_claim(claim, words) for claim in found)
    answer = words.say("third.truth_impossible" if found else "third.truth_not_asked")
    return _line("truth", answer, bool(found), words, words.say("third.truth_means"), points)


def _claim(claim: Claim, words: Catalogue) -> Point:
    said = " ".join((quoted(claim.quote, words), *say_claim(claim, words)))
    return Point(said, tuple(say_citation(citation, words) for citation in claim.citations))


def _integrity(review: Review, words: Catalogue) -> Line:
    answer = review.integrity.answer
    means = words.say(f"integrity_means.{answer}", provenance=words.say(f"provenance.{review.provenance}"))
    return _line("integrity", words.say(f"integrity.{answer}"), False, words, means)


def _conduct(review: Review, rulebook: Rulebook, words: Catalogue) -> Line:
    adverse = [one for one in review.conduct.findings if one.answer == "breach" and label_of(one)]
    answer = words.say("conduct.findings", n=len(adverse)) if adverse else words.say("conduct.clean")
    points = [_point(named(one, rulebook, words), one, words) for one in adverse]
    for_person = words.say("conduct.for_a_person")
    points += [
        _point(words.say("page.labelled", label=for_person, text=named(one, rulebook, words)), one, words)
        for one in review.conduct.not_reviewable
    ]
    means = words.say("conduct.proposal") if points else ""
    return _line("conduct", answer, bool(adverse), words, means, tuple(points))


def _limits(review: Review, rulebook: Rulebook, words: Catalogue) -> Line:
    answer = review.limits.answer
    worst_first = sorted(review.limits.findings, key=lambda one: one.answer not in ADVERSE)
    points = tuple(_point(limit_said(one, rulebook, words), one, words) for one in worst_first)
    return _line("limits", words.say(f"limits.{answer}"), answer in ADVERSE, words, "", points)


def _point(said: str, finding: Finding, words: Catalogue) -> Point:
    return Point(said, tuple(say_citation(citation, words) for citation in finding.citations))
