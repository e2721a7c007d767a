"""A text or a call is announced before it is made (A3; EVIDENCE §7): sender, mandate and placement hold, the gate
allows it, its claims are compared, keyed hashes are kept and a leaf is entered. What comes back is the code.

A registration is taken only where the later check would say yes at the planned moment: the same judge is asked here
(review.authenticity). Until that holds nothing about the account is told to whoever asks.

    announce_text(asker, wanted, text, now) -> Announced     row None: the gate did not allow it, `ask` says why
    announce_many(asker, texts, now)                         the same for up to 1,000, in one transaction
    announce_call(asker, wanted, opens_at, closes_at, first_name, now)
    close(row, now), withdraw(row, why, now)                 store.withdrawing
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from atesta.action.gate import Known, open_until
from atesta.contact.account import Account
from atesta.contact.message import Channel, Message
from atesta.errors import InputError
from atesta.evidence.canonical import Json
from atesta.mandate import directory as core
from atesta.mandate.address import address_key
from atesta.mandate.code import new_code
from atesta.review.authenticity import answer_sender
from atesta.rules.rulebook import load_rulebook
from atesta.store import registry, transparency
from atesta.store.announced_keys import code_key, last_four, text_key
from atesta.store.announced_text import check_size, is_common, read_text, with_code
from atesta.store.announcing_refused import (
    Window,
    check_times,
    no_number,
    no_reservation,
    not_vouched,
    replayed,
    too_many,
    window_of,
)
from atesta.store.gate_many import ask_many
from atesta.store.gate_reads import core_of, list_of
from atesta.store.gating import Asker, Wanted, ask, asked_of, check
from atesta.store.house import person_hash
from atesta.store.ids import new_id
from atesta.store.models import Agency, Announcement, Creditor, GateAsk, LedgerAccount, SignedMandate
from atesta.store.withdrawing import CALL, close, withdraw

__all__ = [
    "CALL",
    "MOST_AT_ONCE",
    "TEXT",
    "Announced",
    "Text",
    "announce_call",
    "announce_many",
    "announce_text",
    "close",
    "withdraw",
]

TEXT = "text"
MOST_AT_ONCE = 1_000
YES = frozenset({"own_staff", "authorised_agency"})
ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class Announced:
    """`row` and `code` where it was announced; else `ask` says why the gate did not allow it. `claims` are (kind, said,
    answer), `text` what to send, with the code in its place. `needs_code`: the text is the same for everybody, so the
    code was put at its end and it is found only with it."""

    row: Announcement | None
    code: str
    ask: GateAsk
    claims: tuple[Mapping[str, Json], ...] = ()
    text: str = ""
    needs_code: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One of many. `reserved`: the id of a reservation that is there already, such as one that was overridden."""

    wanted: Wanted
    text: str
    reserved: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """One contact with all that is known of it before the gate is asked."""

    wanted: Wanted
    person: str
    account: LedgerAccount
    code: str
    text: str
    key: str
    claims: tuple[Mapping[str, Json], ...]
    window: Window | None
    vouched: str
    needs_code: bool = False


def announce_text(asker: Asker, wanted: Wanted, text: str, now: datetime, *, reserved: str = "") -> Announced:
    """Raises InputError where it cannot be announced: whatever the gate says, it would not be told for a yes."""
    found = announce_many(asker, [Text(wanted, text, reserved)], now)[0]
    if isinstance(found, InputError):
        raise found
    return found


def announce_call(
    asker: Asker,
    wanted: Wanted,
    opens_at: datetime,
    closes_at: datetime,
    first_name: str,
    now: datetime,
    *,
    reserved: str = "",
) -> Announced:
    """A call with its window and the first name under which the caller speaks; the code is what she reads out. The gate
    is asked about the moment at which the window opens, and the window closes with the permitted hours at the latest.
    Raises InputError, see announce_text."""
    window = window_of(opens_at, closes_at, first_name, now)
    wanted = replace(wanted, channel=Channel.CALL, at=opens_at)
    with transaction.atomic():
        known = _Known.of(asker, [wanted], now)
        case = known.case(wanted, "", now, known.in_hours(asker, wanted, window, now))
        found = _announced(asker, [case], [reserved], known, now)[0]
    if isinstance(found, InputError):
        raise found
    return found


