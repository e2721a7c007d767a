"""All that is known of a contact before the gate is asked about it: account, sender, mandate, placement, what its text
says, and which wording of the registry it is. Read once for a whole batch."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from atesta.action.gate import Known as GateKnown
from atesta.action.gate import Reason, open_until
from atesta.contact.account import Account
from atesta.contact.message import Message, Recipient
from atesta.evidence.canonical import Json
from atesta.mandate import directory as core
from atesta.mandate.address import address_key
from atesta.mandate.code import new_code
from atesta.review.authenticity import answer_sender
from atesta.rules.rulebook import load_rulebook
from atesta.store import registry
from atesta.store.announced_keys import text_key
from atesta.store.announced_text import CODE_HERE, Read, check_size, is_common, read_text, with_code
from atesta.store.announcing_refused import Window, check_times, no_number, replayed
from atesta.store.gate_reads import core_of, list_of
from atesta.store.gating import CALL_LASTS, Asker, Wanted, asked_of, check
from atesta.store.house import person_hash
from atesta.store.models import Agency, Announcement, Creditor, LedgerAccount, Template
from atesta.store.wording_match import against_wording, wording_of, wordings_of

YES = frozenset({"own_staff", "authorised_agency"})


@dataclass(frozen=True, slots=True)
class Case:
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
    against: tuple[Reason, ...] = ()
    wording: Template | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The rows that a batch needs, read once."""

    creditor: Creditor
    agency: Agency | None
    accounts: Mapping[str, LedgerAccount]
    extracts: Mapping[str, Account]
    directory: core.Directory
    placed: Mapping[str, tuple[core.Placement, ...]]
    taken: set[tuple[str, str, str, str, datetime]]
    wordings: tuple[Template, ...] = ()

    @classmethod
    def of(cls, asker: Asker, wanteds: Sequence[Wanted], now: datetime, *, texts: bool = True) -> Known:
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
            wordings_of(creditor, agency) if texts else (),
        )

    def case(
        self, wanted: Wanted, text: str, now: datetime, window: Window | None = None, *, reserved: bool = False
    ) -> Case | Wanted:
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
        vouched = self._vouched(wanted, account, "" if window else text.replace(CODE_HERE, code), code, now, window)
        read = self._read(wanted, account, text.replace(CODE_HERE, " "), vouched, window)
        wording = None if vouched or window else self._wording(text, wanted)
        self._check_new(account, person, wanted)
        common = window is None and is_common(text, read, account.tail, self.creditor.place)
        sent = "" if window else with_code(text, code, common=common)
        key = "" if window else text_key(person, sent)
        against = (*read.against, *against_wording(wording))
        claims = read.claims if wanted.to is Recipient.DEBTOR else ()  # how it stands with her is told to nobody else
        return Case(wanted, person, account, code, sent, key, claims, window, vouched, common, against, wording)

    def in_hours(self, asker: Asker, wanted: Wanted, window: Window, now: datetime) -> Window:
        """The window without what lies after the permitted hours in which it opens: as long as it is open a call is
        told for a yes, and the gate weighed its beginning alone. One that somebody allowed outside of them is as long
        as a reservation of a call: she allowed the call, not a night."""
        account = self.accounts.get(registry.account_hash(self.creditor, wanted.account))
        if account is None or wanted.at.utcoffset() is None:
            return window
        asked = asked_of(asker, account, wanted, person_hash(wanted.number, self.creditor.place), now)
        known = GateKnown(
            directory=self.directory,
            account=self.extracts[account.id],
            history=None,
            held=list_of(self.creditor.place),
            place=account.place,
            numbers=frozenset(),
            rulebook=load_rulebook(),
        )
        end = open_until(asked, known)
        if end is not None and end <= wanted.at:
            end = wanted.at + CALL_LASTS
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

    def _read(self, wanted: Wanted, account: LedgerAccount, text: str, vouched: str, window: Window | None) -> Read:
        """Nothing is compared for whoever may not make the contact: the answers are about somebody's account."""
        if vouched or window is not None:
            return Read(())
        message = Message(text, b"", wanted.address, None, wanted.at, wanted.channel, wanted.to, wanted.purpose)
        held = replace(self.directory, placements=self.placed.get(account.id, ()))
        known = self.extracts[account.id] if account.toml else None
        return read_text(message, known, held, self.creditor, self.creditor.place, wanted.number)

    def _wording(self, text: str, wanted: Wanted) -> Template | None:
        """The one of the registry that it is: that somebody of the creditor approved, or declined."""
        return wording_of(text, wanted.channel.value, self.wordings, self.creditor, self.agency)


def _taken(creditor: Creditor, accounts: object, wanteds: Sequence[Wanted]) -> set[tuple[str, str, str, str, datetime]]:
    found = Announcement.objects.filter(
        account__in=list(accounts),  # type: ignore[call-overload]
        creditor=creditor,
        withdrawn_at=None,
        ask__planned_at__in={wanted.at for wanted in wanteds},
    )
    return set(found.values_list("account_id", "person", "address_key", "channel", "ask__planned_at"))
