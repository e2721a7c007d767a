"""The words that routing asks for, out of the five answers as they are kept (atesta.review/1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from atesta.pipeline import Desk
from atesta.review.conduct.labels import BENIGN, RULES
from atesta.rules.phrasebook import PhraseBook
from atesta.telling.adverse import ADVERSE

OF_RULES = {
    "hours": "quiet_hours",
    "frequency": "frequency",
    "third_party": "third_party_disclosure",
    "do_not_contact": "do_not_contact",
}
"""By the kind of a rule that limits a contact; read by the packet, too."""
TO_VERIFY = frozenset({"legal_step", "court_list", "arrest", "credit_report", "identity", "visit"})
"""What can be asked about although nothing is wrong with it yet."""
THREAT = "threat"
ANNOUNCED = frozenset({"third_party", "visit", "legal_step", "credit_report"})
"""Claims that have a way of their own: announced, none of them is yet what the police is there for."""


def findings_of(review: dict[str, Any], desk: Desk, *, verify: bool = False) -> frozenset[str]:
    """Labels, adverse claims and adverse limits. `verify`: also what she only wants to have looked at."""
    return frozenset(_findings(review, desk, verify))


def _findings(review: dict[str, Any], desk: Desk, verify: bool) -> Iterator[str]:
    if review["distress"]:
        yield "distress"
    for label in review["conduct"]["labels"]:
        if label != BENIGN and not (label == THREAT and only_announces(review, desk.phrasebook)):
            yield label
    for claim in review["truth"]["claims"]:
        if claim["answer"] in ADVERSE or (verify and claim["kind"] in TO_VERIFY):
            yield claim["kind"]
    for finding in review["limits"]["findings"]:
        if finding["answer"] in ADVERSE and (word := OF_RULES.get(desk.rulebook.rule(finding["rule"]).kind)):
            yield word
    if verify and review["authenticity"]["answer"] in ("cannot_be_vouched_for", "denied"):
        yield "identity"


def only_announces(review: dict[str, Any], phrasebook: PhraseBook) -> bool:
    """Whether every threat rests on words that announce a visit, a suit, a record or telling others, and on nothing
    more: what is left of its words without these is no threat. Where that is not sure the threat stays."""
    return bool(_threats(review)) and not threats_of(review, phrasebook)


def threats_of(review: dict[str, Any], phrasebook: PhraseBook) -> tuple[dict[str, Any], ...]:
    """The findings of a threat that do more than announce: what a letter may allege as one."""
    claims = [one for one in review["truth"]["claims"] if one["kind"] in ANNOUNCED]
    return tuple(one for one in _threats(review) if not _announces(one, claims, phrasebook))


def _threats(review: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    found = review["conduct"]["findings"]
    return tuple(one for one in found if one["rule"] == RULES[THREAT] and one["answer"] in ADVERSE)


def _announces(threat: dict[str, Any], claims: list[dict[str, Any]], phrasebook: PhraseBook) -> bool:
    quote, span = threat["quote"], threat["span"]
    if not quote or not span or "start" not in span or len(quote) != span["end"] - span["start"]:
        return False
    start, end, turn = span["start"], span["end"], span.get("turn")
    beside = (one for one in claims if one.get("turn") == turn)
    covered = {at for one in beside for at in range(max(one["start"], start), min(one["end"], end))}
    rest = "".join(" " if start + at in covered else char for at, char in enumerate(quote))
    return bool(covered) and not any(hit.phrase.label == THREAT for hit in phrasebook.read(rest).of("conduct"))