def announce_many(asker: Asker, texts: Sequence[Text], now: datetime) -> tuple[Announced | InputError, ...]:
    """In the order given; one that cannot be announced keeps no other from being so. All or nothing is written of what
    can: a database that fails in between leaves no trace. Raises InputError (`announce_too_many`)."""
    if len(texts) > MOST_AT_ONCE:
        raise too_many(MOST_AT_ONCE)
    with transaction.atomic():
        known = _Known.of(asker, [one.wanted for one in texts], now)
        cases: list[_Case | Wanted | InputError] = []
        for one in texts:
            try:
                cases.append(known.case(one.wanted, one.text, now, reserved=bool(one.reserved)))
            except InputError as error:
                cases.append(error)
        taken = [
            (case, one.reserved) for case, one in zip(cases, texts, strict=True) if not isinstance(case, InputError)
        ]
        made = iter(_announced(asker, [case for case, _ in taken], [held for _, held in taken], known, now))
        return tuple(case if isinstance(case, InputError) else next(made) for case in cases)


# --- what is known ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """The rows that a batch needs, read once."""

    creditor: Creditor
    agency: Agency | None
    accounts: Mapping[str, LedgerAccount]
    extracts: Mapping[str, Account]
    directory: core.Directory
    placed: Mapping[str, tuple[core.Placement, ...]]
    taken: set[tuple[str, str, str, str, datetime]]

    @classmethod
    def of(cls, asker: Asker, wanteds: Sequence[Wanted], now: datetime) -> _Known:
        creditor, agency = asker.creditor, asker.agency
        wanteds = [wanted for wanted in wanteds if wanted.at.utcoffset() is not None]  # the others are refused by name
        keys = {registry.account_hash(creditor, wanted.account) for wanted in wanteds}
        rows = LedgerAccount.objects.filter(creditor=creditor, key__in=keys)
        accounts = {row.key: row for row in rows.prefetch_related("requests")}
        found = registry.directory_for(
            creditor, now, addresses={wanted.address for wanted in wanteds}, accounts=accounts.values()
        )
        placed: dict[str, tuple[core.Placement, ...]] = {}
        for one in found.placements:
            placed[one.account] = (*placed.get(one.account, ()), one)
        return cls(
            creditor,
            agency,
            accounts,
            {row.id: core_of(creditor, row) for row in accounts.values()},
            found,
            placed,
            _taken(creditor, accounts.values(), wanteds),
        )

    def case(
        self, wanted: Wanted, text: str, now: datetime, window: Window | None = None, *, reserved: bool = False
    ) -> _Case | Wanted:
        """The contact, ready for the gate; `wanted` itself where the account is not here: the gate says what that
        means. What is reserved has an end of its own and may be past its planned time. Raises InputError."""
        check(wanted)
        check_times(wanted.at, now, late=reserved or window is not None)
        if window is None:
            check_size(text)
        person = person_hash(wanted.number, self.creditor.place)
        if not person:
            raise no_number()
        account = self.accounts.get(registry.account_hash(self.creditor, wanted.account))
        if account is None:
            return wanted
        code = new_code(secrets.token_bytes)
        sent = "" if window else with_code(text, code)
        vouched = self._vouched(wanted, account, sent, code, now, window)
        claims = self._read(wanted, account, sent.replace(code, " "), vouched, window)
        self._check_new(account, person, wanted)
        common = window is None and is_common(text)
        key = "" if window else text_key(person, sent)
        return _Case(wanted, person, account, code, sent, key, claims, window, vouched, common)

    def in_hours(self, asker: Asker, wanted: Wanted, window: Window, now: datetime) -> Window:
        """The window without what lies after the permitted hours in which it opens: as long as it is open a call is
        told for a yes, and the gate weighed its beginning alone."""
        account = self.accounts.get(registry.account_hash(self.creditor, wanted.account))
        if account is None or wanted.at.utcoffset() is None:
            return window
        asked = asked_of(asker, account, wanted, person_hash(wanted.number, self.creditor.place), now)
        known = Known(
            directory=self.directory,
            account=self.extracts[account.id],
            history=None,
            held=list_of(self.creditor.place),
            place=account.place,
            numbers=frozenset(),
            rulebook=load_rulebook(),
        )
        end = open_until(asked, known)
        return replace(window, closes=end.astimezone(window.closes.tzinfo)) if end and end < window.closes else window

    def _check_new(self, account: LedgerAccount, person: str, wanted: Wanted) -> None:
        key = address_key(wanted.address, self.creditor.place)
        this = (account.id, person, key, wanted.channel.value, wanted.at)
        if this in self.taken:
            raise replayed()
        self.taken.add(this)  # two of one batch are one, too

    def _vouched(
        self, wanted: Wanted, account: LedgerAccount, text: str, code: str, now: datetime, window: Window | None
    ) -> str:
        """The word that the check will have for it at the planned moment, "" for a yes; of an agency's sender only for
        that agency itself."""
        entry = core.Registration(
            address=wanted.address,
            channel=wanted.channel.value,
            account=account.id,
            at=now,
            text=None if window else text,
            opens=window.opens if window else None,
            closes=window.closes if window else None,
            code=code,
        )
        held = replace(self.directory, placements=self.placed.get(account.id, ()), registrations=(entry,))
        at = max(window.opens if window else wanted.at, now)
        message = Message(text, b"", wanted.address, None, at, wanted.channel, code=code if window else None)
        found = answer_sender(message, self.extracts[account.id], held, self.creditor.place)
        if found.answer not in YES:
            return str(found.findings[-1].measured["reason"])
        listed = next(one.measured for one in found.findings if one.measured["reason"] == "address_listed")
        who = str(listed.get("agency", "")) if found.answer == "authorised_agency" else ""
        return "" if who == (self.agency.slug if self.agency else "") else "address_unlisted"

    def _read(
        self, wanted: Wanted, account: LedgerAccount, text: str, vouched: str, window: Window | None
    ) -> tuple[Mapping[str, Json], ...]:
        """Nothing is compared for whoever may not make the contact: the answers are about somebody's account."""
        if vouched or window is not None:
            return ()
        message = Message(text, b"", wanted.address, None, wanted.at, wanted.channel, wanted.to, wanted.purpose)
        held = replace(self.directory, placements=self.placed.get(account.id, ()))
        known = self.extracts[account.id] if account.toml else None
        return read_text(message, known, held, self.creditor, self.creditor.place, wanted.number).claims


