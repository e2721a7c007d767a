"""`atesta route CASE.json`: which channel to complain to, why, and why not the others."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable

from atesta.action.complaint.routing import read_case, route
from atesta.action.complaint.routing.as_json import route_json
from atesta.cli.given import read_file
from atesta.cli.layout import AMBER, BOLD, DIM, Screen, paragraph, terminal
from atesta.config import read_settings
from atesta.errors import STANDARD_INPUT
from atesta.locale import Catalogue, catalogue
from atesta.telling.say_fact import Told
from atesta.telling.say_route import OtherSaid, RouteSaid, StepSaid, say_reason, say_route


def run(arguments: argparse.Namespace) -> int:
    settings = read_settings()
    words = catalogue(arguments.lang or settings.lang)
    case = read_case(read_file(arguments.file), STANDARD_INPUT if arguments.file == "-" else arguments.file)
    found = route(case)
    if arguments.json:
        shape = route_json(found, lambda reason: say_reason(reason, words))
        sys.stdout.write(json.dumps(shape, ensure_ascii=False, sort_keys=True) + "\n")
        return 0
    screen = terminal(sys.stdout, settings.colour)
    sys.stdout.write("\n".join(render_route(say_route(found, case, words), words, screen)) + "\n")
    return 0


def render_route(said: RouteSaid, words: Catalogue, screen: Screen) -> list[str]:
    """The lines of a terminal: the help line where it is needed, the steps, then why not the others."""
    lines = [line for text in (said.help, said.wait) if text for line in (*paragraph(text, screen, 0, BOLD), "")]
    for number, step in enumerate(said.steps, start=1):
        lines += [*_step("route.first" if number == 1 else "route.then", step, words, screen), ""]
    if said.beside:
        lines += [*_step("route.beside", said.beside, words, screen), ""]
    lines.append(screen.style(words.say("route.not_now"), BOLD))
    for other in said.others:
        lines += _other(other, screen)
    return [*lines, "", *paragraph(said.advice, screen, 0, DIM)]


def _step(heading: str, step: StepSaid, words: Catalogue, screen: Screen) -> Iterable[str]:
    yield screen.style(words.say(heading), BOLD)
    yield from paragraph(step.name, screen, 2, AMBER)
    for told in step.why:
        yield from _told(told, screen)
    mind = (step.mind,) if step.mind else ()
    for key, texts in (("route.missing", step.missing), ("route.reach", step.ways), ("route.mind", mind)):
        if texts:
            text = words.say("page.list").join(texts)
            yield from paragraph(words.say("page.labelled", label=words.say(key), text=text), screen, 4)


def _told(told: Told, screen: Screen) -> Iterable[str]:
    yield from paragraph(told.said, screen, 4)
    if told.source:
        yield from paragraph(told.source, screen, 4, DIM)


def _other(other: OtherSaid, screen: Screen) -> Iterable[str]:
    yield from paragraph(other.name, screen, 0, AMBER, bullet="· ")
    for told in other.why:
        yield from _told(told, screen)
