"""Findings of the conduct room, each with its rule, version and citations in force that day, there, for that party."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from atesta.kept import Kept
from atesta.review.finding import Finding, TextSpan
from atesta.review.quote import tidy
from atesta.rules.phrase import Reading
from atesta.rules.rule import Citation, InForce
from atesta.rules.rulebook import Rulebook

_DAYS_KEPT = 1024
_Texts = tuple[str, tuple[Citation, ...]]
"""The version of a house rule and what is cited."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A rule of the place that forbids what was said. `decided` False: a person must judge it."""

    rule: str
    version: InForce
    decided: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """What may be cited on one day in one place for one party and kind of lender: the same for all messages of that
    day, so it is looked up once. `day` None: unknown, each rule's newest version; `place` None: the house rules alone;
    `party` None: unknown, so a rule that binds only some is not held against the sender."""

    rulebook: Rulebook
    place: str | None
    day: date | None
    party: str | None
    lender: str = "unknown"
    known: dict[tuple[str, tuple[str, ...]], _Texts] = field(default_factory=dict)
    bare: dict[tuple[str, str], Finding] = field(default_factory=dict)
    forbids: dict[str, tuple[Forbidden, ...]] = field(default_factory=dict)

    def of(self, rule: str, shown: tuple[str, ...]) -> _Texts:
        """The version of the house rule, its text, and those of the place that name what is shown (() for none)."""
        found = self.known.get((rule, shown))
        if found is None:
            found = self.known[rule, shown] = self._look_up(rule, shown)
        return found

    def _look_up(self, rule: str, shown: tuple[str, ...]) -> _Texts:
        place = tuple(self._of_place(shown)) if shown else ()
        if rule not in self.rulebook.files:
            return "", place
        found = self.rulebook.rule(rule)
        version = found.versions[-1] if self.day is None else found.on(self.day)
        texts = (version.citation, *place) if version else place
        return version.version if version else "", tuple(dict.fromkeys(texts))

    def _of_place(self, shown: tuple[str, ...]) -> Iterator[Citation]:
        """Rules of the place that name one of these (`parameters.labels`)."""
        for _, version, labels in self._naming("labels"):
            if not set(shown).isdisjoint(labels) and self._binds(version):
                yield version.citation

    def _naming(self, parameter: str) -> Iterator[tuple[str, InForce, tuple[str, ...]]]:
        if self.place is None:
            return
        for rule, version, words in self.rulebook.naming(parameter, self.day, self.place, self.party):
            if rule.place == self.place and version.for_lender(self.lender):
                yield rule.id, version, words

    def _binds(self, version: InForce) -> bool:
        return version.surely_binds(self.party, self.lender)

    def forbidding(self, phrase: str) -> tuple[Forbidden, ...]:
        """Rules of the place that forbid what the phrases of that label say (`parameters.phrases`)."""
        found = self.forbids.get(phrase)
        if found is None:
            found = self.forbids[phrase] = tuple(
                Forbidden(rule, version, self._decides(version, phrase))
                for rule, version, phrases in self._naming("phrases")
                if phrase in phrases
            )
        return found

    def _decides(self, version: InForce, phrase: str) -> bool:
        """The words decide where the text was read, binds this sender and leaves nothing to judge; else a person."""
        judged = phrase in version.names("person_judges")
        return version.breach_word == "breach" and self._binds(version) and not judged

    def finding(self, rule: str, answer: str) -> Finding:
        """A finding that says nothing of the message itself: one object for all of them."""
        found = self.bare.get((rule, answer))
        if found is None:
            version, citations = self.of(rule, ())
            found = self.bare[rule, answer] = Finding(rule, rule, version, answer, citations=citations)
        return found


_texts: Kept[Rulebook, dict[tuple[str | None, date | None, str | None, str], Texts]] = Kept(8)


def texts(rulebook: Rulebook, place: str | None, day: date | None, party: str | None, lender: str = "unknown") -> Texts:
    """Kept for each rulebook, place, day, party and kind of lender."""
    days = _texts.of(rulebook, lambda _: {})
    key = (place, day, party, lender)
    found = days.get(key)
    if found is None:
        if len(days) >= _DAYS_KEPT:
            days.clear()
        found = days[key] = Texts(rulebook, place, day, party, lender)
    return found


@dataclass(frozen=True, slots=True)
class Cite:
    """Makes the findings of one text."""

    reading: Reading
    texts: Texts

    @property
    def party(self) -> str | None:
        return self.texts.party

    def finding(
        self,
        id_: str,
        rule: str,
        answer: str,
        span: tuple[int, int] | None = None,
        measured: Mapping[str, object] | None = None,
        shown: tuple[str, ...] = (),
    ) -> Finding:
        if span is None and not measured and not shown and id_ == rule:
            return self.texts.finding(rule, answer)
        version, citations = self.texts.of(rule, shown)
        start, end = tidy(self.reading.text, *span) if span else (0, 0)
        return Finding(
            id=id_,
            rule=rule,
            version=version,
            answer=answer,
            span=TextSpan(start, end) if span else None,
            quote=self.reading.text[start:end],
            citations=citations,
            measured=measured or {},
        )