def _taken(creditor: Creditor, accounts: object, wanteds: Sequence[Wanted]) -> set[tuple[str, str, str, str, datetime]]:
    found = Announcement.objects.filter(
        account__in=list(accounts),  # type: ignore[call-overload]
        creditor=creditor,
        withdrawn_at=None,
        ask__planned_at__in={wanted.at for wanted in wanteds},
    )
    return set(found.values_list("account_id", "person", "address_key", "channel", "ask__planned_at"))


def _mandates(agency: Agency | None) -> tuple[SignedMandate, ...]:
    """Those not revoked, the newest first; none for the creditor's own."""
    return tuple(SignedMandate.objects.filter(agency=agency, revoked_at=None).order_by("-made_at")) if agency else ()


def _mandate(mandates: tuple[SignedMandate, ...], case: _Case) -> str:
    """The id of the one for this channel on this day of hers, for the leaf."""
    day, channel = case.wanted.at.astimezone(registry.zone_of(case.account)).date(), case.wanted.channel.value
    return next((row.jti for row in mandates if row.from_on <= day <= row.to_on and channel in row.channels), "")


# --- what is written ------------------------------------------------------------------------------------------------


def _announced(
    asker: Asker, cases: Sequence[_Case | Wanted], reserved: Sequence[str], known: _Known, now: datetime
) -> list[Announced | InputError]:
    asks, mandates = _asked(asker, cases, reserved, now), _mandates(known.agency)
    rows: list[Announcement] = []
    found: list[Announced | InputError] = []
    for case, given in zip(cases, asks, strict=True):
        if isinstance(given, InputError):
            found.append(given)
        elif not _is_allowed(given):
            found.append(Announced(None, "", given))
        elif isinstance(case, Wanted) or case.vouched:
            found.append(not_vouched("" if isinstance(case, Wanted) else case.vouched))
        else:
            row = _row(case, given, known, now, _mandate(mandates, case))
            rows.append(row)
            found.append(Announced(row, case.code, given, case.claims, case.text, case.needs_code))
    Announcement.objects.bulk_create(rows, batch_size=500)
    transparency.enter_many(transparency.ANNOUNCED, ((row.id, row.leaf) for row in rows), now)
    return found


