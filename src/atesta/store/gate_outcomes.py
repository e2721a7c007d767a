"""What came of what the gate was asked: reported outcomes, and what somebody of the creditor allowed by name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from atesta.action.gate import LATE_AT_MOST
from atesta.action.gate.by_text import REFUSED
from atesta.contact.history import Outcome
from atesta.contact.message import Channel
from atesta.errors import InputError
from atesta.evidence.canonical import Json
from atesta.store import log, registry, withdrawing
from atesta.store.gate_asked import Asker, ends_at, lasts, no_offset
from atesta.store.gate_history import NOT_MADE
from atesta.store.models import Announcement, GateAsk, Staff

OUTCOMES = (*(outcome.value for outcome in Outcome), NOT_MADE)

MOST_WHY = 300


def report(asker: Asker, ask_id: str, outcome: str, at: datetime | None, now: datetime) -> GateAsk:
    """What came of it: one of OUTCOMES, and when. `not_made` gives the reservation back, and what was announced with it
    is withdrawn: nothing is vouched for that counts for nothing; any other closes a call. The same once more has no
    second effect. What was refused and made all the same is taken, too: it counts, and is shown.

    Raises InputError: `gate_ask_unknown` (not there, or not this asker's), `gate_outcome`, `gate_moment`,
    `gate_report_ahead`, `gate_report_before`, `gate_reported_otherwise`."""
    _check_report(outcome, at, now)
    with transaction.atomic():
        row = _own_ask(asker, ask_id)
        if row.reported_at is not None:
            if (row.outcome, row.happened_at) != (outcome, at):
                raise _reported_otherwise()
            return row
        announced = Announcement.objects.filter(ask=row).first()
        _check_after(row, announced, at)
        row.outcome, row.happened_at, row.reported_at = outcome, at, now
        row.save(update_fields=("outcome", "happened_at", "reported_at"))
        if announced is not None and outcome == NOT_MADE:
            withdrawing.withdraw(announced, withdrawing.NOT_MADE, now)
        elif announced is not None:
            withdrawing.close_made([row.id], now)
        said: dict[str, Json] = {"outcome": outcome, "at": registry.utc(at) if at else None, "by": asker.by}
        log.append("gate_outcome", row.id, {**said, "decision": row.decision, "odd": list(odd(row))}, now)
    return row


def _check_report(outcome: str, at: datetime | None, now: datetime) -> None:
    if outcome not in OUTCOMES or (at is None) != (outcome == NOT_MADE):
        raise InputError(
            "This is no outcome of a contact, or its time is missing.",
            "A contact without one counts as a conversation.",
            "Use one of the words with the time, or not_made without a time.",
            key="gate_outcome",
            words=OUTCOMES,
        )
    if at is None:
        return
    if at.utcoffset() is None:
        raise no_offset()
    if at > now + LATE_AT_MOST:
        raise InputError(
            "The contact is reported for a time that lies ahead.",
            "What has not happened yet has no outcome.",
            "Correct the clock, or report it when it is over.",
            key="gate_report_ahead",
        )


def _check_after(ask: GateAsk, announced: Announcement | None, at: datetime | None) -> None:
    """What was allowed was still to be made: told for an earlier time it would leave the room that it took."""
    first = announced.at if announced else ask.asked_at
    allowed = ask.decision == "allowed" or ask.override_at is not None
    if at is not None and allowed and at < first - LATE_AT_MOST:
        raise InputError(
            "The contact is reported for a time before it was asked for or announced.",
            "What was allowed was still to be made: one made earlier is another contact.",
            "Correct the time, report it as not made, and hand in the earlier contact with the dial log.",
            key="gate_report_before",
        )


def _own_ask(asker: Asker, ask_id: str) -> GateAsk:
    rows = GateAsk.objects.select_for_update(of=("self",)).filter(creditor=asker.creditor, agency=asker.agency)
    row = rows.filter(id=ask_id).first()
    if row is None:
        raise InputError(
            "There is no such question to the gate.",
            "An outcome belongs to what was asked for.",
            "Use the id of the answer that you were given.",
            key="gate_ask_unknown",
        )
    return row


def _reported_otherwise() -> InputError:
    return InputError(
        "Another outcome was reported for this contact.",
        "What was reported first stands: it was counted with.",
        "Tell the creditor if it is wrong.",
        key="gate_reported_otherwise",
    )


def odd(row: GateAsk) -> tuple[str, ...]:
    """What the creditor should look at in a report: made though not allowed, before it was asked for, or at another
    time than the one that the gate judged."""
    if row.happened_at is None:
        return ()
    first = row.planned_at - lasts(Channel(row.channel))
    seen = {
        "against_the_gate": row.decision != "allowed" and row.override_at is None,
        "before_asked": row.happened_at < row.asked_at - LATE_AT_MOST,
        "before_time": row.ends_at is not None and row.happened_at < first,
        "after_end": row.ends_at is not None and row.happened_at > row.ends_at + LATE_AT_MOST,
    }
    return tuple(name for name, stands in seen.items() if stands)


def is_silent(row: GateAsk, now: datetime) -> bool:
    """Its time is over and nobody reported it. What an accepted request ended before its time is not waited for, as
    gate_history.IN_TIME has it."""
    return row.reported_at is None and row.ends_at is not None and row.planned_at <= row.ends_at < now


def override(ask: GateAsk, staff: Staff, why: str, now: datetime) -> GateAsk:
    """Somebody of the creditor allows what the gate refused or asked about, by name and with a reason; never somebody
    of an agency. It is a reservation from now on. Pressed twice, it counts once.

    Raises InputError: `gate_override_who`, `gate_override_why`, `gate_override_over` (its time is over, it was refused
    for its words, or there is nothing to override)."""
    _check_override(ask, staff, why)
    with transaction.atomic():
        row = GateAsk.objects.select_for_update(of=("self",)).get(id=ask.id)
        if row.override_at is not None:
            return row
        end = ends_at(Channel(row.channel), row.planned_at, row.planned_at)
        words = any(reason["id"] in REFUSED for reason in row.reasons)  # nobody allows these: they have to be others
        if row.decision == "allowed" or row.reported_at is not None or end < now or words:
            raise InputError(
                "There is nothing to allow any more.",
                "It is allowed already, or its time is over.",
                "Ask the gate once more.",
                key="gate_override_over",
            )
        row.override_by, row.override_why, row.override_at = staff, why.strip()[:MOST_WHY], now
        row.ends_at = ends_at(Channel(row.channel), row.planned_at, now)
        row.save(update_fields=("override_by", "override_why", "override_at", "ends_at"))
        said: dict[str, Json] = {"staff": staff.id, "why": row.override_why, "decision": row.decision}
        log.append("gate_override", row.id, said, now)
    return row


def _check_override(ask: GateAsk, staff: Staff, why: str) -> None:
    works = getattr(staff, "works_for", None)
    if works is None or works.agency_id is not None or works.creditor_id != ask.creditor_id:
        raise InputError(
            "Only somebody of the creditor may allow this.",
            "An agency that could would need no gate.",
            "Ask the creditor's compliance.",
            key="gate_override_who",
        )
    if not why.strip():
        raise InputError(
            "A reason is missing.",
            "Whoever looks at it later has to know why.",
            "Write one, in at most 300 characters.",
            key="gate_override_why",
            most=MOST_WHY,
        )
