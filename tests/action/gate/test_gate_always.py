"""What holds whatever happened before: no history makes the gate milder, and nothing that it allows is a finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from gate_cases import HERS, case_of
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.gate import Asked, Known, decide
from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Message, Purpose, Recipient
from atesta.contact.place import PLACES
from atesta.review.finding import Truth
from atesta.review.limits import check_limits

NOON = datetime(2026, 11, 24, 15, tzinfo=UTC)
MILD = {"allowed": 0, "ask": 1, "refused": 2}
pasts = st.builds(
    PastContact,
    at=st.integers(-9 * 48, 3 * 48).map(lambda half: NOON + timedelta(minutes=30 * half)),
    channel=st.sampled_from(Channel),
    outcome=st.sampled_from(Outcome),
    by=st.sampled_from(("own", "hx", "qy")),
    to=st.sampled_from(Recipient),
    to_number=st.sampled_from((HERS, None)),
    purpose=st.sampled_from(Purpose),
)
histories = st.lists(pasts, max_size=9).map(tuple)
places = st.sampled_from(tuple(PLACES))


def a_question(place: str, channel: Channel, purpose: Purpose = Purpose.DEMAND) -> tuple[Asked, Known]:
    case = case_of("-", {"says": "", "expect": "allowed", "place": place, "at": NOON, "lender": "bank"})
    return replace(case.asked, channel=channel, purpose=purpose), case.known


@given(places, st.sampled_from(Channel), st.sampled_from(Purpose), histories, pasts)
def test_one_contact_more_never_makes_the_gate_milder(
    place: str, channel: Channel, purpose: Purpose, history: tuple[PastContact, ...], more: PastContact
) -> None:
    asked, known = a_question(place, channel, purpose)
    before = decide(asked, replace(known, history=history)).word
    assert MILD[decide(asked, replace(known, history=(*history, more))).word] >= MILD[before]


@given(places, st.sampled_from(Channel), histories)
def test_a_notice_that_the_law_requires_is_never_refused_by_a_count(
    place: str, channel: Channel, history: tuple[PastContact, ...]
) -> None:
    asked, known = a_question(place, channel, Purpose.REQUIRED_NOTICE)
    refused = [r.id for r in decide(asked, replace(known, history=history)).reasons if r.answer == "refused"]
    assert [id_ for id_ in refused if "hours" not in id_ and "visits" not in id_] == []


@given(places, st.sampled_from(Channel), st.sampled_from((Purpose.ANSWER, Purpose.RECEIPT)), histories)
def test_an_answer_and_a_receipt_pass_every_rule(
    place: str, channel: Channel, purpose: Purpose, history: tuple[PastContact, ...]
) -> None:
    asked, known = a_question(place, channel, purpose)
    assert decide(asked, replace(known, history=history)).word == "allowed"


@given(places, st.sampled_from(Channel), histories)
def test_what_is_allowed_is_within_the_limits_of_a_review(
    place: str, channel: Channel, history: tuple[PastContact, ...]
) -> None:
    asked, known = a_question(place, channel)
    known = replace(known, history=history)
    if decide(asked, known).word == "allowed":
        message = Message("", b"", asked.sender, HERS, asked.at, channel)
        found = check_limits(message, Truth(), known.account, known.directory, history, known.rulebook, place)
        assert found.answer == "within"


@given(places, histories)
def test_two_that_are_allowed_one_after_the_other_are_within_whichever_comes_first(
    place: str, history: tuple[PastContact, ...]
) -> None:
    """Asked for the later one first, and then for the earlier one with the later in the history."""
    asked, known = a_question(place, Channel.CALL)
    later = replace(asked, at=asked.at + timedelta(hours=1))
    if decide(later, replace(known, history=history)).word != "allowed":
        return
    reserved = PastContact(later.at, Channel.CALL, Outcome.CONVERSATION, "hx", Recipient.DEBTOR, HERS)
    if decide(asked, replace(known, history=(*history, reserved))).word != "allowed":
        return
    made = PastContact(asked.at, Channel.CALL, Outcome.CONVERSATION, "hx", Recipient.DEBTOR, HERS)
    message = Message("", b"", asked.sender, HERS, later.at, Channel.CALL)
    held = (*history, made)
    found = check_limits(message, Truth(), known.account, known.directory, held, known.rulebook, place)
    assert found.answer == "within"


def test_a_moment_without_an_offset_is_nobody_s_moment() -> None:
    asked, known = a_question("CN", Channel.CALL)
    with pytest.raises(TypeError):
        decide(replace(asked, at=asked.at.replace(tzinfo=None)), known)
