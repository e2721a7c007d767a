"""The words that routing asks for, out of the five answers as they are kept (atesta.review/1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from atesta.review.conduct.labels import BENIGN
from atesta.rules.rulebook import Rulebook
from atesta.telling.adverse import ADVERSE

OF_RULES = {"hours": "quiet_hours", "frequency": "frequency", "third_party": "third_party_disclosure"}
"""By the kind of a rule that limits a contact."""
TO_VERIFY = frozenset({"legal_step", "court_list", "arrest", "credit_report", "identity", "visit"})
"""What can be asked about although nothing is wrong with it yet."""


def findings_of(review: dict[str, Any], rulebook: Rulebook, *, verify: bool = False) -> frozenset[str]:
    """Labels, adverse claims and adverse limits. `verify`: also what she only wants to have looked at."""
    return frozenset(_findings(review, rulebook, verify))


def _findings(review: dict[str, Any], rulebook: Rulebook, verify: bool) -> Iterator[str]:
    if review["distress"]:
        yield "distress"
    yield from (label for label in review["conduct"]["labels"] if label != BENIGN)
    for claim in review["truth"]["claims"]:
        if claim["answer"] in ADVERSE or (verify and claim["kind"] in TO_VERIFY):
            yield claim["kind"]
    for finding in review["limits"]["findings"]:
        if finding["answer"] in ADVERSE and (word := OF_RULES.get(rulebook.rule(finding["rule"]).kind)):
            yield word
    if verify and review["authenticity"]["answer"] in ("cannot_be_vouched_for", "denied"):
        yield "identity"
