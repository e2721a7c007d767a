"""What whoever asked is told of the reasons: an agency nothing of a contact that is not its own but that it counts.

The creditor reads everything, for it answers for all of them. Kept are the reasons whole, cut is what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from atesta.contact.history import Outcome
from atesta.review.limits.frequency import NOT_REPORTED


def told_to(by: str, reason: Mapping[str, Any]) -> dict[str, Any]:
    """The reason as the agency `by` (its id) may read it; `reason` as it is kept (id, answer, measured, citations).

    Of `counted` the others' entries are their number, `others`; of what another has planned, `planned_elsewhere` is
    true and neither its time nor its day is told.
    """
    measured: dict[str, Any] = dict(reason["measured"])
    if "planned" in measured:
        measured = _planned(by, measured)
    if "counted" in measured:
        measured = _counted(by, measured)
    return {**reason, "measured": measured}


def _planned(by: str, measured: dict[str, Any]) -> dict[str, Any]:
    if measured.pop("planned_by", None) == by:
        return measured
    # The days end with that of the planned contact, and so would tell it.
    return {**_without(measured, "planned", "from", "to"), "planned_elsewhere": True}


def _counted(by: str, measured: dict[str, Any]) -> dict[str, Any]:
    every = measured["counted"]
    mine = [entry for entry in every if entry["by"] == by]
    others = len(every) - len(mine)
    if others:
        measured = _without(measured, "used")
        if not any(_is_last_conversation(entry, measured) for entry in mine):
            measured = _without(measured, "conversation_on", "unreported_on", "day")
    return {**measured, "counted": mine, "others": others}


def _is_last_conversation(entry: Mapping[str, Any], measured: Mapping[str, Any]) -> bool:
    """Of the other kind an entry that was not reported is counted, too; which of the two it was is not told here."""
    day = datetime.fromisoformat(entry["at"]).astimezone(ZoneInfo(measured.get("zone", "UTC"))).date()
    key = {Outcome.CONVERSATION: "conversation_on", NOT_REPORTED: "unreported_on"}.get(entry["outcome"], "")
    return bool(key) and day.isoformat() == measured.get(key)


def _without(measured: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in measured.items() if name not in names}
