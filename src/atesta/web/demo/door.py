"""The way into the three invented files, where this is a demonstration; elsewhere there is no such page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from atesta.web.access import Who
from atesta.web.demo.stories import Story, stories
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of


@dataclass(frozen=True, slots=True)
class Person:
    """`name` is what her sentences are found by (`web_demo.<name>`), `code` the printed code of her file."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Example:
    """A message that was sent to one of them in `place`; `tag` is its language."""

    place: str
    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class DemoDoor:
    people: tuple[Person, ...]
    examples: tuple[Example, ...]


def demo_door(request: HttpRequest) -> HttpResponse:
    if not settings().demo:
        raise Http404
    told, lang = stories(), words_of(request).lang
    people = tuple(Person(story.name, story.code.printed) for story in told)
    alike = next((story for story in told if story.told["lang"] == lang), told[0])
    return show(request, "demo.html", DemoDoor(people, (_example(alike),)))


def _example(story: Story) -> Example:
    tag = "zh-Hans" if story.told["lang"] == "zh" else story.told["lang"]
    return Example(story.told["place"], tag, story.case.joinpath("message.txt").read_text(encoding="utf-8").strip())


PAGES = (Page("demo", demo_door, "demo", Who.ANYONE),)
