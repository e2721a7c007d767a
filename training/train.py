"""Trains the head of the paraphrase layer (`make model`): utterances in, `head.npz`, thresholds and the model card out.

The embeddings are stored, rounded to three decimals, so that training depends on no machine's arithmetic; what has none
yet is embedded first. One linear model a label (scikit-learn, lbfgs, fixed seed). Weights become whole numbers.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

from card import write_card  # noqa: E402  (beside this file)

from atesta.contact.folding import fold  # noqa: E402
from atesta.review.conduct.features import BUCKETS, grams, segments  # noqa: E402
from atesta.review.conduct.head import embed  # noqa: E402
from atesta.review.conduct.labels import LABELS  # noqa: E402

PACKAGE = ROOT / "src" / "atesta" / "review" / "conduct"
STRENGTH = 1.0  # inverse of the L2 penalty; chosen by cross-validation on the utterances
ENCODER_WEIGHT, WORDS_WEIGHT = 3.0, 6.0  # the two kinds of feature, on one scale
BENIGN_SENTENCE_WEIGHT = 0.5
FOLDS = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Utterance:
    text: str
    labels: frozenset[str]
    lang: str
    author: str


def read_utterances() -> list[Utterance]:
    """Every line of utterances/*.jsonl; a label that is not one of ours is refused."""
    read = []
    for file in sorted((HERE / "utterances").glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            if unknown := set(row["labels"]) - set(LABELS):
                raise SystemExit(f"{file.name}:{number} has a label that is not known: {', '.join(sorted(unknown))}")
            read.append(Utterance(fold(row["text"])[0], frozenset(row["labels"]), file.stem[:2], file.stem))
    return read


def embedded(parts: Sequence[str]) -> Floats:
    """The stored embeddings, completed with those that were missing."""
    store = HERE / "embeddings.npz"
    known: dict[str, NDArray[np.int16]] = {}
    if store.exists():
        with np.load(store, allow_pickle=False) as stored:
            known = dict(zip(stored["keys"].tolist(), stored["values"], strict=True))
    keys = [hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest()[:24] for part in parts]
    missing = {key: part for key, part in zip(keys, parts, strict=True) if key not in known}
    for batch in _batches(sorted(missing), 256):
        rows = np.round(embed([missing[key] for key in batch]) * 1000).astype(np.int16)
        known.update(zip(batch, rows, strict=True))
    kept = sorted(known)
    np.savez_compressed(store, keys=np.array(kept), values=np.array([known[key] for key in kept]))
    return np.array([known[key] for key in keys], dtype=np.float64) / 1000


def _batches(items: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def features(parts: Sequence[str]) -> csr_matrix:
    """Encoder and n-grams side by side, each on its scale."""
    rows, columns, values = [], [], []
    for row, part in enumerate(parts):
        for bucket, weight in grams(part).items():
            rows.append(row)
            columns.append(bucket)
            values.append(weight)
    words = csr_matrix((values, (rows, columns)), shape=(len(parts), BUCKETS))
    return hstack([csr_matrix(embedded(parts)) * ENCODER_WEIGHT, words * WORDS_WEIGHT]).tocsr()


def training_set(utterances: Sequence[Utterance]) -> tuple[list[str], Floats, Floats, list[int]]:
    """Segments, their labels, their weights and whose they are. Every sentence of a benign text is benign too."""
    parts, labels, weights, owner = [], [], [], []
    for number, utterance in enumerate(utterances):
        whole, *sentences = segments(utterance.text)
        for part in (whole, *(sentences if not utterance.labels else ())):
            parts.append(part)
            labels.append([label in utterance.labels for label in LABELS])
            weights.append(1.0 if part is whole else BENIGN_SENTENCE_WEIGHT)
            owner.append(number)
    return parts, np.array(labels, dtype=np.float64), np.array(weights), owner


def fit(matrix: csr_matrix, labels: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """(features, labels) weights and (labels,) biases."""
    columns, biases = [], []
    for label in range(labels.shape[1]):
        model = LogisticRegression(C=STRENGTH, max_iter=400, random_state=0)
        model.fit(matrix, labels[:, label], sample_weight=weights)
        columns.append(model.coef_[0])
        biases.append(model.intercept_[0])
    return np.array(columns).T, np.array(biases)


def whole_numbers(weights: Floats) -> tuple[NDArray[np.int8], float]:
    """int8 and the scale that brings them back; the scale has six digits, so that it is written the same everywhere."""
    scale = float(f"{np.abs(weights).max() / 127:.6g}")
    return np.round(weights / scale).astype(np.int8), scale


def write_head(weights: Floats, biases: Floats) -> None:
    size = weights.shape[0] - BUCKETS
    encoder, encoder_scale = whole_numbers(weights[:size] * ENCODER_WEIGHT)
    words, words_scale = whole_numbers(weights[size:] * WORDS_WEIGHT)
    np.savez_compressed(
        PACKAGE / "head.npz",
        encoder=encoder,
        encoder_scale=np.array(encoder_scale),
        words=words,
        words_scale=np.array(words_scale),
        bias=np.round(biases, 3),
    )


def cross_validated(utterances: Sequence[Utterance]) -> Floats:
    """(utterances, labels) scores of texts that the model was not trained on, as the product computes them."""
    parts, labels, weights, owner = training_set(utterances)
    matrix, owners = features(parts), np.array(owner)
    judged = [(number, part) for number, u in enumerate(utterances) for part in segments(u.text)]
    judged_matrix, whose = features([part for _, part in judged]), np.array([number for number, _ in judged])
    scores = np.zeros((len(utterances), len(LABELS)))
    for turn in range(FOLDS):
        train = owners % FOLDS != turn
        coefficients, biases = fit(matrix[train], labels[train], weights[train])
        held = whose % FOLDS == turn
        each = 1 / (1 + np.exp(-(judged_matrix[held] @ coefficients + biases)))
        _combine(scores, each, whose[held])
    return scores


def _combine(scores: Floats, each: Floats, whose: NDArray[np.int64]) -> None:
    """The mean of the whole text's score and the strongest segment's, as in review/conduct/head.py."""
    for number in np.unique(whose):
        mine = each[whose == number]
        scores[number] = (mine[0] + mine.max(axis=0)) / 2


def main() -> int:
    utterances = read_utterances()
    parts, labels, weights, _ = training_set(utterances)
    print(f"{len(utterances)} utterances, {len(parts)} segments")
    write_head(*fit(features(parts), labels, weights))
    if "--no-card" not in sys.argv:
        write_card(utterances, cross_validated(utterances), ROOT / "docs" / "model-card.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
