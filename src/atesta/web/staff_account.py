"""One's own password and printed codes; both ask for the password that is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse

from atesta.store import staffing
from atesta.store.models import StaffCode
from atesta.web.paced import too_often
from atesta.web.show import show
from atesta.web.staff_door import StaffForm, forgive, slower, wrong_password
from atesta.web.staff_fields import Field, new_password_fields, secret_of
from atesta.web.staff_second import RecoveryCodes
from atesta.web.staff_session import staff_of

BASES = {staffing.COMPLIANCE: "web/creditor_base.html", staffing.MANAGER: "web/agency_base.html"}


@dataclass(frozen=True, slots=True)
class Account:
    """`codes_left` of the printed ones; `changed` after the password was. `base`: the way around of whoever it is."""

    base: str
    login: str
    codes_left: int
    password: StaffForm
    codes: StaffForm
    changed: bool = False


def account(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, {})
    staff, now = staff_of(request), datetime.now(UTC)
    if seconds := slower(now, f"account:{staff.id}"):
        return too_often(request, seconds)
    of_codes = "for_codes" in request.POST
    field = "for_codes" if of_codes else "password"
    if not staff.check_password(secret_of(request, field)):
        return _shown(request, {field: "password"})
    forgive(now, f"account:{staff.id}")
    if of_codes:
        return show(request, "staff_codes.html", RecoveryCodes(staffing.new_recovery_codes(staff, now)))
    if wrong := wrong_password(request, staff.login):
        return _shown(request, wrong)
    staffing.set_password(staff, secret_of(request, "new"), now)
    update_session_auth_hash(request, staff)  # every other session of hers is over
    return _shown(request, {}, changed=True)


def _shown(request: HttpRequest, wrong: dict[str, str], *, changed: bool = False) -> HttpResponse:
    staff = staff_of(request)
    left = StaffCode.objects.filter(staff=staff, kind=staffing.RECOVERY).count()
    page = Account(
        BASES.get(staff.role, "web/staff_base.html"),
        staff.login,
        left,
        StaffForm((_current("password", wrong), *new_password_fields(wrong))),
        StaffForm((_current("for_codes", wrong),)),
        changed,
    )
    return show(request, "staff_account.html", page, status=400 if wrong else 200)


def _current(name: str, wrong: dict[str, str]) -> Field:
    return Field(name, "password_now", "password", wrong=wrong.get(name, ""), autocomplete="current-password", most=500)
