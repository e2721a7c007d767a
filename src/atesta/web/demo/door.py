"""The way into the three invented files, where this is a demonstration; elsewhere there is no such page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from atesta.web.access import Who
from atesta.web.demo.stories import stories
from atesta.web.pages import Page
from atesta.web.show import settings, show


@dataclass(frozen=True, slots=True)
class Person:
    """`code` is the printed code of her file, as anybody's; `lang` the language that it was told in."""

    who: str
    place: str
    lang: str
    code: str


@dataclass(frozen=True, slots=True)
class DemoDoor:
    people: tuple[Person, ...]


def demo_door(request: HttpRequest) -> HttpResponse:
    if not settings().demo:
        raise Http404
    people = tuple(
        Person(story.told["who"], story.told["place"], story.told["lang"], story.code.printed) for story in stories()
    )
    return show(request, "demo.html", DemoDoor(people))


PAGES = (Page("demo", demo_door, "demo", Who.ANYONE),)
