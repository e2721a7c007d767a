"""The second factor: set up once, with codes for the day when the phone is lost; then asked at every sign-in."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from datetime import UTC, datetime

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django_otp.plugins.otp_totp.models import TOTPDevice

from atesta.store import staffing
from atesta.web.paced import too_often
from atesta.web.show import show
from atesta.web.staff_door import StaffForm, forgive, goes, slower
from atesta.web.staff_fields import Field, typed
from atesta.web.staff_session import confirm, device_of, staff_of, verified


@dataclass(frozen=True, slots=True)
class SetUp:
    """`secret` for whoever cannot take a picture of the code, in fours."""

    secret: str
    form: StaffForm


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """Shown once."""

    codes: tuple[str, ...]


def second(request: HttpRequest) -> HttpResponse:
    staff, now = staff_of(request), datetime.now(UTC)
    if verified(request):
        return goes(request, "staff-home")
    device = device_of(staff)
    if device is None:
        return goes(request, "staff-set-up")
    if request.method != "POST":
        return show(request, "staff_second.html", _form("second"))
    if seconds := slower(now, f"second:{staff.id}"):
        return too_often(request, seconds)
    if not _right(device, typed(request, "code", 40)):
        return show(request, "staff_second.html", _form("second", wrong="second"), status=400)
    forgive(now, f"second:{staff.id}")
    confirm(request, device)
    return goes(request, "staff-home")


def _right(device: TOTPDevice, code: str) -> bool:
    """Six digits from the phone, or one of the printed codes."""
    digits = code.replace(" ", "")
    if digits.isascii() and digits.isdigit():
        return bool(device.verify_token(digits))
    return staffing.spend_recovery_code(device.user, code)


def set_up(request: HttpRequest) -> HttpResponse:
    """The secret is shown until a code made from it came back, and never again."""
    staff, now = staff_of(request), datetime.now(UTC)
    if device_of(staff):
        return goes(request, "staff-second")
    device, _ = TOTPDevice.objects.get_or_create(user=staff, confirmed=False, defaults={"name": "phone"})
    wrong = ""
    if request.method == "POST":
        if seconds := slower(now, f"second:{staff.id}"):
            return too_often(request, seconds)
        if device.verify_token(typed(request, "code", 40).replace(" ", "")):
            return _done(request, device, now)
        wrong = "second"
    secret = base64.b32encode(device.bin_key).decode("ascii")
    page = SetUp(" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), _form("second", wrong))
    return show(request, "staff_set_up.html", page, status=400 if wrong else 200)


def _done(request: HttpRequest, device: TOTPDevice, now: datetime) -> HttpResponse:
    """The codes are in this answer and nowhere else, so it is no redirect; sent twice, the second finds it done."""
    device.confirmed = True
    device.save(update_fields=("confirmed",))
    forgive(now, f"second:{device.user_id}")
    codes = staffing.new_recovery_codes(staff_of(request), now)
    confirm(request, device)
    return show(request, "staff_codes.html", RecoveryCodes(codes))


def picture(request: HttpRequest) -> HttpResponse:
    """The secret as a QR code, while it is being set up."""
    device = TOTPDevice.objects.filter(user=staff_of(request), confirmed=False).first()
    if device is None or device_of(staff_of(request)):
        raise Http404
    out = io.BytesIO()
    segno.make_qr(device.config_url, error="m").save(out, kind="svg", scale=5, border=4, dark="#000", light="#fff")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


def _form(label: str, wrong: str = "") -> StaffForm:
    return StaffForm((Field("code", label, wrong=wrong, autocomplete="one-time-code", most=40),))
