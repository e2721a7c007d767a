"""From rows to what goes out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from atesta.action.gate.told_to import told_to
from atesta.api import shapes
from atesta.api.caller import Caller
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.store.gating import Asker, Wanted
from atesta.store.models import Agency, Announcement, GateAsk, LedgerRequest, Placement, Sender, SignedMandate
from atesta.store.overview import zone_of
from atesta.store.registry import utc
from atesta.telling.say_gate import say_reason

OWN = "own"


def asker_of(caller: Caller) -> Asker:
    return Asker(caller.creditor, caller.agency)


def wanted_of(given: shapes.ContactGiven) -> Wanted:
    return Wanted(
        account=given.account,
        number=given.number,
        address=given.address,
        channel=given.channel,
        purpose=given.purpose,
        to=given.to,
        at=given.at,
    )


def call_wanted(given: shapes.CallGiven) -> Wanted:
    """The gate is asked for the moment at which the window opens."""
    return Wanted(
        account=given.account,
        number=given.number,
        address=given.address,
        channel=Channel.CALL,
        purpose=given.purpose,
        to=given.to,
        at=given.opens_at,
    )


def moment(at: datetime | None) -> str | None:
    return None if at is None else utc(at)


def day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def by(agency: Agency | None) -> str:
    return OWN if agency is None else agency.slug


def ask_out(row: GateAsk, caller: Caller) -> shapes.AskOut:
    return shapes.AskOut(
        id=row.id,
        decision=shapes.Word(row.decision),
        reasons=[reason_out(reason, caller) for reason in row.reasons],
        by=by(row.agency),
        address=row.address,
        channel=Channel(row.channel),
        purpose=Purpose(row.purpose),
        to=Recipient(row.to),
        planned_at=utc(row.planned_at),
        asked_at=utc(row.asked_at),
        reserved_until=moment(row.ends_at),
        overridden_at=moment(row.override_at),
        outcome=shapes.Became(row.outcome) if row.outcome else None,
        happened_at=moment(row.happened_at),
    )


def reason_out(reason: dict[str, Any], caller: Caller) -> shapes.ReasonOut:
    """To an agency's key without what is somebody else's."""
    if caller.agency is not None:
        reason = told_to(caller.agency.slug, reason)
    return shapes.ReasonOut(
        id=reason["id"],
        answer=reason["answer"],
        text=say_reason(reason, caller.words, zone_of(caller.creditor)),
        measured=reason["measured"],
        citations=[shapes.CitationOut(**each) for each in reason["citations"]],
    )


def announcement_out(row: Announcement) -> shapes.AnnouncementOut:
    return shapes.AnnouncementOut(
        id=row.id,
        kind="call" if row.kind == "call" else "text",
        by=by(row.agency),
        channel=Channel(row.channel),
        address=row.address,
        purpose=Purpose(row.purpose),
        at=utc(row.at),
        claims=[
            shapes.ClaimOut(kind=claim["kind"], said=claim["said"], answer=claim["answer"]) for claim in row.claims
        ],
        wording=row.wording_id,
        opens_at=moment(row.opens_at),
        closes_at=moment(row.closes_at),
        closed_at=moment(row.closed_at),
        withdrawn_at=moment(row.withdrawn_at),
    )


def request_out(row: LedgerRequest) -> shapes.RequestOut:
    return shapes.RequestOut(
        id=row.id,
        account=row.account_id,
        tail=row.account.tail,
        kind=row.kind,
        from_on=row.from_on.isoformat(),
        to_on=day(row.to_on),
        asked_at=utc(row.asked_at),
        accepted_at=moment(row.accepted_at),
    )


def placement_out(row: Placement) -> shapes.PlacementOut:
    return shapes.PlacementOut(
        id=row.id,
        account=row.account_id,
        tail=row.account.tail,
        agency=row.agency.slug,
        from_on=row.from_on.isoformat(),
        to_on=day(row.to_on),
    )


def agency_out(row: Agency) -> shapes.AgencyOut:
    return shapes.AgencyOut(
        id=row.slug,
        name=row.name,
        senders=[sender_out(sender) for sender in row.senders.all()],
        mandates=[mandate_out(mandate) for mandate in row.mandates.all()],
    )


def sender_out(row: Sender) -> shapes.SenderOut:
    return shapes.SenderOut(address=row.address, from_on=row.from_on.isoformat(), to_on=day(row.to_on))


def mandate_out(row: SignedMandate) -> shapes.MandateOut:
    return shapes.MandateOut(
        jti=row.jti,
        channels=list(row.channels),
        from_on=row.from_on.isoformat(),
        to_on=row.to_on.isoformat(),
        revoked_at=moment(row.revoked_at),
    )
