"""Five answers for somebody who is not the debtor: short, and without a word on whether what was said of them is so."""

from __future__ import annotations

import dataclasses

from atesta.contact.message import Message
from atesta.locale import Catalogue
from atesta.pipeline import Knowledge
from atesta.review.finding import Review
from atesta.rules.rulebook import Rulebook
from atesta.telling.answers_view import Answer, AnswersView, Point, answers_view

MOST = 5
"""Findings shown of one question."""


def answers_for_others(
    review: Review, message: Message, knowledge: Knowledge, rulebook: Rulebook, words: Catalogue
) -> AnswersView:
    """The same view with less in it. Of what is claimed only that is told which no law allows: it holds whoever owes
    what; the rest is about the debtor's account, and is neither compared nor repeated."""
    claims = tuple(claim for claim in review.truth.claims if claim.answer == "impossible_in_law")
    told = dataclasses.replace(review, truth=dataclasses.replace(review.truth, claims=claims))
    view = answers_view(told, message, knowledge, rulebook, words)
    answers = tuple(_short(_not_compared(one, bool(claims), words), words) for one in view.answers)
    return dataclasses.replace(view, answers=answers)


def _not_compared(answer: Answer, found: bool, words: Catalogue) -> Answer:
    if answer.room != "truth":
        return answer
    said = words.say("third.truth_impossible" if found else "third.truth_not_asked")
    return dataclasses.replace(answer, answer=said, means=(words.say("third.truth_means"),))


def _short(answer: Answer, words: Catalogue) -> Answer:
    """What speaks against the sender first."""
    points = sorted(answer.points, key=lambda point: not point.adverse)
    if len(points) > MOST:
        points = [*points[:MOST], Point(words.say("third.more", n=len(points) - MOST))]
    return dataclasses.replace(answer, points=tuple(points))
