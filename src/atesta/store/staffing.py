"""People of the operator: added at the command line, who then choose a password and set up a second factor themselves.

Nobody types a password for somebody else: `add` gives a code that works once, for a day.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import get_random_string
from django_otp.plugins.otp_totp.models import TOTPDevice

from atesta.errors import InputError
from atesta.store import log
from atesta.store.models import Agency, Creditor, Staff, StaffCode, StaffOf

KEEPER, WATCHER = "keeper", "watcher"
COMPLIANCE, MANAGER = "compliance", "manager"
OPERATORS = (KEEPER, WATCHER)
ROLES = (*OPERATORS, COMPLIANCE, MANAGER)
"""keeper: holds, handed-over contacts, retention. watcher: states and the list of looks, nothing of a person. These two
are the operator's. compliance: a creditor's register (A3). manager: an agency's own pages. These two see nothing of the
operator's, and only what is of their creditor, or of their agency (models.StaffOf)."""
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
BEGIN, RECOVERY = "begin", "recovery"
BEGIN_WITHIN = timedelta(hours=24)
RECOVERY_CODES = 8
_MISREAD = str.maketrans("018", "OIB")  # base32 has none of the three


def add(login: str, role: str, now: datetime, creditor: Creditor | None = None, agency: Agency | None = None) -> str:
    """A new person; the code with which she begins. Of a creditor for the role compliance, of an agency (and so of its
    creditor) for manager. Raises InputError where the login cannot be one or is taken, or it is not said for whom."""
    creditor = agency.creditor if agency else creditor
    if (role in (COMPLIANCE, MANAGER) and creditor is None) or (role == MANAGER and agency is None):
        raise InputError(
            "It is not said for whom this person works.",
            "Whoever works for a creditor or an agency sees what is theirs and nothing else.",
            "Name the creditor, and for a manager the agency.",
            key="staff_works_for",
        )
    if not LOGIN.fullmatch(login):
        raise InputError(
            "This cannot be a login.",
            "It is typed at every sign-in, and must read the same on every keyboard.",
            "Use 2 to 40 small letters, digits, dots, dashes or underscores; begin with a letter or digit.",
            key="staff_login_form",
        )
    with transaction.atomic():
        staff, new = Staff.objects.get_or_create(
            login=login, defaults={"role": role, "password": _no_password(), "made_at": now}
        )
        if not new:
            raise InputError(
                "Somebody has this login already.",
                "Two people with one login could not be told apart in the list of looks.",
                "Choose another, or run `atesta staff reset` for the same person.",
                key="staff_login_taken",
            )
        if role not in OPERATORS and creditor is not None:
            StaffOf.objects.create(staff=staff, creditor=creditor, agency=agency if role == MANAGER else None)
        log.append("staff_added", staff.id, {"role": role}, now)
        return _new_code(staff, BEGIN, now, now + BEGIN_WITHIN)


def reset(login: str, now: datetime) -> str:
    """For whoever lost password or phone: neither works any more, nor any open session; a new code to begin with."""
    with transaction.atomic():
        staff = _named(login)
        staff.password = _no_password()
        staff.is_active = True
        staff.save(update_fields=("password", "is_active"))
        _forget_factors(staff)
        log.append("staff_reset", staff.id, {}, now)
        return _new_code(staff, BEGIN, now, now + BEGIN_WITHIN)


def switch_off(login: str, now: datetime) -> None:
    """The person leaves. The row stays: it is named in the list of looks."""
    with transaction.atomic():
        staff = _named(login)
        staff.password, staff.is_active = _no_password(), False
        staff.save(update_fields=("password", "is_active"))
        _forget_factors(staff)
        log.append("staff_off", staff.id, {}, now)


def begin(code: str, password: str, now: datetime) -> Staff | None:
    """Takes the code and sets the first password. None: no such code, or too late."""
    with transaction.atomic():
        held = StaffCode.objects.select_for_update().filter(digest=digest_of(code), kind=BEGIN, ends_at__gt=now).first()
        if held is None:
            return None
        set_password(held.staff, password, now)
        held.delete()
        return held.staff


def set_password(staff: Staff, password: str, now: datetime) -> None:
    with transaction.atomic():
        staff.set_password(password)
        staff.save(update_fields=("password",))
        log.append("staff_password", staff.id, {}, now)


def weakness(password: str, login: str) -> str | None:
    """`short`, `common` or `login_in_it`, by the validators of the settings; None where there is nothing to say."""
    if login and login in password.lower():
        return "login_in_it"
    try:
        validate_password(password)
    except ValidationError as error:
        return "short" if "password_too_short" in {each.code for each in error.error_list} else "common"
    return None


def new_recovery_codes(staff: Staff, now: datetime) -> tuple[str, ...]:
    """Shown once. Those from before no longer work."""
    with transaction.atomic():
        StaffCode.objects.filter(staff=staff, kind=RECOVERY).delete()
        log.append("staff_codes", staff.id, {}, now)
        return tuple(_new_code(staff, RECOVERY, now, None) for _ in range(RECOVERY_CODES))


def spend_recovery_code(staff: Staff, code: str) -> bool:
    """True once for each; of two that come at the same moment, one."""
    return StaffCode.objects.filter(staff=staff, kind=RECOVERY, digest=digest_of(code)).delete()[0] > 0


def digest_of(code: str) -> str:
    """Of a code as somebody typed it: any case, any dashes and spaces."""
    letters = re.sub(r"[\s-]", "", code[:60]).upper().translate(_MISREAD)
    return hashlib.sha256(b"atesta-staff-code-v1\0" + letters.encode()).hexdigest()


def _new_code(staff: Staff, kind: str, now: datetime, ends_at: datetime | None) -> str:
    letters = base64.b32encode(secrets.token_bytes(10)).decode("ascii")
    StaffCode.objects.create(staff=staff, kind=kind, digest=digest_of(letters), ends_at=ends_at, made_at=now)
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def _named(login: str) -> Staff:
    staff = Staff.objects.select_for_update().filter(login=login).first()
    if staff is None:
        raise InputError(
            "Nobody has this login.",
            "Nothing was changed.",
            "Look at how it is written.",
            key="staff_login_unknown",
        )
    return staff


def _forget_factors(staff: Staff) -> None:
    TOTPDevice.objects.filter(user=staff).delete()
    StaffCode.objects.filter(staff=staff).delete()


def _no_password() -> str:
    """One that nobody can give; it is never the same, so that sessions opened with the old one end (session hash)."""
    return "!" + get_random_string(40)
