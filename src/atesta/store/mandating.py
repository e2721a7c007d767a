"""Whom the creditor lets speak: its agencies, everybody's senders, and signed mandates (A3; PRODUCT rows 7, 9, 13).

What is here only adds and ends: nothing that was in force is rewritten. What looks like a slip (a mandate that runs
beside another, an address that somebody else has already) is refused with its name until it is asked for once more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from atesta.contact.message import Channel
from atesta.contact.place import PLACES
from atesta.errors import InputError
from atesta.evidence import mandate as signed
from atesta.evidence.canonical import Json
from atesta.mandate.address import MAX_ADDRESS_CHARS, address_key
from atesta.store import log, transparency
from atesta.store.ids import new_id
from atesta.store.models import Agency, Creditor, Sender, SignedMandate, Staff
from atesta.store.signing import signing

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_NAME, MOST_WHY = 200, 300
REVOKED_LEAF = b"atesta-revoked-v1\0"


def day_at(creditor: Creditor, now: datetime) -> date:
    """Today where the creditor is."""
    return now.astimezone(_zone(creditor)).date()


def _zone(creditor: Creditor) -> ZoneInfo:
    return ZoneInfo(PLACES[creditor.place].zones[0])


def add_creditor(name: str, place: str, now: datetime) -> Creditor:
    """Raises InputError for a name or place that cannot be one, and for a name that is taken."""
    name = _name(name)
    if place not in PLACES:
        raise InputError(
            "This is no place that we know.",
            "Days, numbers and rules are read as the place has them.",
            f"Name one of: {', '.join(PLACES)}.",
            key="creditor_place",
            places=tuple(PLACES),
        )
    with transaction.atomic():
        made, new = Creditor.objects.get_or_create(name=name, defaults={"place": place, "made_at": now})
        if not new:
            raise InputError(
                "There is a creditor of this name already.",
                "Two of one name could not be told apart in a directory.",
                "Use the one that is there, or the full legal name of the other.",
                key="creditor_taken",
            )
        log.append("creditor_added", made.id, {"name": name, "place": place}, now)
    return made


def creditor_named(name: str) -> Creditor:
    """Raises InputError where nobody keeps a register under this name."""
    found = Creditor.objects.filter(name=" ".join(name.split())).first()
    if found is None:
        raise InputError(
            "No creditor of this name keeps its register here.",
            "Nothing was changed.",
            "Look at how it is written, or run `atesta creditor add`.",
            key="creditor_unknown",
        )
    return found


def agency_named(creditor: Creditor, slug: str) -> Agency:
    """Raises InputError where the creditor has no agency with this short name."""
    found = Agency.objects.filter(creditor=creditor, slug=slug).first()
    if found is None:
        raise InputError(
            "The creditor has no agency with this short name.",
            "Nothing was changed.",
            "Look at the list of agencies on the creditor's pages.",
            key="agency_unknown",
        )
    return found


def add_agency(creditor: Creditor, slug: str, name: str, staff: Staff | None, now: datetime) -> Agency:
    """`slug` is its id in directories, files and the API. Raises InputError, see add_creditor."""
    name = _name(name)
    if not SLUG.fullmatch(slug):
        raise InputError(
            "This cannot be the short name of an agency.",
            "It is written in files and at the API, where every computer must read it alike.",
            "Use up to 40 small letters, digits and dashes; begin with a letter or digit.",
            key="agency_slug",
        )
    with transaction.atomic():
        made, new = Agency.objects.get_or_create(creditor=creditor, slug=slug, defaults={"name": name, "made_at": now})
        if not new:
            raise InputError(
                "There is an agency with this short name already.",
                "A line of a file would mean either of them.",
                "Use the one that is there, or choose another short name.",
                key="agency_taken",
            )
        log.append("agency_added", made.id, {"slug": slug, "name": name, "staff": _id(staff)}, now)
    return made


def add_sender(  # all that a listing says, by name
    creditor: Creditor,
    agency: Agency | None,
    address: str,
    from_on: date,
    to_on: date | None,
    staff: Staff | None,
    now: datetime,
    *,
    anyway: bool = False,
) -> Sender:
    """An address of the creditor's own (`agency` None) or of its agency's. The same once more is the one that is there.

    Raises InputError for what is no address, and (`sender_listed`) for one that is listed on those days already, unless
    it is asked for `anyway`: then it is in the directory twice, and a message may be either's."""
    address = address.strip()
    key = address_key(address, creditor.place)
    if not key or len(address) > MAX_ADDRESS_CHARS:
        raise InputError(
            "This is no number, sender name or mail domain.",
            "What is listed is compared with what a message came from.",
            "Write it as it shows on the recipient's telephone.",
            key="sender_address",
        )
    _check_days(from_on, to_on)
    with transaction.atomic():
        Creditor.objects.select_for_update(no_key=True).get(id=creditor.id)
        there = listed_on(creditor, key, from_on, to_on)
        same = [row for row in there if (row.agency_id, row.from_on, row.to_on) == (_id(agency), from_on, to_on)]
        if same:
            return same[0]
        if there and not anyway:
            raise _listed_already(there[0])
        made = Sender.objects.create(
            creditor=creditor, agency=agency, address=address, key=key, from_on=from_on, to_on=to_on, made_at=now
        )
        log.append("sender_added", made.id, {"address": address, "agency": _id(agency), "staff": _id(staff)}, now)
    return made


