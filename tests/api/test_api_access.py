"""Every way × every key × one's own things, another's and what is not there, made from the document of the API.

A way that is new is in it at once. What is not yours answers exactly as what is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from a_machine import A_CALL, A_TEXT, CONTACT, House, Machine
from a_register import AT, a_mandate
from django.http import HttpResponse

from atesta.api.document import document
from atesta.store import api_keys, models

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
OUTCOME = {"outcome": "no_answer", "at": (AT - timedelta(minutes=11)).isoformat()}
WHY = {"why": "a test"}
ACCOUNTS = "account,due,amount,currency\nA-2002,2026-11-12,412.60,CNY\n"
A_FILE = {"csv": "account,agency\nA-1001,hx\n", "dry_run": True}
BODIES: dict[str, Any] = {
    "ask_contact": CONTACT,
    "report_outcome": OUTCOME,
    "register_text": A_TEXT,
    "register_texts": {"texts": [A_TEXT]},
    "register_call": A_CALL,
    "close_call": None,
    "withdraw": WHY,
    "import_contacts": {"csv": "account,at,channel,outcome\nA-1001,2026-11-23T10:00:00+08:00,call,no_answer\n"},
    "import_placements": A_FILE,
    "import_accounts": {"csv": ACCOUNTS, "mapping": {"moment": "2026-11-23T06:00:00+08:00"}, "dry_run": True},
    "revoke_mandate": WHY,
}
"""What each changing way is sent. A new one? Add its body here."""


@dataclass(frozen=True, slots=True)
class Way:
    method: str
    at: str
    name: str
    creditor_only: bool

    @property
    def has_thing(self) -> bool:
        return "{" in self.at


WAYS = [
    Way(method, at, way["operationId"], any("CreditorKey" in need for need in way["security"]))
    for at, ways in document()["paths"].items()
    for method, way in ways.items()
]
EVERY_WAY = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
GONE = "a" * 26


def send(machine: Machine, way: Way, thing: str = "") -> HttpResponse:
    at = way.at.replace("{id}", thing).replace("{jti}", thing)
    return machine.get(at) if way.method == "get" else machine.post(at, BODIES[way.name])


def things(house: House) -> dict[str, str]:
    """A thing of the agency that has the account, by the name of the way that names it."""
    register = house.register
    common: dict[str, Any] = {
        "creditor": register.creditor,
        "agency": register.agency,
        "address": "02150001234",
        "channel": "call",
        "purpose": "demand",
    }
    ask = models.GateAsk.objects.create(
        **common,
        **{"account": register.account, "to": "debtor", "decision": "allowed"},
        **{"asked_at": AT - timedelta(minutes=12), "planned_at": AT, "ends_at": AT},
    )
    call = models.Announcement.objects.create(
        **common, kind="call", address_key="k", person="p", code_key="c", at=AT, salt="0" * 64, leaf="0" * 64
    )
    revoked = a_mandate(register.agency, date(2024, 1, 1), date(2024, 12, 31))
    return {
        "report_outcome": ask.id,
        "close_call": call.id,
        "withdraw": call.id,
        "proof": call.id,
        "revoke_mandate": revoked.jti,
    }


def keys(house: House) -> dict[str, Machine]:
    return {name: getattr(house, name) for name in ("mine", "other", "owner", "rival", "rival_owner", "nobody")}


def may(way: Way, who: str) -> bool:
    """Written down a second time on purpose: whose key finds a thing of the agency that has the account. What became
    of a contact is told by who asked for it."""
    if way.name == "report_outcome":
        return who == "mine"
    return who == "owner" or (who == "mine" and not way.creditor_only)


def expected(way: Way, who: str) -> int:
    if who == "nobody":
        return 401
    if way.creditor_only and who in ("mine", "other", "rival"):
        return 403
    return 200 if may(way, who) or not way.has_thing else 404


def test_every_changing_way_can_be_sent() -> None:
    assert {way.name for way in WAYS if way.method == "post"} == set(BODIES)


@EVERY_WAY
@pytest.mark.parametrize("who", ["mine", "other", "owner", "rival", "rival_owner", "nobody"])
def test_a_way_opens_to_whom_it_is_for(house: House, way: Way, who: str) -> None:
    thing = things(house)[way.name] if way.has_thing else ""
    assert send(keys(house)[who], way, thing).status_code == expected(way, who)


@pytest.mark.parametrize("way", [way for way in WAYS if way.has_thing], ids=lambda way: way.name)
def test_what_is_not_yours_reads_like_what_is_not_there(house: House, way: Way) -> None:
    thing = things(house)[way.name]
    for who, machine in keys(house).items():
        if not may(way, who):
            theirs, gone = send(machine, way, thing), send(machine, way, GONE)
            assert (theirs.status_code, theirs.content) == (gone.status_code, gone.content), who
    assert send(house.mine, way, GONE).status_code in (403, 404)


@EVERY_WAY
def test_a_key_that_ended_opens_nothing(house: House, way: Way, now: Any) -> None:
    api_keys.revoke(house.mine.key, None, now)
    models.ApiKey.objects.filter(id=house.owner.key.id).update(ends_at=now)
    thing = things(house).get(way.name, "")
    assert {send(machine, way, thing).status_code for machine in (house.mine, house.owner)} == {401}


LISTS: dict[str, Callable[[House], object]] = {
    "/announcements": things,
    "/asks?decision=allowed": things,
    "/placements": lambda house: None,
    "/requests": lambda house: models.LedgerRequest.objects.create(
        account=house.register.account, kind="dispute", asked_at=AT, from_on=date(2026, 11, 20)
    ),
}


@pytest.mark.parametrize("at", LISTS)
def test_a_list_holds_what_is_ones_own(house: House, at: str) -> None:
    LISTS[at](house)
    found = {who: len(machine.get(at).json()["items"]) for who, machine in keys(house).items() if who != "nobody"}
    away = {"/placements": 1}.get(at, 0)  # the other creditor's agency has a placement of its own
    assert found == {"mine": 1, "other": 0, "owner": 1, "rival": away, "rival_owner": away}


def test_a_request_binds_an_agency_for_as_long_as_it_has_the_account(house: House) -> None:
    LISTS["/requests"](house)
    for to_on, seen in ((date(2026, 11, 24), 1), (date(2026, 11, 23), 0)):
        models.Placement.objects.update(to_on=to_on)
        assert len(house.mine.get("/requests").json()["items"]) == seen
    for ended in ("declined_at", "withdrawn_at"):
        models.LedgerRequest.objects.update(**{"declined_at": None, "withdrawn_at": None, ended: AT})
        assert house.owner.get("/requests").json()["items"] == []
