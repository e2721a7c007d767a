"""Every way in: method, address, who may, what goes in and what comes out. What it does stands in the rooms below.

A view gets the caller from the door and finds things only among the caller's own (`own_…`): what is not there and what
is somebody else's are one answer.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import BaseRenderer

from atesta.api import announcements, contacts, ledger
from atesta.api.caller import words_of
from atesta.api.door import guarded
from atesta.api.reading import StrictJson, refusal_of
from atesta.api.refusal import JSON, RefusedError, answer, not_there
from atesta.errors import AtestaError


class Written(BaseRenderer):
    """JSON in UTF-8, as it is."""

    media_type = JSON

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return json.dumps(data, ensure_ascii=False).encode()


class Ways(NinjaAPI):
    def get_content_type(self) -> str:
        return JSON

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Ways(
    title="Atesta",
    version="1",
    openapi_url=None,
    docs_url=None,
    parser=StrictJson(),
    renderer=Written(),
    urls_namespace="api",
)
api.add_decorator(guarded, mode="view")
for router in (contacts.router, announcements.router, ledger.router, ledger.creditors):
    api.add_router("", router)


@api.exception_handler(AtestaError)
def _refused(request: HttpRequest, error: AtestaError) -> HttpResponse:
    return answer(error, words_of(request))


@api.exception_handler(ValidationError)
def _not_read(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer(refusal_of(error), words_of(request))


@api.exception_handler(HttpError)
def _not_parsed(request: HttpRequest, error: HttpError) -> HttpResponse:
    """ninja wraps whatever the parser refused."""
    cause = error.__cause__
    return answer(cause if isinstance(cause, AtestaError) else RefusedError(400, "api_body"), words_of(request))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer(not_there(), words_of(request))
