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
    band: float
    threshold: Mapping[str, float]

    def answer(self, label: str, score: float) -> str:
        """breach, not_reviewable (a person decides), or nothing. Scores have two decimals, so the edges are exact."""
        distance = round(score - self.threshold[label], 4)
        if abs(distance) <= self.band:
            return "not_reviewable"
        return "breach" if distance > 0 else ""


_FILE = Path(__file__).with_name("thresholds.toml")


@cache
def load_thresholds(path: Path = _FILE) -> Thresholds:
    """Raises RulebookError unless the file has a number for each label and nothing else."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    band, given = table.get("band"), table.get("threshold", {})
    numbers = isinstance(given, dict) and all(isinstance(value, float) for value in given.values())
    if not (set(table) == {"band", "threshold"} and isinstance(band, float) and numbers and set(given) == set(LABELS)):
        raise RulebookError(
            f"The file {path.name} needs `band` and one threshold for each label.",
            "A paraphrase would be judged by a number that nobody set.",
            f"Give a number between 0 and 1 for {', '.join(LABELS)}.",
            key="thresholds",
            file=path.name,
        )
    return Thresholds(band, MappingProxyType(given))
