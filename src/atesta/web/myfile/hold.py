"""What a legal hold keeps from being erased or changed, said with who set it, since when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from atesta.store.models import Hold
from atesta.web.show import show, words_of


@dataclass(frozen=True, slots=True)
class Held:
    """Why nothing can be erased or changed now."""

    since: datetime
    reason: str
    by: str
    back: str


def held(request: HttpRequest, hold: Hold, back: str) -> HttpResponse:
    """Why it cannot be done now: who set the hold, since when and why."""
    words = words_of(request)
    by = words.say("web_file.looks.staff", who=hold.by.id[:6]) if hold.by else words.say("web_file.held.nobody")
    status = 409 if request.method == "POST" else 200
    return show(request, "file_held.html", Held(hold.since, hold.reason, by, back), status=status)
