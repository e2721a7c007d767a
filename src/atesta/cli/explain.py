"""`atesta explain REVIEW.json#FINDING_ID | RULE_ID`: what a finding rests on, to its source."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from atesta.cli.given import read_file
from atesta.cli.layout import DIM, Screen, paragraph, terminal
from atesta.cli.rules import show
from atesta.config import read_settings
from atesta.errors import InputError, Where
from atesta.locale import Catalogue, catalogue
from atesta.rules.rule import Citation, Confidence, Force
from atesta.rules.rulebook import Rulebook, load_rulebook
from atesta.telling.citation import say_citation
from atesta.telling.visible import visible


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
    room, found = next((one for one in placed_items(review) if one[1].get("id") == wanted), ("", None))
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
            value = _answer(room, str(found[field]), words) if field == "answer" else visible(str(found[field]))
            name_ = words.say(f"explained.{field}")
            lines += paragraph(words.say("explained.line", name=name_, value=value), screen, 2)
    for citation in citations(found, name):
        lines += paragraph(say_citation(citation, words), screen, 2)
    measured = found.get("measured")
    for field, value in (measured if isinstance(measured, dict) else {}).items():
        lines += paragraph(f"{field}: {visible(json.dumps(value, ensure_ascii=False))}", screen, 4, DIM)
    cited = str(found.get("rule"))
    rule = rulebook.rule(cited) if cited in rulebook.files else None
    versions = [version for version in rule.versions if version.version == found.get("version")] if rule else []
    return lines + [line for version in versions if rule for line in show(rule, version, words, screen)]


ANSWERS_OF = {"truth": "truth_answer", "conduct": "conduct_answer"}  # other rooms have theirs under their own name


def _answer(room: str, answer: str, words: Catalogue) -> str:
    """The answer of a finding as its room says it; a finding of the first answer may use words of its own."""
    key = f"{ANSWERS_OF.get(room, room)}.{answer}"
    return words.say(key) if words.has(key) else visible(answer)


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


def placed_items(review: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every finding and claim of a review with the room it stands in; what is of another shape is none."""
    rooms = ((name, review.get(name), field) for name, field in ROOMS)
    lists = ((name, room.get(field)) for name, room, field in rooms if isinstance(room, dict))
    return [
        (name, item) for name, found in lists if isinstance(found, list) for item in found if isinstance(item, dict)
    ]


def items(review: dict[str, Any]) -> list[dict[str, Any]]:
    """The same without their rooms."""
    return [item for _, item in placed_items(review)]
