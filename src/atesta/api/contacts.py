"""The gate: may this contact be made, what became of it, and what a dialler did before."""

from __future__ import annotations

from ninja import Router

from atesta.api import importing, mine, shapes
from atesta.api.caller import Key, Request
from atesta.api.paging import USUAL, page
from atesta.api.reading import Cursor, Limit
from atesta.api.rows import ask_out, asker_of, wanted_of
from atesta.store import gating

router = Router(auth=Key(), tags=["contacts"])


@router.post("/contacts/ask", response=shapes.AskOut, summary="May this contact be made?")
def ask_contact(request: Request, asked: shapes.ContactGiven) -> shapes.AskOut:
    """One decision: allowed, refused, or ask a person; each reason with its rule. Allowed is a reservation that
    ends."""
    caller = request.caller
    found = gating.ask(asker_of(caller), wanted_of(asked), caller.now)
    return ask_out(found, caller)


@router.post("/contacts/{id}/outcome", response=shapes.AskOut, summary="What became of a contact")
def report_outcome(request: Request, id: str, reported: shapes.OutcomeGiven) -> shapes.AskOut:
    """Of a contact that was allowed. The same twice counts once; another one later is refused."""
    caller = request.caller
    row = mine.one(mine.asks(caller).filter(agency=caller.agency), id)
    found = gating.report(asker_of(caller), row.id, reported.outcome, reported.at, caller.now)
    return ask_out(found, caller)


@router.get("/asks", response=shapes.AsksOut, summary="What the gate said")
def list_asks(
    request: Request, cursor: Cursor = None, limit: Limit = USUAL, decision: shapes.Word | None = None
) -> shapes.AsksOut:
    """Newest first: one's own, of the creditor's key all. Without `decision` what was refused or waits for a person."""
    caller = request.caller
    words = [decision] if decision else [shapes.Word.REFUSED, shapes.Word.ASK]
    found, after = page(mine.asks(caller).filter(decision__in=words), "asked_at", cursor, limit)
    return shapes.AsksOut(items=[ask_out(row, caller) for row in found], next=after)


@router.post("/contacts:import", response=shapes.ImportOut, summary="What a dialler did")
def import_contacts(request: Request, given: shapes.LogGiven) -> shapes.ImportOut:
    """A dial log as CSV: contacts that were made without asking here. They count like any other."""
    return importing.contacts(request.caller, given)
