"""Is it from them? What somebody received, held against what was announced (EVIDENCE §7, "Check three ways").

    check_text(asked, now)      a text and her own number; with sender and time it can become a yes
    check_code(place, code, last4, now)    that there is such a code, and what the text with it says: never a yes
    check_call(place, code, last4, now)    this is they · we are not calling you
    check_own(account, asked, now)    in her own file: of an account that she opened with the code of her statement
    calls_of(account, now)      in her own open file: who is calling her now

Every question costs the same few look-ups whether something is found or not, and what is not found is one thing: a
number that owes, one that does not, another's text and another's code are answered alike. Nothing can be asked by a
number alone. The judge is review.authenticity, with a Directory of the few rows that matter; of a text only its keyed
hash was kept, so a text that has that hash is the text that was announced.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from atesta.contact.message import Channel, Message, Recipient
from atesta.contact.place import PLACES
from atesta.mandate import directory as core
from atesta.mandate.address import address_key
from atesta.mandate.code import read_code
from atesta.mandate.consulted import Consulted
from atesta.mandate.do_not_contact import reports_for
from atesta.review.authenticity import answer_sender
from atesta.review.finding import Authenticity
from atesta.store import house, registry
from atesta.store.announced_keys import code_key, form_of, last_four, text_key
from atesta.store.gate_reads import core_of, list_of
from atesta.store.models import Announcement, Creditor, LedgerAccount, Sender, Unregistered
from atesta.store.ready import Ready, together
from atesta.store.sent_told import Difference, Found, differences, told

YES = ("own_staff", "authorised_agency")
_BEST = ("authorised_agency", "own_staff", "denied", "cannot_be_vouched_for")
MOST_FOUND = 5
"""Announcements that are looked at: one text to one number in 72 hours is rarely more than one."""
MOST_NUMBERS = 20
"""Of one debtor."""
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
class Sent:
    """`by`: text (the text was announced for this number), call (one was, for that time, in her own file), code (only a
    code matched) or "" (nothing did). `consulted` is what the register was asked, to ask the same once more."""

    authenticity: Authenticity
    by: str = ""
    found: Found | None = None
    differences: tuple[Difference, ...] = ()
    listed: tuple[Sender, ...] = ()
    consulted: Consulted | None = None

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
        return _unknown(asked, listed, now)
    best = min(judged, key=lambda one: _BEST.index(one.answer.answer))
    found = told(best.row, now)
    if by_text:
        return Sent(best.answer, "text", found, listed=listed, consulted=best.consulted)
    differ = differences(asked.text, asked.place, asked.received, best.row)
    return Sent(best.answer, "code", found, differ, listed, best.consulted)


def check_code(place: str, code: str, last4: str, now: datetime) -> Sent | Called:
    """A code alone is no yes: it tells who announced something for a number that ends so, and what that text says."""
    given = read_code(code) or NOBODY
    rows = _found(_BY_CODE.rows(key=code_key(given, last4)))
    if any(row.kind == "call" for row in rows):
        return _call(rows, given, now)
    asked = Asked(place, "", "", code=given)
    judged = [_judge(asked, "", given, creditor, mine, now, exact=False) for creditor, mine in _by_creditor(rows)]
    if not judged:
        return _unknown(asked, (), now)
    return Sent(judged[0].answer, "code", told(judged[0].row, now))


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


def check_own(account: LedgerAccount, asked: Asked, now: datetime) -> Sent:
    """What is known of a contact of an account that is hers: her number is one of those on file for it, and the account
    need not be guessed, so that a recall shows although nobody announced anything. A call needs the code that its
    caller reads, which no register has in clear: one that was announced for that time is told, and is no yes."""
    persons = _her_numbers(account)
    calls = asked.channel is Channel.CALL
    rows = _own_calls(account, asked) if calls else _own_texts(account, persons, asked)
    zone, held = registry.zone_of(account), list_of(account.creditor.place)
    directory = registry.directory_for(
        account.creditor,
        now,
        addresses=(asked.sender,),
        accounts=(account,),
        registrations=tuple(_own_registration(one, asked, zone) for one in rows if not _withdrawn(one, asked.received)),
        reports=tuple(dict.fromkeys(one for person in (*persons, NOBODY) for one in reports_for(held, person, zone))),
    )
    row = rows[0] if rows else None
    consulted = Consulted(directory, account.place, account.id, zone.key, row.id if row else "")
    message = Message(asked.text, b"", asked.sender or None, None, asked.received, asked.channel)
    answer = answer_sender(message, consulted.who, directory, account.place)
    by = ("call" if calls else "text") if row else ""
    return Sent(answer, by, told(row, now) if row else None, consulted=consulted)


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


def _newest(**hers: object) -> tuple[Announcement, ...]:
    """Of her own account, which is looked up by its index."""
    return tuple(_rows().filter(**hers).order_by("-at")[:MOST_FOUND])


def _her_numbers(account: LedgerAccount) -> list[str]:
    """Those on file; without any, those to which something was announced as to the debtor herself."""
    found = set(account.numbers.values_list("person", flat=True)[:MOST_NUMBERS])
    theirs = Announcement.objects.filter(account=account, ask__to=Recipient.DEBTOR.value)
    return sorted(found or set(theirs.values_list("person", flat=True).distinct()[:MOST_NUMBERS]))


def _own_texts(account: LedgerAccount, persons: list[str], asked: Asked) -> tuple[Announcement, ...]:
    """Announced for one of her numbers; without a text nothing is."""
    keys = [text_key(person, asked.text) for person in persons] if form_of(asked.text) else []
    return _newest(account=account, kind="text", text_key__in=keys)


def _own_calls(account: LedgerAccount, asked: Asked) -> tuple[Announcement, ...]:
    """Those to the debtor herself whose window was open then, of the number that rang."""
    if asked.received is None:
        return ()
    key, at = address_key(asked.sender, account.place) or NOBODY, asked.received
    hers = {"account": account, "kind": "call", "address_key": key, "ask__to": Recipient.DEBTOR.value}
    return _newest(**hers, opens_at__lte=at, closes_at__gte=at)


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


@dataclass(frozen=True, slots=True)
class _Judged:
    answer: Authenticity
    row: Announcement
    consulted: Consulted


def _judge(
    asked: Asked,
    person: str,
    code: str,
    creditor: Creditor,
    rows: tuple[Announcement, ...],
    now: datetime,
    *,
    exact: bool,
) -> _Judged:
    """The answer for one creditor, with the announcement that it is about."""
    row = rows[0]
    sender = asked.sender or (row.address if not asked.text else "")
    account = row.account
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
    consulted = Consulted(directory, asked.place, row.account_id, zone.key if account else None, row.id)
    return _Judged(answer_sender(message, consulted.who, directory, asked.place), row, consulted)


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


def _own_registration(row: Announcement, asked: Asked, zone: ZoneInfo) -> core.Registration:
    held = _registration(row, asked, "", zone, exact=row.kind == "text")
    return replace(held, opens=row.opens_at, closes=row.closes_at)


def _withdrawn(row: Announcement, received: datetime | None) -> bool:
    """What was withdrawn before it came is no announcement any more; afterwards it is told as such."""
    return row.withdrawn_at is not None and (received is None or row.withdrawn_at <= received)


def _unknown(asked: Asked, listed: tuple[Sender, ...], now: datetime) -> Sent:
    """Nothing was found: what can be said is about the address alone, which is public."""
    message = Message(asked.text, b"", asked.sender or None, None, asked.received, asked.channel)
    if listed:
        creditors = {held.creditor_id: held.creditor for held in listed}
        directories = [registry.directory_for(one, now, addresses=(asked.sender,)) for one in creditors.values()]
    else:
        name = Creditor.objects.filter(place=asked.place).values_list("name", flat=True).first()
        directories = [core.Directory(name or "", now)]
    found = [(answer_sender(message, None, one, asked.place), one) for one in directories]
    answer, directory = min(found, key=lambda one: _BEST.index(one[0].answer))
    return Sent(answer, listed=listed, consulted=Consulted(directory, asked.place))


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
    answer = answer_sender(message, core_of(row.creditor, row.account), directory, row.creditor.place)
    if answer.answer in YES:
        return Called(CallState.THEY, told(row, now))
    return Called(CallState.NOT, told(row, now), answer) if answer.answer == "denied" else Called(CallState.NOT)
