"""The gate asked about a whole batch: the same decisions as one question after the other (store.gating.ask), with a
dozen look-ups for all of them. An earlier one of the batch counts for the next about the same account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from atesta.action.gate import Asked, Known, Reason, decide
from atesta.contact.account import Account
from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Recipient
from atesta.errors import InputError
from atesta.mandate import directory as core
from atesta.mandate.do_not_contact import DoNotContact
from atesta.rules.rulebook import load_rulebook
from atesta.store import gating, registry
from atesta.store.gate_asked import Asker, Wanted
from atesta.store.gate_history import histories, refused_long_ago
from atesta.store.gate_reads import core_of, list_of
from atesta.store.house import person_hash
from atesta.store.models import GateAsk, LedgerAccount, LedgerNumber, Placement


def ask_many(
    asker: Asker, wanteds: Sequence[Wanted], now: datetime, of_texts: Sequence[tuple[Reason, ...]] = ()
) -> list[GateAsk | InputError]:
    """In the order given; what cannot be asked at all is its own error and keeps no other back. `of_texts`: as of one
    (gating.ask), for each of them."""
    with transaction.atomic():
        batch = _Batch.of(asker, wanteds, now)
        against = of_texts or [()] * len(wanteds)
        given = [batch.asked(wanted, of_text) for wanted, of_text in zip(wanteds, against, strict=True)]
        new = [one for one in given if isinstance(one, GateAsk) and one._state.adding]
        GateAsk.objects.bulk_create(new, batch_size=500)
    return given


@dataclass(slots=True)
class _Batch:
    """The rows that a batch needs. `again`: questions that stand allowed already; `made`: what this batch allowed."""

    asker: Asker
    now: datetime
    accounts: Mapping[str, LedgerAccount]
    extracts: Mapping[str, Account]
    directory: core.Directory
    placed: Mapping[str, tuple[core.Placement, ...]]
    numbers: Mapping[str, frozenset[str]]
    history: Mapping[str, tuple[PastContact, ...]]
    held: DoNotContact
    again: dict[tuple[object, ...], GateAsk]
    made: dict[str, list[PastContact]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, asker: Asker, wanteds: Sequence[Wanted], now: datetime) -> _Batch:
        accounts = _locked(asker, wanteds)
        rows = list(accounts.values())
        ids = [row.id for row in rows]
        directory = registry.directory_for(
            asker.creditor,
            now,
            addresses={wanted.address for wanted in wanteds},
            accounts=rows,
            agencies=(asker.agency,) if asker.agency else (),
        )
        placed: dict[str, tuple[core.Placement, ...]] = {}
        for one in directory.placements:
            placed[one.account] = (*placed.get(one.account, ()), one)
        return cls(
            asker,
            now,
            accounts,
            {row.id: core_of(asker.creditor, row) for row in rows},
            directory,
            placed,
            _numbers(ids),
            histories(ids, now) if ids else {},
            list_of(asker.creditor.place),
            _again(asker, ids, wanteds, now),
        )

    def asked(self, wanted: Wanted, of_text: tuple[Reason, ...]) -> GateAsk | InputError:
        try:
            gating.check(wanted)
        except InputError as error:
            return error
        account = self.accounts.get(registry.account_hash(self.asker.creditor, wanted.account))
        person = person_hash(wanted.number, self.asker.creditor.place)
        key = _key(account.id if account else None, person, wanted)
        if account is not None and key in self.again and not of_text:
            return self.again[key]
        asked = gating.asked_of(self.asker, account, wanted, person, self.now)
        decision = decide(asked, self._known(account, asked), of_text)
        row = gating.row_of(self.asker, account, wanted, asked, decision)
        if account is not None and decision.word == "allowed":
            self.again[key] = row
            self.made[account.id].append(_past(asked))
        return row

    def _known(self, account: LedgerAccount | None, asked: Asked) -> Known:
        creditor = self.asker.creditor
        id_ = account.id if account else ""
        return Known(
            directory=replace(self.directory, placements=self.placed.get(id_, ())),
            account=self.extracts[id_] if account else None,
            history=self._history(account, asked) if account else None,
            held=self.held,
            place=account.place if account else creditor.place,
            numbers=self.numbers.get(id_, frozenset()),
            rulebook=load_rulebook(),
        )

    def _history(self, account: LedgerAccount, asked: Asked) -> tuple[PastContact, ...]:
        found = self.history[account.id]
        if self.made[account.id]:
            found = tuple(sorted((*found, *self.made[account.id]), key=lambda past: past.at))
        long_ago = refused_long_ago(account, self.now) if asked.to is Recipient.THIRD_PARTY else ()
        return found + long_ago


def _locked(asker: Asker, wanteds: Sequence[Wanted]) -> dict[str, LedgerAccount]:
    """Nobody else's until this transaction ends; locked in one order, so that two batches never wait for each other."""
    keys = {registry.account_hash(asker.creditor, wanted.account) for wanted in wanteds}
    rows = LedgerAccount.objects.select_for_update(no_key=True).filter(creditor=asker.creditor, key__in=keys)
    if asker.agency is not None:
        rows = rows.filter(Exists(Placement.objects.filter(account=OuterRef("pk"), agency=asker.agency)))
    return {row.key: row for row in rows.order_by("id").prefetch_related("requests")}


def _numbers(ids: Sequence[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for account, person in LedgerNumber.objects.filter(account__in=ids).values_list("account_id", "person"):
        found[account].add(person)
    return {account: frozenset(persons) for account, persons in found.items()}


def _again(
    asker: Asker, ids: Sequence[str], wanteds: Sequence[Wanted], now: datetime
) -> dict[tuple[object, ...], GateAsk]:
    rows = gating.standing(asker, now).filter(account__in=ids, planned_at__in=_moments(wanteds))
    return {
        (row.account_id, row.person, row.address, row.channel, row.purpose, row.to, row.planned_at): row for row in rows
    }


def _moments(wanteds: Sequence[Wanted]) -> set[datetime]:
    """Without those that have no offset, which are refused by name."""
    return {wanted.at for wanted in wanteds if wanted.at.utcoffset() is not None}


def _key(account: str | None, person: str, wanted: Wanted) -> tuple[object, ...]:
    said = (wanted.channel.value, wanted.purpose.value, wanted.to.value)
    return (account, person, wanted.address, *said, wanted.at)


def _past(asked: Asked) -> PastContact:
    """A reservation counts as a conversation until its outcome is reported."""
    return PastContact(
        at=asked.at,
        channel=asked.channel,
        outcome=Outcome.CONVERSATION,
        by=asked.by,
        to=asked.to,
        to_number=asked.recipient,
        purpose=asked.purpose,
        address=asked.sender,
        reported=False,
    )
