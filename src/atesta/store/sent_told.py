"""What is told of an announcement that was found: who, for whom, when, with which mandate, what it claims, and what
happened since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from atesta.contact.message import Recipient
from atesta.contact.place import PLACES
from atesta.evidence.canonical import Json
from atesta.store import registry
from atesta.store.announced_text import claims_of
from atesta.store.models import Announcement, Placement, SignedMandate
from atesta.store.transparency import announced_leaf


@dataclass(frozen=True, slots=True)
class Late:
    """What happened after it was announced: mandate_revoked, placement_recalled, withdrawn."""

    word: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The announcement that is meant. `agency` "" is the creditor itself; `mandate` the id of the one that it was
    announced with, as its leaf has it;
    `claims` what the announced text says, each with its answer beside the account as it was at `account_as_of`."""

    row: Announcement
    creditor: str
    agency: str
    address: str
    purpose: str
    announced_at: datetime
    planned_at: datetime | None
    claims: tuple[Mapping[str, Json], ...]
    account_as_of: datetime | None
    mandate: str = ""
    mandate_to: str = ""
    first_name: str = ""
    late: tuple[Late, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim of one of two texts that the other does not make. `announced`: of the one that was announced."""

    kind: str
    said: str
    announced: bool


def told(row: Announcement, now: datetime) -> Found:
    agency, mandates = row.agency, _mandates(row)
    mandate = _judged_by(row, mandates)
    return Found(
        row=row,
        creditor=row.creditor.name,
        agency=agency.name if agency else "",
        address=row.address,
        purpose=row.purpose,
        announced_at=row.at,
        planned_at=row.ask.planned_at if row.ask else None,
        claims=_claims(row),
        account_as_of=_as_of(row),
        mandate=mandate.jti if mandate else "",
        mandate_to=mandate.to_on.isoformat() if mandate else "",
        first_name=row.first_name,
        late=tuple(sorted(_late(row, mandates, now), key=lambda one: one.at)),
    )


def _mandates(row: Announcement) -> list[SignedMandate]:
    """Of its agency, the newest first; none of the creditor's own."""
    if row.agency is None:
        return []
    return list(SignedMandate.objects.filter(agency=row.agency).order_by("-made_at", "-id"))


def _judged_by(row: Announcement, mandates: list[SignedMandate]) -> SignedMandate | None:
    """The one that judged it. Of several that overlap the leaf tells which: it commits to its id."""
    slug = row.agency.slug if row.agency else None
    return next((one for one in mandates if announced_leaf(row, slug, one.jti) == row.leaf), None)


def _claims(row: Announcement) -> tuple[Mapping[str, Json], ...]:
    """Beside whose account: told to the debtor and to nobody else, whoever has the text."""
    return tuple(row.claims) if row.ask is None or row.ask.to == Recipient.DEBTOR.value else ()


def _as_of(row: Announcement) -> datetime | None:
    """Of the extract that its claims were compared with; whatever was imported since then is another one."""
    said = next((str(claim["as_of"]) for claim in _claims(row) if "as_of" in claim), "")
    return datetime.fromisoformat(said) if said else None


def _late(row: Announcement, mandates: list[SignedMandate], now: datetime) -> Iterable[Late]:
    """What somebody must know who looks later: her yes was right then, and no longer is."""
    yield from _late_mandate(row, mandates, now)
    if row.agency is not None and row.account is not None:
        zone = registry.zone_of(row.account)
        today = now.astimezone(zone).date()
        placed = Placement.objects.filter(account=row.account, agency=row.agency).values_list("from_on", "to_on")
        spans = [(from_on, to_on or date.max) for from_on, to_on in placed]
        newest = max((to_on for _, to_on in spans if to_on < today), default=None)
        if newest is not None and not any(from_on <= today <= to_on for from_on, to_on in spans):
            end = datetime.combine(newest, datetime.max.time(), zone).replace(microsecond=0)
            yield Late("placement_recalled", end)
    if row.withdrawn_at is not None:
        yield Late("withdrawn", row.withdrawn_at, row.withdrawn_why)


def _late_mandate(row: Announcement, mandates: list[SignedMandate], now: datetime) -> Iterable[Late]:
    """The last one for its channel that was revoked since, unless another lets the agency speak today."""
    zone = ZoneInfo(PLACES[row.creditor.place].zones[0])
    today, its = now.astimezone(zone).date(), [one for one in mandates if row.channel in one.channels]
    if any(one.revoked_at is None and one.from_on <= today <= one.to_on for one in its):
        return
    ended = [one.revoked_at for one in its if one.revoked_at is not None and one.revoked_at > row.at]
    if ended:
        yield Late("mandate_revoked", max(ended))


def differences(text: str, place: str, at: datetime | None, row: Announcement) -> tuple[Difference, ...]:
    """The code is right and the text is not the announced one: what each says that the other does not. Of the
    announced one only its claims are known."""
    if not text:
        return ()
    account = registry.core_account(row.account) if row.account else None
    theirs = {(str(claim["kind"]), str(claim["said"])) for claim in _claims(row)}
    hers = {(str(claim["kind"]), str(claim["said"])) for claim in claims_of(text, account, place, at)}
    only = [Difference(kind, said, announced=True) for kind, said in sorted(theirs - hers)]
    return (*only, *(Difference(kind, said, announced=False) for kind, said in sorted(hers - theirs)))
