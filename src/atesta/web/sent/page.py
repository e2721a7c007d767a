"""Three ways to ask whether it is from them. Nothing that is typed here is kept; a report keeps a count.

Every answer is one template and the same few look-ups, found or not. How often one may ask is counted for whoever asks
and for the number that is asked about, so that guessing from many places does not help (docs/check-sent.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from atesta.store.checking_sent import Called, CallState, Sent, check_call, check_code, check_text, report
from atesta.store.pace import wait
from atesta.web.access import Who
from atesta.web.paced import too_often
from atesta.web.pages import Page
from atesta.web.register_here import is_here, wait_about, wait_number
from atesta.web.sent.form import CALL, CODE, TEXT, Given, asked_of, form_of, wrong_of
from atesta.web.sent.receipt import receipt
from atesta.web.sent.said import call_page, sent_page
from atesta.web.show import settings, show, words_of

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Reported:
    place: str


def sent(request: HttpRequest, place: str) -> HttpResponse:
    """The form; sent, an answer. `do` is the way: text, code or call."""
    given, now = _given(request), datetime.now(UTC)
    if request.method != "POST" or not given.way:
        return _form(request, place, given if request.method == "POST" else Given())
    if given.way == CALL and not is_here(place):
        return _call(request, place, Called(CallState.CANNOT), now)
    wrong = wrong_of(given, place, now)
    if wrong:
        return _form(request, place, given, wrong, UNPROCESSABLE)
    seconds = _wait(request, given, place, now)
    if seconds:
        return _later(request, place, given, seconds, now)
    found = _found(given, place, now)
    if isinstance(found, Called):
        return _call(request, place, found, now)
    page = sent_page(found, given.way, place, words_of(request), now, given.fields)
    return show(request, "sent_answer.html", page, place=place, again=given.fields)


def sent_receipt(request: HttpRequest, place: str) -> HttpResponse:
    """The same answer as a file to keep, with the proof of its entry."""
    given, now = _given(request), datetime.now(UTC)
    if given.way not in (TEXT, CODE) or wrong_of(given, place, now):
        return _form(request, place, given, wrong_of(given, place, now) if given.way else None, UNPROCESSABLE)
    seconds = _wait(request, given, place, now)
    if seconds:
        return too_often(request, seconds)
    found, words = _found(given, place, now), words_of(request)
    if isinstance(found, Called):
        return _call(request, place, found, now)
    page = sent_page(found, given.way, place, words, now, {})
    text = receipt(page, found, given.text if given.way == TEXT else "", words, now)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="atesta-{now:%Y%m%d-%H%M%S}.txt"'
    answer["Cache-Control"] = "no-store"
    return answer


def sent_report(request: HttpRequest, place: str) -> HttpResponse:
    """One press: counted for whoever holds the address, with nothing of hers. The same page whether it counted."""
    given, now = _given(request), datetime.now(UTC)
    if given.way != TEXT or wrong_of(given, place, now):
        return _form(request, place, given, wrong_of(given, place, now) if given.way else None, UNPROCESSABLE)
    seconds = wait(request, "sent-report", now) or _wait(request, given, place, now)
    if seconds:
        return too_often(request, seconds)
    report(asked_of(given, place, now), now)
    return show(request, "sent_reported.html", Reported(place), place=place)


def _given(request: HttpRequest) -> Given:
    return Given.of({name: str(value) for name, value in request.POST.items()})


def _form(
    request: HttpRequest, place: str, given: Given, wrong: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    own = settings().operator.kind == "own"
    page = form_of(given, place, words_of(request), here=is_here(place), own=own, wrong=wrong)
    again = {**given.fields, "do": "edit"} if wrong else None
    return show(request, "sent.html", page, place=place, again=again, status=status)


def _found(given: Given, place: str, now: datetime) -> Sent | Called:
    if given.way == TEXT:
        return check_text(asked_of(given, place, now), now)
    code, last4 = given.short
    return check_call(place, code, last4, now) if given.way == CALL else check_code(place, code, last4, now)


def _wait(request: HttpRequest, given: Given, place: str, now: datetime) -> int:
    """Seconds until one may ask again: for whoever asks, and for the number that is asked about."""
    if given.way == TEXT:
        return wait_number(request, given.number, place, now)
    return wait_about(request, f"{place}|{given.short[1]}", "sent-last4", now)


def _later(request: HttpRequest, place: str, given: Given, seconds: int, now: datetime) -> HttpResponse:
    if given.way != CALL:
        return too_often(request, seconds)
    answer = _call(request, place, Called(CallState.CANNOT), now, 429)
    answer["Retry-After"] = str(seconds)
    return answer


def _call(request: HttpRequest, place: str, called: Called, now: datetime, status: int = 200) -> HttpResponse:
    page = call_page(called, place, words_of(request), now)
    return show(request, "sent_call.html", page, place=place, again=_given(request).fields, status=status)


PAGES = (
    Page("<str:place>/sent", sent, "sent", Who.ANYONE, ("GET", "POST")),
    Page("<str:place>/sent/receipt", sent_receipt, "sent-receipt", Who.ANYONE, ("POST",)),
    Page("<str:place>/sent/report", sent_report, "sent-report", Who.ANYONE, ("POST",)),
)
