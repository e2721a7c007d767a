"""Findings of the conduct room, each with its rule, version and citations in force that day, there, for that party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from atesta.review.finding import Finding, TextSpan
from atesta.rules.phrase import Reading
from atesta.rules.rule import Citation, InForce
from atesta.rules.rulebook import Rulebook


@dataclass(frozen=True)
class Cite:
    """Where and when. `day` None: unknown, each rule's newest version; `place` None: the house rules alone."""

    reading: Reading
    rulebook: Rulebook
    place: str | None
    day: date | None
    party: str | None

    def house(self, rule: str) -> InForce | None:
        """The version of a house rule; None when the rulebook does not have it on that day."""
        if rule not in self.rulebook.files:
            return None
        found = self.rulebook.rule(rule)
        return found.versions[-1] if self.day is None else found.on(self.day)

    def of_place(self, label: str) -> Iterable[Citation]:
        """Rules of the place that name this label (`parameters.labels`)."""
        if self.place is None:
            return
        for rule, version in self.rulebook.applying(self.day, self.place, "conduct", self.party):
            labels = version.parameters.get("labels", ())
            if rule.place != "house" and isinstance(labels, list | tuple) and label in labels:
                yield version.citation

    def finding(
        self,
        id_: str,
        rule: str,
        answer: str,
        span: tuple[int, int] | None = None,
        measured: Mapping[str, object] | None = None,
        label: str = "",
    ) -> Finding:
        version = self.house(rule)
        own = (version.citation,) if version else ()
        return Finding(
            id=id_,
            rule=rule,
            version=version.version if version else "",
            answer=answer,
            span=TextSpan(*span) if span else None,
            quote=self.reading.text[slice(*span)] if span else "",
            citations=(*own, *(self.of_place(label) if label else ())),
            measured=measured or {},
        )
