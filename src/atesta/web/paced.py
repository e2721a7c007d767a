"""`@paced("review")`: a view that takes a form only so often from one address (atesta.store.pace)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse

from atesta.locale import Catalogue
from atesta.store.pace import LIMITS, wait
from atesta.web.failures import failure
from atesta.web.show import words_of

TEXTS = ("text", "said", "remembered", "message")
"""The fields of forms whose words are reviewed."""
CHARACTERS_A_TRY = 3000
"""So many are reviewed in about half a second."""
MOST_MINUTES = 90
"""A longer wait is told in hours."""
View = Callable[..., HttpResponse]


def paced(name: str) -> Callable[[View], View]:
    """Looking is free; sending is counted. Too often: 429 with the seconds to wait. An unknown name fails at start."""
    if name not in LIMITS:
        raise ValueError(f"no limit is called {name}")

    def around(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, **found: Any) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return view(request, **found)
            seconds = wait(request, name, datetime.now(UTC), _weight(request))
            return too_often(request, seconds) if seconds else view(request, **found)

        return counted

    return around


def _weight(request: HttpRequest) -> int:
    """A long text is as much work as several short ones."""
    return 1 + sum(len(request.POST.get(name, "")) for name in TEXTS) // CHARACTERS_A_TRY


def say_wait(seconds: int, words: Catalogue) -> str:
    """ "5 minutes", "7 hours": never less than it is."""
    minutes = ceil(seconds / 60)
    if minutes <= MOST_MINUTES:
        return words.say("wait_said.minutes", n=minutes)
    return words.say("wait_said.hours", n=ceil(minutes / 60))


def too_often(request: HttpRequest, seconds: int, limit: str = "") -> HttpResponse:
    """For a view that counts by itself. `limit`: number or ending, where it is not the one of whoever asks."""
    key = f"too_often_{limit}" if limit else "too_often"
    answer = failure(request, key, 429, wait=say_wait(seconds, words_of(request)))
    answer["Retry-After"] = str(seconds)
    return answer
