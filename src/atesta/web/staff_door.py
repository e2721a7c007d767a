"""How a person of the operator comes in: password, then second factor. No answer tells whether a login exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.store import staffing
from atesta.store.models import Staff
from atesta.store.pace import address_of, forget_key, wait_key
from atesta.web.paced import too_often
from atesta.web.show import show, words_of
from atesta.web.staff_fields import Field, new_password_fields, secret_of, typed, wrong_of
from atesta.web.staff_session import device_of, sign_in, signed_in, verified

LIMIT = "staff-login"
MOST_LOGIN = 60


@dataclass(frozen=True, slots=True)
class StaffForm:
    """One form and what is wrong in it."""

    fields: tuple[Field, ...]

    @property
    def wrong(self) -> tuple[Field, ...]:
        return wrong_of(self.fields)


def goes(request: HttpRequest, page: str) -> HttpResponse:
    return redirect(page, lang=words_of(request).lang)


def door(request: HttpRequest) -> HttpResponse:
    if verified(request):
        return goes(request, "staff-home")
    if signed_in(request):
        return goes(request, "staff-second")
    if request.method == "POST":
        return _sign_in(request)
    return show(request, "staff_door.html", _door_form(""))


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Counted before it is looked at, by address and by login, also for a login that nobody has; the hash is computed
    in either case (Django's backend does)."""
    login, now = typed(request, "login", MOST_LOGIN).lower(), datetime.now(UTC)
    if seconds := slower(now, address_of(request), f"login:{login}"):
        return too_often(request, seconds)
    name = login if staffing.LOGIN.fullmatch(login) else ""
    staff = authenticate(request, username=name, password=secret_of(request, "password"))
    if not isinstance(staff, Staff):
        return show(request, "staff_door.html", _door_form(login, wrong="login"), status=400)
    forgive(now, address_of(request), f"login:{login}")
    sign_in(request, staff)
    return goes(request, "staff-second")


def slower(now: datetime, *keys: str) -> int:
    """Counts this try under each key; seconds to wait, 0 for none."""
    return max(wait_key(key, LIMIT, now) for key in keys)


def forgive(now: datetime, *keys: str) -> None:
    """After the right one, earlier slips no longer count."""
    for key in keys:
        forget_key(key, LIMIT, now)


def _door_form(login: str, wrong: str = "") -> StaffForm:
    return StaffForm(
        (
            Field("login", "login", value=login, wrong=wrong, autocomplete="username", most=MOST_LOGIN),
            Field("password", "password", "password", autocomplete="current-password", most=500),
        )
    )


def begin(request: HttpRequest) -> HttpResponse:
    """The code from the command line, and a password of one's own."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        now = datetime.now(UTC)
        if seconds := slower(now, address_of(request)):
            return too_often(request, seconds)
        wrong = wrong_password(request, "")
        staff = None if wrong else staffing.begin(typed(request, "code"), secret_of(request, "new"), now)
        if staff:
            forgive(now, address_of(request))
            sign_in(request, staff)
            return goes(request, "staff-second")
        wrong = wrong or {"code": "begin_code"}
    code = Field("code", "begin_code", value=typed(request, "code"), wrong=wrong.get("code", ""), most=60)
    return show(
        request, "staff_begin.html", StaffForm((code, *new_password_fields(wrong))), status=400 if wrong else 200
    )


def wrong_password(request: HttpRequest, login: str) -> dict[str, str]:
    """What is wrong with a new password: field -> key of its sentence."""
    new = secret_of(request, "new")
    weak = staffing.weakness(new, login)
    if weak:
        return {"new": weak}
    return {} if new == secret_of(request, "again") else {"again": "again"}


def out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return goes(request, "staff-door")


def has_second(request: HttpRequest) -> bool:
    staff = signed_in(request)
    return staff is not None and device_of(staff) is not None
