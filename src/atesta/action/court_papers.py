"""How to tell a court's paper from a threat, by place: the one thing that nobody should lay aside.

The facts stand in `court_papers.toml`, one table a place; a place of which nothing was checked says so in its
`unchecked` fact. The shape of a fact is described in action/fact.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from atesta.action.fact import FACT_KEYS, LANGUAGES, Fact, named_tables, read_fact, read_texts
from atesta.contact.place import PLACES
from atesta.intake.fields import Table, parse_toml

__all__ = ["CourtPapers", "court_papers", "court_papers_of", "read_court_papers"]

_SECTIONS = ("real", "threat", "check", "unchecked")


@dataclass(frozen=True, slots=True)
class CourtPapers:
    """Of one place. `first`: the sentence that always comes first, in en, es and zh. `real`: what a court's paper has
    or how it comes; `threat`: what only a threat has; `check`: whom to ask; `unchecked`: what we do not know."""

    place: str
    first: Mapping[str, str]
    real: tuple[Fact, ...]
    threat: tuple[Fact, ...]
    check: tuple[Fact, ...]
    unchecked: tuple[Fact, ...]
    checked_on: date


def court_papers_of(place: str | None) -> CourtPapers:
    """What is known of that place. Where the place is not known, or not ours: what holds anywhere."""
    return court_papers().get(place or "") or court_papers()["anywhere"]


@cache
def court_papers() -> Mapping[str, CourtPapers]:
    """By place code, and under "anywhere" what needs no place. Raises FileFormatError for a file that may not ship."""
    raw = Path(__file__).with_name("court_papers.toml").read_bytes()
    return MappingProxyType(read_court_papers("court_papers.toml", raw))


def read_court_papers(name: str, raw: bytes) -> dict[str, CourtPapers]:
    """Every place of the file. What stands under `anywhere` comes last in each section of every place."""
    places = ("anywhere", *PLACES)
    table = parse_toml(raw, name, ("checked_on", "first", *places))
    first, day = read_texts(table.table("first", LANGUAGES)), table.day("checked_on")
    anywhere = _sections(table.table("anywhere", _SECTIONS))
    found = {"anywhere": CourtPapers("", first, **anywhere, checked_on=day)}
    for place in PLACES:
        own = _sections(table.table(place, _SECTIONS))
        both = {section: own[section] + anywhere[section] for section in _SECTIONS if section != "unchecked"}
        found[place] = CourtPapers(place, first, **both, unchecked=own["unchecked"], checked_on=day)
    return found


def _sections(table: Table) -> dict[str, tuple[Fact, ...]]:
    return {
        section: tuple(read_fact(key, inner) for key, inner in named_tables(table, section, FACT_KEYS))
        for section in _SECTIONS
    }
