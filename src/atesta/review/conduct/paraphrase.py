"""Meaning that no phrase has (B2.3 "and their paraphrases"): a trained score for each label, in three languages.

Until a head is trained this layer knows nothing and says so by giving no score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from atesta.rules.phrase import Reading


class Paraphraser:
    """label -> score between 0 and 1, rounded to two decimals, so that a review gives the same bytes again."""

    def scores(self, reading: Reading) -> Mapping[str, float] | None:
        return self.scores_of([reading])[0]

    def scores_of(self, readings: Sequence[Reading]) -> list[Mapping[str, float] | None]:
        """One mapping for each reading; None where the layer was not asked."""
        return [None for _ in readings]
