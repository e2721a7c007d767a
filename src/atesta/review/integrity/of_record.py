"""Is the record of a call intact? What the check of its bundle said, with the seconds (A5.2)."""

from __future__ import annotations

from atesta.review.finding import Finding, Integrity, TimeSpan
from atesta.review.integrity.record import Record
from atesta.rules.rulebook import Rulebook

RULE = "house-recorder-unchanged"


def integrity_of(record: Record | None, rulebook: Rulebook) -> Integrity:
    """Without a bundle nothing was sealed, so nothing can be intact: not_applicable, as for a message.

    One finding for each stretch that was changed, and one for each reason; a reason of the check says why in the words
    of the bundle's specification.
    """
    if record is None:
        return Integrity()
    version = rulebook.rule(RULE).versions[-1]
    changed = [
        Finding(
            f"integrity:changed:{round(start * 1000)}",
            RULE,
            version.version,
            "changed",
            TimeSpan(round(start * 1000), round(end * 1000)),
            citations=(version.citation,),
        )
        for start, end in record.changed
    ]
    reasons = [
        Finding(
            f"integrity:{reason.layer}:{number}",
            RULE,
            version.version,
            record.answer,
            citations=(version.citation,),
            measured={"reason": reason.id, "layer": reason.layer, **dict(reason.values)},
        )
        for number, reason in enumerate(record.reasons)
    ]
    return Integrity(record.answer, (*changed, *reasons))
