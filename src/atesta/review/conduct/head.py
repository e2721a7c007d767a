"""The head over the sentence encoder: whole-number weights, so that every machine gives the same labels.

`head.npz` (made by training/train.py) holds, for each label, int8 weights of the encoder's 512 numbers and of the
hashed n-grams, one scale for each of the two, and a bias. A text's score is the mean of two: the whole
text's, and its strongest segment's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from atesta.review.conduct.encoder import Encoder
from atesta.review.conduct.features import grams, segments
from atesta.review.conduct.labels import LABELS

Matrix = NDArray[np.float64]
_FILE = Path(__file__).with_name("head.npz")
_MOST_KEPT = 4096
"""So many segments are kept with their scores: the texts of one campaign are made of the same sentences."""


@cache
def _encoder() -> Encoder:
    return Encoder()


def embed(texts: Sequence[str]) -> Matrix:
    """(n, 512), rounded to three decimals as in training, so that noise of the arithmetic decides nothing."""
    return np.asarray(np.round(_encoder().encode(texts), 3), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Head:
    """`encoder` (512, labels), `words` (buckets, labels), `bias` (labels)."""

    encoder: Matrix
    words: Matrix
    bias: Matrix
    _kept: dict[str, Matrix] = field(default_factory=dict, repr=False, compare=False)

    def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """label -> score of each text, two decimals."""
        parts = [segments(text) for text in texts]
        known = self._known(list(dict.fromkeys(part for text in parts for part in text)))
        answers = []
        for text in parts:
            mine = np.stack([known[part] for part in text])
            both = (mine[0] + mine.max(axis=0)) / 2
            answers.append({label: round(float(score), 2) for label, score in zip(LABELS, both, strict=True)})
        return answers

    def _known(self, parts: Sequence[str]) -> dict[str, Matrix]:
        """The scores of each of these segments, kept ones and new ones."""
        known = {part: self._kept[part] for part in parts if part in self._kept}
        new = [part for part in parts if part not in known]
        if new:
            known |= zip(new, self.segment_scores(new), strict=True)
            if len(self._kept) + len(new) > _MOST_KEPT:
                self._kept.clear()
            self._kept.update((part, known[part]) for part in new[:_MOST_KEPT])
        return known

    def segment_scores(self, parts: Sequence[str]) -> Matrix:
        """(segments, labels), each between 0 and 1."""
        logits = embed(parts) @ self.encoder + self.bias
        for row, part in enumerate(parts):
            found = grams(part)
            logits[row] += np.fromiter(found.values(), float, len(found)) @ self.words[list(found)]
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float64)


@cache
def load_head(path: Path = _FILE) -> Head:
    with np.load(path, allow_pickle=False) as stored:
        return Head(
            stored["encoder"].astype(np.float64) * stored["encoder_scale"],
            stored["words"].astype(np.float64) * stored["words_scale"],
            stored["bias"].astype(np.float64),
        )
