"""Is it from them? What somebody received, held against what was announced (EVIDENCE §7, "Check three ways").

    check_text(asked, now)      a text and her own number; with sender and time it can become a yes
    check_code(place, code, last4, now)    that there is such a code, and what the text with it says: never a yes
    check_call(place, code, last4, now)    this is they · we are not calling you
    calls_of(account, now)      in her own open file: who is calling her now

Every question costs the same few look-ups whether something is found or not, and what is not found is one thing: a
number that owes, one that does not, another's text and another's code are answered alike. Nothing can be asked by a
number alone. The judge is review.authenticity, with a Directory of the few rows that matter; of a text only its keyed
hash was kept, so a text that has that hash is the text that was announced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from atesta.contact.account import Account
from atesta.contact.message import Channel, Message
from atesta.contact.place import PLACES
from atesta.evidence.canonical import Json
from atesta.mandate import directory as core
from atesta.mandate.address import address_key
from atesta.mandate.code import read_code
from atesta.mandate.do_not_contact import reports_for
from atesta.review.authenticity import answer_sender
from atesta.review.finding import Authenticity
from atesta.store import house, registry
from atesta.store.announced_keys import code_key, last_four, text_key
from atesta.store.announced_text import claims_of
from atesta.store.gate_reads import core_of, list_of
from atesta.store.models import Announcement, Creditor, LedgerAccount, Placement, Sender, SignedMandate, Unregistered
from atesta.store.ready import Ready, together

YES = ("own_staff", "authorised_agency")
_BEST = ("authorised_agency", "own_staff", "denied", "cannot_be_vouched_for")
MOST_FOUND = 5
"""Announcements that are looked at: one text to one number in 72 hours is rarely more than one."""
NOBODY = "-"
HER_FILE = "HER FILE"
"""For the code of a call on both sides, where she asks in her own file: that it is open stands for the code."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A text as it was received. `number` is her own; `received` has an offset, None: she does not know."""

    place: str
    text: str
    number: str
    sender: str = ""
    received: datetime | None = None
    code: str = ""
    channel: Channel = Channel.SMS


@dataclass(frozen=True, slots=True)
class Late:
    """What happened after it was announced: mandate_revoked, placement_recalled, withdrawn."""

    word: str
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The announcement that is meant. `agency` "" is the creditor itself; `mandate` the id of the one in force;
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


@dataclass(frozen=True, slots=True)
class Sent:
    """`by`: text (the text was announced for this number), code (only a code matched) or "" (nothing did)."""

    authenticity: Authenticity
    by: str = ""
    found: Found | None = None
    differences: tuple[Difference, ...] = ()
    listed: tuple[Sender, ...] = ()

    @property
    def answer(self) -> str:
        return self.authenticity.answer


class CallState(StrEnum):
    """EVIDENCE §3: this is they; we are not calling you; we cannot tell now."""

    THEY = "they"
    NOT = "not"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Called:
    """`found` only where this is they, or where it was and has ended (`denied`)."""

    state: CallState
    found: Found | None = None
    denied: Authenticity | None = None


# --- three ways -----------------------------------------------------------------------------------------------------


def check_text(asked: Asked, now: datetime) -> Sent:
    """What is known of a text that came to this number. Four answers, those of review.authenticity."""
    person = house.person_hash(asked.number, asked.place) or NOBODY
    code = read_code(asked.code) or ""
    by_text, by_code = together(
        (_BY_TEXT, {"key": text_key(person, asked.text)}),
        (_BY_CODE, {"key": code_key(code or NOBODY, last_four(asked.number, asked.place))}),
    )
    listed = _listed(asked)
    rows = _found(by_text or by_code)
    judged = [
        _judge(asked, person, code, creditor, mine, now, exact=bool(by_text)) for creditor, mine in _by_creditor(rows)
    ]
    if not judged:
        return Sent(_unknown(asked, listed, now), listed=listed)
    best = min(judged, key=lambda one: _BEST.index(one[0].answer))
    found = _told(best[1], asked.received or now, now)
    if by_text:
        return Sent(best[0], "text", found, listed=listed)
    return Sent(best[0], "code", found, _differences(asked, best[1]), listed)


def check_code(place: str, code: str, last4: str, now: datetime) -> Sent | Called:
    """A code alone is no yes: it tells who announced something for a number that ends so, and what that text says."""
    given = read_code(code) or NOBODY
    rows = _found(_BY_CODE.rows(key=code_key(given, last4)))
    if any(row.kind == "call" for row in rows):
        return _call(rows, given, now)
    asked = Asked(place, "", "", code=given)
    judged = [_judge(asked, "", given, creditor, mine, now, exact=False) for creditor, mine in _by_creditor(rows)]
    if not judged:
        return Sent(_unknown(asked, (), now))
    return Sent(judged[0][0], "code", _told(judged[0][1], now, now))


