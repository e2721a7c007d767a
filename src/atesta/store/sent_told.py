"""What is told of an announcement that was found: who, for whom, when, with which mandate, what it claims, and what
happened since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

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
    agency, mandate = row.agency, mandate_of(row)
    return Found(
        row=row,
        creditor=row.creditor.name,
        agency=agency.name if agency else "",
        address=row.address,
        purpose=row.purpose,
        announced_at=row.at,
        planned_at=row.ask.planned_at if row.ask else None,
        claims=tuple(row.claims),
        account_as_of=_as_of(row),
        mandate=mandate.jti if mandate else "",
        mandate_to=mandate.to_on.isoformat() if mandate else "",
        first_name=row.first_name,
        late=tuple(sorted(_late(row, mandate, now), key=lambda one: one.at)),
    )


def mandate_of(row: Announcement) -> SignedMandate | None:
    """The one that judged it. Of several that overlap the leaf tells which: it commits to its id. None for the
    creditor's own, and where the leaf names none that is there."""
    if row.agency is None:
        return None
    its = SignedMandate.objects.filter(agency=row.agency).order_by("-made_at", "-id")
    return next((one for one in its if announced_leaf(row, row.agency.slug, one.jti) == row.leaf), None)


def _as_of(row: Announcement) -> datetime | None:
    """Of the extract that its claims were compared with; whatever was imported since then is another one."""
    said = next((str(claim["as_of"]) for claim in row.claims if "as_of" in claim), "")
    return datetime.fromisoformat(said) if said else None


def _late(row: Announcement, mandate: SignedMandate | None, now: datetime) -> Iterable[Late]:
    """What somebody must know who looks later: her yes was right then, and no longer is."""
    if mandate is not None and mandate.revoked_at is not None and mandate.revoked_at > row.at:
        yield Late("mandate_revoked", mandate.revoked_at)
    if row.agency is not None and row.account is not None:
        zone = registry.zone_of(row.account)
        today = now.astimezone(zone).date()
        ended = Placement.objects.filter(account=row.account, agency=row.agency, to_on__lt=today)
        newest = ended.order_by("-to_on").first()
        again = Placement.objects.filter(account=row.account, agency=row.agency, from_on__lte=today)
        still = any(one.to_on is None or one.to_on >= today for one in again)
        if newest is not None and newest.to_on is not None and not still:
            end = datetime.combine(newest.to_on, datetime.max.time(), zone).replace(microsecond=0)
            yield Late("placement_recalled", end)
    if row.withdrawn_at is not None:
        yield Late("withdrawn", row.withdrawn_at, row.withdrawn_why)


def differences(text: str, place: str, at: datetime | None, row: Announcement) -> tuple[Difference, ...]:
    """The code is right and the text is not the announced one: what each says that the other does not. Of the
    announced one only its claims are known."""
    if not text:
        return ()
    account = registry.core_account(row.account) if row.account else None
    theirs = {(str(claim["kind"]), str(claim["said"])) for claim in row.claims}
    hers = {(str(claim["kind"]), str(claim["said"])) for claim in claims_of(text, account, place, at)}
    only = [Difference(kind, said, announced=True) for kind, said in sorted(theirs - hers)]
    return (*only, *(Difference(kind, said, announced=False) for kind, said in sorted(hers - theirs)))
