"""I got a message: paste it, five answers, nothing kept (PRODUCT §4.1 steps 2 to 4)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from atesta.intake.pasted import shown_in
from atesta.web.access import Who
from atesta.web.desk import desk
from atesta.web.message_answer import message_answer
from atesta.web.message_fields import message_form
from atesta.web.message_form import Given, Refused, offer, picked, read_form, several
from atesta.web.pages import Page
from atesta.web.show import show, words_of

UNPROCESSABLE = 422
"""A form that has to be corrected; the page shows it with what was typed."""


def message(request: HttpRequest, place: str) -> HttpResponse:
    """The form; sent, the answers. `do=edit` brings the form back with what was typed."""
    words = words_of(request)
    if request.method != "POST":
        return show(request, "message.html", message_form(Given(), place, words), place=place)
    given = Given.of(request.POST.dict())  # type: ignore[arg-type]
    if request.POST.get("do") == "edit":
        again = {**given.fields, "do": "edit"}
        return show(request, "message.html", message_form(given, place, words), place=place, again=again)
    return _answered(request, place, given)


def _answered(request: HttpRequest, place: str, given: Given) -> HttpResponse:
    words, now = words_of(request), datetime.now(UTC)
    try:
        asked = read_form(given, place, now)
    except Refused as refused:
        form = message_form(given, place, words, refused.wrong)
        again = {**given.fields, "do": "edit"}
        return show(request, "message.html", form, place=place, again=again, status=UNPROCESSABLE)
    page = message_answer(asked, given, desk(), words, now)
    return show(request, "message_answer.html", page, place=place, again=given.fields)


def message_read(request: HttpRequest, place: str) -> HttpResponse:
    """A part of the form, filled in from what was pasted. Fields that hold something stay as they are."""
    given = Given.of(request.POST.dict())  # type: ignore[arg-type]
    many = several(given, place)
    found = {} if len(many) > 1 else offer(picked(given, place) or shown_in(given.text), given)
    filled = Given.of({**given.fields, **found})
    form = message_form(filled, place, words_of(request), read=tuple(found), many=len(many) if len(many) > 1 else 0)
    return show(request, "_message_read.html", form, place=place)


PAGES = (
    Page("<str:place>/message", message, "message", Who.ANYONE, ("GET", "POST")),
    Page("<str:place>/message/read", message_read, "message-read", Who.ANYONE, ("POST",)),
)
