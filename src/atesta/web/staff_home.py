"""What needs a person today; the states of queue and log; what would be deleted. No tiles, no curves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.store import handing_off, house, jobs, oversight, retention, standing
from atesta.store.models import Look
from atesta.store.staffing import COMPLIANCE, KEEPER, OPERATORS
from atesta.web.show import settings, show, words_of
from atesta.web.staff_session import staff_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """Handed-over contacts that nobody has read; `distress` of them come first."""

    unread: int
    distress: int


@dataclass(frozen=True, slots=True)
class StaffHome:
    """`waiting` and `holds` are None for whoever only watches. `blocks` of the do-not-contact list wait for a decision;
    `no_step`: cases with lawyers that had none for too long."""

    login: str
    waiting: Waiting | None
    holds: int | None
    queue: jobs.Queue
    log: standing.LogEnd
    blocks: int = 0
    no_step: int = 0


@dataclass(frozen=True, slots=True)
class RetentionList:
    """What the next run deletes; `months` without being opened, None where no file is ever deleted by itself. `cases`
    and `blocks`: months after they ended, of the creditor's desk and list."""

    due: retention.Due
    months: int | None
    cases: int = retention.CLOSED_CASE_MONTHS
    blocks: int = retention.ENDED_BLOCK_MONTHS


@dataclass(frozen=True, slots=True)
class LookRow:
    """Who looked, when and why; never at what it said. `staff` is empty where the row of the person is gone."""

    at: datetime
    staff: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Looks:
    rows: tuple[LookRow, ...]
    more: bool


def home(request: HttpRequest) -> HttpResponse:
    """A POST walks the log's chain; it changes nothing. Whoever works for a creditor or an agency goes to its pages."""
    if (role := staff_of(request).role) not in OPERATORS:
        page = "creditor-home" if role == COMPLIANCE else "agency-home"
        return redirect(page, lang=words_of(request).lang)
    staff, waiting, holds = staff_of(request), None, None
    now, blocks, no_step = datetime.now(UTC), 0, 0
    if staff.role == KEEPER:
        unread = [each for each in oversight.waiting() if not each.read]
        waiting = Waiting(len(unread), sum(each.distress for each in unread))
        holds = oversight.holds().count()
        blocks, no_step = house.waiting().count(), len(handing_off.idle(now.date()))
    end = standing.check_log() if request.method == "POST" else standing.log_end()
    return show(
        request,
        "staff_home.html",
        StaffHome(staff.login, waiting, holds, jobs.queue(now), end, blocks, no_step),
        again={} if request.method == "POST" else None,
    )


def kept(request: HttpRequest) -> HttpResponse:
    operator = settings().operator
    months = None if operator.kind == "own" else retention.UNOPENED_MONTHS
    return show(request, "staff_kept.html", RetentionList(retention.due(datetime.now(UTC), operator), months))


def looks(request: HttpRequest) -> HttpResponse:
    found = list(oversight.looks()[: oversight.MOST + 1])
    rows = tuple(_row(look) for look in found[: oversight.MOST])
    return show(request, "staff_looks.html", Looks(rows, len(found) > oversight.MOST))


def _row(look: Look) -> LookRow:
    return LookRow(look.at, look.staff.login if look.staff else "", look.what, look.reason)
