"""Findings of the conduct room, each with its rule, version and citations in force that day, there, for that party."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from atesta.kept import Kept
from atesta.review.finding import Finding, TextSpan
from atesta.rules.phrase import Reading
from atesta.rules.rule import Citation
from atesta.rules.rulebook import Rulebook

_DAYS_KEPT = 1024
_Texts = tuple[str, tuple[Citation, ...]]
"""The version of a house rule and what is cited."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What may be cited on one day in one place for one party: the same for all messages of that day, so it is looked
    up once. `day` None: unknown, each rule's newest version; `place` None: the house rules alone."""

    rulebook: Rulebook
    place: str | None
    day: date | None
    party: str | None
    known: dict[tuple[str, str], _Texts] = field(default_factory=dict)
    bare: dict[tuple[str, str], Finding] = field(default_factory=dict)

    def of(self, rule: str, label: str) -> _Texts:
        """The version of the house rule, its text, and those of the place that name the label ("" for none)."""
        found = self.known.get((rule, label))
        if found is None:
            found = self.known[rule, label] = self._look_up(rule, label)
        return found

    def _look_up(self, rule: str, label: str) -> _Texts:
        place = tuple(self._of_place(label)) if label else ()
        if rule not in self.rulebook.files:
            return "", place
        found = self.rulebook.rule(rule)
        version = found.versions[-1] if self.day is None else found.on(self.day)
        return (version.version, (version.citation, *place)) if version else ("", place)

    def _of_place(self, label: str) -> Iterator[Citation]:
        """Rules of the place that name this label (`parameters.labels`)."""
        if self.place is None:
            return
        for rule, version in self.rulebook.applying(self.day, self.place, "conduct", self.party):
            labels = version.parameters.get("labels", ())
            if rule.place != "house" and isinstance(labels, list | tuple) and label in labels:
                yield version.citation

    def finding(self, rule: str, answer: str) -> Finding:
        """A finding that says nothing of the message itself: one object for all of them."""
        found = self.bare.get((rule, answer))
        if found is None:
            version, citations = self.of(rule, "")
            found = self.bare[rule, answer] = Finding(rule, rule, version, answer, citations=citations)
        return found


_texts: Kept[Rulebook, dict[tuple[str | None, date | None, str | None], Texts]] = Kept(8)


def texts(rulebook: Rulebook, place: str | None, day: date | None, party: str | None) -> Texts:
    """Kept for each rulebook, place, day and party."""
    days = _texts.of(rulebook, lambda _: {})
    found = days.get((place, day, party))
    if found is None:
        if len(days) >= _DAYS_KEPT:
            days.clear()
        found = days[place, day, party] = Texts(rulebook, place, day, party)
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
        label: str = "",
    ) -> Finding:
        if span is None and not measured and not label and id_ == rule:
            return self.texts.finding(rule, answer)
        version, citations = self.texts.of(rule, label)
        start, end = span or (0, 0)
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
