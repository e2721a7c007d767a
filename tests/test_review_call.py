"""Five answers about a call: of the fixed shape, the same bytes again, with the record, the account and the place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from desks import plain_desk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sized import sized

from atesta.contact.call import Call
from atesta.contact.history import Outcome, PastContact
from atesta.contact.message import Channel, Recipient
from atesta.contact.transcript import SpokenTurn, Stretch, Transcript, Voice, Word
from atesta.contact.turn import Speaker
from atesta.evidence.verify_answer import Answer, Reason, Verdict
from atesta.intake.account_file import read_account
from atesta.mandate.directory_file import read_directory
from atesta.pipeline import Desk, Knowledge, review_call
from atesta.review.as_json import canonical, review_bytes, review_json
from atesta.review.finding import TimeSpan
from atesta.review.integrity.record import Record
from atesta.schemas import schema
from atesta.transcript.acoustics import Acoustics, Side

SCHEMA = Draft202012Validator(schema("review-1"))
ACCOUNT = read_account(
    b"""
as_of = 2026-11-15T06:00:00-06:00
account = "A-1"
creditor = "Banco Levante"
lender = { name = "Banco Levante", kind = "bank" }
place = "MX"
zone = "America/Mexico_City"
currency = "MXN"
[[instalment]]
due = 2026-11-12
amount = "4980.00"
"""
)
DIRECTORY = read_directory(
    b"""
