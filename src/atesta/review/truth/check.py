"""Is it true? Each claim that a message makes, beside the account, the clock and the rulebook (A4).

claims about what is owed     amounts, days late, grades                  owed.py
claims about steps            the legal ladder, credit, lists, arrest     steps.py
ways to pay                   numbers, handles, links, apps               paying.py
the rest                      deadlines, visits, ...                      said.py
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from atesta.contact.account import Account
from atesta.contact.message import Message
from atesta.mandate.directory import Directory
from atesta.review.finding import Claim, Truth
from atesta.review.truth.beside import Beside
from atesta.review.truth.owed import about_a_debt, asks_to_act, late_claims, owed_claims, speaks_of_money
from atesta.review.truth.paying import payment_claims, pays_somewhere
from atesta.review.truth.plain import Plain
from atesta.review.truth.said import deadline_claims, identity_claims, intention_claims
from atesta.review.truth.steps import step_claims
from atesta.review.truth.words import LONGEST
from atesta.rules.phrase import Reading
from atesta.rules.rulebook import Rulebook

ANSWERS = ("matches", "exaggerated", "contradicted", "cannot_be_checked", "impossible_in_law", "conflict")


def check_claims(
    reading: Reading,
    message: Message,
    account: Account | None,
    rulebook: Rulebook,
    place: str | None,
    directory: Directory | None = None,
    party: str | None = None,
) -> Truth:
    """Every claim of the message, by where it stands in the text as given.

    `place` is the code whose rules apply. The directory is asked for one thing only: whether the account was placed
    with an agency that day. A rule that does not bind `party` is not held against it (None: unknown). Pure; the same
    input gives the same claims.
    """
    plain = Plain(reading)
    hits = reading.of("claim")
    beside = Beside(message.received, account, rulebook, place, party)
    claims: list[Claim] = []
    owes = about_a_debt(plain, hits, account.creditor if account else "")
    if owes:
        claims += owed_claims(plain, hits, beside)
    asked = account is not None and not owes and asks_to_act(plain, hits)
    if asked:
        claims += late_claims(plain, beside)
    if owes or asked:
        claims += deadline_claims(plain, beside)
    if owes or (speaks_of_money(hits) and pays_somewhere(plain)):
        claims += payment_claims(plain, hits, beside)
    if hits:
        claims += step_claims(plain, hits, beside, directory)
        claims += intention_claims(plain, hits, beside)
        claims += identity_claims(plain, hits, beside)
    return Truth(merged(claims, reading.text) if len(claims) > 1 else tuple(claims))


_STRETCH = 256
"""Characters."""


def merged(claims: Iterable[Claim], text: str) -> tuple[Claim, ...]:
    """Sorted by start. Overlapping claims of one kind become one: with the words of both where they say the same, else
    the one with the longer words."""
    kept: list[Claim] = []
    nearby: dict[tuple[str, int], list[int]] = {}  # kept claims by kind and stretch of text, so that few are compared
    for claim in sorted(claims, key=lambda c: (c.start - c.end, c.start, c.kind, c.said)):
        stretches = [(claim.kind, part) for part in range(claim.start // _STRETCH, claim.end // _STRETCH + 1)]
        near = sorted({number for stretch in stretches for number in nearby.get(stretch, ())})
        index = next((number for number in near if _same_claim(claim, kept[number])), None)
        if index is None:
            kept.append(claim)
            index = len(kept) - 1
        elif (claim.answer, claim.said) == (kept[index].answer, kept[index].said):
            kept[index] = _joined(kept[index], claim, text)
        for stretch in stretches:
            nearby.setdefault(stretch, []).append(index)
    return tuple(sorted(kept, key=lambda c: (c.start, c.end, c.kind, c.said)))


def _same_claim(claim: Claim, other: Claim) -> bool:
    """Overdue and seriously overdue in the same words are two claims; two cues for one step are one."""
    overlap = claim.kind == other.kind and claim.start < other.end and other.start < claim.end
    return overlap and (claim.kind != "lateness_grade" or claim.said == other.said)


def _joined(claim: Claim, other: Claim, text: str) -> Claim:
    start, end = min(claim.start, other.start), max(claim.end, other.end)
    return claim if end - start > LONGEST else replace(claim, quote=text[start:end], start=start, end=end)
