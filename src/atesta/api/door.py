"""What every request goes through, in this order; the first that refuses answers.

1. the way is there (404), and takes the method (405)
2. the key (401), and for ways of the creditor that it is the creditor's own (403)
3. how often it came (429)
4. the size of the body (413) and its kind (415)
5. the Idempotency-Key of whatever changes something (400): the same request once more is answered with the same bytes,
   another one under the same key, or one that is being answered, is refused (409)
6. the form of the body: JSON (400), and every field of it (422)
7. what was asked for, and the answer to it, in one transaction: neither is kept without the other
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, cast

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from atesta.api.caller import Caller, Request, caller_of, words_of
from atesta.api.refusal import JSON, RefusedError, answer
from atesta.errors import AtestaError
from atesta.store import pace
from atesta.store.answered import Before, Once, begin, finish, forget

log = logging.getLogger("atesta.api")
View = Callable[..., HttpResponse]

MOST_BYTES, MOST_BYTES_OF_MANY = 64 * 1024, 5 * 1024 * 1024
"""Of one thing, and of a batch or a file."""
MANY = (":batch", ":import")
"""How the ways end that take many things at once."""
TOKEN = re.compile(r"[A-Za-z0-9._:-]{8,80}")
REPLAYED = "Idempotent-Replayed"


def utc_now() -> datetime:
    """The real clock; tests hand in their own."""
    return datetime.now(UTC)


class _Undone(Exception):  # noqa: N818 - no fault: it carries an answer out of a transaction that it undoes
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def guarded(run: View) -> View:
    """Around one way in: steps 2 to 7. `run` are ninja's own, the last two."""

    @wraps(run)
    def through(request: HttpRequest, **found: Any) -> HttpResponse:
        try:
            caller = caller_of(request, utc_now())
            cast(Request, request).caller = caller
            _paced(request, caller)
            if request.method != "POST":
                return run(request, **found)
            _body_fits(request)
            return _once(request, caller, lambda: run(request, **found))
        except AtestaError as error:
            return answer(error, words_of(request))

    return through


def _paced(request: HttpRequest, caller: Caller) -> None:
    name = "api-many" if request.path_info.endswith(MANY) else "api"
    seconds = pace.wait_key(caller.key.id, name, caller.now)
    if seconds:
        raise RefusedError(429, "api_pace", headers={"Retry-After": str(seconds)}, seconds=seconds)


def _body_fits(request: HttpRequest) -> None:
    most = MOST_BYTES_OF_MANY if request.path_info.endswith(MANY) else MOST_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:  # that it is a number was looked at before (web.middleware)
        raise RefusedError(413, "api_body_large", limit=most)
    if request.body and request.content_type != JSON:
        raise RefusedError(415, "api_body_type")


def _once(request: HttpRequest, caller: Caller, run: Callable[[], HttpResponse]) -> HttpResponse:
    token = request.headers.get("Idempotency-Key", "")
    if not TOKEN.fullmatch(token):
        raise RefusedError(400, "api_idempotency_missing")
    asked = f"{request.method} {request.get_full_path()}\0".encode() + request.body
    once = Once(caller.key, caller.secret, token, asked)
    row = begin(once, caller.now)
    if isinstance(row, Before):
        replayed = HttpResponse(row.body, status=row.status, content_type=JSON)
        replayed[REPLAYED] = "true"
        return replayed
    try:
        with transaction.atomic():
            response = run()
            if response.status_code >= 400:
                raise _Undone(response)
            finish(row, once, response.status_code, response.content)
    except _Undone as undone:
        response = undone.response
        finish(row, once, response.status_code, response.content)
    except BaseException:
        forget(row)
        raise
    return response


def shaped(view: View) -> View:
    """Around everything under the address of the API: whatever becomes of a request, it is JSON of one shape."""

    @csrf_exempt  # no cookie opens anything here
    @wraps(view)
    def through(request: HttpRequest, **found: Any) -> HttpResponse:
        response = _answered(view, request, found)
        response["Cache-Control"] = "no-store"
        return response

    return through


def _answered(view: View, request: HttpRequest, found: dict[str, Any]) -> HttpResponse:
    words = words_of(request)
    try:
        response = view(request, **found)
        if response.status_code != 405:
            return response
        allowed = ", ".join(sorted(response["Allow"].split(", ")))
        return answer(RefusedError(405, "api_method", headers={"Allow": allowed}), words)
    except AtestaError as error:
        return answer(error, words)
    except (OperationalError, InterfaceError) as fault:
        _note(fault)
        return answer(RefusedError(503, "api_database", headers={"Retry-After": "5"}), words)
    except Exception as fault:
        _note(fault)
        return answer(RefusedError(500, "api_our_fault"), words)


def _note(fault: Exception) -> None:
    """Its kind alone: texts of exceptions quote what they met."""
    log.error(json.dumps({"fault": type(fault).__name__}))
