"""The writer's own words of not wanting to live stop the machine (DESIGN decision 13)."""

from __future__ import annotations

from atesta.rules.phrase import Reading

FAMILY = "distress"


def found(reading: Reading) -> bool:
    """Whether the text has such words. Only the phrases decide: a collector's "go die" is conduct and no phrase of this
    family, and nothing else in the text takes the answer back, because the worst error here is to overlook somebody."""
    return any(True for hit in reading.hits if hit.phrase.family == FAMILY)
