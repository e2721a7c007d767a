"""What a register said is kept and read again as it was said."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.mandate.consulted import Consulted, kept, read
from atesta.mandate.directory import Agency, Directory, Mandate, Placement, Registration, Report, Sender, Span

WORDS = st.text(st.characters(exclude_categories=()), max_size=12)
DAYS = st.none() | st.dates()
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
SPANS = st.builds(Span, DAYS, DAYS)
SENDERS = st.lists(st.builds(Sender, WORDS, SPANS), max_size=2).map(tuple)
MAYBE = st.none() | WORDS
ENTRIES = st.builds(Registration, WORDS, MAYBE, MAYBE, MOMENTS, MAYBE, MOMENTS, MOMENTS, WORDS)
REPORTS = st.builds(Report, WORDS, st.dates(), WORDS, DAYS, MOMENTS)
DIRECTORIES = st.builds(
    Directory,
    creditor=WORDS,
    as_of=MOMENTS,
    own_senders=SENDERS,
    agencies=st.lists(st.builds(Agency, WORDS, WORDS, SENDERS), max_size=2).map(tuple),
    mandates=st.lists(st.builds(Mandate, WORDS, SPANS, st.just(("sms", "call")), MOMENTS, WORDS), max_size=2).map(
        tuple
    ),
    placements=st.lists(st.builds(Placement, WORDS, WORDS, SPANS), max_size=2).map(tuple),
    registrations=st.lists(ENTRIES, max_size=2).map(tuple),
    reports=st.lists(REPORTS, max_size=2).map(tuple),
)


@given(st.builds(Consulted, DIRECTORIES, st.just("CN"), st.none() | WORDS, st.none() | WORDS, WORDS), WORDS)
def test_what_was_said_is_read_again_as_it_was(said: Consulted, text: str) -> None:
    assert read(kept(said, text), text) == said


def test_the_text_of_the_contact_is_not_kept_twice() -> None:
    entry = Registration("106", text="您的账单", at=datetime(2026, 11, 24, tzinfo=UTC))
    said = Consulted(Directory("晨曦", None, registrations=(entry,)), "CN")
    data = kept(said, "您的账单")
    assert "\\u8d26" not in data and read(data, "您的账单") == said


def test_the_account_is_a_name_to_look_up_and_nothing_that_is_owed() -> None:
    held = Directory("晨曦", datetime(2026, 11, 24, tzinfo=UTC), own_senders=(Sender("106", Span(date(2026, 1, 1))),))
    who = Consulted(held, "CN", "row", "Asia/Shanghai").who
    assert who is not None and (who.account, who.zone, who.instalments, who.pay_to) == (
        "row",
        "Asia/Shanghai",
        (),
        None,
    )
    assert Consulted(held, "CN").who is None


@pytest.mark.parametrize(
    ("kind", "fields"),
    [(Directory, 8), (Agency, 3), (Sender, 2), (Mandate, 5), (Placement, 3), (Registration, 8), (Report, 5)],
)
def test_whoever_adds_a_field_to_a_directory_keeps_it_here_too(kind: type, fields: int) -> None:
    assert len(dataclasses.fields(kind)) == fields