creditor = "Banco Levante"
as_of = 2026-11-15T06:00:00-06:00
[[own_sender]]
address = "5550001111"
from = 2024-01-01
[[registered]]
address = "5550001111"
channel = "call"
account = "A-1"
at = 2026-11-15T08:00:00-06:00
opens = 2026-11-15T09:00:00-06:00
closes = 2026-11-15T18:00:00-06:00
code = "K7M4Q2"
"""
)
BEGAN = datetime(2026, 11, 15, 17, 0, tzinfo=UTC)
OPENING = "Buenos días, le habla Ana Ruiz de Banco Levante. ¿Hablo con el señor Pérez?"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return plain_desk()


def turn(voice: Voice, text: str, start: float | None = None, end: float | None = None) -> SpokenTurn:
    return SpokenTurn(voice, text, start, end)


def call(*turns: SpokenTurn, **more: object) -> Call:
    return Call(Transcript(turns, "es", 2), "sha256:" + "0" * 64, **more)  # type: ignore[arg-type]


POLITE = call(
    turn(Voice.AGENT, OPENING, 1.0, 4.0),
    turn(Voice.DEBTOR, "Sí, soy yo.", 4.5, 5.0),
    turn(Voice.AGENT, "Tiene un adeudo vencido de 4,980 pesos.", 5.5, 8.0),
    turn(Voice.DEBTOR, "Mi celular es 55 1234 5678.", 8.5, 10.0),
    turn(Voice.AGENT, "Le repito, el adeudo vencido es de 4,980 pesos.", 10.5, 13.0),
    caller="5550001111",
    began=BEGAN,
)

WORDS = st.sampled_from(
    ["pague ya", "逾期", "412.60元", "I paid", "hijas", "正在录音", "\u200b", "？", "\n", "55 1234 5678"]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=6).map("".join)
SECONDS = st.none() | st.floats(0, 100, allow_nan=False).map(lambda second: round(second, 3))
TURNS = st.builds(
    SpokenTurn,
    st.sampled_from(Voice),
    TEXTS,
    SECONDS,
    SECONDS,
    st.none() | st.floats(0, 1),
    st.lists(st.builds(Word, st.text(max_size=6), SECONDS, SECONDS, st.none() | st.floats(0, 1)), max_size=4).map(
        tuple
    ),
)
STRETCHES = st.lists(
    st.builds(Stretch, st.floats(0, 50), st.floats(50, 90), st.sampled_from(["low_snr", "clipped"])), max_size=2
)


@pytest.mark.sized
@settings(deadline=None, max_examples=sized(40, 120), suppress_health_check=[HealthCheck.too_slow])
@given(
    turns=st.lists(TURNS, max_size=6).map(tuple),
    stretches=STRETCHES.map(tuple),
    lang=st.sampled_from(["es", "zh", "en", None]),
    held=st.sampled_from([Knowledge.of(), Knowledge.of(place="US"), Knowledge.of(ACCOUNT, DIRECTORY, ())]),
)
def test_any_call_gets_five_answers_of_the_shape_and_twice_the_same_bytes(
    desk: Desk, turns: tuple[SpokenTurn, ...], stretches: tuple[Stretch, ...], lang: str | None, held: Knowledge
) -> None:
    given_call = Call(Transcript(turns, lang, 2, stretches), "sha256:" + "0" * 64, began=BEGAN)
    review = review_call(given_call, None, None, held, desk)
    assert review_bytes(review) == canonical(review_json(review))
    assert review_bytes(review) == review_bytes(review_call(given_call, None, None, held, desk))
    assert [error.message for error in SCHEMA.iter_errors(json.loads(review_bytes(review)))] == []


def test_a_turn_without_words_is_no_calm_answer_to_an_insult(desk: Desk) -> None:
    given_call = call(turn(Voice.AGENT, OPENING), turn(Voice.DEBTOR, "¡Es usted un imbécil!"), turn(Voice.AGENT, " "))
    review = review_call(given_call, None, None, Knowledge.of(), desk)
    (calm,) = [one for one in review_json(review)["conduct"]["findings"] if one["rule"] == "house-courtesy-calm"]  # type: ignore[call-overload,index]
    assert (calm["answer"], calm["span"]) == ("not_applicable", None)


def test_what_was_said_twice_is_one_claim_with_both_seconds(desk: Desk) -> None:
    review = review_call(POLITE, None, None, Knowledge.of(ACCOUNT, DIRECTORY, ()), desk)
    (amount,) = [claim for claim in review.truth.claims if claim.kind == "amount"]
    assert (amount.answer, amount.turn, amount.start_ms) == ("matches", 2, 5500)
    (again,) = amount.measured["again"]  # type: ignore[misc]
    assert (again["turn"], again["start_ms"]) == (4, 10500)


def test_a_call_needs_its_window_and_the_code_that_the_caller_reads(desk: Desk) -> None:
    held = Knowledge.of(ACCOUNT, DIRECTORY, ())
    said = turn(Voice.AGENT, "Mi código es K 7 M 4 Q 2.", 13.5, 15.0)
    read_out = replace(POLITE, transcript=replace(POLITE.transcript, turns=(*POLITE.transcript.turns, said)))
    assert review_call(POLITE, None, None, held, desk).authenticity.answer == "cannot_be_vouched_for"
    assert review_call(read_out, None, None, held, desk).authenticity.answer == "own_staff"
    assert review_call(replace(POLITE, code="K7M4Q2"), None, None, held, desk).authenticity.answer == "own_staff"


def test_the_account_is_not_needed_and_nothing_is_guessed(desk: Desk) -> None:
    review = review_call(POLITE, None, None, Knowledge.of(), desk)
    assert {claim.answer for claim in review.truth.claims} <= {"cannot_be_checked", "impossible_in_law"}
    assert (review.authenticity.answer, review.limits.answer) == ("cannot_be_vouched_for", "undetermined")


def verdict(answer: Answer, *spans: tuple[float, float]) -> Verdict:
    reason = Reason("segment_bytes", "chain", answer, (("from", 6.0),))
    return Verdict(answer, spans, (reason,), ())


def test_a_bundle_that_was_changed_says_its_seconds_and_names_its_digest(desk: Desk) -> None:
    record = Record.of(verdict(Answer.CHANGED, (6.0, 8.0)), "sha256:" + "b" * 64)
    review = review_call(POLITE, None, record, Knowledge.of(), desk)
    assert review.integrity.answer == "changed"
    assert review.integrity.findings[0].span == TimeSpan(6000, 8000)
    assert review.integrity.findings[1].measured["reason"] == "segment_bytes"
    assert review_json(review)["call"]["record"]["bundle"] == record.bundle


def test_without_a_bundle_nothing_was_sealed(desk: Desk) -> None:
    assert review_call(POLITE, None, None, Knowledge.of(), desk).integrity.answer == "not_applicable"


def test_the_digest_of_the_input_covers_words_sound_and_record(desk: Desk) -> None:
    record = Record("sha256:" + "b" * 64, "unchanged")
    sound = Acoustics(14.0, 2, (Side(Speaker.AGENT, ((1.0, 4.0),)), Side(Speaker.DEBTOR)))
    other = replace(POLITE, transcript=replace(POLITE.transcript, engine="another"))
    given_reviews = [
        review_call(POLITE, None, None, Knowledge.of(), desk),
        review_call(other, None, None, Knowledge.of(), desk),
        review_call(POLITE, sound, None, Knowledge.of(), desk),
        review_call(POLITE, None, record, Knowledge.of(), desk),
        review_call(POLITE, None, record, Knowledge.of(place="MX"), desk),
        review_call(replace(POLITE, to=Recipient.THIRD_PARTY), None, None, Knowledge.of(), desk),
    ]
    assert len({review.input for review in given_reviews}) == len(given_reviews)


def test_the_drawing_of_the_sound_is_no_part_of_the_digest(desk: Desk) -> None:
    sound = Acoustics(14.0, 2, (Side(Speaker.AGENT, peaks=(0.5,)), Side(Speaker.DEBTOR)))
    plain = Acoustics(14.0, 2, (Side(Speaker.AGENT), Side(Speaker.DEBTOR)))
    first, second = (review_call(POLITE, one, None, Knowledge.of(), desk) for one in (sound, plain))
    assert first.input == second.input


SHEET = {"steps": [{"id": "identity", "state": "met"}, {"id": "notice", "state": "failed"}]}


def test_words_and_procedure_sheet_that_differ_go_to_a_person(desk: Desk) -> None:
    bare = call(turn(Voice.AGENT, "Le habla Ana Ruiz de Banco Levante, tiene un adeudo vencido.", 1.0, 4.0))
    record = Record("sha256:" + "b" * 64, "unchanged", sheet=SHEET)  # type: ignore[arg-type]
    review = review_call(bare, None, record, Knowledge.of(place="ES"), desk)
    (found,) = [one for one in review.conduct.not_reviewable if one.rule == "house-other-party-identified"]
    assert (found.measured["sheet"], found.measured["reason"]) == ("met", "record_and_words_differ")
    (notice,) = [one for one in review.conduct.findings if one.rule == "house-recording-notice"]
    assert (notice.answer, notice.measured["sheet"]) == ("missing", "failed")


@pytest.mark.parametrize("who", [Voice.DEBTOR, Voice.PROBABLE_DEBTOR, Voice.OTHER])
def test_distress_stops_the_scoring_and_keeps_what_was_said_for_a_person(desk: Desk, who: Voice) -> None:
    hard = call(turn(Voice.AGENT, "Pague ya, ratera de mierda.", 1.0, 3.0), turn(who, "Me quiero morir.", 4.0, 5.0))
    review = review_call(hard, None, None, Knowledge.of(), desk)
    assert review.distress and review.next_steps[0] == "reach_a_person"
    assert (review.conduct.labels, review.conduct.findings) == ((), ())
    assert {one.measured["first"] for one in review.conduct.not_reviewable} == {"person"}
    assert review.call and review.call.courtesies == () and review.call.moments == ()


def test_somebody_else_who_was_told_makes_it_a_contact_with_somebody_else(desk: Desk) -> None:
    told = call(
        turn(Voice.AGENT, "Hello, this is Owen from Tamar Field Services, is Lucy there?", 1.0, 3.0),
        turn(Voice.OTHER, "She's not here, I'm her mother.", 3.5, 5.0),
        turn(Voice.AGENT, "Tell her that she owes $640.00 and her loan is overdue.", 5.5, 8.0),
    )
    review = review_call(told, None, None, Knowledge.of(place="US"), desk)
    made = [one for one in review.limits.findings if one.measured.get("what") == "made"]
    assert made and {one.measured["debt_told"] for one in made} == {True}


def test_a_message_on_voice_mail_is_no_conversation(desk: Desk) -> None:
    at = datetime(2026, 11, 15, 2, 2, tzinfo=UTC)
    history = (PastContact(at, Channel.CALL, Outcome.CONVERSATION, "own"),)
    box = turn(Voice.OTHER, "Deje su mensaje despues del tono.", 0.0, 2.0)
    left = replace(POLITE, transcript=Transcript((box, turn(Voice.AGENT, OPENING, 3.0, 6.0)), "es", 2))
    counts = {}
    for name, one in (("left", left), ("spoken", POLITE)):
        held = Knowledge.of(None, None, history, "CN")
        limits = review_call(
            replace(one, began=datetime(2026, 11, 15, 18, 0, tzinfo=UTC)), None, None, held, desk
        ).limits
        found = [f for f in limits.findings if f.rule == "cn-conversations-per-day" and "count" in f.measured]
        counts[name] = [f.measured["count"] for f in found]
    assert counts["left"] == [count - 1 for count in counts["spoken"]] and counts["spoken"]  # type: ignore[operator]


def test_to_announce_that_others_will_be_told_makes_no_contact_with_them(desk: Desk) -> None:
    threat = turn(Voice.AGENT, "If you don't pay I'll call your boss and tell her about your debt.", 1.0, 4.0)
    review = review_call(call(threat), None, None, Knowledge.of(place="US"), desk)
    assert "third_party_disclosure" in review.conduct.labels
    assert [one for one in review.limits.findings if one.measured.get("what") == "made"] == []
