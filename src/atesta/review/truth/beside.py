"""What a message is laid beside: the account as of the message's time, the clock and the rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from atesta.contact.account import (
    Account,
    LegalStage,
    LegalStep,
    Standing,
    Witness,
    debtor_zone,
    standing,
    step_on,
    unknown_receipts,
    witness,
)
from atesta.rules.rule import Citation
from atesta.rules.rulebook import Rulebook

STAGES = {stage.name.lower(): stage for stage in LegalStage}


_LegalClaim = tuple[frozenset[str], str, Citation]
_KNOWN: dict[tuple[str, date | None, str | None], tuple[_LegalClaim, ...]] = {}
"""The same rules are asked for every message of a day: remembered by the rulebook's digest, day and place."""
_KNOWN_MOST = 512


def _legal_claims(rulebook: Rulebook, day: date | None, place: str | None) -> tuple[_LegalClaim, ...]:
    found = []
    for _, version in rulebook.applying(day, place, "legal_claim"):
        claims = version.parameters.get("claims")
        kinds = frozenset(map(str, claims)) if isinstance(claims, list | tuple) else frozenset()
        found.append((kinds, str(version.parameters.get("excludes", "")), version.citation))
    return tuple(found)


@dataclass(frozen=True)
class Beside:
    """One message's witnesses. Everything is worked out when it is first asked for."""

    received: datetime | None
    account: Account | None
    rulebook: Rulebook
    place: str | None

    @cached_property
    def now(self) -> datetime | None:
        """When the message came, in the debtor's zone; in its own offset where the zone is not known."""
        zone = debtor_zone(self.account, self.place)
        return self.received.astimezone(zone) if self.received and zone else self.received

    @property
    def day(self) -> date | None:
        return self.now.date() if self.now else None

    @cached_property
    def why_not(self) -> str:
        """Why what is owed cannot be told, as a word for the reader; "" when it can."""
        if self.account is None:
            return "no_account"
        if self.received is None:
            return "no_time"
        use = witness(self.account, self.received)
        return (
            "" if use is Witness.USED else "extract_too_old" if use is Witness.TOO_OLD else "extract_cannot_be_rebuilt"
        )

    @cached_property
    def standing(self) -> Standing | None:
        """What the creditor's extract says was owed that day; None when it may not be used for it."""
        return None if self.why_not or self.account is None or self.day is None else standing(self.account, self.day)

    @cached_property
    def with_receipts(self) -> Standing | None:
        """The same with the receipts that the extract does not know; None when there is no such receipt."""
        if self.standing is None or self.account is None or self.day is None:
            return None
        if not unknown_receipts(self.account, self.day):
            return None
        return standing(self.account, self.day, with_receipts=True)

    @property
    def source(self) -> str:
        """Whose account it is: the creditor's extract, or what the debtor typed herself."""
        return "yours" if self.account and self.account.typed_by_debtor else "account"

    @property
    def as_of(self) -> str:
        return self.account.as_of.isoformat() if self.account else ""

    @cached_property
    def step(self) -> LegalStep | None:
        """The furthest legal step on record on the message's day."""
        return step_on(self.account, self.day) if self.account and self.day else None

    @property
    def has_judgment(self) -> bool:
        return self.step is not None and self.step.stage >= LegalStage.JUDGMENT

    @cached_property
    def _rules(self) -> tuple[_LegalClaim, ...]:
        """Legal-claim rules of the place: the kinds they speak of, what they exclude ("" for nothing), their text."""
        key = (self.rulebook.digest, self.day, self.place)
        if key not in _KNOWN:
            if len(_KNOWN) >= _KNOWN_MOST:
                _KNOWN.clear()
            _KNOWN[key] = _legal_claims(self.rulebook, self.day, self.place)
        return _KNOWN[key]

    def citations(self, kind: str) -> tuple[Citation, ...]:
        """The texts of the place that speak of this kind of claim."""
        return tuple(citation for kinds, _, citation in self._rules if kind in kinds)

    def excluded(self, kind: str, *words: str) -> tuple[Citation, ...]:
        """Laws and regulations, read in the text, that exclude such a claim: those whose `excludes` has one of `words`.

        A rule known from secondary sources does not make a claim impossible in law (INTERFACES, impossible_in_law).
        """
        return tuple(
            citation
            for kinds, excludes, citation in self._rules
            if kind in kinds
            and excludes
            and any(word in excludes for word in words)
            and citation.force.value in ("law", "regulation")
            and citation.confidence.read_in_text
        )
