"""The lender's answer to a complaint, drafted from facts: what came in, what was found, what is still open.

It says what is on file and promises nothing: no apology in somebody's name, no sum, no day. Whoever signs may add that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from atesta.action.requests.letter import day_text

LANGUAGES = ("en", "es", "zh")


@dataclass(frozen=True, slots=True)
class Point:
    """One finding: `named` in the reader's language, `decision` confirmed, rejected or open, `reason` as it was given.
    `exhibit` 0: it rests on the complaint alone. `replied`: what the agency says to it is on file."""

    named: str
    decision: str
    reason: str = ""
    quote: str = ""
    exhibit: int = 0
    replied: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """`lender` signs; `asked_agency`: the agency was asked; `agency_silent`: and has not answered in its time."""

    lender: str
    received_on: date
    today: date
    points: tuple[Point, ...]
    exhibits: int = 0
    reference: str = ""
    body: str = ""
    agency: str = ""
    asked_agency: bool = False
    agency_silent: bool = False


def draft(facts: Facts, lang: str) -> str:
    """The letter in `lang` (en, es, zh), ready to be read, changed and printed."""
    return "\n\n".join(_paragraphs(facts, _texts(lang), lang)) + "\n"


def _paragraphs(facts: Facts, texts: Mapping[str, Any], lang: str) -> Iterator[str]:
    known = {"received": day_text(facts.received_on, lang), "lender": facts.lender, "agency": facts.agency}
    known |= {"reference": facts.reference, "body": facts.body, "exhibits": str(facts.exhibits)}
    yield texts["subject_reference"].format(**known) if facts.reference else texts["subject"].format(**known)
    yield texts["received_body"].format(**known) if facts.body else texts["received"].format(**known)
    if facts.exhibits:
        yield texts["looked_at_one" if facts.exhibits == 1 else "looked_at"].format(**known)
    if facts.asked_agency:
        yield texts["agency_silent" if facts.agency_silent else "agency_asked"].format(**known)
    for decision in ("confirmed", "rejected", "open"):
        points = [point for point in facts.points if point.decision == decision]
        if points:
            lines = [_line(number, point, texts) for number, point in enumerate(points, start=1)]
            yield "\n".join((texts[decision], *lines))
    if not facts.points:
        yield texts["no_points"]
    yield texts["elsewhere"]
    yield texts["closing"].format(day=day_text(facts.today, lang), **known)


def _line(number: int, point: Point, texts: Mapping[str, Any]) -> str:
    said = texts["point_quote"] if point.quote else texts["point"]
    line = said.format(number=number, named=point.named, quote=point.quote)
    if point.exhibit:
        line += texts["exhibit"].format(number=point.exhibit)
    if point.reason:
        line += texts["reason"].format(reason=point.reason.rstrip(".。"))
    return str(line + (texts["replied"] if point.replied else ""))


@cache
def _texts(lang: str) -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"answer.{lang}.toml").read_text(encoding="utf-8"))
