"""Meaning that no phrase has (B2.3 "and their paraphrases"): a trained score for each label, in three languages.

A multilingual sentence encoder and a small head (training/, docs/model-card.md). It runs offline on the CPU. It
proposes: a score near its threshold goes to a person, and no score says anything about the account or about who wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from atesta.rules.phrase import Reading

if TYPE_CHECKING:
    from atesta.review.conduct.head import Head


LEAST_LETTERS = 9
"""Below this a text is a word or two: the encoder has nothing to go by. A Chinese character counts as three."""


def says_something(folded: str) -> bool:
    weight = 0
    for char in folded:
        weight += (3 if char >= "\u3400" else 1) if char.isalpha() else 0
        if weight >= LEAST_LETTERS:
            return True
    return False


class Paraphraser:
    """label -> score between 0 and 1, rounded to two decimals, so that a review gives the same bytes again."""

    def scores_of(self, readings: Sequence[Reading]) -> list[Mapping[str, float] | None]:
        """One mapping for each reading; None for a text that says next to nothing. One batch for all of them."""
        worth = [number for number, reading in enumerate(readings) if says_something(reading.folded)]
        scored = self._head.scores([readings[number].folded for number in worth]) if worth else []
        answers: list[Mapping[str, float] | None] = [None] * len(readings)
        for number, scores in zip(worth, scored, strict=True):
            answers[number] = scores
        return answers

    @cached_property
    def _head(self) -> Head:
        # Loaded with the first text: weights and numpy cost half a second that most commands never need.
        from atesta.review.conduct.head import load_head  # noqa: PLC0415

        return load_head()
