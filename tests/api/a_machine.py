"""A program that talks to the API with its key: of the agency hx, of another one, of the creditor, of another."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from a_register import ACCOUNT, AGENCY_SENDER, AT, NUMBER, TEXT, Register, a_register, an_agency
from django.http import HttpResponse
from django.test import Client

from atesta.store import models
from atesta.store.api_keys import new_key

tokens = itertools.count(1)
CONTACT = {
    "account": ACCOUNT,
    "number": NUMBER,
    "address": AGENCY_SENDER,
    "channel": "sms",
    "at": AT.isoformat(),
}
A_TEXT = {**CONTACT, "text": TEXT}
A_CALL = {
    "account": ACCOUNT,
    "number": NUMBER,
    "address": AGENCY_SENDER,
    "opens_at": AT.isoformat(),
    "closes_at": (AT + timedelta(minutes=30)).isoformat(),
    "first_name": "Lin",
}


@dataclass(slots=True)
class Machine:
    """`secret` "": it shows no key. `post` makes an idempotency key of its own unless it is given one."""

    secret: str
    key: models.ApiKey | None = None
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False, SERVER_NAME="localhost"))

    def get(self, at: str, **headers: str) -> HttpResponse:
        answer: HttpResponse = self.client.get(f"/api/v1{at}", headers={**self._key(), **headers})
        return answer

    def post(self, at: str, body: Any = None, *, token: str = "", **headers: str) -> HttpResponse:
        token = token or f"request-{next(tokens):06d}"
        answer: HttpResponse = self.client.post(
            f"/api/v1{at}",
            data=body if body is not None else b"",
            content_type="application/json",
            headers={**self._key(), "Idempotency-Key": token, **headers},
        )
        return answer

    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}


@dataclass(frozen=True, slots=True)
class House:
    """`mine` is the agency that has the account, `other` another one of the same creditor, `owner` the creditor,
    `rival` another creditor's agency, `rival_owner` that creditor."""

    register: Register
    away: Register
    mine: Machine
    other: Machine
    owner: Machine
    rival: Machine
    rival_owner: Machine
    nobody: Machine


def a_house(now: datetime) -> House:
    register, away = a_register(), a_register("晨光分期")
    other = an_agency(register.creditor, "other", "别家")
    return House(
        register,
        away,
        mine=a_machine(register.creditor, register.agency, now),
        other=a_machine(register.creditor, other, now),
        owner=a_machine(register.creditor, None, now),
        rival=a_machine(away.creditor, away.agency, now),
        rival_owner=a_machine(away.creditor, None, now),
        nobody=Machine(""),
    )


def a_machine(creditor: models.Creditor, agency: models.Agency | None, now: datetime) -> Machine:
    key, secret = new_key(creditor, agency, "test", None, now)
    return Machine(secret, key)


def error_of(answer: HttpResponse) -> dict[str, Any]:
    """Its one error, which has the one shape."""
    found: dict[str, Any] = answer.json()["error"]
    assert {"id", "what", "why", "do"} <= found.keys() <= {"id", "what", "why", "do", "field", "line"}
    return found
