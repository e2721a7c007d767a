"""What is registered before it is sent or dialled, so that whoever receives it can check it."""

from __future__ import annotations

from ninja import Router

from atesta.api import mine, shapes
from atesta.api.caller import Caller, Key, Request
from atesta.api.paging import USUAL, page
from atesta.api.reading import Cursor, Limit
from atesta.api.refusal import said
from atesta.api.rows import announcement_out, ask_out, asker_of, call_wanted, wanted_of
from atesta.errors import InputError
from atesta.store import announcing, transparency

router = Router(auth=Key(), tags=["announcements"])


@router.post("/texts", response=shapes.RegisteredOut, summary="Register a text")
def register_text(request: Request, given: shapes.TextGiven) -> shapes.RegisteredOut:
    """Before it is sent. Its claims come back beside the account, so that a slip is seen before she sees it."""
    caller = request.caller
    made = announcing.announce_text(
        asker_of(caller), wanted_of(given), given.text, caller.now, reserved=given.reserved or ""
    )
    return registered_out(made, caller)


@router.post("/texts:batch", response=shapes.BatchOut, summary="Register up to 1,000 texts")
def register_texts(request: Request, given: shapes.TextsGiven) -> shapes.BatchOut:
    """Each stands for itself: one that is refused stops no other. Results are in the order of the texts."""
    caller = request.caller
    texts = [announcing.Text(wanted_of(each), each.text, each.reserved or "") for each in given.texts]
    made = announcing.announce_many(asker_of(caller), texts, caller.now)
    results = [line_out(number, each, caller) for number, each in enumerate(made, 1)]
    return shapes.BatchOut(registered=sum(each.announcement is not None for each in results), results=results)


@router.post("/calls", response=shapes.RegisteredOut, summary="Register a call")
def register_call(request: Request, given: shapes.CallGiven) -> shapes.RegisteredOut:
    """Before it is dialled: a window of at most two hours, and the code that the caller reads out."""
    caller = request.caller
    made = announcing.announce_call(
        asker_of(caller),
        call_wanted(given),
        given.opens_at,
        given.closes_at,
        given.first_name,
        caller.now,
        reserved=given.reserved or "",
    )
    return registered_out(made, caller)


@router.post("/calls/{id}/close", response=shapes.AnnouncementOut, summary="A call is over")
def close_call(request: Request, id: str) -> shapes.AnnouncementOut:
    """At hang-up: from now on a check says that nobody is calling."""
    row = mine.one(mine.announcements(request.caller).filter(kind="call"), id)
    announcing.close(row, request.caller.now)
    row.refresh_from_db()
    return announcement_out(row)


@router.post("/announcements/{id}/withdraw", response=shapes.AnnouncementOut, summary="Withdraw what was registered")
def withdraw(request: Request, id: str, given: shapes.WhyGiven) -> shapes.AnnouncementOut:
    """It is not sent after all, or should not have been: a check says so, with the time."""
    row = mine.one(mine.announcements(request.caller), id)
    announcing.withdraw(row, given.why, request.caller.now)
    row.refresh_from_db()
    return announcement_out(row)


@router.get("/announcements", response=shapes.AnnouncementsOut, summary="What was registered")
def list_announcements(request: Request, cursor: Cursor = None, limit: Limit = USUAL) -> shapes.AnnouncementsOut:
    """Newest first: one's own, of the creditor's key all."""
    found, after = page(mine.announcements(request.caller), "at", cursor, limit)
    return shapes.AnnouncementsOut(items=[announcement_out(row) for row in found], next=after)


@router.get("/announcements/{id}/proof", response=shapes.ProofOut, summary="That it is in the log")
def proof(request: Request, id: str) -> shapes.ProofOut:
    """An offline proof, as the debtor's receipt has it."""
    found = transparency.proof_of(mine.one(mine.announcements(request.caller), id).id)
    return shapes.ProofOut(proof=found.decode() if found else None)


@router.get("/log/checkpoint", response=shapes.NoteOut, summary="The state of the log")
def checkpoint(request: Request) -> shapes.NoteOut:
    """The newest signed note over all entries."""
    found = transparency.checkpoint()
    return shapes.NoteOut(note=found.decode() if found else None)


def registered_out(made: announcing.Announced, caller: Caller) -> shapes.RegisteredOut:
    there = made.row is not None
    return shapes.RegisteredOut(
        ask=ask_out(made.ask, caller),
        announcement=announcement_out(made.row) if made.row is not None else None,
        code=made.code if there else None,
        text=made.text if there and made.text else None,
        needs_code=made.needs_code,
    )


def line_out(line: int, made: announcing.Announced | InputError, caller: Caller) -> shapes.LineOut:
    """One of a batch. Where it is wrong, its field is that of the text, and its line is where it stood."""
    if isinstance(made, InputError):
        error = shapes.ErrorOut.model_validate({**said(made, caller.words), "line": line})
        return shapes.LineOut(
            line=line, error=error, ask=None, announcement=None, code=None, text=None, needs_code=False
        )
    return shapes.LineOut(line=line, error=None, **dict(registered_out(made, caller)))
