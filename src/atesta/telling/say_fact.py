"""A fact as a page tells it: the sentence, and what it rests on. Never as law what is not."""

from __future__ import annotations

from dataclasses import dataclass

from atesta.action.fact import Fact
from atesta.locale import Catalogue
from atesta.rules.rule import Confidence
from atesta.telling.citation import say_citation


@dataclass(frozen=True, slots=True)
class Told:
    """`source`: the text with its force and how it is known; where no text orders it, how it is known."""

    said: str
    source: str


def told(fact: Fact, words: Catalogue) -> Told:
    said = fact.texts[words.lang]
    if fact.citation is None:
        return Told(said, say_confidence(fact.confidence, words))
    return Told(said, say_citation(fact.citation, words))


def say_confidence(confidence: Confidence, words: Catalogue) -> str:
    """How something is known."""
    return words.say("confidence." + confidence.value.replace("S-", "S_weak"))
