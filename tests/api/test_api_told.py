"""What an agency's key is told of contacts that are not its own: their number, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from a_machine import CONTACT, House, Machine
from a_register import AT, NUMBER, OWN_SENDER

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.store import gating, models

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CALL = {**CONTACT, "channel": "call"}


def spoken(house: House, hours: float, by: str | None) -> None:
    account, at = house.register.account, AT - hours * HOUR
    agency = models.Agency.objects.get(creditor=account.creditor, slug=by) if by else None
    said = {"channel": "call", "outcome": "conversation", "line": f"{by}{hours}"}
    models.Touch.objects.create(account=account, agency=agency, at=at, made_at=at, **said)


def measured_of(machine: Machine, listed: bool = False) -> dict[str, Any]:
    found = machine.get("/asks").json()["items"][0] if listed else machine.post("/contacts/ask", CALL).json()
    (reason,) = found["reasons"]
    return {**reason["measured"], "text": reason["text"]}


@pytest.mark.parametrize("by", [None, "other"])
def test_an_agency_is_told_how_many_contacts_are_others_and_neither_whose_nor_when(
    house: House, by: str | None
) -> None:
    for hours, whose in ((1, by), (2, by), (2.5, "hx")):
        spoken(house, hours, whose)
    for told in (measured_of(house.mine), measured_of(house.mine, listed=True)):
        assert (told["count"], told["others"]) == (4, 2)
        assert [entry["by"] for entry in told["counted"]] == ["hx"]
    every = measured_of(house.owner, listed=True)["counted"]
    assert sorted(entry["by"] for entry in every) == sorted(["hx", by or "own", by or "own"])


@pytest.mark.parametrize("by", [None, "hx"])
def test_when_a_contact_is_planned_is_told_to_whoever_planned_it(house: House, by: str | None) -> None:
    spoken(house, 1, "hx")
    spoken(house, 2, "hx")
    asker = gating.Asker(house.register.creditor, house.register.agency if by else None)
    address = CALL["address"] if by else OWN_SENDER
    planned = AT + 6 * HOUR
    wanted = gating.Wanted(CALL["account"], NUMBER, address, Channel.CALL, Purpose.DEMAND, Recipient.DEBTOR, planned)
    assert gating.ask(asker, wanted, AT - HOUR / 6).decision == "allowed"
    told = measured_of(house.mine)
    assert (told.get("planned") == planned.isoformat()) == bool(by)
    assert told.get("planned_elsewhere", False) == (not by)
    if not by:
        assert "that somebody else has planned" in told["text"] and not {"planned_by", "from", "to"} & told.keys()
        assert planned.isoformat() not in str(told)
        assert measured_of(house.owner, listed=True)["planned"] == planned.isoformat()
