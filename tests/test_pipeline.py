"""The whole flow: the same input gives the same bytes, what is unknown stays unknown, the answers stay apart."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest
from desks import whole_desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sized import sized

from atesta.contact.message import Message
from atesta.contact.turn import Speaker, Turn
from atesta.intake.account_file import read_account
from atesta.mandate.directory_file import read_directory
from atesta.mandate.register_csv import read_register
from atesta.pipeline import Desk, Knowledge, review_message, screen_texts, screen_transcript
from atesta.review.as_json import canonical, review_json
from atesta.review.finding import Conduct, Review
from atesta.schemas import schema

ACCOUNT = b"""
as_of = 2026-11-15T06:00:00+08:00
account = "A-1"
creditor = "X"
lender = { name = "X", kind = "consumer_finance" }
place = "CN"
zone = "Asia/Shanghai"
currency = "CNY"
[[instalment]]
due = 2026-11-12
amount = "412.60"
"""
TEXT = "您已逾期3天，欠款412.60元，今日18点前不还将起诉，不然就弄死你。"
SOME_HELD = Knowledge.of(read_account(ACCOUNT), read_directory(b'creditor = "X"\n'), ())
SCHEMA = Draft202012Validator(schema("review-1"))


@pytest.fixture(scope="module")
def desk() -> Desk:
    return whole_desk()


def message(text: str, **header: object) -> Message:
    given = {"sender": "10690000188", "received": datetime(2026, 11, 15, 13, 47, tzinfo=UTC), **header}
    return Message(text=text, original=text.encode("utf-8", "surrogatepass"), **given)


def as_bytes(review: Review) -> bytes:
    return canonical(review_json(review))


def test_what_a_fault_prints_of_desk_and_knowledge_is_short_and_of_nobody(desk: Desk):
    assert len(repr(desk)) < 100
    assert "412.60" not in repr(SOME_HELD) and len(repr(SOME_HELD)) < 200


# Texts as they come: letters of every kind, digits, marks, controls, and words that the rules know.
WORDS = st.sampled_from(
    ["逾期", "起诉", "今日18点前", "412.60元", "court", "arrest", "embargo", "ASNEF", "\u200b", "\u202e", "\n"]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=12)), max_size=12).map("".join)


@pytest.mark.sized
@settings(deadline=None, max_examples=sized(50, 150), suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, held=st.sampled_from([Knowledge.of(), Knowledge.of(place="MX"), SOME_HELD]))
def test_any_text_gets_five_answers_of_the_shape_and_twice_the_same_bytes(desk: Desk, text: str, held: Knowledge):
    review = review_message(message(text), held, desk)
    assert as_bytes(review) == as_bytes(review_message(message(text), held, desk))
    assert [error.message for error in SCHEMA.iter_errors(review_json(review))] == []
    assert all(text[claim.start : claim.end] == claim.quote for claim in review.truth.claims)
    spans = [(finding.span, finding.quote) for finding in review.conduct.findings if finding.span]
    assert all(text[span.start : span.end] == quote for span, quote in spans)


def test_with_nothing_held_the_rulebook_alone_answers(desk: Desk):
    review = review_message(message(TEXT, sender=None, received=None), Knowledge.of(), desk)
    assert review.authenticity.answer == "cannot_be_vouched_for"
    assert {claim.answer for claim in review.truth.claims} <= {"cannot_be_checked", "impossible_in_law"}
    assert "threat" in review.conduct.labels


def test_the_digest_of_the_input_covers_everything_that_was_held(desk: Desk):
    register = read_register(b"Despacho,Telefonos\nA,5555500144\n", "r.csv", date(2026, 10, 1))
    account = SOME_HELD.account
    held = [
        Knowledge.of(),
        Knowledge.of(place="CN"),
        Knowledge.of(account),
        Knowledge.of(account, None, ()),
        SOME_HELD,
        Knowledge.of(account, None, (), registers=(register,)),
    ]
    digests = {review_message(message(TEXT), knowledge, desk).input for knowledge in held}
    headers = [{"sender": None}, {"received": None}, {"code": "4821"}]
    digests |= {review_message(message(TEXT, **header), SOME_HELD, desk).input for header in headers}
    assert len(digests) == len(held) + len(headers)


def test_a_place_given_by_hand_comes_before_the_accounts():
    assert Knowledge.of(SOME_HELD.account, place="MX").place == "MX"
    assert Knowledge.of(SOME_HELD.account).place == "CN"


def test_a_missing_zone_is_the_places_where_the_place_has_only_one():
    assert Knowledge.of(place="CN").zone == "Asia/Shanghai"
    assert Knowledge.of(place="MX").zone is None
    assert Knowledge.of().zone is None


def test_a_register_is_never_a_reason_for_an_answer(desk: Desk):
    register = read_register(b"Despacho,Telefonos\nA,10690000188\n", "r.csv", date(2026, 10, 1), "CN")
    without = review_message(message(TEXT), SOME_HELD, desk)
    beside = review_message(
        message(TEXT), Knowledge.of(SOME_HELD.account, SOME_HELD.directory, (), registers=(register,)), desk
    )
    assert dataclasses.replace(beside, input="", authenticity=without.authenticity) == dataclasses.replace(
        without, input=""
    )
    assert beside.authenticity.answer == without.authenticity.answer


DISTRESS = "我不想活了，今晚就去跳楼。" + TEXT


def test_distress_stops_the_scoring_and_keeps_what_was_found_for_a_person(desk: Desk):
    review = review_message(message(DISTRESS), SOME_HELD, desk)
    assert review.distress and review.next_steps[0] == "reach_a_person"
    assert (review.conduct.labels, review.conduct.findings) == ((), ())
    assert {finding.measured["first"] for finding in review.conduct.not_reviewable} == {"person"}


@pytest.mark.parametrize("text", ["I want to end my life, I owe too much", "再逼我，我就从楼上跳下去"])
def test_nothing_about_the_words_of_a_writer_in_distress_is_judged(desk: Desk, text: str):
    review = review_message(message(text), Knowledge(), desk)
    assert review.distress and review.conduct == Conduct()
    (screened,) = screen_texts([(text, "")], desk)
    assert screened.distress and screened.conduct == Conduct()


def test_distress_in_a_call_sends_what_the_agent_said_to_a_person_first(desk: Desk):
    turns = (Turn(Speaker.DEBTOR, "Me quiero morir, carajo."), Turn(Speaker.AGENT, "Pague ya, ratera de mierda."))
    call = screen_transcript(turns, desk)
    assert call.distress and call.fields["profanity_borrower"] == "na"
    assert call.findings and {finding.answer for finding in call.findings} == {"not_reviewable"}
    assert {finding.measured["first"] for finding in call.findings} == {"person"}


def test_a_context_is_never_judged_itself(desk: Desk):
    calm, hard = "好的，谢谢您。", "弄死你"
    assert screen_texts([(calm, hard)], desk)[0] == screen_texts([(calm, "")], desk)[0]


def test_many_texts_get_what_each_gets_alone(desk: Desk):
    texts = [(TEXT, ""), ("Buenos días, Sra. Ruiz.", ""), ("Pay now or we call your boss.", "")]
    assert screen_texts(texts, desk) == [screen_texts([one], desk)[0] for one in texts]


def test_only_what_the_agent_says_stands_against_the_agent(desk: Desk):
    turns = (
        Turn(Speaker.DEBTOR, "你个混蛋，弄死你"),
        Turn(Speaker.AGENT, "您好，请您慢慢说。"),
    )
    call = screen_transcript(turns, desk)
    assert call.findings == () and not call.distress
    assert call.fields["profanity_agent"] == "n" and call.fields["profanity_borrower"] == "y"


def test_a_finding_of_a_call_carries_its_turn(desk: Desk):
    turns = (Turn(Speaker.AGENT, "您好。"), Turn(Speaker.AGENT, "不还钱就弄死你"))
    findings = screen_transcript(turns, desk).findings
    assert findings and {finding.span.turn for finding in findings if finding.span} == {1}
