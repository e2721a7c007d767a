"""What a creditor's own register said about one contact, on the day on which it was asked: the few rows that matter, as
a directory, and by which name it knows the account. Kept with the contact, so that the answer comes out the same later,
whatever has become of the register (A3).

    {"account": …, "agencies": [{"id": …, "name": …, "senders": [[address, from, to]]}], "as_of": …, "creditor": …,
     "mandates": [[agency, from, to, [channel], revoked at, why]], "own": [[address, from, to]], "place": …,
     "placements": [[account, agency, from, to]], "registrations": [{…}], "reports": [[address, on, by, to, at]],
     "row": …, "zone": …}

Days are ISO 8601, null is open; `text` of a registration is true where it is the text of the contact itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from atesta.contact.account import Account, Lender
from atesta.contact.place import PLACES
from atesta.evidence.canonical import Json
from atesta.mandate.directory import Agency, Directory, Mandate, Placement, Registration, Report, Sender, Span


@dataclass(frozen=True, slots=True)
class Consulted:
    """`account` is what the directory calls hers, None where none was found; `zone` hers with it. `row` is the id of
    the announcement that it is about, "" where there is none."""

    directory: Directory
    place: str
    account: str | None = None
    zone: str | None = None
    row: str = ""

    @property
    def who(self) -> Account | None:
        """The account as far as a sender is looked up by it: nothing of what is owed."""
        if self.account is None:
            return None
        held, as_of = self.directory, self.directory.as_of
        assert as_of is not None
        currency = PLACES[self.place].currency
        return Account(as_of, self.account, held.creditor, Lender(held.creditor), self.place, self.zone, currency)


def kept(consulted: Consulted, text: str) -> str:
    """As JSON, without the text of the contact, which is kept beside it. ASCII: names come as they were listed."""
    held = consulted.directory
    said: dict[str, Json] = {
        "creditor": held.creditor,
        "as_of": _iso(held.as_of),
        "own": [_sender(one) for one in held.own_senders],
        "agencies": [
            {"id": one.id, "name": one.name, "senders": [_sender(each) for each in one.senders]}
            for one in held.agencies
        ],
        "mandates": [_mandate(one) for one in held.mandates],
        "placements": [[one.account, one.agency, *_span(one.span)] for one in held.placements],
        "registrations": [_registration(one, text) for one in held.registrations],
        "reports": [[one.address, one.on.isoformat(), one.by, _iso(one.to), _iso(one.at)] for one in held.reports],
        **{"account": consulted.account, "zone": consulted.zone, "place": consulted.place, "row": consulted.row},
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def read(data: str, text: str) -> Consulted:
    """What `kept` wrote, with the text of its contact."""
    said = json.loads(data)
    as_of = _moment(said["as_of"])
    held = Directory(
        creditor=said["creditor"],
        as_of=as_of,
        own_senders=tuple(_read_sender(one) for one in said["own"]),
        agencies=tuple(
            Agency(one["id"], one["name"], tuple(_read_sender(each) for each in one["senders"]))
            for one in said["agencies"]
        ),
        mandates=tuple(
            Mandate(id_, _read_span(*days), tuple(by), _moment(over), why)
            for id_, *days, by, over, why in said["mandates"]
        ),
        placements=tuple(Placement(account, id_, _read_span(*days)) for account, id_, *days in said["placements"]),
        registrations=tuple(_read_registration(one, text) for one in said["registrations"]),
        reports=tuple(
            Report(address, date.fromisoformat(on), by, _day(to), _moment(at))
            for address, on, by, to, at in said["reports"]
        ),
    )
    return Consulted(held, said["place"], said["account"], said["zone"], said["row"])


def _sender(sender: Sender) -> list[Json]:
    return [sender.address, *_span(sender.span)]


def _span(span: Span) -> list[Json]:
    return [_iso(span.from_), _iso(span.to)]


def _mandate(held: Mandate) -> list[Json]:
    return [held.agency, *_span(held.span), [*held.channels], _iso(held.revoked_at), held.revoked_why]


def _registration(entry: Registration, text: str) -> dict[str, Json]:
    return {
        **{"address": entry.address, "channel": entry.channel, "account": entry.account, "code": entry.code},
        **{"at": _iso(entry.at), "opens": _iso(entry.opens), "closes": _iso(entry.closes)},
        "text": True if entry.text is not None and entry.text == text else entry.text,
    }


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read_sender(said: list[Any]) -> Sender:
    address, *days = said
    return Sender(address, _read_span(*days))


def _read_span(from_: str | None, to: str | None) -> Span:
    return Span(_day(from_), _day(to))


def _read_registration(said: dict[str, Any], text: str) -> Registration:
    times = {name: _moment(said[name]) for name in ("at", "opens", "closes")}
    return Registration(**{**said, **times, "text": text if said["text"] is True else said["text"]})


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
