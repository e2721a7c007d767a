"""The gate's cases: TOML files that a lawyer can read, a place each.

`[setting]` is what every case of the file shares, a case repeats only what is another. `says` is the case as a
sentence; `expect` the decision; `reasons` the ids of all reasons, in any order; `figures` what one of them measured.
Who may speak: an own sender 10690000188, the agency hx with the sender 02150001234, its mandate for every channel and
the placement of the account, all since 2024, unless the case says otherwise.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from atesta.action.gate import Asked, Known
from atesta.contact.account import Account, Lender, LenderKind, Pause, PauseKind
from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.contact.place import PLACES
from atesta.mandate import directory as core
from atesta.mandate.do_not_contact import DoNotContact, Refusal, RefusalKind, ReportedSender
from atesta.rules.rulebook import load_rulebook

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "gate"
ACCOUNT, HERS, OWN_SENDER, HX_SENDER = "A-1001", "hers", "10690000188", "02150001234"
SINCE = date(2024, 1, 1)
CHANNELS = tuple(channel.value for channel in Channel)


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    says: str
    expect: str
    reasons: frozenset[str]
    figures: Mapping[str, Any]
    asked: Asked
    known: Known


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.toml")):
        with path.open("rb") as file:
            told = tomllib.load(file)
        for number, case in enumerate(told["case"], start=1):
            yield case_of(f"{path.stem}-{number}", {**told.get("setting", {}), **case})


def case_of(name: str, told: Mapping[str, Any]) -> Case:
    expected = frozenset(told.get("reasons", ()))
    return Case(name, told["says"], told["expect"], expected, told.get("figures", {}), _asked(told), _known(told))


def _asked(told: Mapping[str, Any]) -> Asked:
    by = told.get("by", "hx")
    return Asked(
        sender=told.get("sender", OWN_SENDER if by == "own" else HX_SENDER),
        recipient=told.get("recipient", HERS) or None,
        account=told.get("account", ACCOUNT) or None,
        by=by,
        channel=Channel(told.get("channel", "call")),
        purpose=Purpose(told.get("purpose", "demand")),
        to=Recipient(told.get("to", "debtor")),
        at=told["at"],
        asked_at=told.get("asked_at", told["at"] - timedelta(minutes=1)),
    )


def _known(told: Mapping[str, Any]) -> Known:
    place = told["place"]
    return Known(
        directory=_directory(told),
        account=_account(told, place) if told.get("account", ACCOUNT) else None,
        history=None if told.get("history") == "unknown" else tuple(map(_past, told.get("history", ()))),
        held=_held(told, place),
        place=place,
        numbers=frozenset(told.get("numbers", (HERS,))),
        rulebook=load_rulebook(),
    )


def _directory(told: Mapping[str, Any]) -> core.Directory:
    span = {"from": SINCE}
    mandates = told.get("mandates", [{"agency": "hx", **span, "channels": CHANNELS}])
    placements = told.get("placements", [{"agency": "hx", **span}])
    agencies = {"hx": told.get("hx_senders", [{"address": HX_SENDER, **span}]), **told.get("agencies", {})}
    return core.Directory(
        creditor="L",
        as_of=told["at"],
        own_senders=tuple(map(_sender, told.get("own_senders", [{"address": OWN_SENDER, **span}]))),
        agencies=tuple(core.Agency(id_, id_, tuple(map(_sender, held))) for id_, held in agencies.items()),
        mandates=tuple(_mandate(m) for m in mandates),
        placements=tuple(core.Placement(ACCOUNT, p["agency"], _span(p)) for p in placements),
    )


def _mandate(told: Mapping[str, Any]) -> core.Mandate:
    revoked = told.get("revoked"), told.get("why", "")
    return core.Mandate(told["agency"], _span(told), tuple(told["channels"]), *revoked)


def _sender(told: Mapping[str, Any]) -> core.Sender:
    return core.Sender(told["address"], _span(told))


def _span(told: Mapping[str, Any]) -> core.Span:
    return core.Span(told.get("from"), told.get("to"))


def _account(told: Mapping[str, Any], place: str) -> Account:
    return Account(
        as_of=told["at"],
        account=ACCOUNT,
        creditor="L",
        lender=Lender("L", LenderKind(told.get("lender", "consumer_finance"))),
        place=place,
        zone=told.get("zone", PLACES[place].zones[0]) or None,
        currency=PLACES[place].currency,
        pauses=tuple(
            Pause(PauseKind(p["kind"]), p["from"], p.get("to"), p.get("accepted", True), p.get("written", True))
            for p in told.get("pauses", ())
        ),
    )


def _past(told: Mapping[str, Any]) -> PastContact:
    at: datetime = told["at"]
    return PastContact(
        at=at,
        channel=Channel(told.get("channel", "call")),
        outcome=Outcome(told.get("outcome", "conversation")),
        by=told.get("by", "hx"),
        to=Recipient(told.get("to", "debtor")),
        to_number=told.get("to_number", HERS),
        purpose=Purpose(told.get("purpose", "demand")),
        reported=told.get("reported", True),
    )


def _held(told: Mapping[str, Any], place: str) -> DoNotContact:
    senders = (
        ReportedSender(
            r.get("address", HX_SENDER), r.get("reporter", ""), r["since"], "12321", r.get("confirmed"), r.get("lifted")
        )
        for r in told.get("reported", ())
    )
    refusals = (
        Refusal(r.get("number", HERS), RefusalKind(r["kind"]), r["since"], r.get("verified"), r.get("lifted"))
        for r in told.get("refused", ())
    )
    return DoNotContact(place, tuple(senders), tuple(refusals))
