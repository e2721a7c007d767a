"""I got a call: a recording, what somebody remembers, or a line of a call log; five answers, nothing kept.

What was written down is answered at once and held by nobody. A recording is worked on in the background (call_work);
its page says how far it is, then shows the answers, and is erased an hour later or at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from atesta.contact.call import Call
from atesta.contact.message import Provenance
from atesta.errors import AtestaError, InputError
from atesta.pipeline import review_call
from atesta.recording.notice import Notice, notice_in
from atesta.rules.in_chinese import in_chinese
from atesta.store import uploads
from atesta.store.jobs import latest
from atesta.store.models import Upload
from atesta.telling.call_view_kept import view_of
from atesta.telling.remembered_call import remembered_view
from atesta.web import call_work
from atesta.web.access import Who
from atesta.web.call_form import Asked, Given, Here, call_form, given_twice, nothing_given, read_form
from atesta.web.call_page import Heard, call_answer
from atesta.web.call_sound import sound_answer
from atesta.web.call_source import look
from atesta.web.desk import desk
from atesta.web.failures import Failure
from atesta.web.message_form import Refused
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.registers import registers_of
from atesta.web.show import show, words_of
from atesta.web.uploads import REMEMBERED, from_form, remember

UNPROCESSABLE = 422
ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Waiting:
    """`doing` names the step; `percent` of the work; `minutes` it takes about, 0 where the file does not say how long
    it is; `stays` minutes that the recording waits at most."""

    doing: str
    percent: int
    minutes: int


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """Why there is no answer about a recording: what happened, why it matters, what to do."""

    said: Failure


@dataclass(frozen=True, slots=True)
class Helper:
    """Three questions to ask, and what the place asks of who records. `known` says how that is known."""

    notice: Notice
    known: str


# --- the form -------------------------------------------------------------------------------------------------------


@paced("review")
def call(request: HttpRequest, place: str) -> HttpResponse:
    """The form; sent, the answers or a page that waits for them. `do=edit` brings back what was typed."""
    words, hears = words_of(request), call_work.can_hear()
    if request.method != "POST":
        form = call_form(Given(), place, words, hears=hears, erased=request.GET.get("said") == ERASED)
        return show(request, "call.html", form, place=place)
    given = Given.of(request.POST.dict())
    if request.POST.get("do") == "edit":
        again = {**given.fields, "do": "edit"}
        form = call_form(given, place, words, hears=hears)
        return show(request, "call.html", form, place=place, again=again, returns=True)
    return _sent(request, place, given, datetime.now(UTC))


def _sent(request: HttpRequest, place: str, given: Given, now: datetime) -> HttpResponse:
    wrong: dict[str, AtestaError] = {}
    upload = _recording(request, wrong, now)
    asked = _read(given, place, now, wrong)
    seconds = _looked_at(upload, wrong)
    if upload and given.said:
        wrong["said"] = given_twice()
    elif not (wrong or upload or given.said or given.sender or given.received):
        wrong["said"] = nothing_given()
    if wrong or asked is None:
        return _to_correct(request, place, given, wrong, None if "recording" in wrong else upload)
    if upload is None:
        return _remembered(request, place, given, asked)
    call_work.begin(upload, given, place, seconds, now)
    return redirect("call-heard", lang=words_of(request).lang, place=place.lower(), upload=upload.id)


def _recording(request: HttpRequest, wrong: dict[str, AtestaError], now: datetime) -> Upload | None:
    sent = request.FILES.get("recording")
    try:
        if sent is not None and not sent.size:
            raise InputError("The file is empty.", "There is nothing to hear.", "Choose another.", key="upload_empty")
        begun = from_form(request, "recording", call_work.KIND, now)
    except AtestaError as error:
        wrong["recording"] = error
        return None
    if begun is None:
        return None
    remember(request, begun)
    return begun.upload


def _read(given: Given, place: str, now: datetime, wrong: dict[str, AtestaError]) -> Asked | None:
    try:
        return read_form(given, place, now, registers_of(place))
    except Refused as refused:
        wrong.update(refused.wrong)
        return None


def _looked_at(upload: Upload | None, wrong: dict[str, AtestaError]) -> float | None:
    """What is no call is refused before anybody waits, and not held a moment longer."""
    if upload is None:
        return None
    try:
        return look(upload)
    except AtestaError as error:
        wrong["recording"] = error
        uploads.erase(upload)
        return None


def _to_correct(
    request: HttpRequest, place: str, given: Given, wrong: dict[str, AtestaError], upload: Upload | None
) -> HttpResponse:
    """What was typed, and the recording that came along, are still there."""
    here = None
    if upload is not None:
        token = request.session[REMEMBERED][upload.id]
        here = Here(upload.id, token, f"{max(upload.size / 1e6, 0.1):.1f}")
    form = call_form(given, place, words_of(request), wrong, here=here, hears=call_work.can_hear())
    again = {**given.fields, "do": "edit"}
    returns = upload is None  # else the page opens the recording that lies here
    return show(request, "call.html", form, place=place, again=again, status=UNPROCESSABLE, returns=returns)


def _remembered(request: HttpRequest, place: str, given: Given, asked: Asked) -> HttpResponse:
    words = words_of(request)
    remembered = Call(asked.remembered, "", asked.caller, asked.began, to=asked.to, provenance=Provenance.TYPED)
    review = review_call(remembered, None, None, asked.knowledge, desk())
    view = remembered_view(review, remembered, asked.knowledge, desk().rulebook, words.lang)
    weak = words.say("call_answer.weak." + ("typed" if asked.remembered.turns else "log_line"))
    page = call_answer(view, words, weak, fields=given.fields)
    return show(request, "call_answer.html", page, place=place, again=given.fields, returns=True)


# --- a recording ----------------------------------------------------------------------------------------------------


def heard(request: HttpRequest, place: str, upload: Upload) -> HttpResponse:
    """The page of a recording: it waits, says why there is no answer, or shows the answers. `do=erase` ends it."""
    if upload.kind != call_work.KIND or upload.asked.get("place") != place:
        raise Http404
    if request.method == "POST":
        call_work.erase(upload)
        start = redirect("call", lang=words_of(request).lang, place=place.lower())
        start["Location"] += f"?said={ERASED}"
        return start
    answer = call_work.answer_of(upload)
    if answer is None:
        return _waiting(request, place, upload)
    page = _not_answered(request, place, answer) if "refused" in answer else _answered(request, place, upload, answer)
    if request.headers.get("HX-Request"):  # it was waiting: the whole page is another one now
        page["HX-Refresh"] = "true"
    return page


def _waiting(request: HttpRequest, place: str, upload: Upload) -> HttpResponse:
    job = latest(call_work.JOB, upload.id)
    if job is not None and job.failure:
        words = words_of(request)
        said = Failure(*(words.say(f"call_wait.failed.{part}") for part in ("what", "why", "do")))
        return show(request, "call_refused.html", NotAnswered(said), place=place)
    percent = job.progress if job else 0
    started = job is not None and job.tries > 0
    doing = "waits" if not started else "hears" if percent < call_work.HEARD else "answers"
    seconds = upload.asked.get("seconds") or 0.0
    minutes = max(1, round(seconds * call_work.SECONDS_A_SECOND / 60)) if seconds else 0
    return show(request, "call_wait.html", Waiting(doing, percent, minutes), place=place)


def _not_answered(request: HttpRequest, place: str, answer: Any) -> HttpResponse:
    said = Failure(*answer["refused"][words_of(request).lang])
    return show(request, "call_refused.html", NotAnswered(said), place=place)


def _answered(request: HttpRequest, place: str, upload: Upload, answer: Any) -> HttpResponse:
    words = words_of(request)
    plays = bool(answer["media_type"]) or "listen" in answer
    left = upload.ends_at - datetime.now(UTC)
    kept = Heard(
        sound=f"{request.path_info}/sound" if plays else "",
        copy="listen" in answer,
        minutes=max(1, round(left.total_seconds() / 60)),
        upload=upload.id,
    )
    part = request.GET.get("part", "")
    weak = words.say(f"call_answer.weak.{answer['provenance']}")
    view = view_of(answer["views"][words.lang])
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 1
    return show(request, "call_answer.html", call_answer(view, words, weak, part=number, heard=kept), place=place)


def sound(request: HttpRequest, place: str, upload: Upload) -> HttpResponseBase:
    """What was sent, or its copy that a browser can play."""
    answer = call_work.answer_of(upload) if upload.kind == call_work.KIND else None
    if answer is None or upload.asked.get("place") != place:
        raise Http404
    copy = Upload.objects.filter(id=answer.get("listen", ""), kind=call_work.LISTEN).first()
    media_type = copy.media_type if copy else answer.get("media_type")
    if not media_type:
        raise Http404
    played = copy or upload
    return sound_answer(request, uploads.open_upload(played), played.size, media_type)


# --- before a call --------------------------------------------------------------------------------------------------


def helper(request: HttpRequest, place: str) -> HttpResponse:
    """Three questions on a screen or on paper, and how to record on one's own computer."""
    words, notice = words_of(request), notice_in(place, "person")
    known = words.say("confidence." + notice.confidence) if words.has("confidence." + notice.confidence) else ""
    if words.lang == "zh":
        notice = replace(notice, text=in_chinese(notice.text))
    return show(request, "call_helper.html", Helper(notice, known), place=place)


PAGES = (
    Page("<str:place>/call", call, "call", Who.ANYONE, ("GET", "POST")),
    Page("<str:place>/call/helper", helper, "call-helper", Who.ANYONE),
    Page("<str:place>/call/heard/<str:upload>", heard, "call-heard", Who.ANYONE, ("GET", "POST")),
    Page("<str:place>/call/heard/<str:upload>/sound", sound, "call-sound", Who.ANYONE),
)
