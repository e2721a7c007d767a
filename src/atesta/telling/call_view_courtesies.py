"""The eight courtesies of a call (B2.1), each with the second it happened."""

from __future__ import annotations

from atesta.contact.call import Call
from atesta.locale import Catalogue
from atesta.review.conduct.call_conduct import COURTESIES
from atesta.review.finding import Finding, Review
from atesta.telling.call_view import Courtesy
from atesta.telling.call_view_measured import measured
from atesta.telling.call_view_time import clip_of

_WORST_FIRST = ("breach", "not_reviewable", "missing", "met", "not_applicable")


def courtesies(review: Review, call: Call, words: Catalogue) -> tuple[Courtesy, ...]:
    return tuple(_courtesy(number, rule, review, call, words) for number, rule in enumerate(COURTESIES, 1))


def _courtesy(number: int, rule: str, review: Review, call: Call, words: Catalogue) -> Courtesy:
    title, found = words.say(f"call_page.courtesies.{number}"), _worst(rule, review)
    if found is None:
        return Courtesy(number, title, "not_seen", words.say("call_page.courtesy_state.not_seen"))
    word = words.say(f"call_page.courtesy_state.{found.answer}")
    said = "" if found.answer == "not_applicable" else " · ".join(text.rstrip(".。") for text in measured(found, words))
    return Courtesy(number, title, found.answer, word, said, clip_of(found.span, call))


def _worst(rule: str, review: Review) -> Finding | None:
    """Where a call has several findings of one courtesy, the one that weighs most."""
    every = (*review.conduct.findings, *review.conduct.not_reviewable)
    found = [finding for finding in every if finding.rule == rule and finding.answer in _WORST_FIRST]
    return min(found, key=lambda finding: _WORST_FIRST.index(finding.answer), default=None)
