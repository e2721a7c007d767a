"""Where to complain, from a debt or one contact of hers: asks what is not known, shows one way, prepares it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.action.complaint.clock import State
from atesta.action.complaint.routing import Case, Filed, FiledState
from atesta.contact.message import Channel, Provenance
from atesta.locale import Catalogue
from atesta.review.limits.contact import local_day
from atesta.store import complaining
from atesta.store.complaining import STATE_WORDS
from atesta.store.models import Complaint, Debt, KeptContact
from atesta.store.timeline import zone_of
from atesta.store.to_core import moment_of
from atesta.telling.adverse import ADVERSE
from atesta.telling.say import say_moment
from atesta.telling.visible import visible
from atesta.web.access import Who
from atesta.web.complain.asking import (
    AskPage,
    Known,
    Line,
    case_of,
    fresh_groups,
    groups_again,
    sent_again,
)
from atesta.web.complain.findings import findings_of
from atesta.web.complain.route_said import RoutePage, case_said, filed_said, route_said
from atesta.web.field import Field
from atesta.web.myfile import session
from atesta.web.myfile.forms import Reading
from atesta.web.myfile.home import SHOWN_CHARACTERS
from atesta.web.myfile.means import means
from atesta.web.pages import Page
from atesta.web.show import show, words_of

MOST_LINES = 12
"""Contacts that are offered: the newest."""
WRITTEN = frozenset({Channel.SMS.value, Channel.CHAT.value, Channel.EMAIL.value})
AS_IT_CAME = frozenset({Provenance.IMPORTED.value, Provenance.ORIGINAL_FILE.value, Provenance.CAPTURED.value})


@dataclass(frozen=True, slots=True)
class About:
    """Of which debt, and which of its contacts are chosen."""

    debt: Debt
    offered: tuple[KeptContact, ...]
    chosen: tuple[KeptContact, ...]


def from_debt(request: HttpRequest, debt: Debt) -> HttpResponse:
    return _complain(request, debt, None)


def from_contact(request: HttpRequest, contact: KeptContact) -> HttpResponse:
    """A contact of no debt has no place, so no way either: it is moved to a debt first."""
    if contact.debt is None:
        return redirect(f"/{words_of(request).lang}/file/contact/{contact.id}")
    return _complain(request, contact.debt, contact)


def _complain(request: HttpRequest, debt: Debt, contact: KeptContact | None) -> HttpResponse:
    """The form; sent, the way; `do=take` with a channel prepares the complaint."""
    now, words = session.now(), words_of(request)
    about = _about(request, debt, contact)
    back = f"/{words.lang}/file/contact/{contact.id}" if contact else f"/{words.lang}/file/debt/{debt.id}"
    if request.method != "POST":
        return _form(request, about, back, known_of(about, now))
    reading = Reading(request)
    known = known_of(about, now, verify=request.POST.get("wants") == "verify")
    case = case_of(known, reading)
    if not about.chosen and about.offered:
        reading.wrong["about"] = words.say("web_complaint.wrong.about")
    if reading.wrong or request.POST.get("do") == "edit":
        return _form(request, about, back, known, reading)
    route = route_said(case, words)
    if request.POST.get("do") == "take" and (channel := request.POST.get("channel", "")) in route.can_be_prepared:
        return _take(request, about, case, channel, now)
    again = sent_again(reading) | {f"about_{one.id}": "on" for one in about.chosen if about.offered}
    page = RoutePage(debt.place, route, case_said(case, words), again, back, take=True)
    return show(request, "complain_route.html", page, place=debt.place, again=again)


def _take(request: HttpRequest, about: About, case: Case, channel: str, now: datetime) -> HttpResponse:
    asked = complaining.Asked(
        channel=channel,
        place=case.place,
        wants=str(case.wants),
        lender=case.lender_name,
        lender_kind=str(case.lender_kind),
        findings=tuple(sorted(case.findings)),
        has=tuple(sorted(case.has)),
        happened_on=case.happened_on,
    )
    row = complaining.prepare(about.debt.file, about.debt, about.chosen, asked, now)
    return redirect(f"/{words_of(request).lang}/file/complaint/{row.id}")


def _about(request: HttpRequest, debt: Debt, contact: KeptContact | None) -> About:
    if contact is not None:
        return About(debt, (), (contact,))
    rows = debt.contacts.select_related("answers", "original", "debt").order_by("-order", "-id")
    offered = tuple(rows[:MOST_LINES])
    if request.method == "POST":
        return About(debt, offered, tuple(one for one in offered if f"about_{one.id}" in request.POST))
    return About(debt, offered, tuple(one for one in offered if _adverse(one)))


def _adverse(contact: KeptContact) -> bool:
    answers = getattr(contact, "answers", None)
    return answers is not None and any(word in ADVERSE for word in answers.summary.values())


def known_of(about: About, now: datetime, *, verify: bool = False) -> Known:
    """From her file: the lender, what the answers found, what she holds, what she filed."""
    debt, desk = about.debt, means().desk
    zone = zone_of(debt)
    days = [local_day(at, zone) for one in about.chosen if (at := moment_of(one)) is not None]
    found: frozenset[str] = frozenset()
    for one in about.chosen:
        answers = getattr(one, "answers", None)
        if answers is not None:
            found |= findings_of(json.loads(answers.review), desk, verify=verify)
    return Known(
        place=debt.place,
        today=now.astimezone(ZoneInfo(zone)).date(),
        lender=debt.lender,
        lender_kind=debt.lender_kind,
        findings=found,
        has=_has(about),
        filed=filed_of(debt.complaints.all()),
        happened_on=max(days, default=None),
        reviewed=bool(about.chosen),
    )


def _has(about: About) -> frozenset[str]:
    has = set()
    for one in about.chosen:
        if one.sender:
            has.add("sender_number")
        if one.text and one.channel in WRITTEN and one.provenance in AS_IT_CAME:
            has.add("sms_text")
        if one.original is not None and one.channel == Channel.CALL.value:
            has.add("audio")
    if any(one.state != State.PREPARED for one in about.debt.complaints.all()):
        has.add("prior_complaint")
    return frozenset(has)


def filed_of(complaints: Iterable[Complaint]) -> tuple[Filed, ...]:
    """What she handed in, in the words of routing."""
    return tuple(
        Filed(row.channel, row.filed_on, FiledState(STATE_WORDS[State(row.state)]))
        for row in complaints
        if row.filed_on is not None and row.state != State.PREPARED
    )


def _form(request: HttpRequest, about: About, back: str, known: Known, reading: Reading | None = None) -> HttpResponse:
    words, debt = words_of(request), about.debt
    groups = groups_again(known, reading) if reading else fresh_groups(known, words)
    chosen = {one.id for one in about.chosen}
    lines = tuple(_line(one, one.id in chosen, words) for one in about.offered)
    wrong = Field("about", words.say("web_complaint.about"), wrong=reading.wrong.get("about", "") if reading else "")
    figures = f"/{words.lang}/file/debt/{debt.id}/figures"
    page = AskPage(groups, back, _facts(known, words), figures, lines, about=wrong)
    return show(request, "complain.html", page, place=debt.place, status=422 if reading and reading.wrong else 200)


def _line(contact: KeptContact, chosen: bool, words: Catalogue) -> Line:
    at, begins = moment_of(contact), " ".join((contact.text or contact.note).split())
    when = say_moment(at, words.lang) if at else words.say("web_complaint.no_time")
    by = visible(contact.sender) or words.say(f"channel.{contact.channel}")
    return Line(contact.id, f"{when} · {by}", visible(begins[:SHOWN_CHARACTERS]), chosen)


def _facts(known: Known, words: Catalogue) -> tuple[tuple[str, str], ...]:
    listed = words.say("page.listed")
    kind = "" if known.lender_kind == "unknown" else words.say(f"lender_kind.{known.lender_kind}")
    has = listed.join(words.say(f"complaint_has.{word}") for word in sorted(known.has))
    filed = listed.join(filed_said(one, words) for one in known.filed)
    said = (("lender", visible(known.lender)), ("lender_kind", kind), ("has", has), ("filed", filed))
    return tuple((words.say(f"web_complaint.case.{name}"), value) for name, value in said if value)


PAGES = (
    Page("file/debt/<str:debt>/complain", from_debt, "debt-complain", Who.OWNER, ("GET", "POST")),
    Page("file/contact/<str:contact>/complain", from_contact, "contact-complain", Who.OWNER, ("GET", "POST")),
)
