"""Categories of conduct in a call: each turn of the agent judged as a text, then put at its second (B2.2, B2.3)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from atesta.contact.message import Message
from atesta.review.conduct import check_conduct
from atesta.review.conduct.call_judge import PERSON, Judge
from atesta.review.conduct.reported import disowned
from atesta.review.conduct.spoken import Place
from atesta.review.finding import Claim, Conduct, Finding, TextSpan, Truth

Scores = Sequence[Mapping[str, float] | None]
"""The paraphrase layer's scores of each turn of the agent; None for a turn that it was not asked about."""

REPORTED = "a_person_decides"
"""The reason of words that are somebody else's, told again to apologise for them or to warn of them."""
_WORDS_OF_CONDUCT = ("label", "phrase")


def label_findings(
    judge: Judge, turns: Sequence[int], claims: Sequence[Claim], message: Message, scores: Scores
) -> tuple[Finding, ...]:
    """What the turns say against the categories, the banned sentences and the words that the place forbids."""
    return tuple(
        placed(judge, finding, number)
        for number, given in zip(turns, scores, strict=True)
        for finding in _of_turn(judge, number, claims, message, given)
    )


def _of_turn(
    judge: Judge, number: int, claims: Sequence[Claim], message: Message, scores: Mapping[str, float] | None
) -> Iterator[Finding]:
    said = Truth(tuple(claim for claim in claims if claim.turn == number))
    text = dataclasses.replace(message, text=judge.spoken.turns[number].text)
    conduct = check_conduct(judge.spoken.readings[number], text, said, judge.texts, scores)
    yield from _about_words(conduct)


def _about_words(conduct: Conduct) -> Iterator[Finding]:
    """The courtesies of one turn say nothing: they are judged over the whole call."""
    for finding in (*conduct.findings, *conduct.not_reviewable):
        if any(name in finding.measured for name in _WORDS_OF_CONDUCT):
            yield finding


def placed(judge: Judge, finding: Finding, turn: int) -> Finding:
    """The same finding at its second, its quote masked; a person decides where words or speaker are in doubt."""
    span = finding.span
    at = Place(turn, span.start, span.end) if isinstance(span, TextSpan) else judge.spoken.whole(turn)
    answer, measured = judge.sure(finding.answer, judge.spoken.doubt(at), dict(finding.measured))
    if answer == "breach" and isinstance(span, TextSpan) and disowned(judge.spoken.turns[turn].text, at.start, at.end):
        answer, measured = PERSON, {**measured, "reason": REPORTED, "otherwise": "breach"}
    return dataclasses.replace(
        finding,
        id=f"{finding.id}@{turn}",
        answer=answer,
        span=judge.spoken.span(at),
        quote=judge.spoken.quote(at),
        measured=measured,
    )


def labels_of(findings: Sequence[Finding]) -> set[str]:
    """The categories that stand; what goes to a person earns none."""
    return {str(one.measured["label"]) for one in findings if one.answer != PERSON and "label" in one.measured}
