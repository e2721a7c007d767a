"""The page of an agency that was asked for its reply. No account: the link is the permission, and shows only what is
needed to answer: its own contacts with the person masked, and the points it is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.complaint.packet.masks import Names, mask
from atesta.action.complaint.packet.words import words_in
from atesta.locale import Catalogue
from atesta.store import agency, casework
from atesta.store.models import AgencyAsk, CaseFinding, File
from atesta.store.to_core import moment_of
from atesta.telling.say import say_moment
from atesta.web.access import Who, finder
from atesta.web.case_form import CaseForm
from atesta.web.case_view import named
from atesta.web.paced import paced
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of

MOST = 2000


@dataclass(frozen=True, slots=True)
class Reply:
    word: str
    text: str
    late: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class PointRow:
    """`text` is the contact as it was sent, masked; "" where the complaint alone says it."""

    id: str
    number: int
    named: str
    quote: str
    when: str
    channel: str
    sender: str
    text: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class ReplyPage:
    lender: str
    due_on: date
    late: bool
    ends_at: datetime
    points: tuple[PointRow, ...]
    stands: tuple[tuple[str, str], ...]
    wrong_at: str
    wrong: str
    typed: str


@finder("reply")
def _reply(request: HttpRequest, given: str) -> AgencyAsk:
    found = agency.open_link(given, datetime.now(UTC))
    if found is None or settings().operator.kind != "creditor":
        raise Http404
    return found


@paced("agency-reply")
def answer(request: HttpRequest, reply: AgencyAsk) -> HttpResponse:
    words, now, form = words_of(request), datetime.now(UTC), CaseForm(request)
    given = request.POST.get("finding", "")
    if form.sent:
        stand, text = form.choice("stand", agency.STANDS), form.text("said", most=MOST, needed=True)
        row = reply.case.findings.filter(id=given).first() if given in reply.findings else None
        if row is not None and not form.wrong:
            agency.reply(reply, row, stand, text, now)
            return redirect(f"{request.path}#f{row.number}")
    late = casework.today_at(reply.case.place, now) > reply.due_on
    page = ReplyPage(
        settings().operator.name,
        reply.due_on,
        late,
        reply.ends_at,
        _points(reply, words),
        tuple((word, words.say(f"agency_stand.{word}")) for word in agency.STANDS),
        given,
        next(iter(form.wrong.values()), ""),
        request.POST.get("said", ""),
    )
    return show(request, "agency_reply.html", page, status=400 if form.sent else 200)


def _points(reply: AgencyAsk, words: Catalogue) -> tuple[PointRow, ...]:
    """What she took back meanwhile is not shown to the agency either."""
    shown = {exhibit.id for exhibit in casework.exhibits(reply.case)}
    rows = reply.case.findings.filter(id__in=reply.findings).select_related("evidence__contact").order_by("number")
    names = _names(reply)
    return tuple(
        _point(reply, row, names, words) for row in rows if row.evidence_id is None or row.evidence_id in shown
    )


def _names(reply: AgencyAsk) -> Names:
    file: File | None = reply.case.file
    hers = (file.name, file.phone, file.address) if file else ()
    return Names(tuple(filter(None, (reply.case.person, *hers))), (), ())


def _point(reply: AgencyAsk, row: CaseFinding, names: Names, words: Catalogue) -> PointRow:
    contact = row.evidence.contact if row.evidence else None
    at = moment_of(contact) if contact else None
    marks = words_in(words.lang)
    said = row.events.filter(ask=reply, kind="replied").order_by("at", "id")
    return PointRow(
        row.id,
        row.number,
        named(row, words),
        mask(row.quote, names, marks)[0],
        say_moment(at, words.lang) if at else "",
        contact.channel if contact else "",
        contact.sender if contact else "",
        mask(contact.text, names, marks)[0] if contact else "",
        tuple(Reply(event.word, event.text, event.late, event.at) for event in said),
    )


PAGES = (Page("reply/<str:reply>", answer, "agency-reply", Who.ANYONE, ("GET", "POST")),)
