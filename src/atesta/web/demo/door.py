"""The way into the three invented files, where this is a demonstration; elsewhere there is no such page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.store.models import Staff
from atesta.web.access import Who
from atesta.web.demo.register import MANAGER, OFFICER
from atesta.web.demo.stories import Story, stories
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of
from atesta.web.staff_session import confirm, device_of, sign_in


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
    staff: tuple[str, ...] = ("officer", "manager")


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


def as_staff(request: HttpRequest) -> HttpResponse:
    """Signs in as one of the two invented people of the register, with both factors; they have no password."""
    login = {"officer": OFFICER, "manager": MANAGER}.get(request.POST.get("who", ""))
    staff = Staff.objects.filter(login=login, is_active=True).first() if settings().demo and login else None
    device = device_of(staff) if staff else None
    if staff is None or device is None:
        return redirect("demo", lang=words_of(request).lang)
    sign_in(request, staff)
    confirm(request, device)
    return redirect("creditor-home" if login == OFFICER else "agency-home", lang=words_of(request).lang)


PAGES = (
    Page("demo", demo_door, "demo", Who.ANYONE),
    Page("demo/staff", as_staff, "demo-staff", Who.ANYONE, ("POST",)),
)
