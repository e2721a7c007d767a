"""I got a message: paste it, five answers, nothing kept (PRODUCT §4.1 steps 2 to 4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from atesta.contact.place import PLACES
from atesta.errors import AtestaError, InputError
from atesta.intake.extract_file import Extract
from atesta.intake.pasted import shown_in
from atesta.web.access import Who
from atesta.web.desk import anchors, desk
from atesta.web.message_answer import message_answer
from atesta.web.message_extract import brought
from atesta.web.message_fields import MessageForm, message_form
from atesta.web.message_form import Asked, Given, Refused, is_picked, offer, picked, read_form, several
from atesta.web.message_picture import figures_in, read_figures, read_screenshot, seen_of, with_message
from atesta.web.message_several import several_page
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.register_said import heard, said_of
from atesta.web.registers import registers_of
from atesta.web.show import show, words_of
from atesta.web.steps import RequestPage, request_of

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
        return show(request, "message_several.html", page, place=place, again=again, returns=True)
    return _answered(request, place, given, wanted)


def _given(request: HttpRequest) -> Given:
    return Given.of({name: str(value) for name, value in request.POST.items()})


def _form(request: HttpRequest, place: str, given: Given, form: MessageForm, status: int = 200) -> HttpResponse:
    """The form with what was typed; in another language it is the same form."""
    again = {**given.fields, "do": "edit"}
    return show(request, "message.html", form, place=place, again=again, status=status, returns=True)


def _answered(request: HttpRequest, place: str, given: Given, wanted: str) -> HttpResponse:
    words, now = words_of(request), datetime.now(UTC)
    try:
        given, asked, extract = _asked(request, place, given, now)
    except Refused as refused:
        return _form(request, place, given, message_form(given, place, words, refused.wrong), UNPROCESSABLE)
    if wanted.startswith("letter:"):
        letter = request_of(wanted.removeprefix("letter:"), asked.message, asked.knowledge, desk(), words, now)
        again = {**asked.fields, "do": wanted}
        return show(request, "message_letter.html", RequestPage(letter), place=place, again=again, returns=True)
    told = heard(request, place, asked, now)
    register = said_of(told.state, told.found, place, words, wait=told.wait)
    answer = message_answer(told.asked, desk(), words, now, extract, register)
    return show(request, "message_answer.html", answer, place=place, again=asked.fields, returns=True)


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
    """The form as a screenshot of the message fills it in. Sent again without the picture (another language), as it
    was filled in."""
    words, given, file = words_of(request), _given(request), request.FILES.get("picture")
    if file is None:
        return _no_picture(request, place, given, "picture", sent_again=bool(given.provenance))
    try:
        read = read_screenshot(file)
    except InputError as error:
        return _refused(request, place, given, "picture", error)
    filled, seen = with_message(given, read), seen_of(read, words)
    names = tuple(name for name in ("text", "sender", "received") if getattr(filled, name) != getattr(given, name))
    return _form(request, place, filled, message_form(filled, place, words, read=names, seen=seen))


@paced("ocr")
def message_figures(request: HttpRequest, place: str) -> HttpResponse:
    """The form with her own figures as a screenshot of the lender's page shows them: still hers, and to be compared."""
    words, given, file = words_of(request), _given(request), request.FILES.get("page")
    if file is None:
        return _no_picture(request, place, given, "page", sent_again=given.figures)
    currency = PLACES[place].currency
    try:
        found = figures_in(read_figures(file, currency), currency)
    except InputError as error:
        return _refused(request, place, given, "page", error)
    if not found:
        return _refused(request, place, given, "page", words.say("message_page.no_figures"))
    filled = dataclasses.replace(given, **found)
    return _form(request, place, filled, message_form(filled, place, words, read=tuple(found), page_read=True))


def _no_picture(request: HttpRequest, place: str, given: Given, name: str, *, sent_again: bool) -> HttpResponse:
    if sent_again:
        return _form(request, place, given, message_form(given, place, words_of(request)))
    return _refused(request, place, given, name, words_of(request).say("message_page.no_picture"))


def _refused(request: HttpRequest, place: str, given: Given, name: str, why: InputError | str) -> HttpResponse:
    """The form with what was typed, and why the picture cannot be used, beside it."""
    words = words_of(request)
    if isinstance(why, InputError) and why.key == "ocr_needs_extra":
        why = words.say("message_page.no_reader")
    form = message_form(given, place, words, wrong={name: why})
    return _form(request, place, given, form, UNPROCESSABLE)


PAGES = (
    Page("<str:place>/message", message, "message", Who.ANYONE, ("GET", "POST")),
    Page("<str:place>/message/read", message_read, "message-read", Who.ANYONE, ("POST",)),
    Page("<str:place>/message/picture", message_picture, "message-picture", Who.ANYONE, ("POST",)),
    Page("<str:place>/message/figures", message_figures, "message-figures", Who.ANYONE, ("POST",)),
)
