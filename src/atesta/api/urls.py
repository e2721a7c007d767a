"""Addresses under `/api/v1/`: every way in, its document, and one answer to all that is nothing of ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path

from atesta.api.document import document
from atesta.api.door import shaped
from atesta.api.refusal import as_json, not_there
from atesta.api.ways import api


def openapi(request: HttpRequest) -> HttpResponse:
    """For anybody: it says nothing of anybody."""
    return as_json(document())


def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    raise not_there()


patterns = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
urlpatterns = [
    *(URLPattern(each.pattern, shaped(each.callback), each.default_args, f"api-{each.name}") for each in patterns),
    path("openapi.json", shaped(openapi), name="api-openapi"),
    re_path("^(?P<rest>.*)$", shaped(nothing), name="api-nothing"),
]
