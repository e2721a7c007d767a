"""What a creditor publishes of its register: who may speak for it, by which numbers, since when; and what was listed
wrongly, with the reason. Nothing of accounts or placements (PRODUCT rows 7, 13)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from atesta.evidence.canonical import Json
from atesta.store.mandating import CORRECTED, day_at
from atesta.store.models import Creditor, Opening, Sender, SignedMandate

SCHEMA = "atesta.agencies/1"


@dataclass(frozen=True, slots=True)
class Speaks:
    """One address and its days, both included; no `to_on`: still in force."""

    address: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class MandateSaid:
    channels: tuple[str, ...]
    from_on: date
    to_on: date
    revoked_on: date | None


@dataclass(frozen=True, slots=True)
class AgencySaid:
    """`slug` is its short name; an agency stays here after its mandate ended, and the days say so."""

    slug: str
    name: str
    senders: tuple[Speaks, ...]
    mandates: tuple[MandateSaid, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """An address that should not have been listed for `who`, from that day on, and why."""

    address: str
    who: str
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class Published:
    creditor: str
    place: str
    as_of: datetime
    today: date
    own: tuple[Speaks, ...]
    agencies: tuple[AgencySaid, ...]
    corrections: tuple[Correction, ...]


def published(place: str, now: datetime) -> tuple[Published, ...]:
    """Of every creditor of this place that keeps its register here."""
    return tuple(of_creditor(row, now) for row in Creditor.objects.filter(place=place).order_by("name"))


def of_creditor(creditor: Creditor, now: datetime) -> Published:
    senders = list(Sender.objects.filter(creditor=creditor).select_related("agency").order_by("from_on", "id"))
    corrections = tuple(_corrections(creditor, senders))
    wrong = {(one.address, one.who) for one in corrections}
    right = [row for row in senders if (row.address, _who(row)) not in wrong]
    mandates = list(SignedMandate.objects.filter(agency__creditor=creditor).order_by("from_on", "id"))
    agencies = tuple(
        AgencySaid(
            agency.slug,
            agency.name,
            tuple(_speaks(row) for row in right if row.agency_id == agency.id),
            tuple(_mandate(row, creditor) for row in mandates if row.agency_id == agency.id),
        )
        for agency in creditor.agencies.order_by("name", "slug")
    )
    own = tuple(_speaks(row) for row in right if row.agency_id is None)
    return Published(creditor.name, creditor.place, now, day_at(creditor, now), own, agencies, corrections)


def _speaks(row: Sender) -> Speaks:
    return Speaks(row.address, row.from_on, row.to_on)


def _who(row: Sender) -> str:
    return row.agency.name if row.agency else ""


def _mandate(row: SignedMandate, creditor: Creditor) -> MandateSaid:
    revoked = day_at(creditor, row.revoked_at) if row.revoked_at else None
    return MandateSaid(tuple(row.channels), row.from_on, row.to_on, revoked)


def _corrections(creditor: Creditor, senders: list[Sender]) -> Iterator[Correction]:
    """From the log itself: what was decided there cannot be changed afterwards."""
    by_id = {row.id: row for row in senders}
    rows = Opening.objects.filter(entry__kind=CORRECTED, row__in=list(by_id)).select_related("entry")
    for opening in rows.order_by("-entry__seq"):
        sender = by_id[opening.row]
        yield Correction(
            sender.address, _who(sender), day_at(creditor, opening.entry.at), str(opening.what.get("why", ""))
        )


def as_json(found: tuple[Published, ...]) -> dict[str, Json]:
    """The list as a file; `from` and `to` are days where the creditor is, both inclusive."""
    creditors: list[Json] = [_creditor_json(one) for one in found]
    return {"schema": SCHEMA, "creditors": creditors}


def _creditor_json(one: Published) -> Json:
    return {
        "creditor": one.creditor,
        "place": one.place,
        "as_of": one.as_of.isoformat(timespec="seconds"),
        "own_senders": [_sender_json(row) for row in one.own],
        "agencies": [
            {
                "id": agency.slug,
                "name": agency.name,
                "senders": [_sender_json(row) for row in agency.senders],
                "mandates": [
                    {
                        "channels": list(row.channels),
                        "from": row.from_on.isoformat(),
                        "to": row.to_on.isoformat(),
                        "revoked": row.revoked_on.isoformat() if row.revoked_on else None,
                    }
                    for row in agency.mandates
                ],
            }
            for agency in one.agencies
        ],
        "corrections": [
            {"address": row.address, "agency": row.who or None, "on": row.on.isoformat(), "why": row.why}
            for row in one.corrections
        ],
    }


def _sender_json(row: Speaks) -> Json:
    return {
        "address": row.address,
        "from": row.from_on.isoformat(),
        "to": row.to_on.isoformat() if row.to_on else None,
    }


HEADER = ("creditor", "agency", "phones", "from", "to", "mandate_from", "mandate_to", "channels", "revoked")


def as_csv(found: tuple[Published, ...]) -> str:
    """A line for each address and mandate; the columns are those that `atesta lists` reads of a lender's own list."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(HEADER)
    for one in found:
        for row in one.own:
            lines.writerow(_cells(one.creditor, one.creditor, row, None))
        for agency in one.agencies:
            for address in agency.senders:
                for mandate in agency.mandates or (None,):
                    lines.writerow(_cells(one.creditor, agency.name, address, mandate))
    return out.getvalue()


def _cells(creditor: str, agency: str, row: Speaks, mandate: MandateSaid | None) -> tuple[str, ...]:
    cells = (creditor, agency, row.address, _iso(row.from_on), _iso(row.to_on))
    if mandate is None:
        return tuple(map(_no_formula, (*cells, "", "", "", "")))
    days = (_iso(mandate.from_on), _iso(mandate.to_on), " ".join(mandate.channels), _iso(mandate.revoked_on))
    return tuple(map(_no_formula, (*cells, *days)))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _no_formula(cell: str) -> str:
    """A spreadsheet runs a cell that begins like this; a number with its country code is one it may show as it is."""
    return (
        f"'{cell}"
        if cell[:1] in ("=", "-", "@", "\t", "\r") or (cell[:1] == "+" and not cell[1:].isdecimal())
        else cell
    )
