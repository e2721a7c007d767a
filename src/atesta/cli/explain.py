"""`atesta explain REVIEW.json#FINDING_ID | RULE_ID`: what a finding rests on, to its source."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from atesta.cli.given import read_file
from atesta.cli.layout import DIM, Screen, paragraph, terminal, visible
from atesta.cli.rules import show
from atesta.cli.sources import say_citation
from atesta.config import read_settings
from atesta.errors import InputError, Where
from atesta.locale import Catalogue, catalogue
from atesta.rules.rule import Citation, Confidence, Force
from atesta.rules.rulebook import Rulebook, load_rulebook


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    rulebook = load_rulebook()
    name, hash_, wanted = arguments.what.partition("#")
    lines = (
        explain_finding(name, wanted, rulebook, words, screen) if hash_ else explain_rule(name, rulebook, words, screen)
    )
    sys.stdout.write("\n".join(lines).strip("\n") + "\n")
    return 0


def explain_rule(id: str, rulebook: Rulebook, words: Catalogue, screen: Screen) -> list[str]:
    """Every version of a rule."""
    if id not in rulebook.files:
        raise InputError(
            f"There is no rule {id[:60]!r}.",
            "Nothing can be explained.",
            "`atesta rules` lists every id; a finding is FILE#ID.",
            key="nothing_to_explain",
            id=id[:60],
        )
    rule = rulebook.rule(id)
    return [line for version in rule.versions for line in show(rule, version, words, screen)]


def explain_finding(name: str, wanted: str, rulebook: Rulebook, words: Catalogue, screen: Screen) -> list[str]:
    """The finding as it was computed, and the rule version it cites."""
    review = read_review(name)
    found = next((item for item in items(review) if item.get("id") == wanted), None)
    if found is None:
        raise InputError(
            f"{name} has no finding {wanted[:80]!r}.",
            "Nothing can be explained.",
            "The ids stand in the answers' `findings` and `claims`.",
            key="finding_unknown",
            where=Where.of(name),
            id=wanted[:80],
        )
    lines = [*paragraph(wanted, screen, 0), ""]
    for field in ("answer", "quote", "said", "on_file", "source"):
        if found.get(field):
            lines += paragraph(f"{field}: {visible(str(found[field]))}", screen, 2)
    for citation in citations(found, name):
        lines += paragraph(say_citation(citation, words), screen, 2)
    measured = found.get("measured")
    for field, value in (measured if isinstance(measured, dict) else {}).items():
        lines += paragraph(f"{field}: {visible(json.dumps(value, ensure_ascii=False))}", screen, 4, DIM)
    cited = str(found.get("rule"))
    rule = rulebook.rule(cited) if cited in rulebook.files else None
    versions = [version for version in rule.versions if version.version == found.get("version")] if rule else []
    return lines + [line for version in versions if rule for line in show(rule, version, words, screen)]


def citations(found: dict[str, Any], name: str) -> list[Citation]:
    try:
        return [
            Citation(str(one["text"]), Force(one["force"]), Confidence(one["confidence"]))
            for one in found.get("citations", [])
        ]
    except (KeyError, TypeError, ValueError):
        raise not_a_review(name) from None


def read_review(name: str) -> dict[str, Any]:
    try:
        review = json.loads(read_file(name))
    except (ValueError, RecursionError):
        review = None
    if not isinstance(review, dict) or review.get("schema") != "atesta.review/1":
        raise not_a_review(name)
    return review


def not_a_review(name: str) -> InputError:
    return InputError(
        f"{name} is not a review.",
        "Its findings cannot be read.",
        "Make one with `atesta review … --json > FILE`.",
        key="not_a_review",
        where=Where.of(name),
    )


ROOMS = (
    *(("authenticity", "findings"), ("truth", "claims"), ("integrity", "findings")),
    *(("conduct", "findings"), ("conduct", "not_reviewable"), ("limits", "findings")),
)


def items(review: dict[str, Any]) -> list[dict[str, Any]]:
    """Every finding and claim of a review; what is of another shape is none."""
    rooms = ((review.get(room), field) for room, field in ROOMS)
    lists = (room.get(field) for room, field in rooms if isinstance(room, dict))
    return [item for found in lists if isinstance(found, list) for item in found if isinstance(item, dict)]
