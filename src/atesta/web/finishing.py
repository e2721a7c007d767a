"""What came of one's own announcement, with the time at which it really was made, or that it is taken back (B1.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from atesta.action.gate import LATE_AT_MOST
from atesta.errors import InputError
from atesta.store import announcing
from atesta.store.gating import NOT_MADE, Asker, report
from atesta.store.models import Announcement
from atesta.store.withdrawing import MOST_WHY
from atesta.telling.say import say_moment
from atesta.telling.say_error import say_parts
from atesta.web.access import Who, works_for
from atesta.web.announced_rows import OUTCOMES, AnnouncedRow, row_of
from atesta.web.announcing import FORM, AnnounceForm, back, clock, room_of
from atesta.web.clocks import clocks
from atesta.web.field import Field, wrong_fields
from atesta.web.pages import Page
from atesta.web.sent.said import why_of
from atesta.web.show import show, words_of
from atesta.web.wordings import zone_of

MINUTE = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class FinishPage:
    """One announcement of the firm that looks. `report` and `withdraw` are the fields of the two forms, () where that
    was done; `refused`: what was said already, or why not."""

    room: str
    row: AnnouncedRow
    report: tuple[Field, ...]
    withdraw: tuple[Field, ...]
    wrong: tuple[Field, ...]
    refused: tuple[str, ...]

    @property
    def base(self) -> str:
        return f"web/{self.room}_base.html"


def finish(request: HttpRequest, announced: Announcement) -> HttpResponse:
    form, now = AnnounceForm(request), clock()
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        return _page(form, announced, now)
    refused = act(form, announced, now)
    if form.wrong or refused:
        announced.refresh_from_db()
        return _page(form, announced, now, refused)
    return back(request)


def _report(form: AnnounceForm, row: Announcement, now: datetime) -> tuple[str, ...]:
    """What was reported first stands: the same again has no second effect, another is told what stands."""
    works, outcome = works_for(form.request), form.text("outcome")
    if outcome not in OUTCOMES[row.kind]:
        form.fault("outcome", "outcome")
    at = None if outcome == NOT_MADE else _made_at(form, row, now)
    if form.wrong or row.ask is None:
        return ()
    try:
        report(Asker(works.creditor, works.agency), row.ask.id, outcome, at, now)
    except InputError as error:
        return tuple(part[:1].upper() + part[1:] for part in say_parts(error, words_of(form.request)))
    return ()


def _made_at(form: AnnounceForm, row: Announcement, now: datetime) -> datetime | None:
    """Typed to the minute, by the creditor's clock: not before the minute of the announcement, and not ahead."""
    zone, given = zone_of(row.creditor.place), form.text("made_at", needed=True)
    try:
        typed = datetime.fromisoformat(given) if given else None
    except ValueError:
        typed = None
        form.fault("made_at", "moment")
    if typed is None:
        return None
    at = typed.replace(tzinfo=typed.tzinfo or zone)
    if at < row.at.replace(second=0, microsecond=0):
        _wrong_time(form, "before_announced", row.at.astimezone(zone))
    elif at > now + LATE_AT_MOST:
        _wrong_time(form, "ahead", now.astimezone(zone))
    return at


def _wrong_time(form: AnnounceForm, why: str, at: datetime) -> None:
    words = words_of(form.request)
    form.wrong.setdefault("made_at", words.say(f"finish_wrong.{why}", at=say_moment(at, words.lang)))


def _withdraw(form: AnnounceForm, row: Announcement, now: datetime) -> tuple[str, ...]:
    """With the reason that the debtor is told; pressed twice it is withdrawn once."""
    why, words = form.text("why", most=MOST_WHY), words_of(form.request)
    if not why:
        form.fault("why", "why")
    if form.wrong or announcing.withdraw(row, why, now):
        return ()
    row.refresh_from_db()
    gone = row.withdrawn_at.astimezone(zone_of(row.creditor.place)) if row.withdrawn_at else now
    told = words.say("finish_wrong.gone", at=say_moment(gone, words.lang), why=why_of(row.withdrawn_why, words))
    return () if row.withdrawn_why == why else (told,)


ACTS: dict[str, Callable[[AnnounceForm, Announcement, datetime], tuple[str, ...]]] = {
    "report": _report,
    "withdraw": _withdraw,
}


def _page(form: AnnounceForm, announced: Announcement, now: datetime, refused: tuple[str, ...] = ()) -> HttpResponse:
    request, works = form.request, works_for(form.request)
    row = row_of(announced, words_of(request), works.agency, now)
    reported = _report_fields(form, announced, row, now) if row.outcomes else ()
    withdrawn = () if row.withdrawn_at else (form.field("why", required=True, maxlength=MOST_WHY),)
    wrong = wrong_fields((*reported, *withdrawn))
    page = FinishPage(room_of(works), row, reported, withdrawn, wrong, refused)
    return show(request, "announced_finish.html", page, status=422 if wrong or refused else 200)


def _report_fields(
    form: AnnounceForm, announced: Announcement, row: AnnouncedRow, now: datetime
) -> tuple[Field, ...]:
    """It was made when the call was hung up, else now, unless another time is typed."""
    words, place = words_of(form.request), announced.creditor.place
    made = (announced.closed_at or now).astimezone(zone_of(place)).strftime(MINUTE)
    hint = words.say("announce_field.made_at_by", city=clocks(place, words)[0][1])
    label, wrong = words.say("announce_field.made_at"), form.wrong.get("made_at", "")
    value = form.request.POST.get("made_at", made)
    return (
        form.field("outcome", "select", choices=row.outcomes),
        Field("made_at", label, value, "datetime-local", hint, wrong, required=True),
    )


PAGES = (
    Page("agency/announce/<str:announced>/finish", finish, "agency-finish", Who.AGENCY, FORM),
    Page("creditor/announce/<str:announced>/finish", finish, "creditor-finish", Who.COMPLIANCE, FORM),
)
