"""Passkeys (WebAuthn), through py_webauthn: a device that proves itself, beside the printed code and never instead.

A challenge lies in the session and serves once. The user handle is the file's id, which tells nothing about anybody;
credentials are discoverable, so that no name has to be typed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import webauthn
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from atesta.store import opening, pace
from atesta.store.models import File, Passkey
from atesta.web.access import Who, finder, open_file
from atesta.web.myfile import session
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of

CHALLENGE = "passkey_challenge"
SECONDS = 300
_NAME = "Atesta"
_FAULTS = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)
"""What a hostile answer of a browser may bring up; none of it is told."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    id: str
    label: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to open this file; `file` is its number, for whoever has to name it to the operator; `mail` the address
    that is one of them."""

    keys: tuple[KeyRow, ...]
    full: bool
    said: str
    file: str
    mail: str


@finder("passkey")
def _passkey(request: HttpRequest, given: str) -> Passkey:
    key = Passkey.objects.filter(id=given, file=open_file(request)).select_related("file").first()
    if key is None:
        raise Http404
    return key


def ways(request: HttpRequest) -> HttpResponse:
    file = _file(request)
    keys = tuple(KeyRow(key.id, key.label, key.made_at, key.used_at) for key in file.passkeys.order_by("made_at"))
    said = request.GET.get("said", "")
    way = file.mail_ways.exclude(confirmed_at=None).first()
    full, mail = len(keys) >= opening.MOST_PASSKEYS, way.address if way else ""
    return show(request, "file_ways.html", Ways(keys, full, _known_said(said), file.id, mail))


def _known_said(said: str) -> str:
    return said if said in ("code", "passkey", "passkey_gone") else ""


def ask_add(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey for this file."""
    file = _file(request)
    held = [PublicKeyCredentialDescriptor(id=bytes(key.credential)) for key in file.passkeys.all()]
    asked = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=_NAME,
        user_id=file.id.encode(),
        user_name=words_of(request).say("web_file.ways.user_name"),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=held,
    )
    return _asked(request, asked.challenge, webauthn.options_to_json(asked))


def add(request: HttpRequest) -> HttpResponse:
    file, given, now = _file(request), _given(request), session.now()
    challenge = _challenge(request, now)
    if challenge is None or file.passkeys.count() >= opening.MOST_PASSKEYS:
        return _no(request)
    try:
        made = webauthn.verify_registration_response(
            credential=given["credential"],
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=settings().origin,
        )
    except _FAULTS:
        return _no(request)
    label = str(given.get("label", "")).strip()
    opening.add_passkey(file, made.credential_id, made.credential_public_key, made.sign_count, label, now)
    return JsonResponse({"to": f"/{words_of(request).lang}/file/ways?said=passkey"})


def remove(request: HttpRequest, passkey: Passkey) -> HttpResponse:
    opening.remove_passkey(passkey, session.now())
    session.stay(request, passkey.file)
    return redirect(f"/{words_of(request).lang}/file/ways?said=passkey_gone")


def ask_open(request: HttpRequest) -> HttpResponse:
    asked = webauthn.generate_authentication_options(rp_id=_host())
    return _asked(request, asked.challenge, webauthn.options_to_json(asked))


def open_(request: HttpRequest) -> HttpResponse:
    """Opens the file of the passkey that answered. Unknown key, wrong signature, used challenge: the same no."""
    now = session.now()
    challenge, given = _challenge(request, now), _given(request)
    if not pace.allow(request, "passkey", now) or challenge is None:
        return _no(request)
    try:
        key = Passkey.objects.select_related("file").get(credential=_credential(given))
        done = webauthn.verify_authentication_response(
            credential=given["credential"],
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=settings().origin,
            credential_public_key=bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
        )
    except (*_FAULTS, Passkey.DoesNotExist):
        return _no(request)
    session.begin(request, opening.used_passkey(key, done.new_sign_count, now), now)
    return JsonResponse({"to": f"/{words_of(request).lang}/file/home"})


def _asked(request: HttpRequest, challenge: bytes, asked: str) -> HttpResponse:
    request.session[CHALLENGE] = [bytes_to_base64url(challenge), int(session.now().timestamp())]
    answer = HttpResponse(asked, content_type="application/json")
    answer["Cache-Control"] = "no-store"
    return answer


def _challenge(request: HttpRequest, now: datetime) -> bytes | None:
    """Taken out of the session, so that it serves once."""
    held = request.session.pop(CHALLENGE, None)
    if held is None or int(now.timestamp()) - held[1] > SECONDS:
        return None
    return base64url_to_bytes(held[0])


def _given(request: HttpRequest) -> dict[str, Any]:
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


def _credential(given: dict[str, Any]) -> bytes:
    return base64url_to_bytes(given["credential"]["rawId"])


def _no(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"wrong": words_of(request).say("web_file.ways.refused")}, status=422)


def _file(request: HttpRequest) -> File:
    file = open_file(request)
    assert file is not None  # Who.OWNER
    return file


def _host() -> str:
    return urlsplit(settings().origin).hostname or "localhost"


PAGES = (
    Page("file/ways", ways, "file-ways", Who.OWNER),
    Page("file/passkey/ask", ask_open, "passkey-ask", Who.ANYONE, ("POST",)),
    Page("file/passkey/open", open_, "passkey-open", Who.ANYONE, ("POST",)),
    Page("file/passkey/ask-add", ask_add, "passkey-ask-add", Who.OWNER, ("POST",)),
    Page("file/passkey/add", add, "passkey-add", Who.OWNER, ("POST",)),
    Page("file/passkey/<str:passkey>/remove", remove, "passkey-remove", Who.OWNER, ("POST",)),
)
