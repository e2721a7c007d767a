"""`/.well-known/atesta/…`: what anybody needs to check what a creditor signed here. No language, no session, no list of
mandates: one is had by whoever has its id, which nobody guesses."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path

from atesta.errors import AtestaError
from atesta.evidence.canonical import Json
from atesta.store import signing
from atesta.store.models import SignedMandate

ROOT = ".well-known/atesta"


def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys (RFC 7517): the one in use and those of before."""
    return _json(request, signing.jwks)


def revoked(request: HttpRequest) -> HttpResponse:
    """Every revoked mandate by its jti, and the same list signed with its time."""
    return _json(request, lambda: signing.revoked_mandates(datetime.now(UTC)))


def mandate(request: HttpRequest, jti: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(("GET",))
    token = SignedMandate.objects.filter(jti=jti).values_list("token", flat=True).first() if "\0" not in jti else ""
    if not token:
        return _said({"error": "not found"}, 404)
    return _open(HttpResponse(token, content_type="application/jose"))


def _json(request: HttpRequest, make: object) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(("GET",))
    try:
        return _open(_said(make()))  # type: ignore[operator]
    except AtestaError:  # the keys are locked, away, or taken out of force
        return _said({"error": "the keys of this installation cannot be used"}, 503)


def _said(data: dict[str, Json], status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(data), status=status, content_type="application/json")


def _open(answer: HttpResponse) -> HttpResponse:
    """Any page may read it, and copies are asked for anew after five minutes."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def patterns() -> list[URLPattern]:
    return [
        path(f"{ROOT}/jwks.json", jwks, name="well-known-jwks"),
        path(f"{ROOT}/revoked.json", revoked, name="well-known-revoked"),
        path(f"{ROOT}/mandates/<str:jti>.jws", mandate, name="well-known-mandate"),
    ]
