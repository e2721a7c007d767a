"""One fact as a page tells it: a sentence in three languages, and how we know it. Never as law what is not.

Written in TOML as one table; the name of the table is the name of the fact::

    [refuses.other_departments]
    confidence = "V"                  # V | Vq | S | S- | G: of this sentence (rules/rule.py)
    force = "regulation"              # law | regulation | standard | self_regulation; absent: no text orders it
    cite = "… art. 16(1)"             # the text that has that force; stands with `force` or not at all
    source = "facts/channels.md C3"   # where we have it from
    places = ["CN"]                   # optional: the sentence holds in these places only
    en = "…"
    es = "…"
    zh = "…"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from atesta.contact.place import PLACES
from atesta.intake.fields import Table
from atesta.rules.rule import Citation, Confidence, Force

__all__ = ["FACT_KEYS", "LANGUAGES", "Fact", "is_law", "named_tables", "read_fact", "read_places", "read_texts"]

LANGUAGES = ("en", "es", "zh")
FACT_KEYS = (*LANGUAGES, "confidence", "force", "cite", "source", "places")


@dataclass(frozen=True, slots=True)
class Fact:
    """`texts` has en, es and zh. `citation` is None where no text orders it: somebody does so, or says so. `places`
    empty: it holds wherever the thing that it is about is found."""

    name: str
    texts: Mapping[str, str]
    confidence: Confidence
    citation: Citation | None
    source: str
    places: tuple[str, ...]

    def holds_in(self, place: str | None) -> bool:
        """Without a place only what holds everywhere."""
        return not self.places or place in self.places


def is_law(fact: Fact) -> bool:
    """Whether it may be told as what the law says: a law or regulation, read in the text. Pages ask this first."""
    forces = (Force.LAW, Force.REGULATION)
    return fact.citation is not None and fact.citation.force in forces and fact.confidence.read_in_text


def read_fact(name: str, table: Table) -> Fact:
    """The fact in a table whose unknown fields were refused. Raises FileFormatError with file and field."""
    confidence = table.choice("confidence", Confidence)
    cited = table.has("force") or table.has("cite")
    return Fact(
        name=name,
        texts=read_texts(table),
        confidence=confidence,
        citation=Citation(table.text("cite"), table.choice("force", Force), confidence) if cited else None,
        source=table.text("source"),
        places=read_places(table) if table.has("places") else (),
    )


def read_texts(table: Table) -> Mapping[str, str]:
    """The same said in en, es and zh; none may be missing."""
    return MappingProxyType({lang: table.text(lang) for lang in LANGUAGES})


def read_places(table: Table) -> tuple[str, ...]:
    """Codes of places whose rules we carry, at least one."""
    places = table.texts("places")
    if not places or not set(places) <= set(PLACES):
        table.wrong("places", "choices", choices=tuple(PLACES))
    return places


def named_tables(table: Table, section: str, known: tuple[str, ...]) -> tuple[tuple[str, Table], ...]:
    """The tables [section.name] in their order, with their names; none where there is no such section."""
    if not table.has(section):
        return ()
    given = table.values[section]
    if not isinstance(given, dict):
        table.wrong(section, "table")
    inside = Table(given, table.where.at("field", section), {})
    return tuple((name, inside.table(name, known)) for name in given)
