"""The packet of a complaint: what it lacks in red, then made and sent at once; kept only where she says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from atesta.action.complaint.channel import load_channels
from atesta.action.complaint.packet import Asked, missing
from atesta.action.complaint.packet.asked import Role
from atesta.action.complaint.packet.exhibits import MOST_BYTES
from atesta.action.complaint.packet.form import Form, load_forms
from atesta.errors import AtestaError, DiskError
from atesta.locale import Catalogue
from atesta.store import complaining
from atesta.store.erasing import HeldError
from atesta.store.keeping import Original
from atesta.store.models import Complaint
from atesta.web.access import Who
from atesta.web.complain.packet_fields import EVEN_SO, NAMES, Given, asked_of, for_whom, lacking, read, red_list
from atesta.web.complain.packets import packed, say_refusals, sent_zip, why_not
from atesta.web.complain.route_said import desk_first_said, too_early_said
from atesta.web.failures import refused
from atesta.web.field import Field
from atesta.web.myfile import complaint_asked, session
from atesta.web.myfile.complaint_more import More, chosen_of, lines_of, offers_of, size_of
from atesta.web.myfile.forms import Asked as Question
from atesta.web.myfile.forms import Reading
from atesta.web.myfile.hold import held
from atesta.web.pages import Page
from atesta.web.show import show, words_of


@dataclass(frozen=True, slots=True)
class PacketPage:
    """`why_not`: why it is not made although nothing is missing; `publishes`: what is handed in is published and
    cannot be taken back, `asked` once she asked for it; `more`: what else of her file can go along; `none`: this
    channel takes no papers."""

    complaint: str
    name: str
    back: str
    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]
    why_not: tuple[str, ...]
    publishes: bool
    asked: bool
    more: tuple[More, ...] = ()
    none: bool = False


def packet(request: HttpRequest, complaint: Complaint) -> HttpResponseBase:
    """The form with what is missing; sent, the zip. `do=publish` begins the time to cool off."""
    form = load_forms().get(complaint.channel)
    if form is None:
        return _show(request, complaint, (), {}, ())
    fields = _fields(request, complaint, form)
    if request.method != "POST":
        return _first(request, complaint, fields)
    if request.POST.get("do") == "publish":
        complaining.ask_to_publish(complaint, session.now())
        return redirect(request.path_info)
    reading = Reading(request)
    given = read(fields, reading)
    try:
        return _make(request, complaint, fields, reading, given)
    except DiskError as error:  # an original that is not there: without it there is no packet
        return refused(request, error, 503)


def _fields(request: HttpRequest, complaint: Complaint, form: Form) -> tuple[Question, ...]:
    known = complaint_asked.known_of(complaint)
    words, confirm = words_of(request), form.public and complaint.cool_off_at is not None
    role = Role.THIRD_PARTY if "wrong_person" in complaint.findings else Role.DEBTOR
    return (*for_whom(form, words, role.value), *asked_of(form, known, words, confirm=confirm), NAMES)


def _first(request: HttpRequest, complaint: Complaint, fields: tuple[Question, ...]) -> HttpResponse:
    """What it lacks is named before she types anything."""
    words = words_of(request)
    known = {one.name: one.value for one in fields if one.value}
    asked = complaint_asked.asked_of(complaint, Given(known), words.lang, session.now(), whole=False)
    reasons, overruled = _against(complaint, asked, words)
    fields += (EVEN_SO,) if overruled else ()
    wrong = lacking(missing(asked), fields, words)
    shown = tuple(one.field(words, wrong.get(one.name, "")) for one in fields)
    return _show(request, complaint, shown, wrong, reasons)


def _against(complaint: Complaint, asked: Asked, words: Catalogue) -> tuple[tuple[str, ...], bool]:
    """What speaks against filing it there now, and whether a reason of hers outweighs it. What the route says not to
    file yet stands beside what the body would refuse."""
    if reasons := why_not(asked):
        return say_refusals(reasons, words), any(one.of_the_body for one in reasons)
    if asked.even_so.strip():
        return (), False
    case = complaint_asked.case_of(complaint, asked.today)
    said = (*too_early_said(case, words, asked.channel), *desk_first_said(case, words, asked.channel))
    return said, bool(said)


def _make(
    request: HttpRequest, complaint: Complaint, fields: tuple[Question, ...], reading: Reading, given: Given
) -> HttpResponseBase:
    words, now = words_of(request), session.now()
    more = chosen_of(offers_of(complaint, words), request.POST)
    whole = complaint_asked.size_of(complaint) + size_of(more) <= MOST_BYTES
    asked = complaint_asked.asked_of(complaint, given, words.lang, now, more, whole=False)
    reading.wrong.update(lacking(missing(asked), fields, words))  # before any original is read
    reasons, overruled = _against(complaint, asked, words)
    fields += (EVEN_SO,) if overruled or given["even_so"] else ()
    if reading.wrong:
        return _show(request, complaint, reading.again(fields), reading.wrong, reasons, 422)
    if not whole:
        said = (words.say("web_complaint.packet.too_large"),)
        return _show(request, complaint, reading.again(fields), {}, said, 422)
    if reasons:
        return _show(request, complaint, reading.again(fields), {}, reasons, 422)
    asked = complaint_asked.asked_of(complaint, given, words.lang, now, more, whole=True)
    try:
        data = packed(asked)
    except AtestaError as error:
        return refused(request, error, 503)
    if given.keep:
        try:
            complaining.keep_packet(complaint, Original(data, "application/zip", ""), now)
        except HeldError as error:
            return held(request, error.hold, request.path_info)
    return sent_zip(data, complaint.id[:8])


def _show(  # the parts of one page
    request: HttpRequest,
    complaint: Complaint,
    fields: tuple[Field, ...],
    wrong: Mapping[str, str],
    reasons: tuple[str, ...],
    status: int = 200,
) -> HttpResponse:
    words, form = words_of(request), load_forms().get(complaint.channel)
    offers = offers_of(complaint, words) if form and not form.public else ()
    page = PacketPage(
        complaint.id,
        load_channels()[complaint.channel].names[words.lang],
        f"/{words.lang}/file/complaint/{complaint.id}",
        fields,
        red_list(wrong, fields, words),
        reasons,
        form is not None and form.public,
        complaint.cool_off_at is not None,
        lines_of(offers, chosen_of(offers, request.POST)),
        none=form is None,
    )
    return show(request, "file_packet.html", page, place=complaint.place, status=status)


PACKET_PAGES = (Page("file/complaint/<str:complaint>/packet", packet, "complaint-packet", Who.OWNER, ("GET", "POST")),)
