"""What a message is laid beside: the account as of the message's time, the clock and the rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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
from atesta.kept import Kept, once
from atesta.rules.rule import Citation
from atesta.rules.rulebook import Rulebook

STAGES = {stage.name.lower(): stage for stage in LegalStage}


@dataclass(frozen=True, slots=True)
class _LegalClaim:
    """What a rule says of claims: their kinds, legal steps and terms (None: all), what it excludes ("": nothing)."""

    kinds: frozenset[str]
    steps: frozenset[str] | None
    terms: frozenset[str] | None
    excludes: str
    citation: Citation


_KEPT_MOST = 512
_Asked = tuple[date | None, str | None, str | None, str]
"""Day, place, party, kind of lender."""
_rules: Kept[Rulebook, dict[_Asked, tuple[_LegalClaim, ...]]] = Kept(8)
"""The same rules are asked for every message of a day and place."""
_owed_on: Kept[Account, dict[date, tuple[Standing, Standing | None]]] = Kept(256)


def _owed(account: Account, day: date) -> tuple[Standing, Standing | None]:
    """What was owed on that day, without and with the receipts that the extract does not know. Kept: an account is
    worked out once for all its messages of a day."""
    days = _owed_on.of(account, lambda _: {})
    if day not in days:
        if len(days) >= _KEPT_MOST:
            days.clear()
        receipts = standing(account, day, with_receipts=True) if unknown_receipts(account, day) else None
        days[day] = (standing(account, day), receipts)
    return days[day]


def _legal_claims(
    rulebook: Rulebook, day: date | None, place: str | None, party: str | None, lender: str
) -> tuple[_LegalClaim, ...]:
    """Rules of every kind that name the claims they speak of (`parameters.claims`)."""
    found = []
    for _, version, claims in rulebook.naming("claims", day, place, party):
        if version.for_lender(lender) and version.surely_binds(party, lender):
            steps = frozenset(version.names("steps")) if "steps" in version.parameters else None
            terms = frozenset(version.names("terms")) if "terms" in version.parameters else None
            excludes = str(version.parameters.get("excludes", ""))
            found.append(_LegalClaim(frozenset(claims), steps, terms, excludes, version.citation))
    return tuple(found)


@dataclass(frozen=True)
class Beside:
    """One message's witnesses. Everything is worked out when it is first asked for."""

    received: datetime | None
    account: Account | None
    rulebook: Rulebook
    place: str | None
    party: str | None = None

    @once
    def now(self) -> datetime | None:
        """When the message came, in the debtor's zone; in its own offset where the zone is not known."""
        zone = debtor_zone(self.account, self.place)
        return self.received.astimezone(zone) if self.received and zone else self.received

    @once
    def day(self) -> date | None:
        return self.now.date() if self.now else None

    @once
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

    @once
    def standing(self) -> Standing | None:
        """What the creditor's extract says was owed that day; None when it may not be used for it."""
        return None if self.why_not or self.account is None or self.day is None else _owed(self.account, self.day)[0]

    @once
    def with_receipts(self) -> Standing | None:
        """The same with the receipts that the extract does not know; None when there is no such receipt."""
        if self.standing is None or self.account is None or self.day is None:
            return None
        return _owed(self.account, self.day)[1]

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

    @once
    def step(self) -> LegalStep | None:
        """The furthest legal step on record when the message came."""
        return step_on(self.account, self.day, self.now) if self.account and self.day else None

    @property
    def has_judgment(self) -> bool:
        return self.step is not None and self.step.stage >= LegalStage.JUDGMENT

    @once
    def _rules(self) -> tuple[_LegalClaim, ...]:
        """Rules of the place on claims: the kinds they speak of, what they exclude ("" for nothing), their text."""
        days = _rules.of(self.rulebook, lambda _: {})
        key = (self.day, self.place, self.party, self.account.lender.kind.value if self.account else "unknown")
        if key not in days:
            if len(days) >= _KEPT_MOST:
                days.clear()
            days[key] = _legal_claims(self.rulebook, *key)
        return days[key]

    def citations(self, kind: str, step: str = "", term: str = "") -> tuple[Citation, ...]:
        """The texts of the place that speak of this kind of claim; for a legal step, of that step; for another
        consequence, of that term."""
        found = (
            rule.citation
            for rule in self._rules
            if kind in rule.kinds
            and (not step or rule.steps is None or step in rule.steps)
            and (kind != "other_consequence" or rule.terms is None or term in rule.terms)
        )
        return tuple(dict.fromkeys(found))

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
