"""The thresholds of the paraphrase layer, from their data file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from atesta.errors import RulebookError
from atesta.review.conduct.labels import LABELS


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`beside`: from which score on a label counts in a text that has another. `doubt`: below which score a phrase of
    one of the `doubted` labels is not enough."""

    band: float
    beside: float
    doubt: float
    doubted: frozenset[str]
    threshold: Mapping[str, float]

    def answer(self, label: str, score: float, *, beside_another: bool = False) -> str:
        """breach, not_reviewable (a person decides), or nothing. Scores have two decimals, so the edges are exact."""
        if beside_another and score >= self.beside:
            return "breach"
        distance = round(score - self.threshold[label], 4)
        if abs(distance) <= self.band:
            return "not_reviewable"
        return "breach" if distance > 0 else ""

    def doubts(self, label: str, scores: Mapping[str, float]) -> bool:
        """Whether the meaning of the text speaks against a phrase of this label. Without scores nothing does."""
        return label in self.doubted and label in scores and scores[label] < self.doubt


_FILE = Path(__file__).with_name("thresholds.toml")


@cache
def load_thresholds(path: Path = _FILE) -> Thresholds:
    """Raises RulebookError unless the file has a number for each label, its own three numbers and nothing else."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    given, doubted, own = table.pop("threshold", {}), table.pop("doubted", None), table
    whole = isinstance(given, dict) and set(given) == set(LABELS) and set(own) == {"band", "beside", "doubt"}
    numbers = whole and all(isinstance(value, float) for value in (*given.values(), *own.values()))
    if not (numbers and isinstance(doubted, list) and set(doubted) <= set(LABELS)):
        raise RulebookError(
            f"The file {path.name} needs `band`, `beside`, `doubt`, `doubted` and one threshold for each label.",
            "A paraphrase would be judged by a number that nobody set.",
            f"Give a number between 0 and 1 for {', '.join(LABELS)}.",
            key="thresholds",
            file=path.name,
        )
    return Thresholds(**own, doubted=frozenset(doubted), threshold=MappingProxyType(given))