def check_call(place: str, code: str, last4: str, now: datetime) -> Called:
    """For whoever has a caller on the line. A code whose window is not open is nothing."""
    given = read_code(code) or NOBODY
    if not Creditor.objects.filter(place=place).exists():
        return Called(CallState.CANNOT)
    return _call(_found(_BY_CODE.rows(key=code_key(given, last4))), given, now)


def calls_of(account: LedgerAccount, now: datetime) -> tuple[Called, ...]:
    """Who is calling her now, for her own open file: she need not ask for a code."""
    rows = _rows().filter(account=account, kind="call", opens_at__lte=now, closes_at__gte=now)
    found = (_one_call(row, HER_FILE, now) for row in rows.filter(closed_at=None, withdrawn_at=None)[:MOST_FOUND])
    return tuple(call for call in found if call.state is CallState.THEY)


def report(asked: Asked, now: datetime) -> bool:
    """She reports a message that uses one of the creditor's addresses and that nobody announced: counted for whoever
    holds the address, with nothing of hers. False where there is nothing to count."""
    sent = check_text(asked, now)
    if sent.by or not sent.listed:
        return False
    at = asked.received or now
    Unregistered.objects.bulk_create(
        Unregistered(
            creditor=held.creditor,
            agency=held.agency,
            sender=held,
            channel=asked.channel.value,
            on=at.astimezone(ZoneInfo(PLACES[held.creditor.place].zones[0])).date(),
            made_at=now,
        )
        for held in sent.listed
    )
    return True


# --- rows -----------------------------------------------------------------------------------------------------------


def _rows() -> QuerySet[Announcement]:
    return Announcement.objects.select_related("creditor", "agency", "account", "ask")


_BY_TEXT = Ready(
    lambda key: Announcement.objects.filter(text_key=key).order_by("-at").values_list("id")[:MOST_FOUND], "key"
)
_BY_CODE = Ready(
    lambda key: Announcement.objects.filter(code_key=key).order_by("-at").values_list("id")[:MOST_FOUND], "key"
)


def _found(ids: Iterable[tuple[str]]) -> tuple[Announcement, ...]:
    """The rows, the newest first. One query where there are none, too: a miss takes no less for being one."""
    return tuple(_rows().filter(id__in=[NOBODY, *(id_ for (id_,) in ids)]).order_by("-at"))


def _by_creditor(rows: Iterable[Announcement]) -> tuple[tuple[Creditor, tuple[Announcement, ...]], ...]:
    """Somebody who owes two creditors is not asked which."""
    found: dict[str, list[Announcement]] = {}
    for row in rows:
        found.setdefault(row.creditor_id, []).append(row)
    return tuple((mine[0].creditor, tuple(mine)) for mine in found.values())


def _listed(asked: Asked) -> tuple[Sender, ...]:
    """Who holds the address that it came from, among all creditors of the place; nobody's rows of the recipient."""
    key = address_key(asked.sender, asked.place) or NOBODY
    rows = Sender.objects.filter(key=key, creditor__place=asked.place)
    return tuple(rows.select_related("creditor", "agency").order_by("made_at", "id")[:MOST_FOUND])


# --- judging ---------------------------------------------------------------------------------------------------------


def _judge(
    asked: Asked,
    person: str,
    code: str,
    creditor: Creditor,
    rows: tuple[Announcement, ...],
    now: datetime,
    *,
    exact: bool,
) -> tuple[Authenticity, Announcement]:
    """The answer for one creditor, with the announcement that it is about."""
    row = rows[0]
    sender = asked.sender or (row.address if not asked.text else "")
    account = row.account
    known = core_of(creditor, account) if account else None
    zone = registry.zone_of(account) if account else ZoneInfo(PLACES[creditor.place].zones[0])
    directory = registry.directory_for(
        creditor,
        now,
        addresses=(sender,),
        accounts=(account,) if account else (),
        registrations=tuple(
            _registration(one, asked, code, zone, exact=exact)
            for one in rows
            if one.account_id == row.account_id and not _withdrawn(one, asked.received)
        ),
        reports=reports_for(list_of(creditor.place), person, zone),
    )
    message = Message(asked.text, b"", sender or None, None, asked.received, asked.channel, code=asked.code or None)
    return _answer(message, known, directory, asked.place), row


def _answer(message: Message, account: Account | None, directory: core.Directory, place: str) -> Authenticity:
    return answer_sender(message, account, directory, place)