def listed_on(creditor: Creditor, key: str, from_on: date, to_on: date | None) -> tuple[Sender, ...]:
    """Listings of this address that share a day with these, whoever has them."""
    rows = Sender.objects.filter(creditor=creditor, key=key).select_related("agency").order_by("from_on", "id")
    return tuple(row for row in rows if _share_a_day((row.from_on, row.to_on), (from_on, to_on)))


def _listed_already(row: Sender) -> InputError:
    return InputError(
        "This address is listed on some of these days already.",
        "A message from it could not be told to be one firm's or the other's.",
        "End the other listing first, or say that both are meant.",
        key="sender_listed",
        who=row.agency.name if row.agency else row.creditor.name,
        since=row.from_on,
    )


def end_sender(sender: Sender, on: date, why: str, staff: Staff | None, now: datetime, *, wrong: bool = False) -> bool:
    """`on` is its last day. `wrong`: it should never have been listed; that reason is public (PRODUCT row 13). False
    where it had ended by then already. Raises InputError without a reason, and for a day before its first."""
    why = _why(why)
    with transaction.atomic():
        held = Sender.objects.select_for_update().get(id=sender.id)
        if held.to_on is not None and held.to_on <= on:
            return False
        _check_days(held.from_on, on)
        held.to_on = on
        held.save(update_fields=("to_on",))
        said: dict[str, Json] = {"on": on.isoformat(), "why": why, "staff": _id(staff)}
        log.append(CORRECTED if wrong else ENDED, held.id, said, now)
    return True


ENDED, CORRECTED = "sender_ended", "sender_corrected"


def issue(
    agency: Agency,
    channels: Collection[str],
    from_on: date,
    to_on: date,
    staff: Staff | None,
    now: datetime,
    *,
    anyway: bool = False,
) -> SignedMandate:
    """A mandate for these days (both inclusive, where the creditor is), signed with the key of this installation.

    The same once more is the one that is there. Raises InputError for no channel, for days in the wrong order and
    (`mandate_overlaps`) beside another in force for one of its channels unless asked for `anyway`; KeyFileError where
    nothing can be signed."""
    chosen = _chosen(channels)
    _check_days(from_on, to_on)
    signer = signing()
    with transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(id=agency.id)
        beside = overlapping(agency, chosen, from_on, to_on)
        same = [row for row in beside if (tuple(row.channels), row.from_on, row.to_on) == (chosen, from_on, to_on)]
        if same:
            return same[0]
        if beside and not anyway:
            raise _overlaps(beside[0])
        said = _said(agency, chosen, from_on, to_on)
        made = SignedMandate.objects.create(
            agency=agency,
            jti=said.id,
            channels=list(chosen),
            from_on=from_on,
            to_on=to_on,
            token=signed.issue(said, signer.key, signer.cert).decode("ascii"),
            kid=signer.kid,
            by=staff,
            made_at=now,
        )
        log.append("mandate_issued", made.id, {"jti": said.id, "agency": agency.id, "staff": _id(staff)}, now)
    return made


