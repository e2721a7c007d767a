"""Where accounts are placed, what debtors asked for, and what only the creditor may: files, agencies, counters."""

from __future__ import annotations

from ninja import Router

from atesta.api import importing, mine, shapes
from atesta.api.caller import CreditorKey, Key, Request
from atesta.api.paging import USUAL, page
from atesta.api.reading import Cursor, Limit
from atesta.api.refusal import not_there
from atesta.api.rows import agency_out, mandate_out, placement_out, request_out
from atesta.store import gate_counters, mandating
from atesta.store.models import Agency

router = Router(auth=Key(), tags=["ledger"])
creditors = Router(auth=CreditorKey(), tags=["creditor"])


@router.get("/requests", response=shapes.RequestsOut, summary="What debtors asked for")
def list_requests(request: Request, cursor: Cursor = None, limit: Limit = USUAL) -> shapes.RequestsOut:
    """What binds now, of an agency's key for the accounts that are placed with it today."""
    found, after = page(mine.requests(request.caller), "asked_at", cursor, limit)
    return shapes.RequestsOut(items=[request_out(row) for row in found], next=after)


@router.get("/placements", response=shapes.PlacementsOut, summary="Which accounts are placed")
def list_placements(request: Request, cursor: Cursor = None, limit: Limit = USUAL) -> shapes.PlacementsOut:
    """One's own, those that ended too; of the creditor's key with all agencies."""
    found, after = page(mine.placements(request.caller), "made_at", cursor, limit)
    return shapes.PlacementsOut(items=[placement_out(row) for row in found], next=after)


@creditors.post("/placements:import", response=shapes.ImportOut, summary="Place and recall accounts")
def import_placements(request: Request, given: shapes.ImportGiven) -> shapes.ImportOut:
    """A file of account, agency, from, to. What was recalled is denied from the next day."""
    return importing.placements(request.caller, given)


@creditors.post("/accounts:import", response=shapes.ImportOut, summary="Account extracts")
def import_accounts(request: Request, given: shapes.ImportGiven) -> shapes.ImportOut:
    """What is owed, a line an account, with the numbers at which its debtor may be reached. Numbers are kept hashed."""
    return importing.accounts(request.caller, given)


@creditors.get("/agencies", response=shapes.AgenciesOut, summary="Who may speak for the creditor")
def list_agencies(request: Request, cursor: Cursor = None, limit: Limit = USUAL) -> shapes.AgenciesOut:
    """Agencies with their senders and mandates, those that ended or were revoked too."""
    rows = Agency.objects.filter(creditor=request.caller.creditor).prefetch_related("senders", "mandates")
    found, after = page(rows, "made_at", cursor, limit)
    return shapes.AgenciesOut(items=[agency_out(row) for row in found], next=after)


@creditors.get("/counters", response=shapes.CountersOut, summary="What is too much only in sum")
def show_counters(request: Request) -> shapes.CountersOut:
    """Accounts that nobody alone contacted too often and all together did, and what was allowed and never reported."""
    caller = request.caller
    return shapes.CountersOut(
        over_in_sum=[over_out(each) for each in gate_counters.counters(caller.creditor, caller.now)],
        unreported=[
            shapes.UnreportedOut(by=each.by, count=each.count, allowed=each.allowed)
            for each in gate_counters.unreported(caller.creditor, caller.now)
        ],
    )


def over_out(over: gate_counters.Over) -> shapes.OverOut:
    return shapes.OverOut(
        account=over.account,
        tail=over.tail,
        rule=over.rule,
        count=over.count,
        most=over.most,
        first=over.first.isoformat(),
        last=over.last.isoformat(),
        by=[shapes.FigureOut(by=each.by, count=each.count) for each in over.by],
    )


@creditors.post("/mandates/{jti}/revoke", response=shapes.MandateOut, summary="Revoke a mandate")
def revoke_mandate(request: Request, jti: str, given: shapes.WhyGiven) -> shapes.MandateOut:
    """From now on it counts no more, and every check shows when."""
    row = mine.mandates(request.caller).filter(jti=jti).first() if "\0" not in jti else None
    if row is None:
        raise not_there()
    mandating.revoke(row, given.why, None, request.caller.now)
    row.refresh_from_db()
    return mandate_out(row)
