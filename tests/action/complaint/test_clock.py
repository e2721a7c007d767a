"""A clock counts what the channel's data says, from the day that each deadline begins on, and invents none."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.complaint.channel import Begins, By, SetBy, Step, Unit, load_channels
from atesta.action.complaint.clock import Clock, Filing, State, after_months, clock_of, last_day
from atesta.action.complaint.working_days import add_working_days, is_working_day, next_working_day, swaps_known
from atesta.contact.account import LenderKind
from atesta.contact.place import PLACES

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
PLACE = st.sampled_from(sorted(PLACES))
TODAY = date(2026, 11, 22)


def filed(channel: str, place: str, lender: str = "bank", on: date = date(2026, 9, 16), **more: object) -> Filing:
    state = more.pop("state", State.FILED)
    return Filing(channel, place, LenderKind(lender), state, on, **more)  # type: ignore[arg-type]


def days_of(clock: Clock) -> dict[str, tuple[str, str]]:
    return {one.deadline.fact.name: (one.last_day.isoformat(), one.over.isoformat()) for one in clock.due}


def test_china_counts_its_swapped_working_days_and_not_its_long_holiday() -> None:
    """From Wednesday 16 September 2026: Sunday the 20th is worked, Friday the 25th is not, 1 to 7 October neither,
    Saturday 10 October is."""
    clock = clock_of(filed("12315", "CN"), TODAY)
    assert days_of(clock) == {"accept": ("2026-09-24",) * 2, "report": ("2026-10-13",) * 2}
    assert [one.fact.name for one in clock.waiting] == ["end"]
    assert not any(one.unsure for one in clock.due)


def test_a_year_whose_swapped_days_are_not_known_is_said_to_be_so() -> None:
    clock = clock_of(filed("12315", "CN", on=date(2026, 12, 28)), TODAY)
    assert swaps_known(2026) and not swaps_known(2027)
    assert all(one.unsure for one in clock.due)


@pytest.mark.parametrize(
    ("place", "lender", "expected"),
    [
        ("CN", "consumer_finance", {"simple": "2026-10-01", "complex": "2026-10-16", "longest": "2026-11-15"}),
        ("CN", "small_loan", {}),
        ("ES", "bank", {"sac_new": "2026-10-07", "sac_consumers": "2026-10-16", "sac": "2026-11-16"}),
        ("ES", "commercial", {}),
        ("PE", "commercial", {"book": "2026-10-07"}),
        ("GB", "platform", {"firm": "2026-11-11"}),
        ("MX", "bank", {}),
        ("US", "bank", {}),
    ],
)
def test_the_desk_of_a_lender_has_the_clock_of_its_kind_and_place(
    place: str, lender: str, expected: dict[str, str]
) -> None:
    clock = clock_of(filed("lender_desk", place, lender), TODAY)
    assert {name: last for name, (last, _) in days_of(clock).items()} == expected
    assert clock.known is bool(expected)


def test_a_kind_of_lender_that_nobody_knows_gives_a_deadline_with_a_condition() -> None:
    clock = clock_of(filed("lender_desk", "CN", "unknown"), TODAY)
    assert {one.binds for one in clock.due} == {None}


def test_who_set_a_deadline_is_told() -> None:
    setters = {one.deadline.fact.name: one.set_by for one in clock_of(filed("lender_desk", "ES"), TODAY).due}
    assert setters == {"sac": SetBy.LAW, "sac_consumers": SetBy.LAW_AS_TOLD, "sac_new": SetBy.LAW_AS_TOLD}
    assert {one.set_by for one in clock_of(filed("black_cat", "CN"), TODAY).due} == {SetBy.CLAIM}


def test_no_clock_known_is_an_answer() -> None:
    for channel, place in (("12321", "CN"), ("condusef_redeco", "MX"), ("12345", "CN"), ("nothing", "CN")):
        clock = clock_of(filed(channel, place), TODAY)
        assert not clock.known and clock.next_due(TODAY) is None and clock.overdue(TODAY) == ()


def test_the_lender_s_days_begin_when_the_regulator_passes_it_on() -> None:
    before = clock_of(filed("nfra_12378", "CN"), TODAY)
    assert set(days_of(before)) == {"forward"} and len(before.waiting) == 3
    after = clock_of(filed("nfra_12378", "CN", forwarded_on=date(2026, 9, 20)), TODAY)
    assert days_of(after)["simple"][0] == "2026-10-05" and not after.waiting


def test_after_an_answer_only_her_own_deadline_runs() -> None:
    clock = clock_of(filed("lender_desk", "CN", state=State.ANSWERED, answered_on=date(2026, 9, 30)), TODAY)
    (due,) = clock.due
    assert (due.deadline.by, due.deadline.step, due.last_day) == (By.COMPLAINANT, Step.REVIEW, date(2026, 10, 30))
    to_ombudsman = clock_of(filed("lender_desk", "GB", state=State.ANSWERED, answered_on=date(2026, 8, 31)), TODAY)
    assert days_of(to_ombudsman)["to_ombudsman"][0] == "2027-02-28"


def test_what_is_not_handed_in_has_only_her_own_deadlines_and_what_is_closed_none() -> None:
    prepared = filed("12315", "CN", state=State.PREPARED, happened_on=date(2024, 2, 29))
    assert days_of(clock_of(prepared, TODAY)) == {"too_late": ("2027-02-28", "2027-03-01")}
    assert not clock_of(filed("12315", "CN", state=State.CLOSED), TODAY).known


def test_a_last_day_on_a_holiday_makes_nobody_late_before_the_next_working_day() -> None:
    clock = clock_of(filed("lender_desk", "CN"), date(2026, 10, 3))
    first = clock.next_due(date(2026, 10, 3))
    assert first is not None and (first.last_day, first.over) == (date(2026, 10, 1), date(2026, 10, 8))
    assert not clock.overdue(date(2026, 10, 8)) and clock.overdue(date(2026, 10, 9))


def test_a_channel_that_was_looked_up_too_long_ago_is_said_to_be_so() -> None:
    assert not clock_of(filed("12315", "CN"), TODAY).stale
    assert clock_of(filed("12315", "CN"), date(2028, 1, 1)).stale


def test_every_deadline_that_ships_begins_on_a_day_that_a_complaint_can_have_or_is_named_elsewhere() -> None:
    elsewhere = {
        (channel.id, one.fact.name)
        for channel in load_channels().values()
        for one in channel.deadlines
        if one.begins is Begins.ELSEWHERE
    }
    assert elsewhere == {
        ("fos_uk", "after_response"),
        ("fos_uk", "firm"),
        ("credit_record_objection", "complaint"),
        ("lender_desk", "review"),
    }


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
    ],
)
def test_a_month_without_that_day_ends_on_its_last(first: date, months: int, last: date) -> None:
    assert after_months(first, months) == last


@given(DAYS, st.integers(1, 240))
def test_months_land_in_the_right_month_and_never_beyond_the_day(first: date, months: int) -> None:
    last = after_months(first, months)
    assert (last.year * 12 + last.month) - (first.year * 12 + first.month) == months
    assert last.day == min(first.day, calendar.monthrange(last.year, last.month)[1])


@given(DAYS, st.integers(1, 40), PLACE)
def test_working_days_are_counted_one_by_one(first: date, days: int, place: str) -> None:
    last = add_working_days(first, days, place)
    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert is_working_day(last, place)
    assert sum(is_working_day(day, place) for day in between) == days


@given(DAYS, st.integers(1, 200), st.sampled_from(sorted(Unit)), PLACE)
def test_a_longer_span_never_ends_earlier_and_a_later_first_day_neither(
    first: date, within: int, unit: Unit, place: str
) -> None:
    ends = last_day(first, within, unit, place)
    assert first < ends <= last_day(first, within + 1, unit, place)
    assert ends <= last_day(first + timedelta(days=1), within, unit, place)
    assert ends <= next_working_day(ends, place)


@given(
    st.sampled_from(sorted((channel, place) for channel, one in load_channels().items() for place in one.places)),
    st.sampled_from(LenderKind),
    st.sampled_from(State),
    DAYS,
    st.lists(st.integers(0, 90), min_size=4, max_size=4),
)
def test_every_filing_has_a_sound_clock(
    where: tuple[str, str], lender: LenderKind, state: State, on: date, later: list[int]
) -> None:
    accepted, forwarded, asked, answered = (on + timedelta(days=n) for n in later)
    clock = clock_of(Filing(*where, lender, state, on, accepted, forwarded, asked, answered, on), TODAY)
    assert [one.last_day for one in clock.due] == sorted(one.last_day for one in clock.due)
    assert all(one.begins_on < one.last_day <= one.over and one.binds is not False for one in clock.due)
    assert state is not State.CLOSED or not clock.known
    if state in (State.ANSWERED, State.REFUSED):
        theirs = {one.deadline.step for one in clock.due if one.deadline.by is not By.COMPLAINANT}
        assert not theirs & {Step.ACCEPT, Step.FORWARD, Step.ANSWER, Step.DECIDE}
