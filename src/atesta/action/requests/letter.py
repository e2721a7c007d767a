"""A letter is chosen paragraph by paragraph from whole sentences; what it rests on is cited by how we know it."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from atesta.contact.account import LenderKind
from atesta.rules.in_chinese import in_chinese
from atesta.rules.rule import Citation, Confidence, Force, InForce
from atesta.rules.rulebook import Rulebook

KINDS = ("statement", "pause", "hardship", "dispute", "write_only", "stop", "represented")
RELATIONS = ("family", "colleague", "nobody")
LANGUAGES = ("en", "es", "zh")
MOST_CHARS = 600
_VALUES = frozenset(("lender", "when", "sender", "quote"))
_OTHERS_VALUES = _VALUES - {"quote"}
"""Somebody else repeats nothing of what they were told: the quote could name the debt of a third person."""


@dataclass(frozen=True, slots=True)
class Letter:
    """`before` is for whoever sends it, and no part of the letter. `citations` are those that `paragraphs` name."""

    name: str
    subject: str
    paragraphs: tuple[str, ...]
    citations: tuple[Citation, ...]
    before: tuple[str, ...]

    @property
    def text(self) -> str:
        """Subject and paragraphs with a blank line between them: to copy, to print, to save."""
        return "\n\n".join((self.subject, *self.paragraphs)) + "\n"


@dataclass(frozen=True, slots=True)
class Within:
    """So many days from the day on which the lender receives the letter; where a rule has several, the first."""

    days: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class _Rest:
    """`lenders`: only they (none: all). `answers`: the rule's days are for answering this letter."""

    lenders: tuple[str, ...]
    answers: bool


def letter(  # what it fills in, and what decides the citations
    kind: str,
    values: Mapping[str, str],
    lang: str,
    place: str,
    rulebook: Rulebook,
    on: date,
    *,
    party: str | None = None,
    lender: LenderKind = LenderKind.UNKNOWN,
) -> Letter:
    """The letter `kind` (one of KINDS) to the lender, dated `on`.

    `values`: lender, when, sender, quote, as texts for the reader; each may be missing or empty. `party` (own, agency,
    buyer) and `lender` are whom the letter is about: a rule that does not surely bind them is not cited.
    """
    if kind not in KINDS:
        raise KeyError(f"no letter {kind!r}")
    known = _known(values, _VALUES, on, lang)
    rests = tuple(_rests_on(kind, rulebook, on, place, party, lender))
    return _written(_texts(lang)[kind], (), known, rests, lang, "debtor")


def refusal(  # as above
    relation: str,
    values: Mapping[str, str],
    lang: str,
    place: str,
    rulebook: Rulebook,
    on: date,
    *,
    party: str | None = None,
    lender: LenderKind = LenderKind.UNKNOWN,
) -> Letter:
    """The refusal of somebody who is not the debtor (B1.4): `relation` is one of RELATIONS. It names no debt and no
    person; of `values` only lender, when and sender are used."""
    if relation not in RELATIONS:
        raise KeyError(f"no relation {relation!r}")
    known = _known(values, _OTHERS_VALUES, on, lang)
    rests = tuple(_rests_on("refusal", rulebook, on, place, party, lender))
    texts = _texts(lang)["refusal"]
    return _written(texts, (texts["relation"][relation],), known, rests, lang, "other")


def _written(
    texts: Mapping[str, Any],
    more: tuple[str, ...],
    known: Mapping[str, str],
    rests: tuple[Citation, ...],
    lang: str,
    by: str,
) -> Letter:
    body = [said for ways in texts["paragraphs"] if (said := _said(ways, known))]
    at = 3  # behind address, occasion and who writes: how they stand to the one who is looked for
    closing = [_filled(line, known) for line in _texts(lang)["closing"][by]]
    paragraphs = (*body[:at], *more, *body[at:], *_cited(rests, lang), *closing)
    return Letter(texts["name"], texts["subject"], paragraphs, rests, tuple(texts["before"]))


