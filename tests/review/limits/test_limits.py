"""One answer from many findings, and a finding for each check that was made."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import read_case, run_part

from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Message, Purpose
from atesta.contact.place import PLACES
from atesta.mandate.directory import Agency, Directory, Sender, Span
from atesta.review.finding import Limits, Truth
from atesta.review.limits import ANSWERS, REASONS, bound_party, check_limits
from atesta.review.limits.public_holidays import is_holiday
from atesta.rules.rulebook import load_rulebook

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("contacts.toml").read_text(encoding="utf-8"))[
    "case"
]
NOON = datetime(2026, 11, 17, 17, tzinfo=UTC)


def message(text: str = "Pague su cuota.", **fields: Any) -> Message:
    return Message(text=text, original=text.encode(), **fields)


def limits(
    given: Message,
    place: str | None,
    *,
    history: tuple[PastContact, ...] | None = (),
    directory: Directory | None = None,
) -> Limits:
    return check_limits(given, Truth(), None, directory, history, load_rulebook(), place)


def reasons(found: Limits) -> set[object]:
    return {finding.measured.get("reason") for finding in found.findings} - {None}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_contact_is_answered_as_its_name_says(case: dict[str, Any]) -> None:
    found = run_part(case, case["place"])
    assert found.answer == case["expect"], [(f.id, f.answer, f.measured) for f in found.findings]


def test_an_unknown_place_is_undetermined() -> None:
    found = limits(message(received=NOON), None)
    assert found.answer == "undetermined"
    assert reasons(found) == {"place_unknown"}


def test_an_unknown_time_is_never_now() -> None:
    found = limits(message(), "CO", history=None)
    assert found.answer == "undetermined"
    assert reasons(found) == {"time_unknown", "history_unknown"}


def test_a_first_contact_counts_one_at_whatever_time() -> None:
    assert reasons(limits(message(channel=Channel.CALL), "CN")) == {"time_unknown"}
    assert {f.rule: f.answer for f in limits(message(channel=Channel.CALL), "CN").findings}[
        "cn-conversations-per-day"
    ] == "within"


def test_an_unknown_history_matters_only_where_the_channel_is_counted() -> None:
    noon = datetime(2026, 11, 17, 12, tzinfo=UTC)
    assert limits(message(received=noon), "CN", history=None).answer == "within"
    assert limits(message(received=noon, channel=Channel.CALL), "CN", history=None).answer == "undetermined"
    assert limits(message(received=noon), "MX", history=None).answer == "undetermined"  # Mexico times calls and visits


@pytest.mark.parametrize(
    ("received", "history", "answer", "reason"),
    [
        (NOON, (), "within", "no_rule_covers_it"),
        (NOON, None, "undetermined", "nothing_checked_history_unknown"),
        (None, (), "undetermined", "nothing_checked_time_unknown"),
        (None, None, "undetermined", "nothing_checked_time_and_history_unknown"),
    ],
)
def test_where_no_rule_weighs_a_contact_only_a_known_one_is_within(
    received: datetime | None, history: tuple[PastContact, ...] | None, answer: str, reason: str
) -> None:
    found = limits(message(received=received), "ES", history=history)
    assert found.answer == answer
    assert reasons(found) == {reason}


def test_that_nobody_asked_for_peace_is_no_check_of_the_limits() -> None:
    given = message(sender="600000000")
    found = limits(given, "ES", history=None, directory=Directory(creditor="Crédito Aurora", as_of=None))
    assert {finding.rule: finding.answer for finding in found.findings} == {
        "house-unknown-said": "undetermined",
        "house-reported-sender": "within",
    }
    assert found.answer == "undetermined"


def test_a_receipt_is_limited_by_nothing() -> None:
    assert limits(message(purpose=Purpose.RECEIPT), "ES", history=None) == Limits("within", ())


def test_a_check_that_was_made_leaves_a_finding() -> None:
    found = limits(message(received=NOON), "CO")
    assert {finding.rule for finding in found.findings} >= {"co-hours", "co-frequency"}
    hours = next(finding for finding in found.findings if finding.rule == "co-hours")
    assert hours.answer == "within"
    assert hours.measured["local"] == "2026-11-17T12:00:00-05:00"
    assert hours.measured["windows"] == [["07:00", "19:00"]]
    assert hours.version == "2023-10-10"
    assert hours.citations[0].text == "Ley 2300 de 2023, art. 3"


def test_the_answer_is_the_first_word_that_any_finding_gives() -> None:
    for case in CASES:
        found = run_part(case, case["place"])
        given_words = {finding.answer for finding in found.findings}
        assert found.answer == next((word for word in ANSWERS if word in given_words), "within")


def test_findings_are_plain_data_with_ids_of_their_own() -> None:
    for case in CASES:
        found = run_part(case, case["place"])
        assert len({finding.id for finding in found.findings}) == len(found.findings)
        json.dumps([dict(finding.measured) for finding in found.findings])


def test_what_stands_against_a_contact_comes_first() -> None:
    for case in CASES:
        order = [ANSWERS.index(finding.answer) for finding in run_part(case, case["place"]).findings]
        assert order == sorted(order)


def test_every_reason_is_one_that_can_be_said() -> None:
    for case in CASES:
        assert reasons(run_part(case, case["place"])) <= set(REASONS)


def test_an_unknown_zone_shows_every_clock_and_claims_none() -> None:
    hours = next(f for f in limits(message(received=NOON, channel=Channel.CALL), "MX").findings if f.rule == "mx-hours")
    assert "local" not in hours.measured
    assert hours.measured["clocks"] == {
        "America/Mexico_City": "2026-11-17T11:00:00-06:00",
        "America/Cancun": "2026-11-17T12:00:00-05:00",
        "America/Hermosillo": "2026-11-17T10:00:00-07:00",
        "America/Tijuana": "2026-11-17T09:00:00-08:00",
    }


def test_an_announced_contact_is_found_with_its_words() -> None:
    case = next(case for case in CASES if case["name"].startswith("in Colombia announcing"))
    finding = next(f for f in run_part(case, "CO").findings if f.rule == "co-references")
    assert finding.id == "limits:co-references:0"
    assert finding.span is not None
    assert case["text"][finding.span.start : finding.span.end] == finding.quote


DIRECTORY = Directory(
    creditor="Harbor Lending",
    as_of=None,
    own_senders=(Sender("72345", Span()),),
    agencies=(Agency("bp", "Birch Point Recovery", (Sender("18005550142", Span(to=date(2020, 1, 1))),)),),
)


@pytest.mark.parametrize(
    ("sender", "text", "party"),
    [
        ("72345", "Birch Point Recovery may call you.", "own"),
        ("+1 800 555 0142", "Please call.", "agency"),
        ("12025550100", "This is BIRCH POINT RECOVERY.", "agency"),
        ("12025550100", "We write on behalf of your lender.", "agency"),
        ("12025550100", "Dana calling for Harbor Lending.", "agency"),
        ("12025550100", "Harbor Lending: your payment is late.", None),
        (None, "Pague su cuota.", None),
        (None, "我们受晨曦分期委托联系您。", "agency"),
        (None, "Le llamo por encargo de Crédito Aurora.", "agency"),
    ],
)
def test_who_is_bound_is_told_by_the_address_and_then_by_the_words(
    sender: str | None, text: str, party: str | None
) -> None:
    assert bound_party(message(text, sender=sender), DIRECTORY, "US") == party


def test_nobody_is_bound_by_an_empty_text_without_a_directory() -> None:
    assert bound_party(message("Please call."), None, None) is None


@pytest.mark.parametrize("place", ["CL", "CO", "PE"])
def test_the_table_of_holidays_is_the_librarys(place: str) -> None:
    for year in range(2023, 2032):
        known = set(holidays.country_holidays(place, years=year))
        days = {date(year, 1, 1) + timedelta(days=n) for n in range(366)} - {date(year + 1, 1, 1)}
        assert {day for day in days if is_holiday(place, day)} == known & days


def test_a_year_outside_the_table_is_computed() -> None:
    assert is_holiday("CO", date(2035, 12, 25))
    assert not is_holiday("CO", date(2035, 12, 26))


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
contacts = st.builds(
    PastContact,
    at=moments,
    channel=st.sampled_from(Channel),
    outcome=st.sampled_from(Outcome),
    by=st.sampled_from(["own", "bp"]),
)


@given(moments, st.sampled_from(sorted(PLACES)), st.sampled_from(Channel), st.lists(contacts, max_size=6))
def test_any_contact_anywhere_has_one_answer(
    at: datetime, place: str, channel: Channel, history: list[PastContact]
) -> None:
    found = limits(message(received=at, channel=channel), place, history=tuple(history))
    assert found.answer in ANSWERS


@given(moments, st.sampled_from(sorted(PLACES)), st.sampled_from(Channel), st.lists(contacts, max_size=6))
def test_what_comes_after_a_contact_never_changes_its_answer(
    at: datetime, place: str, channel: Channel, history: list[PastContact]
) -> None:
    earlier = tuple(past for past in history if past.at < at)
    later = (*earlier, *(replace(past, at=at + timedelta(minutes=1)) for past in history))
    given_message = message(received=at, channel=channel)
    assert limits(given_message, place, history=later) == limits(given_message, place, history=earlier)


@given(moments, st.sampled_from(sorted(PLACES)), st.sampled_from(Channel))
def test_the_offset_in_which_a_time_is_written_changes_nothing_but_its_notation(
    at: datetime, place: str, channel: Channel
) -> None:
    elsewhere = at.astimezone(PLACES_TZ)
    assert limits(message(received=at, channel=channel), place) == limits(
        message(received=elsewhere, channel=channel), place
    )


PLACES_TZ = datetime.strptime("+0545", "%z").tzinfo


def test_self_regulation_is_left_open_where_nobody_knows_whether_the_lender_is_a_member() -> None:
    case = read_case("cn-attempts-per-day")["breach"] | {"lender": "consumer_finance"}
    (finding,) = [f for f in run_part(case, "CN").findings if f.rule == "cn-attempts-per-day"]
    assert (finding.answer, finding.measured["reason"]) == ("undetermined", "membership_unknown")