def _asked(
    asker: Asker, cases: Sequence[_Case | Wanted], reserved: Sequence[str], now: datetime
) -> list[GateAsk | InputError]:
    """The gate's word for each; for a reservation that is there, itself."""
    wanteds = [case if isinstance(case, Wanted) else case.wanted for case in cases]
    new = [wanted for wanted, held in zip(wanteds, reserved, strict=True) if not held]
    asked = iter([ask(asker, new[0], now)] if len(new) == 1 else ask_many(asker, new, now))
    return [_held(asker, case, held, now) if held else next(asked) for case, held in zip(cases, reserved, strict=True)]


def _held(asker: Asker, case: _Case | Wanted, held: str, now: datetime) -> GateAsk | InputError:
    """A reservation of this very contact, by the same asker, still in force, neither used nor reported yet."""
    found = GateAsk.objects.select_for_update(of=("self",)).filter(
        id=held, creditor=asker.creditor, agency=asker.agency, announcement=None, ends_at__gt=now, reported_at=None
    )
    row = found.first()
    if row is not None and isinstance(case, _Case) and _is_allowed(row) and _is_meant(row, case):
        return row
    return no_reservation()


def _is_meant(row: GateAsk, case: _Case) -> bool:
    """The gate judged this very contact: an answer at noon is no leave for a demand at night."""
    wanted = case.wanted
    said = (row.channel, row.purpose, row.to, row.address)
    judged = (row.account_id, row.person, row.planned_at, *said)
    given = (wanted.channel.value, wanted.purpose.value, wanted.to.value, wanted.address)
    return judged == (case.account.id, case.person, wanted.at, *given)


def _is_allowed(ask: GateAsk) -> bool:
    return ask.decision == ALLOWED or ask.override_at is not None


def _row(case: _Case, ask: GateAsk, known: _Known, now: datetime, mandate: str) -> Announcement:
    wanted, window = case.wanted, case.window
    place = known.creditor.place
    row = Announcement(
        id=new_id(),
        creditor=known.creditor,
        agency=known.agency,
        account=case.account,
        ask=ask,
        kind=CALL if window else TEXT,
        channel=wanted.channel.value,
        address=wanted.address,
        address_key=address_key(wanted.address, place),
        person=case.person,
        text_key=case.key,
        code_key=code_key(case.code, last_four(wanted.number, place)),
        key_version=registry.KEY_VERSION,
        purpose=wanted.purpose.value,
        first_name=window.first_name if window else "",
        claims=[dict(claim) for claim in case.claims],
        at=now,
        opens_at=window.opens if window else None,
        closes_at=window.closes if window else None,
        salt=secrets.token_hex(32),
    )
    slug = known.agency.slug if known.agency else None
    row.leaf = transparency.announced_leaf(row, slug, mandate)
    return row
