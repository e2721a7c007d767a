"""`atesta rules [--on DATE --place P]`: what was in force, with its sources."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from atesta.cli.given import read_date
from atesta.cli.layout import BOLD, DIM, Screen, paragraph, terminal
from atesta.config import read_settings
from atesta.contact.place import place_code
from atesta.locale import Catalogue, catalogue
from atesta.rules.rule import InForce, Rule
from atesta.rules.rulebook import load_rulebook
from atesta.telling.citation import say_citation
from atesta.telling.say import say_day


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    day = read_date(arguments.on, "--on") if arguments.on else None
    place = place_code(arguments.place) if arguments.place else None
    rulebook = load_rulebook()
    chosen = choose(rulebook.rules_of(place) if place else rulebook.rules, day)
    if arguments.json:
        from atesta.review.as_json import canonical

        rows = [rule_json(rule, version) for rule, version in chosen]
        sys.stdout.write(canonical(rows).decode("utf-8") + "\n")
        return 0
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    lines = [line for rule, version in chosen for line in show(rule, version, words, screen)]
    sys.stdout.write("\n".join(lines).strip("\n") + "\n")
    return 0


def choose(rules: tuple[Rule, ...], day: date | None) -> list[tuple[Rule, InForce]]:
    """Each rule in its version of that day; without a day in every version."""
    if day is None:
        return [(rule, version) for rule in rules for version in rule.versions]
    return [(rule, version) for rule in rules if (version := rule.on(day)) is not None]


def rule_json(rule: Rule, version: InForce) -> dict[str, object]:
    from atesta.review.as_json import citation_json

    return {
        "id": rule.id,
        "place": rule.place,
        "kind": rule.kind,
        "title": dict(rule.titles),
        "mission": list(rule.mission),
        "version": version.version,
        "to": version.to.isoformat() if version.to else None,
        "binds": list(version.binds),
        "citation": citation_json(version.citation),
        "source": version.source,
        "reviewed_on": rule.reviewed_on.isoformat(),
    }


def show(rule: Rule, version: InForce, words: Catalogue, screen: Screen) -> list[str]:
    """One rule in one version: what it says, since when, from where."""
    span = f"{say_day(version.from_, words.lang)} – {say_day(version.to, words.lang) if version.to else '…'}"
    return [
        "",
        screen.style(rule.id, BOLD),
        *paragraph(rule.titles[words.lang], screen, 2),
        *paragraph(f"{say_citation(version.citation, words)} · {span} · {version.source}", screen, 2, DIM),
    ]
