"""Who calls: the key in `Authorization`, and so one agency of one creditor, or the creditor itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, cast

from django.http import HttpRequest

from atesta.api.refusal import RefusedError
from atesta.config import language_of
from atesta.locale import Catalogue, catalogue
from atesta.store.api_keys import key_of
from atesta.store.models import Agency, ApiKey, Creditor

MOST_SECRET = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """`agency` None: the creditor itself. `secret` is what the answer to a request is locked with while it is kept."""

    key: ApiKey
    creditor: Creditor
    agency: Agency | None
    secret: str = field(repr=False)
    words: Catalogue
    now: datetime


def caller_of(request: HttpRequest, now: datetime) -> Caller:
    """Raises RefusedError (401), the same for a key that is missing, unknown, ended or revoked."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip()
    key = key_of(secret, now) if scheme.lower() == "bearer" and secret.isascii() and len(secret) < MOST_SECRET else None
    if key is None:
        raise RefusedError(401, "api_key", headers={"WWW-Authenticate": "Bearer"})
    return Caller(key, key.creditor, key.agency, secret, words_of(request), now)


def words_of(request: HttpRequest) -> Catalogue:
    """The first language of Accept-Language that we speak; English where there is none."""
    for entry in request.headers.get("Accept-Language", "")[:200].split(","):
        lang = language_of(entry.partition(";")[0].strip())
        if lang is not None:
            return catalogue(lang)
    return catalogue("en")


class Request(HttpRequest):
    """What a way in is called with: the door has put the caller beside the request."""

    caller: Caller


class Key:
    """ninja's question before it reads anything: the door has answered it. Named so in the document."""

    openapi_security_schema: ClassVar[dict[str, str]] = {
        "type": "http",
        "scheme": "bearer",
        "description": "`Authorization: Bearer atk_…`, a key that the creditor issued to one agency or to itself.",
    }

    def __call__(self, request: HttpRequest) -> Caller:
        return cast(Request, request).caller


class CreditorKey(Key):
    """The creditor's own key. To an agency's the whole way is closed, whatever thing it names."""

    openapi_security_schema: ClassVar[dict[str, str]] = {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of the creditor itself. A key of an agency is answered 403.",
    }

    def __call__(self, request: HttpRequest) -> Caller:
        caller = super().__call__(request)
        if caller.agency is not None:
            raise RefusedError(403, "api_creditor_only")
        return caller