def _said(ways: list[str], known: Mapping[str, str]) -> str:
    for way in ways:
        if {name for _, name, _, _ in string.Formatter().parse(way) if name} <= set(known):
            return _filled(way, known)
    return ""


def _filled(text: str, known: Mapping[str, str]) -> str:
    return text.format(**known)


def _known(values: Mapping[str, str], names: frozenset[str], on: date, lang: str) -> dict[str, str]:
    """Values as one line each, without control characters: a stranger's words stay words."""
    found = {name: _one_line(values.get(name, "")) for name in names}
    return {name: text for name, text in found.items() if text} | {"date": day_text(on, lang)}


def _one_line(text: str) -> str:
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return plain if len(plain) <= MOST_CHARS else plain[: MOST_CHARS - 1] + "…"


def day_text(day: date, lang: str) -> str:
    """As a letter is dated: 22 November 2026, 22 de noviembre de 2026, 2026年11月22日."""
    dates = _texts(lang)["dates"]
    return str(dates["day"].format(day=day.day, month=dates["months"][day.month - 1], year=day.year))


def _rests_on(
    kind: str, rulebook: Rulebook, on: date, place: str, party: str | None, lender: LenderKind
) -> Iterator[Citation]:
    """Rules of the place in force that day that surely bind; none of the house, none that nobody has checked."""
    for _, version in _binding(kind, rulebook, on, place, party, lender):
        if version.citation.confidence is not Confidence.G:
            yield version.citation


def _binding(
    kind: str, rulebook: Rulebook, on: date, place: str, party: str | None, lender: LenderKind
) -> Iterator[tuple[_Rest, InForce]]:
    named = _rests()[kind]
    for rule, version in rulebook.applying(on, place, None, party):
        rest = named.get(rule.id)
        if rest is None or (rest.lenders and lender.value not in rest.lenders):
            continue
        if version.for_lender(lender.value) and version.surely_binds(party, lender.value):
            yield rest, version


def answered_within(
    kind: str, place: str, rulebook: Rulebook, asked_on: date, lender: LenderKind = LenderKind.UNKNOWN
) -> Within | None:
    """The time in which the lender must answer the letter `kind`, as far as a law or regulation that was read in its
    text says so; None where none does: then nobody can say that an answer is late."""
    for rest, version in _binding(kind, rulebook, asked_on, place, None, lender):
        days = version.parameters.get("days")
        first = days[0] if isinstance(days, list) else days
        if rest.answers and isinstance(first, int) and _word(version.citation) == "law":
            return Within(first, version.citation)
    return None


def _cited(rests: tuple[Citation, ...], lang: str) -> Iterator[str]:
    """One sentence for each way of knowing: only what was read in a law or regulation is relied on."""
    sentences = _texts(lang)["sources"]
    for word in ("law", "law_told", "voluntary", "voluntary_told"):
        cites = dict.fromkeys(_text(citation, lang) for citation in rests if _word(citation) == word)
        if cites:
            yield sentences[word].format(cites=sentences["between"].join(cites))


def _text(citation: Citation, lang: str) -> str:
    return in_chinese(citation.text) if lang == "zh" else citation.text


def _word(citation: Citation) -> str:
    kind = "law" if citation.force in (Force.LAW, Force.REGULATION) else "voluntary"
    return kind if citation.confidence.read_in_text else f"{kind}_told"


@cache
def _texts(lang: str) -> Mapping[str, Any]:
    if lang not in LANGUAGES:
        raise KeyError(f"no letters in {lang!r}")
    return tomllib.loads(Path(__file__).with_name(f"letters.{lang}.toml").read_text(encoding="utf-8"))


@cache
def _rests() -> Mapping[str, Mapping[str, _Rest]]:
    """Kind of letter -> rule id -> how it rests on it."""
    data = tomllib.loads(Path(__file__).with_name("rests.toml").read_text(encoding="utf-8"))
    return {kind: {row["rule"]: _rest(row) for row in rows} for kind, rows in data.items()}


def _rest(row: Mapping[str, Any]) -> _Rest:
    return _Rest(tuple(row.get("lenders", ())), bool(row.get("answers")))
