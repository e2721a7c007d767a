"""Was it at an hour when contact was allowed, by the recipient's own clock?

Parameters of a rule of kind `hours`:
`windows`   the allowed ones, `days` ("mon-fri", "sat", "mon-sun") with `start` and `end` as wall-clock times, half-open
`holidays`  the place whose public holidays are closed all day; absent: holidays are ordinary days
`channels`  the ones that it covers; absent: all
`outside`   the answer outside, where a rule has no figures of its own (GB); absent: what its text earns
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from atesta.kept import Kept
from atesta.review.finding import Finding
from atesta.review.limits.contact import COLLECTING, Contact, limit_finding
from atesta.review.limits.public_holidays import is_holiday
from atesta.rules.rule import InForce, Rule

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Window = tuple[time, time]


def check(rule: Rule, version: InForce, contact: Contact) -> tuple[Finding, ...]:
    parameters: Mapping[str, Any] = version.parameters
    if contact.message.purpose not in COLLECTING or contact.message.channel not in parameters.get(
        "channels", (contact.message.channel,)
    ):
        return ()
    if contact.message.received is None:
        return (limit_finding(rule, version, "undetermined", {"reason": "time_unknown"}),)
    opening = {local.date(): open_windows(local.date(), version) for local in contact.clocks.values()}
    seen = {_where(local, opening[local.date()]) for local in contact.clocks.values()}
    answer, reason = _answer(seen, str(parameters.get("outside", version.breach_word)))
    return (limit_finding(rule, version, answer, {**reason, **_measured(contact, parameters, opening)}),)


def _answer(seen: set[str], outside: str) -> tuple[str, dict[str, object]]:
    """One answer from where the clock stands in each zone that the recipient may live in."""
    if seen == {"inside"}:
        return "within", {}
    if len(seen) > 1:
        return "undetermined", {"reason": "zone_unknown"}
    if seen == {"closing_minute"}:
        # Half-open window: the minute that closes it is told, and nobody is accused for a clock's seconds.
        return "undetermined", {"reason": "closing_minute"}
    return outside, {"reason": "a_person_must_judge"} if outside == "undetermined" else {}


def _where(local: datetime, windows: tuple[Window, ...]) -> str:
    """`inside`, `closing_minute` or `outside`. Wall-clock time: on a day when clocks change the law means the wall."""
    now = local.time()
    if any(start <= now < end for start, end in windows):
        return "inside"
    if any(now.replace(second=0, microsecond=0) == end for _, end in windows):
        return "closing_minute"
    return "outside"


def open_windows(day: date, version: InForce) -> tuple[Window, ...]:
    """The allowed windows of that day; none on a closed day."""
    windows = _weeks.of(version, _week)[day.weekday()]
    holidays: Any = version.parameters.get("holidays")
    return () if windows and holidays is not None and is_holiday(holidays, day) else windows


_weeks: Kept[InForce, tuple[tuple[Window, ...], ...]] = Kept(256)


def _week(version: InForce) -> tuple[tuple[Window, ...], ...]:
    """The windows of each day of the week, Monday first."""
    windows: Any = version.parameters["windows"]
    return tuple(
        tuple(
            (time.fromisoformat(window["start"]), time.fromisoformat(window["end"]))
            for window in windows
            if _weekday_in(window["days"], weekday)
        )
        for weekday in range(7)
    )


def _weekday_in(days: str, weekday: int) -> bool:
    first, _, last = days.partition("-")
    return _DAYS.index(first) <= weekday <= _DAYS.index(last or first)


def _measured(
    contact: Contact, parameters: Mapping[str, Any], opening: Mapping[date, tuple[Window, ...]]
) -> dict[str, object]:
    """The recipient's clock beside the window; all clocks where the zone is not known."""
    if len(contact.clocks) != 1:
        return {"clocks": {zone: local.isoformat() for zone, local in contact.clocks.items()}}
    ((zone, local),) = contact.clocks.items()
    day = local.date()
    return {
        "local": local.isoformat(),
        "zone": zone,
        "weekday": _DAYS[local.weekday()],
        "holiday": "holidays" in parameters and is_holiday(parameters["holidays"], day),
        "windows": [[_clock(start), _clock(end)] for start, end in opening[day]],
    }


def _clock(moment: time) -> str:
    return moment.isoformat("minutes")
