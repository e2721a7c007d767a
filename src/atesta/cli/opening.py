"""`atesta opening --firm F --name N [--principal P]`: the five seconds in which a call begins, to be read aloud."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from atesta.action.coaching.opening import SURE_SECONDS, WITHIN_SECONDS, Caller, Opening, make_opening
from atesta.cli.layout import AMBER, BOLD, DIM, Screen, paragraph, terminal
from atesta.config import read_settings
from atesta.contact.place import place_code
from atesta.errors import InputError
from atesta.locale import Catalogue, catalogue

BAR_COLUMNS = 20


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words, screen = catalogue(arguments.lang or settings.lang), terminal(sys.stdout, settings.colour)
    place = place_code(arguments.place) if arguments.place else None
    opening = make_opening(caller_of(arguments), words.lang, place)
    lines = [*show_opening(opening, words, screen), "", *_asked_by(place, opening, words, screen)]
    lines += paragraph(_rate(opening, words), screen, 0, DIM)
    sys.stdout.write("\n".join(lines).strip("\n") + "\n")
    return 0


def caller_of(arguments: argparse.Namespace) -> Caller:
    """Who will call, from the words of the command line. An agency cannot call for nobody (B2.1.6)."""
    if arguments.kind == "agency" and not arguments.principal:
        raise InputError(
            "An agency's opening needs --principal.",
            "It says first by whom it was entrusted.",
            "Give the creditor's name, or --kind own for the creditor's own staff.",
            key="opening_principal",
        )
    if arguments.kind == "own" and arguments.principal:
        raise InputError(
            "--kind own and --principal exclude each other.",
            "Own staff calls for nobody else.",
            "Leave one of them out.",
            key="opening_own_principal",
        )
    return Caller(arguments.firm, arguments.name, arguments.principal, arguments.person)


def show_opening(opening: Opening, words: Catalogue, screen: Screen) -> list[str]:
    """The sentences in the order in which they are said, with the time beside the first."""
    say = words.say
    identity, *following = opening.sentences
    lines = [screen.style(say(f"coaching.opening.{opening.kind}"), BOLD), ""]
    lines += paragraph(identity, screen, 2, BOLD)
    lines += _time(opening, words, screen)
    lines += _block(say("coaching.opening.then"), following, screen)
    if opening.rule:
        lines += ["", *paragraph(say("coaching.opening.withheld", rule=opening.rule), screen, 0, AMBER)]
    lines += _block(say("coaching.opening.after"), opening.after, screen)
    lines += _block(say("coaching.opening.if_asked"), [opening.if_asked] if opening.if_asked else [], screen)
    if opening.tells_debt:
        lines += ["", *paragraph(say("coaching.opening.tells_debt"), screen, 0, AMBER)]
    return lines


def _time(opening: Opening, words: Catalogue, screen: Screen) -> Iterator[str]:
    filled = min(round(opening.seconds / WITHIN_SECONDS * BAR_COLUMNS), BAR_COLUMNS)
    bar = "█" * filled + "░" * (BAR_COLUMNS - filled)
    told = "too_long" if not opening.fits else "time" if opening.sure else "close"
    time = words.say(
        f"coaching.opening.{told}",
        n=None,
        seconds=f"{opening.seconds:.1f}",
        over=f"{opening.over:.1f}",
        sure=f"{SURE_SECONDS:.1f}",
    )
    yield from paragraph(time, screen, 2, "" if opening.sure else AMBER, f"{bar} ")
    ends = (
        words.say(
            "coaching.opening.ends", part=words.say(f"coaching.opening.part.{part.kind}"), seconds=f"{part.end:.1f}"
        )
        for part in opening.parts
    )
    yield from paragraph(" · ".join(ends), screen, 2, DIM)


def _block(title: str, sentences: tuple[str, ...] | list[str], screen: Screen) -> list[str]:
    if not sentences:
        return []
    told = [line for sentence in sentences for line in paragraph(sentence, screen, 2)]
    return ["", screen.style(title, BOLD), *told]


def _asked_by(place: str | None, opening: Opening, words: Catalogue, screen: Screen) -> list[str]:
    """Rules of the place about identification: most can only be met once the person is identified."""
    if place is None:
        return []
    from atesta.rules.rulebook import load_rulebook

    found = load_rulebook().applying(None, place, "identification", opening.kind)
    titles = [f"{rule.titles[words.lang]} ({rule.id})" for rule, _ in found if rule.id in opening.asks]
    lines = [line for title in titles for line in paragraph(title, screen, 2, "", "· ")]
    return [screen.style(words.say("coaching.opening.asks"), BOLD), *lines, ""] if titles else []


def _rate(opening: Opening, words: Catalogue) -> str:
    rate = opening.rate
    return words.say(
        "coaching.opening.rate",
        n=None,
        source=rate.source,
        rate=f"{rate.per_second:g}",
        published=f"{rate.published:g}",
        margin=f"{100 - rate.margin * 100:.0f}",
    )
