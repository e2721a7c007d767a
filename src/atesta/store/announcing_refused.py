"""What cannot be announced, whatever the gate says: times, windows, names, numbers. Each is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from atesta.errors import InputError
from atesta.review.authenticity.announced import ANNOUNCED_AT_MOST

LONGEST_CALL = timedelta(hours=2)
CLOCKS = timedelta(minutes=1)
"""So far the clock of whoever announces may be behind ours."""
MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class Window:
    """In which a call is made, and the first name under which the caller speaks."""

    opens: datetime
    closes: datetime
    first_name: str


def check_times(at: datetime, now: datetime, *, late: bool) -> None:
    """`late`: it may be past, because something else ends it: a call's window, a reservation."""
    if at < now - CLOCKS and not late:
        raise InputError(
            "The planned time is past.",
            "What is announced after it was made is never vouched for.",
            "Announce before sending; if it is not past, set your clock.",
            key="announce_late",
            field="at",
        )
    if at > now + ANNOUNCED_AT_MOST:
        raise InputError(
            "The planned time is more than 72 hours away.",
            "A message counts as announced for 72 hours.",
            "Announce it later; if it is not that far away, set your clock.",
            key="announce_early",
            field="at",
        )


def window_of(opens: datetime, closes: datetime, first_name: str, now: datetime) -> Window:
    if not opens < closes or closes - opens > LONGEST_CALL or closes <= now:
        raise InputError(
            "The window of the call is not one: it closes after it opens, within two hours, and not in the past.",
            "For as long as it is open its code is taken for the caller's.",
            "Give the time in which you will call; if it is right, set your clock.",
            key="announce_window",
            field="opens_at",
        )
    name = " ".join(first_name.split())
    if not name or len(name) > MOST_NAME or any(char.isdigit() or not char.isprintable() for char in name):
        raise InputError(
            f"A caller has a first name of 1 to {MOST_NAME} letters.",
            "It is told to the person who is called, to compare with the name that she hears.",
            "Give the name under which the caller speaks, without number or title.",
            key="announce_name",
            field="first_name",
        )
    return Window(opens, closes, name)


def no_number() -> InputError:
    return InputError(
        "There is no telephone number to announce it to.",
        "Whoever receives it could never check it.",
        "Give the number with its country or area code.",
        key="announce_number",
        field="number",
    )


def not_vouched(word: str) -> InputError:
    return InputError(
        "Sender, mandate and placement do not hold for this contact.",
        "Whoever checks it would be told that it cannot be vouched for.",
        "Look at the sender, the mandate and the placement of that day.",
        key="announce_not_held",
        field="address",
        reason=word,
    )


def replayed() -> InputError:
    return InputError(
        "A contact of this account from this address was announced for this moment already.",
        "A request that comes twice must not announce twice.",
        "Use the code that was given then; for another contact name its own time.",
        key="announce_replayed",
        field="at",
    )


def too_many(limit: int) -> InputError:
    return InputError(
        f"More than {limit} texts at once.",
        "Nothing of them was taken.",
        "Send them in several parts.",
        key="announce_too_many",
        limit=limit,
    )


def no_reservation() -> InputError:
    return InputError(
        "There is no such reservation for this contact.",
        "Nothing was announced.",
        "Ask the gate again.",
        key="announce_reservation",
        field="reserved",
    )
