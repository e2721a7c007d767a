"""A session of a person of the operator: half an hour without a page ends it, twelve hours end it anyway."""

from __future__ import annotations

import time
from typing import cast

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django_otp import login as give_second_factor
from django_otp.plugins.otp_totp.models import TOTPDevice

from atesta.store.models import Staff

IDLE_S = 30 * 60
LONGEST_S = 12 * 3600
NOTED_EVERY_S = 60
"""So that not every page writes its session."""
SINCE, SEEN = "staff_since", "staff_seen"


def signed_in(request: HttpRequest) -> Staff | None:
    """Who gave the password, and has not been away for too long. A session that is over is emptied."""
    user = request.user
    if not user.is_authenticated:
        return None
    now, since, seen = int(time.time()), request.session.get(SINCE, 0), request.session.get(SEEN, 0)
    if now - since > LONGEST_S or now - seen > IDLE_S:
        logout(request)
        return None
    if now - seen > NOTED_EVERY_S:
        request.session[SEEN] = now
    return user


def verified(request: HttpRequest) -> Staff | None:
    """Who gave both."""
    staff = signed_in(request)
    return staff if staff is not None and request.user.is_verified() else None  # type: ignore[union-attr]


def staff_of(request: HttpRequest) -> Staff:
    """In a view whose page lets nobody else in."""
    return cast(Staff, request.user)


def sign_in(request: HttpRequest, staff: Staff) -> None:
    """A new session: nothing of what somebody may have put into the old one comes along."""
    request.session.flush()
    login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    request.session[SINCE] = request.session[SEEN] = int(time.time())


def confirm(request: HttpRequest, device: TOTPDevice) -> None:
    """Both factors from here on, under a new key: a key seen before is worth no more than it was."""
    request.session.cycle_key()
    give_second_factor(request, device)


def device_of(staff: Staff) -> TOTPDevice | None:
    """Her second factor, once it is set up."""
    return cast("TOTPDevice | None", TOTPDevice.objects.filter(user=staff, confirmed=True).first())
