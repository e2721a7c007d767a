"""I got a message: paste it, five answers, nothing kept (PRODUCT §4.1 steps 2 to 4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from atesta.errors import AtestaError, InputError
from atesta.intake.extract_file import Extract
from atesta.intake.pasted import shown_in
from atesta.web.access import Who
from atesta.web.desk import anchors, desk
from atesta.web.message_answer import message_answer, request_page
from atesta.web.message_extract import brought
from atesta.web.message_fields import MessageForm, message_form
from atesta.web.message_form import Asked, Given, Refused, is_picked, offer, picked, read_form, several
from atesta.web.message_picture import given_of, read_screenshot, seen_of
from atesta.web.message_several import several_page
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.registers import registers_of
from atesta.web.show import show, words_of

UNPROCESSABLE = 422
"""A form that has to be corrected; the page shows it with what was typed."""


@paced("review")
def message(request: HttpRequest, place: str) -> HttpResponse:
    """The form; sent, the answers. `do` is edit (the form with what was typed), each (of several messages), or
    letter:<kind>; anything else answers."""
    words = words_of(request)
    if request.method != "POST":
        return show(request, "message.html", message_form(Given(), place, words), place=place)
    given, wanted = _given(request), request.POST.get("do", "")
    if wanted == "edit":
        return _form(request, place, given, message_form(given, place, words))
    messages = several(given, place)
    if len(messages) > 1 and not is_picked(given, messages):
        opened = desk() if wanted == "each" else None
        page = several_page(given, messages, place, opened, words, datetime.now(UTC), request.POST.get("mine", ""))
        again = {**given.fields, **({"do": "each", "mine": page.mine} if page.each else {})}
        return show(request, "message_several.html", page, place=place, again=again)
    return _answered(request, place, given, wanted)


def _given(request: HttpRequest) -> Given:
    return Given.of({name: str(value) for name, value in request.POST.items()})


def _form(request: HttpRequest, place: str, given: Given, form: MessageForm, status: int = 200) -> HttpResponse:
    """The form with what was typed; in another language it is the same form."""
    again = {**given.fields, "do": "edit"}
    return show(request, "message.html", form, place=place, again=again, status=status)


def _answered(request: HttpRequest, place: str, given: Given, wanted: str) -> HttpResponse:
    words, now = words_of(request), datetime.now(UTC)
    try:
        given, asked, extract = _asked(request, place, given, now)
    except Refused as refused:
        return _form(request, place, given, message_form(given, place, words, refused.wrong), UNPROCESSABLE)
    if wanted.startswith("letter:"):
        page = request_page(wanted.removeprefix("letter:"), asked, desk(), words, now)
        return show(request, "message_letter.html", page, place=place, again={**asked.fields, "do": wanted})
    answer = message_answer(asked, desk(), words, now, extract)
    return show(request, "message_answer.html", answer, place=place, again=asked.fields)


def _asked(request: HttpRequest, place: str, given: Given, now: datetime) -> tuple[Given, Asked, Extract | None]:
    """With the extract, where one was brought: its token goes along from here, because files are sent only once."""
    wrong: dict[str, AtestaError] = {}
    extract, token = brought(request.FILES.get("extract"), given.token, anchors, wrong)
    given = dataclasses.replace(given, token=token)
    try:
        asked = read_form(given, place, now, extract.account if extract else None, registers_of(place))
    except Refused as refused:
        raise Refused({**refused.wrong, **wrong}) from None
    if wrong:
        raise Refused(wrong)
    return given, asked, extract


@paced("review")
def message_read(request: HttpRequest, place: str) -> HttpResponse:
    """A part of the form, filled in from what was pasted. Fields that hold something stay as they are."""
    given = _given(request)
    many = len(several(given, place))
    found: Mapping[str, str] = {} if many > 1 else offer(picked(given, place) or shown_in(given.text), given)
    filled = dataclasses.replace(given, **found)
    form = message_form(filled, place, words_of(request), read=tuple(found), many=many if many > 1 else 0)
    return show(request, "_message_read.html", form, place=place)


@paced("ocr")
def message_picture(request: HttpRequest, place: str) -> HttpResponse:
    """The form as a screenshot fills it in. Sent again without the picture (another language), as it was filled in."""
    words, file = words_of(request), request.FILES.get("picture")
    if file is None:
        given = _given(request)
        refused = None if given.text else words.say("message_page.no_picture")
        form = message_form(given, place, words, refused=refused)
        return _form(request, place, given, form, UNPROCESSABLE if refused else 200)
    try:
        read = read_screenshot(file)
    except InputError as error:
        said = words.say("message_page.no_reader") if error.key == "ocr_needs_extra" else error
        return _form(request, place, Given(), message_form(Given(), place, words, refused=said), UNPROCESSABLE)
    given, seen = given_of(read), seen_of(read, words)
    filled = tuple(name for name in ("text", "sender", "received") if getattr(given, name))
    return _form(request, place, given, message_form(given, place, words, read=filled, seen=seen))


PAGES = (
    Page("<str:place>/message", message, "message", Who.ANYONE, ("GET", "POST")),
    Page("<str:place>/message/read", message_read, "message-read", Who.ANYONE, ("POST",)),
    Page("<str:place>/message/picture", message_picture, "message-picture", Who.ANYONE, ("POST",)),
)
