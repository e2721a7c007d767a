"""The register as directory.toml (INTERFACES), so that `atesta review --directory` and the pages read the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from atesta.errors import InputError
from atesta.mandate.directory import Directory, Span
from atesta.store import registry
from atesta.store.house import quoted
from atesta.store.models import Creditor, LedgerAccount, Sender


def directory_toml(creditor: Creditor, numbers: Iterable[str], as_of: datetime) -> str:
    """Everybody's senders and mandates, and the placements of the accounts with these numbers: nobody can list the
    others. Raises InputError for a number that is not there."""
    named = {account.id: number.strip() for number in numbers for account in [_account(creditor, number)]}
    addresses = Sender.objects.filter(creditor=creditor).values_list("address", flat=True)
    accounts = creditor.accounts.filter(id__in=list(named))
    directory = registry.directory_for(creditor, as_of, addresses=addresses, accounts=accounts)
    return "\n".join(_lines(directory, named)) + "\n"


def _account(creditor: Creditor, number: str) -> LedgerAccount:
    found = registry.account_of(creditor, number)
    if found is None:
        raise InputError(
            "The creditor has no account with exactly this number.",
            "Nothing can be said about its placements.",
            "Look at how it is written, or leave it out.",
            key="account_unknown",
        )
    return found


def _lines(directory: Directory, named: Mapping[str, str]) -> Iterator[str]:
    yield f"creditor = {quoted(directory.creditor)}"
    if directory.as_of:
        yield f"as_of = {directory.as_of.isoformat(timespec='seconds')}"
    for sender in directory.own_senders:
        yield from ("[[own_sender]]", f"address = {quoted(sender.address)}", *_days(sender.span))
    for agency in directory.agencies:
        yield from ("[[agency]]", f"id = {quoted(agency.id)}", f"name = {quoted(agency.name)}")
        each = (
            "{ " + ", ".join((f"address = {quoted(row.address)}", *_days(row.span))) + " }" for row in agency.senders
        )
        yield f"senders = [ {', '.join(each)} ]"
    for mandate in directory.mandates:
        channels = ", ".join(map(quoted, mandate.channels))
        yield from ("[[mandate]]", f"agency = {quoted(mandate.agency)}", *_days(mandate.span))
        yield f"channels = [{channels}]"
    for row in directory.placements:
        yield from ("[[placement]]", f"account = {quoted(named[row.account])}")
        yield from (f"agency = {quoted(row.agency)}", *_days(row.span))


def _days(span: Span) -> Iterator[str]:
    """A mandate that was revoked on its first day ended before it began, which no file can say: its `from` is then its
    `to`, so that it had ended as well."""
    first = min(span.from_, span.to) if span.from_ and span.to else span.from_
    if first:
        yield f"from = {first.isoformat()}"
    if span.to:
        yield f"to = {span.to.isoformat()}"
