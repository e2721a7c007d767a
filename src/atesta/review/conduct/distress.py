"""The writer's own words of not wanting to live stop the machine (DESIGN decision 13)."""

from __future__ import annotations

from atesta.rules.phrase import Reading

FAMILY = "distress"
WISHED_ON_YOU = "wished_on_you"


def found(reading: Reading) -> bool:
    """Whether the text has such words, of the writer's own death. Only the phrases decide. Words in which the reader is
    the one to die ("I'll make you want to") do not count: they are conduct. Nothing else in the text takes the answer
    back, because the worst error here is to overlook somebody."""
    hits = [hit for hit in reading.hits if hit.phrase.family == FAMILY]
    wished = [hit for hit in hits if hit.phrase.label == WISHED_ON_YOU]
    return any(
        all(hit.fend <= other.fstart or other.fend <= hit.fstart for other in wished)
        for hit in hits
        if hit.phrase.label != WISHED_ON_YOU
    )
