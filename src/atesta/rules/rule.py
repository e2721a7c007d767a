"""A rule is data: what was in force on a day, there, for that party, with its source and how sure we are of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

PARTIES = ("own", "agency", "buyer")
INSTRUMENTS = frozenset({"judicial_interpretation", "judicial_opinion", "state_council", "ministry_rule", "notice"})
"""What a text of China is within its force (facts/cn.md, Force): to call a court's interpretation a ministry's rule
would be wrong."""


class Force(StrEnum):
    """What kind of text it is. A breach of a standard, of self-regulation or of the house is never called illegal."""

    LAW = "law"
    REGULATION = "regulation"
    STANDARD = "standard"
    SELF_REGULATION = "self_regulation"
    HOUSE = "house"


class Confidence(StrEnum):
    """How we know it: V read in the text, Vq official wording quoted, S secondary, S- one weak source, G unchecked."""

    V = "V"
    VQ = "Vq"
    S = "S"
    S_WEAK = "S-"
    G = "G"

    @property
    def read_in_text(self) -> bool:
        return self in (Confidence.V, Confidence.VQ)


@dataclass(frozen=True, slots=True)
class Citation:
    """`instrument` says more exactly than `force` what the text is, where that matters ("" where it does not)."""

    text: str
    force: Force
    confidence: Confidence
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class InForce:
    """One version of a rule. `from_` inclusive, `to` inclusive; `parameters` are the numbers a check reads."""

    from_: date
    to: date | None
    citation: Citation
    binds: tuple[str, ...]
    parameters: Mapping[str, object]
    source: str

    @property
    def version(self) -> str:
        return self.from_.isoformat()

    @property
    def breach_word(self) -> str:
        """The limits word that a breach of this text earns (INTERFACES, limits)."""
        if self.citation.force in (Force.LAW, Force.REGULATION):
            return "breach" if self.citation.confidence.read_in_text else "likely_breach"
        return "benchmark_breach"

    def for_lender(self, kind: str) -> bool:
        """Some rules are for some lenders only (parameter `lenders`); without an account the kind is "unknown"."""
        lenders = self.parameters.get("lenders")
        return not isinstance(lenders, list) or kind in lenders

    def surely_binds(self, party: str | None, lender: str) -> bool:
        """Whether the text may be held against this sender: with the party unknown only one that binds all of them,
        and self-regulation only against lenders that are surely its members (parameter `members`)."""
        members = self.names("members")
        return (party is not None or set(PARTIES) <= set(self.binds)) and (not members or lender in members)

    def names(self, parameter: str) -> tuple[str, ...]:
        """The words of a parameter that lists words; none where the rule does not have it."""
        words = self.parameters.get(parameter, ())
        return tuple(map(str, words)) if isinstance(words, list | tuple) else ()


@dataclass(frozen=True, slots=True)
class Rule:
    """`place` is a code or "house". `kind` names the check that reads it. `titles` has es, zh and en."""

    id: str
    place: str
    kind: str
    titles: Mapping[str, str]
    mission: tuple[str, ...]
    reviewed_on: date
    versions: tuple[InForce, ...]

    def on(self, day: date) -> InForce | None:
        for version in self.versions:
            if version.from_ <= day and (version.to is None or day <= version.to):
                return version
        return None
