"""Who may open a page, and whose things it may be about: decided here, before any view runs.

A view never gets an id out of an address. Each named part of a path has a finder below, which either returns the thing
that this visitor may see or answers "not found", the same for what is not there and for what is not hers. A page whose
path has a part without a finder, or that says no `who`, cannot be started.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any, cast

from django.http import Http404, HttpRequest

from atesta.contact.place import PLACES
from atesta.locale import FOLDERS
from atesta.store.models import File, Staff, StaffOf
from atesta.store.staffing import COMPLIANCE, KEEPER, MANAGER, OPERATORS
from atesta.web.staff_session import signed_in, verified

FILE_KEY, SEEN_KEY, EPOCH_KEY = "file", "seen", "epoch"
"""Where a session keeps the id of the file that is open in it, the second (UTC) when it was last used, and the epoch of
the file when it was opened (File.epoch)."""
UPLOADS_KEY = "uploads"
"""Where a session keeps the tokens of what was sent in it, by id."""
IDLE_SECONDS = 30 * 60
SEEN_EVERY_SECONDS = 60  # not every page writes the session


class Who(Enum):
    """ANYONE: no account, nothing known. OWNER: a file is open in this session. STAFF: signed in with both factors.
    HALF: signed in with the password only, to set up or give the second factor. KEEPER: of the staff, whoever may read
    what was handed over and put holds. PERSON: signed in with both factors, for whomever she works. COMPLIANCE: for a
    creditor; AGENCY: for an agency. These two are nobody of the operator's, see `works_for`."""

    ANYONE = "anyone"
    OWNER = "owner"
    HALF = "half"
    PERSON = "person"
    STAFF = "staff"
    KEEPER = "keeper"
    COMPLIANCE = "compliance"
    AGENCY = "agency"


ROLES_OF = {
    Who.STAFF: frozenset(OPERATORS),
    Who.KEEPER: frozenset({KEEPER}),
    Who.COMPLIANCE: frozenset({COMPLIANCE}),
    Who.AGENCY: frozenset({MANAGER}),
}


def works_for(request: HttpRequest) -> StaffOf:
    """In a view for COMPLIANCE or AGENCY: whose rows it is about. Finders of such pages ask it for every row."""
    return cast(Staff, request.user).works_for


def open_file(request: HttpRequest) -> File | None:
    """The file that is open in this session, read once for a request."""
    if not hasattr(request, "_atesta_file"):
        id_ = request.session.get(FILE_KEY)
        epoch = request.session.get(EPOCH_KEY, "")
        found = File.objects.filter(id=id_, epoch=epoch).first() if id_ and _in_use(request) else None
        request._atesta_file = found  # type: ignore[attr-defined]
    return request._atesta_file  # type: ignore[attr-defined, no-any-return]


def _in_use(request: HttpRequest) -> bool:
    """Half an hour of nothing closes a file: a telephone is handed on."""
    now, seen = int(datetime.now(UTC).timestamp()), request.session.get(SEEN_KEY, 0)
    if now - seen > IDLE_SECONDS:
        for key in (FILE_KEY, UPLOADS_KEY):  # a recording of hers is nothing for whoever has the telephone now
            request.session.pop(key, None)
        return False
    if now - seen > SEEN_EVERY_SECONDS:
        request.session[SEEN_KEY] = now
    return True


def may(request: HttpRequest, who: Who) -> bool:
    match who:
        case Who.ANYONE:
            return True
        case Who.OWNER:
            return open_file(request) is not None
        case Who.HALF:
            return signed_in(request) is not None
        case Who.PERSON:
            return verified(request) is not None
        case Who.STAFF | Who.KEEPER | Who.COMPLIANCE | Who.AGENCY:
            staff = verified(request)
            return staff is not None and staff.role in ROLES_OF[who]


def _lang(request: HttpRequest, given: str) -> str:
    if given not in FOLDERS:
        raise Http404
    return given


def _place(request: HttpRequest, given: str) -> str:
    code = given.upper()
    if given != given.lower() or code not in PLACES:
        raise Http404
    return code


Finder = Callable[[HttpRequest, str], Any]
FINDERS: dict[str, Finder] = {"lang": _lang, "place": _place}
"""By the name of the part of a path. Rooms of pages add theirs with `finder`."""


def finder(name: str) -> Callable[[Finder], Finder]:
    """Registers how a part of a path is found, with the permission inside."""

    def enter(find: Finder) -> Finder:
        if name in FINDERS:
            raise ValueError(f"two finders for {name}")
        FINDERS[name] = find
        return find

    return enter


def found(request: HttpRequest, parts: Mapping[str, str]) -> dict[str, Any]:
    if any("\0" in given for given in parts.values()):  # nothing has such a name, and PostgreSQL will not look for it
        raise Http404
    return {name: FINDERS[name](request, given) for name, given in parts.items()}