def _said(agency: Agency, channels: tuple[str, ...], from_on: date, to_on: date) -> signed.Mandate:
    begin, end = _start(agency.creditor, from_on), _start(agency.creditor, to_on, after=1)
    return signed.Mandate(new_id(), agency.creditor.name, agency.name, channels, begin, end)


def _chosen(channels: Collection[str]) -> tuple[str, ...]:
    chosen = tuple(channel for channel in signed.CHANNELS if channel in channels)
    if not chosen or len(chosen) != len(set(channels)):
        raise InputError(
            "It is not said by which channels the agency may contact.",
            "A mandate for everything would be one for visits, too.",
            "Choose one or more.",
            key="mandate_channels",
        )
    return chosen


def _start(creditor: Creditor, day: date, *, after: int = 0) -> int:
    """The first second of that day, or of one `after` it, where the creditor is."""
    begin = datetime.combine(day + timedelta(days=after), datetime.min.time(), _zone(creditor))
    return int(begin.timestamp())


def overlapping(agency: Agency, channels: Collection[str], from_on: date, to_on: date) -> tuple[SignedMandate, ...]:
    """Mandates of the agency in force on one of these days for one of these channels."""
    rows = SignedMandate.objects.filter(
        agency=agency, revoked_at=None, from_on__lte=to_on, to_on__gte=from_on
    ).order_by("from_on", "id")
    return tuple(row for row in rows if set(row.channels) & set(channels))


def _overlaps(row: SignedMandate) -> InputError:
    return InputError(
        "The agency has a mandate for some of these days and channels already.",
        "Revoking one of two would not end what the other allows.",
        "Revoke the other first, or say that both are meant.",
        key="mandate_overlaps",
        since=row.from_on,
        until=row.to_on,
        channels=tuple(map(Channel, row.channels)),
    )


def revoke(mandate: SignedMandate, why: str, staff: Staff | None, now: datetime) -> bool:
    """From now on it counts no more; it stays readable, is listed as revoked and is a leaf of the tree. False where it
    was revoked before. Raises InputError without a reason."""
    why = _why(why)
    with transaction.atomic():
        held = SignedMandate.objects.select_for_update().get(id=mandate.id)
        if held.revoked_at is not None:
            return False
        held.revoked_at, held.revoked_why = now, why
        held.save(update_fields=("revoked_at", "revoked_why"))
        log.append("mandate_revoked", held.id, {"jti": held.jti, "why": why, "staff": _id(staff)}, now)
        transparency.enter(transparency.REVOKED, held.id, revoked_leaf(held.jti, now), now)
    return True


def revoked_leaf(jti: str, at: datetime) -> str:
    """What the tree commits to: the SHA-256 (hex) of the jti and the second in which it was revoked."""
    return hashlib.sha256(REVOKED_LEAF + f"{jti}\0{int(at.timestamp())}".encode()).hexdigest()


def _name(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > MOST_NAME:
        raise InputError(
            "This cannot be the name of a firm.",
            "It is signed and shown to debtors.",
            f"Give its name in at most {MOST_NAME} characters.",
            key="firm_name",
            limit=MOST_NAME,
        )
    return name


def _why(why: str) -> str:
    why = " ".join(why.replace("\0", "").split())
    if not why or len(why) > MOST_WHY:
        raise InputError(
            "No reason is given, or it is too long.",
            "What ends a right to speak is answered for by name.",
            f"Give the reason in at most {MOST_WHY} characters.",
            key="reason_needed",
            limit=MOST_WHY,
        )
    return why


def _check_days(from_on: date, to_on: date | None) -> None:
    if to_on is not None and to_on < from_on:
        raise InputError(
            "The last day lies before the first.",
            "It would never have been in force.",
            "Exchange the two, or correct one.",
            key="days_order",
        )


def _share_a_day(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    return one[0] <= (other[1] or date.max) and other[0] <= (one[1] or date.max)


def _id(row: Staff | Agency | None) -> str | None:
    return row.id if row is not None else None
