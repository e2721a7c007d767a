"""One line a request, without a personal datum; and a database that is away gets a page of its own."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse

from atesta.web.failures import failure

log = logging.getLogger("atesta.web")
Next = Callable[[HttpRequest], HttpResponse]


MOST = 220 * 1024 * 1024
"""Bytes of a request: the largest file that a form may bring, and what stands around it."""


class Bounded:
    """What is announced to be larger than anything that we take is refused before a byte of it is written anywhere. (A
    form is read before its view runs: its token stands in it.)"""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) <= MOST:
            return self._next(request)
        return failure(request, "too_much", 413)


class Answered:
    """Writes `{"page", "method", "status", "ms"}`: the page's name, never its address, which may hold an id."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self._next(request)
        found = request.resolver_match
        line = {
            "page": found.url_name if found else None,
            "method": request.method if request.method in ("GET", "HEAD", "POST", "PUT") else "other",
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1),
        }
        if not request.path_info.startswith("/static/"):
            log.info(json.dumps(line))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The kind of the fault is logged and nothing of its text: texts of exceptions quote what they met."""
        if isinstance(exception, Http404):
            return None  # an answer, and no fault
        log.error(json.dumps({"fault": type(exception).__name__}))
        return failure(request, "database_away", 503) if isinstance(exception, OperationalError) else None