def _registration(row: Announcement, asked: Asked, code: str, zone: ZoneInfo, *, exact: bool) -> core.Registration:
    """A text that has the hash of the row is the row's text. The code is the row's where it has its hash."""
    mine = bool(code) and row.code_key == code_key(code, last_four(asked.number, asked.place))
    return core.Registration(
        address=row.address,
        channel=row.channel,
        account=row.account_id,
        at=row.at.astimezone(zone),
        text=asked.text if exact else None,
        code=code if mine or not exact else "",
    )


def _withdrawn(row: Announcement, received: datetime | None) -> bool:
    """What was withdrawn before it came is no announcement any more; afterwards it is told as such."""
    return row.withdrawn_at is not None and (received is None or row.withdrawn_at <= received)


def _unknown(asked: Asked, listed: tuple[Sender, ...], now: datetime) -> Authenticity:
    """Nothing was found: what can be said is about the address alone, which is public."""
    message = Message(asked.text, b"", asked.sender or None, None, asked.received, asked.channel)
    if not listed:
        name = Creditor.objects.filter(place=asked.place).values_list("name", flat=True).first()
        return _answer(message, None, core.Directory(name or "", now), asked.place)
    creditors = {held.creditor_id: held.creditor for held in listed}
    found = [
        _answer(message, None, registry.directory_for(creditor, now, addresses=(asked.sender,)), asked.place)
        for creditor in creditors.values()
    ]
    return min(found, key=lambda one: _BEST.index(one.answer))


def _call(rows: tuple[Announcement, ...], code: str, now: datetime) -> Called:
    """The best of those that have this code."""
    found = [_one_call(row, code, now) for row in rows if row.kind == "call"]
    order = (CallState.THEY, CallState.NOT, CallState.CANNOT)
    return min(found, key=lambda one: (order.index(one.state), one.found is None), default=Called(CallState.NOT))


def _one_call(row: Announcement, code: str, now: datetime) -> Called:
    """Its window is open, it was not withdrawn, and whoever announced it may still speak for the creditor."""
    closes = min(filter(None, (row.closes_at, row.closed_at)), default=None)
    if row.account is None or row.opens_at is None or closes is None or _withdrawn(row, now):
        return Called(CallState.NOT)
    if not row.opens_at <= now <= closes or (row.closed_at is not None and row.closed_at <= now):
        return Called(CallState.NOT)
    entry = core.Registration(
        row.address, row.channel, row.account_id, row.at, opens=row.opens_at, closes=closes, code=code
    )
    zone = registry.zone_of(row.account)
    directory = registry.directory_for(
        row.creditor,
        now,
        addresses=(row.address,),
        accounts=(row.account,),
        registrations=(entry,),
        reports=reports_for(list_of(row.creditor.place), row.person, zone),
    )
    message = Message("", b"", row.address, None, now, Channel.CALL, code=code)
    answer = _answer(message, core_of(row.creditor, row.account), directory, row.creditor.place)
    if answer.answer in YES:
        return Called(CallState.THEY, _told(row, now, now))
    return Called(CallState.NOT, _told(row, now, now), answer) if answer.answer == "denied" else Called(CallState.NOT)


# --- what is told ----------------------------------------------------------------------------------------------------


def _told(row: Announcement, at: datetime, now: datetime) -> Found:
    agency = row.agency
    mandates = list(SignedMandate.objects.filter(agency=agency).order_by("-made_at")) if agency else []
    day = at.date()
    held = next((one for one in mandates if one.from_on <= day <= one.to_on), None)
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
        mandate=held.jti if held else "",
        mandate_to=held.to_on.isoformat() if held else "",
        first_name=row.first_name,
        late=tuple(sorted(_late(row, mandates, now), key=lambda one: one.at)),
    )


def _as_of(row: Announcement) -> datetime | None:
    """Of the extract that its claims were compared with; whatever was imported since then is another one."""
    said = next((str(claim["as_of"]) for claim in row.claims if "as_of" in claim), "")
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


def _differences(asked: Asked, row: Announcement) -> tuple[Difference, ...]:
    """The code is right and the text is not the announced one: what each says that the other does not. Of the
    announced one only its claims are known."""
    if not asked.text:
        return ()
    account = registry.core_account(row.account) if row.account else None
    theirs = {(str(claim["kind"]), str(claim["said"])) for claim in row.claims}
    hers = {
        (str(claim["kind"]), str(claim["said"]))
        for claim in claims_of(asked.text, account, asked.place, asked.received)
    }
    told = [Difference(kind, said, announced=True) for kind, said in sorted(theirs - hers)]
    return (*told, *(Difference(kind, said, announced=False) for kind, said in sorted(hers - theirs)))
