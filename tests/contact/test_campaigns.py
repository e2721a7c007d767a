"""How many contacts are how many campaigns: one text with another amount is the same one."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.campaigns import Seen, campaigns_of

DAY = date(2026, 11, 15)
seen = st.builds(Seen, st.text(max_size=3), st.none() | st.dates(), st.text(max_size=5), st.text(max_size=30))


def test_two_numbers_with_one_text_are_one_campaign() -> None:
    found = campaigns_of([Seen("a", DAY, "1001", "请还 412.60 元"), Seen("b", DAY, "1002", "请还 500 元")])
    assert (found.contacts, found.days, len(found.campaigns)) == (2, 1, 1)
    assert found.shared[0].senders == ("1001", "1002")


def test_calls_without_words_are_told_apart_by_their_number() -> None:
    found = campaigns_of([Seen("a", DAY, "1001", ""), Seen("b", DAY, "1001", ""), Seen("c", None, "1002", "")])
    assert (found.contacts, found.days, len(found.campaigns)) == (3, 1, 2)


def test_nothing_is_no_campaign() -> None:
    assert campaigns_of([]).campaigns == ()


@given(st.lists(seen, max_size=20))
def test_every_contact_is_in_one_campaign(contacts: list[Seen]) -> None:
    found = campaigns_of(contacts)
    assert sum(len(one.keys) for one in found.campaigns) == found.contacts == len(contacts)
