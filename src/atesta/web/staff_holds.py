"""Legal holds: put on a file whose id its owner showed, with a reason that she reads; lifted by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse

from atesta.store import oversight
from atesta.store.models import Hold
from atesta.web.access import Who, finder, may
from atesta.web.show import show
from atesta.web.staff_door import StaffForm, goes
from atesta.web.staff_fields import Field, typed
from atesta.web.staff_session import staff_of

REASON_CHARS = 200


@dataclass(frozen=True, slots=True)
class HoldRow:
    id: str
    file: str
    reason: str
    by: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Holds:
    rows: tuple[HoldRow, ...]
    form: StaffForm


@finder("hold")
def _hold(request: HttpRequest, given: str) -> Hold:
    found = oversight.holds().filter(id=given).first()
    if found is None or not may(request, Who.KEEPER):
        raise Http404
    return found


def holds(request: HttpRequest) -> HttpResponse:
    file, reason, wrong = typed(request, "file", 60).lower(), typed(request, "reason", REASON_CHARS), {}
    if request.method == "POST":
        wrong = {} if reason else {"reason": "hold_reason"}
        made = None if wrong else oversight.hold(file, staff_of(request), reason, datetime.now(UTC))
        if made:
            return goes(request, "staff-holds")
        wrong = wrong or {"file": "hold_file"}
    fields = (
        Field("file", "hold_file", value=file, wrong=wrong.get("file", ""), hint="hold_file_hint", most=60),
        Field("reason", "hold_reason", value=reason, wrong=wrong.get("reason", ""), hint="hold_reason_hint"),
    )
    page = Holds(tuple(_row(hold) for hold in oversight.holds()[: oversight.MOST]), StaffForm(fields))
    return show(request, "staff_holds.html", page, status=400 if wrong else 200)


def lift(request: HttpRequest, hold: Hold) -> HttpResponse:
    oversight.lift(hold, staff_of(request), datetime.now(UTC))
    return goes(request, "staff-holds")


def _row(hold: Hold) -> HoldRow:
    return HoldRow(hold.id, hold.file_id, hold.reason, hold.by.login if hold.by else "", hold.since)
