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


@dataclass(frozen=True, slots=True)
class _LegalClaim:
    """What a rule says of claims: their kinds, the legal steps (None: all), what it excludes ("": nothing)."""

    kinds: frozenset[str]
    steps: frozenset[str] | None
    excludes: str
    citation: Citation


_KNOWN: dict[tuple[str, date | None, str | None], tuple[_LegalClaim, ...]] = {}
"""The same rules are asked for every message of a day: remembered by the rulebook's digest, day and place."""
_KNOWN_MOST = 512


def _legal_claims(rulebook: Rulebook, day: date | None, place: str | None) -> tuple[_LegalClaim, ...]:
    found = []
    for _, version in rulebook.applying(day, place, "legal_claim"):
        parameters = version.parameters
        steps = _words(parameters.get("steps")) if "steps" in parameters else None
        excludes = str(parameters.get("excludes", ""))
        found.append(_LegalClaim(_words(parameters.get("claims")), steps, excludes, version.citation))
    return tuple(found)


def _words(value: object) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list | tuple) else frozenset()


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

    @property
    def on_record(self) -> bool:
        """Whether the account tells what the creditor has on file: the debtor's own figures do not."""
        return self.account is not None and self.day is not None and not self.account.typed_by_debtor

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

    def citations(self, kind: str, step: str = "") -> tuple[Citation, ...]:
        """The texts of the place that speak of this kind of claim; for a legal step, of that step."""
        return tuple(
            rule.citation
            for rule in self._rules
            if kind in rule.kinds and (not step or rule.steps is None or step in rule.steps)
        )

    def excluded(self, kind: str, *words: str) -> tuple[Citation, ...]:
        """Laws and regulations, read in the text, that exclude such a claim: those whose `excludes` has one of `words`.

        A rule known from secondary sources does not make a claim impossible in law (INTERFACES, impossible_in_law).
        """
        return tuple(
            rule.citation
            for rule in self._rules
            if kind in rule.kinds
            and any(word in rule.excludes for word in words)
            and rule.citation.force.value in ("law", "regulation")
            and rule.citation.confidence.read_in_text
        )
