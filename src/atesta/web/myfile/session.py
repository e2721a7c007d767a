"""A file that is open in this browser: begun with a new session key, ended by a button or half an hour of nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest

from atesta.store import uploads
from atesta.store.models import File
from atesta.web.access import EPOCH_KEY, FILE_KEY, SEEN_KEY, UPLOADS_KEY


def now() -> datetime:
    """The clock of these pages; handed down from each view."""
    return datetime.now(UTC)


def begin(request: HttpRequest, file: File, at: datetime) -> None:
    """The session gets another key: one that somebody knew before opens nothing."""
    request.session.cycle_key()
    request.session[FILE_KEY] = file.id
    stay(request, file)
    request.session[SEEN_KEY] = int(at.timestamp())
    request._atesta_file = file  # type: ignore[attr-defined]


def stay(request: HttpRequest, file: File) -> None:
    """After a way in was taken away here: this session goes on, all others of the file are over."""
    request.session[EPOCH_KEY] = file.epoch


def end(request: HttpRequest) -> None:
    """Closes the file, and erases what was sent meanwhile and not kept: nobody could see it any more.
    Somebody of the operator who is signed in here stays so."""
    uploads.erase_these(request.session.get(UPLOADS_KEY, ()))
    if request.user.is_authenticated:
        for key in (FILE_KEY, SEEN_KEY, EPOCH_KEY, UPLOADS_KEY):
            request.session.pop(key, None)
        request.session.cycle_key()
    else:
        request.session.flush()
    request._atesta_file = None  # type: ignore[attr-defined]
