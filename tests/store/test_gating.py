"""The gate over the rows: what it knows, what it counts, and who may tell it what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from a_register import (
    ACCOUNT,
    AGENCY_SENDER,
    AT,
    MADE_AT,
    NUMBER,
    OTHER_NUMBER,
    OWN_SENDER,
    Register,
    a_mandate,
    a_register,
    a_sender,
    an_account,
    an_agency,
)

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.errors import InputError
from atesta.store import gating, house, models

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WANTED = gating.Wanted(ACCOUNT, NUMBER, AGENCY_SENDER, Channel.CALL, Purpose.DEMAND, Recipient.DEBTOR, AT)


@pytest.fixture
def held(db: None) -> Register:
    return a_register()


def agency(held: Register) -> gating.Asker:
    return gating.Asker(held.creditor, held.agency)


def own(held: Register) -> gating.Asker:
    return gating.Asker(held.creditor)


def ids(row: models.GateAsk) -> list[str]:
    return [reason["id"] for reason in row.reasons]


def refused_key(act: object, *args: object) -> str:
    with pytest.raises(InputError) as refused:
        act(*args)  # type: ignore[operator]
    return refused.value.key


def spoken(held: Register, at: datetime, by: models.Agency | None = None, **told: str) -> models.Touch:
    said = {"channel": "call", "outcome": "conversation", "person": house.person_hash(NUMBER, "CN"), **told}
    line = f"{at:%m%d%H%M}{by.slug if by else None}"
    return models.Touch.objects.create(account=held.account, agency=by, at=at, made_at=at, line=line, **said)


def three_calls(held: Register) -> None:
    for hour, by in ((1, None), (2, held.agency), (2.2, held.agency)):
        spoken(held, AT - hour * HOUR, by)


def test_allowed_is_a_reservation_of_a_quarter_of_an_hour_for_a_call_and_an_hour_for_a_text(held: Register) -> None:
    call = gating.ask(agency(held), WANTED, AT)
    text = gating.ask(agency(held), replace(WANTED, channel=Channel.SMS), AT)
    assert (call.decision, call.reasons, call.ends_at) == ("allowed", [], AT + timedelta(minutes=15))
    assert (text.decision, text.ends_at) == ("allowed", AT + HOUR)


def test_a_decision_is_kept_with_hashes_only(held: Register) -> None:
    row = gating.ask(agency(held), WANTED, AT)
    assert row.person == house.person_hash(NUMBER, "CN") and "47711" not in str(row.__dict__)


def test_everybody_s_calls_are_counted_together_and_every_reason_has_figures_and_its_source(held: Register) -> None:
    three_calls(held)
    row = gating.ask(agency(held), WANTED, AT)
    (reason,) = row.reasons
    assert (row.decision, row.ends_at, reason["id"]) == ("refused", None, "limits:cn-conversations-per-day")
    assert (reason["measured"]["count"], reason["measured"]["max"]) == (4, 3)
    assert reason["citations"][0]["force"] == "standard"


def test_a_reservation_counts_until_it_is_given_back_and_a_refused_question_never_does(held: Register) -> None:
    spoken(held, AT - HOUR)
    spoken(held, AT - 2 * HOUR)
    first = gating.ask(agency(held), WANTED, AT)
    later = replace(WANTED, at=AT + HOUR)
    assert [gating.ask(agency(held), later, AT).decision for _ in range(2)] == ["refused", "refused"]
    gating.report(agency(held), first.id, "not_made", None, AT + HOUR / 2)
    assert gating.ask(agency(held), later, AT + HOUR / 2).decision == "allowed"


def test_one_that_ran_out_and_was_never_reported_counts_as_a_conversation(held: Register) -> None:
    spoken(held, AT - HOUR)
    spoken(held, AT - 2 * HOUR)
    gating.ask(agency(held), WANTED, AT)
    assert ids(gating.ask(own(held), replace(WANTED, address=OWN_SENDER, at=AT + 5 * HOUR), AT + 5 * HOUR)) == [
        "limits:cn-conversations-per-day"
    ]
    (silent,) = gating.unreported(held.creditor, AT + 5 * HOUR)
    assert (silent.by, silent.count, silent.allowed) == ("hx", 1, 1)


def test_what_is_planned_for_later_is_left_its_room(held: Register) -> None:
    spoken(held, AT - HOUR)
    spoken(held, AT - 2 * HOUR)
    gating.ask(agency(held), replace(WANTED, at=AT + 6 * HOUR), AT)
    row = gating.ask(own(held), replace(WANTED, address=OWN_SENDER), AT)
    assert row.decision == "refused" and row.reasons[0]["measured"]["planned"] == (AT + 6 * HOUR).isoformat()


def test_the_same_question_once_more_takes_no_second_room(held: Register) -> None:
    first = gating.ask(agency(held), WANTED, AT)
    assert gating.ask(agency(held), WANTED, AT + timedelta(minutes=1)) == first
    assert models.GateAsk.objects.count() == 1
    other_time = gating.ask(agency(held), replace(WANTED, at=AT + timedelta(minutes=1)), AT)
    other_asker = gating.ask(own(held), replace(WANTED, address=OWN_SENDER), AT)
    assert len({first.id, other_time.id, other_asker.id}) == 3


def test_after_its_outcome_the_same_question_is_a_new_one(held: Register) -> None:
    first = gating.ask(agency(held), WANTED, AT)
    gating.report(agency(held), first.id, "conversation", AT, AT)
    assert gating.ask(agency(held), WANTED, AT).id != first.id


def test_a_report_twice_has_no_second_effect_and_another_one_is_refused(held: Register) -> None:
    row = gating.ask(agency(held), WANTED, AT)
    for later in (HOUR, 2 * HOUR):
        assert gating.report(agency(held), row.id, "no_answer", AT, AT + later).reported_at == AT + HOUR
    assert refused_key(gating.report, agency(held), row.id, "conversation", AT, AT + HOUR) == "gate_reported_otherwise"
    assert models.LogEntry.objects.filter(kind="gate_outcome").count() == 1


def test_an_unanswered_call_that_was_reported_is_no_conversation(held: Register) -> None:
    spoken(held, AT - HOUR)
    spoken(held, AT - 2 * HOUR)
    row = gating.ask(agency(held), WANTED, AT)
    gating.report(agency(held), row.id, "no_answer", AT, AT)
    assert gating.ask(agency(held), replace(WANTED, at=AT + HOUR), AT + HOUR).decision == "allowed"


def test_a_report_needs_a_word_a_time_that_is_over_and_one_s_own_question(held: Register) -> None:
    row = gating.ask(agency(held), WANTED, AT)
    for expected, args in {
        "gate_outcome": (agency(held), row.id, "spoke", AT),
        "gate_moment": (agency(held), row.id, "conversation", AT.replace(tzinfo=None)),
        "gate_report_ahead": (agency(held), row.id, "conversation", AT + HOUR),
        "gate_ask_unknown": (own(held), row.id, "conversation", AT),
    }.items():
        assert refused_key(gating.report, *args, AT) == expected
    assert refused_key(gating.report, agency(held), row.id, "conversation", None, AT) == "gate_outcome"
    assert refused_key(gating.report, agency(held), "nothing", "not_made", None, AT) == "gate_ask_unknown"


def test_what_was_allowed_is_not_reported_for_a_time_before_it_was_asked_for_and_keeps_its_room(held: Register) -> None:
    row = gating.ask(agency(held), replace(WANTED, at=AT + DAY), AT)
    for at in (AT - 40 * DAY, AT - timedelta(minutes=3)):
        assert refused_key(gating.report, agency(held), row.id, "no_answer", at, AT) == "gate_report_before"
    assert [past.at for past in gating.history_of(held.account, AT)] == [AT + DAY]
    assert gating.report(agency(held), row.id, "no_answer", AT - timedelta(minutes=1), AT).reported_at == AT


def test_what_was_made_against_the_gate_counts_and_is_shown(held: Register) -> None:
    three_calls(held)
    row = gating.ask(agency(held), WANTED, AT)
    reported = gating.report(agency(held), row.id, "conversation", AT, AT + HOUR)
    assert gating.odd(reported) == ("against_the_gate",)
    assert len(gating.history_of(held.account, AT + HOUR)) == 4


def test_an_agency_that_asks_afterwards_is_refused_and_one_that_reports_an_earlier_or_later_time_is_shown(
    held: Register,
) -> None:
    row = gating.ask(agency(held), WANTED, AT + HOUR)
    assert ids(row) == ["planned_in_past"]
    reported = gating.report(agency(held), row.id, "conversation", AT, AT + HOUR)
    assert gating.odd(reported) == ("against_the_gate", "before_asked")
    early = gating.ask(agency(held), replace(WANTED, at=AT + HOUR), AT)
    assert gating.odd(gating.report(agency(held), early.id, "no_answer", AT, AT)) == ("before_time",)
    late = gating.ask(agency(held), replace(WANTED, channel=Channel.SMS), AT)
    assert gating.odd(gating.report(agency(held), late.id, "delivered", AT + 3 * HOUR, AT + DAY)) == ("after_end",)


def test_somebody_of_the_creditor_may_allow_it_by_name_with_a_reason_once(held: Register) -> None:
    three_calls(held)
    row = gating.ask(agency(held), WANTED, AT)
    allowed = gating.override(row, held.officer, "she asked to be called at half past ten", AT)
    assert (allowed.override_by, allowed.ends_at) == (held.officer, AT + timedelta(minutes=15))
    assert gating.override(row, held.officer, "again", AT + HOUR / 6).override_at == AT
    assert models.LogEntry.objects.filter(kind="gate_override").count() == 1
    assert list(models.GateAsk.objects.filter(override_at__isnull=False)) == [row]
    assert len(gating.history_of(held.account, AT)) == 4


def test_nobody_else_may_and_not_without_a_reason_nor_when_it_is_over(held: Register) -> None:
    three_calls(held)
    row, stranger = gating.ask(agency(held), WANTED, AT), a_register("星辰分期", "qy").officer
    nobody = models.Staff.objects.create(login="nobody", role="keeper", password="!", made_at=MADE_AT)
    for staff in (held.manager, stranger, nobody):
        assert refused_key(gating.override, row, staff, "why not", AT) == "gate_override_who"
    assert refused_key(gating.override, row, held.officer, "  ", AT) == "gate_override_why"
    assert refused_key(gating.override, row, held.officer, "too late", AT + HOUR) == "gate_override_over"
    fine = gating.ask(agency(held), replace(WANTED, channel=Channel.SMS), AT)
    assert refused_key(gating.override, fine, held.officer, "why", AT) == "gate_override_over"


def test_an_account_that_was_never_with_an_agency_is_answered_like_one_that_is_not_there(held: Register) -> None:
    an_account(held.creditor, "B-2002", "", NUMBER)
    theirs = gating.ask(agency(held), replace(WANTED, account="B-2002"), AT)
    nothing = gating.ask(agency(held), replace(WANTED, account="B-9999"), AT)
    assert theirs.account is None and theirs.decision == nothing.decision == "ask"
    assert theirs.reasons == nothing.reasons and ids(nothing) == ["account_unknown"]


def test_another_creditor_s_account_and_history_are_nobody_s_here(held: Register) -> None:
    other = a_register("星辰分期", "qy")
    three_calls(other)
    assert gating.ask(agency(held), WANTED, AT).decision == "allowed"
    assert ids(gating.ask(agency(other), WANTED, AT)) == ["limits:cn-conversations-per-day"]


def test_an_account_without_an_extract_is_judged_by_what_the_row_says(held: Register) -> None:
    bare = an_account(held.creditor, "C-1", "", NUMBER)
    wanted = replace(WANTED, account="C-1", address=OWN_SENDER)
    assert gating.ask(own(held), wanted, AT).decision == "allowed"
    models.LedgerRequest.objects.create(
        account=bare, kind="stop", asked_at=AT - DAY, from_on=date(2026, 11, 20), accepted_at=AT - HOUR
    )
    assert ids(gating.ask(own(held), replace(wanted, at=AT + HOUR), AT)) == ["limits:house-request-respected"]


def test_a_request_that_waits_asks_a_person_and_an_accepted_one_refuses_every_agency(held: Register) -> None:
    request = models.LedgerRequest.objects.create(
        account=held.account, kind="hardship", asked_at=AT - DAY, from_on=date(2026, 11, 23)
    )
    assert gating.ask(agency(held), WANTED, AT).decision == "ask"
    request.accepted_at = AT
    request.save()
    assert gating.ask(agency(held), WANTED, AT).decision == "refused"
    assert gating.ask(agency(held), replace(WANTED, purpose=Purpose.REQUIRED_NOTICE), AT).decision == "allowed"


def test_a_recalled_agency_is_refused_from_the_next_day_and_a_revoked_mandate_at_once(held: Register) -> None:
    held.placement.to_on = date(2026, 11, 23)
    held.placement.save()
    assert ids(gating.ask(agency(held), WANTED, AT)) == ["placement_recalled"]
    held.mandate.revoked_at = AT
    held.mandate.save()
    assert ids(gating.ask(agency(held), WANTED, AT)) == ["mandate_revoked", "placement_recalled"]


def test_an_agency_with_a_sender_that_is_not_listed_keeps_its_mandate(held: Register) -> None:
    assert ids(gating.ask(agency(held), replace(WANTED, account="?", address="02199990000"), AT)) == [
        "sender_unlisted",
        "account_unknown",
    ]


def test_two_agencies_on_one_account_on_one_day_are_named_to_neither(held: Register) -> None:
    second = an_agency(held.creditor, "qy", "启元")
    a_sender(held.creditor, second, "02177770000", date(2025, 1, 1))
    a_mandate(second, date(2025, 1, 1), date(2026, 12, 31))
    models.Placement.objects.create(account=held.account, agency=second, from_on=date(2026, 11, 22), made_at=AT)
    row = gating.ask(agency(held), WANTED, AT)
    assert (row.decision, ids(row)) == ("ask", ["placement_overlaps"])
    assert "qy" not in str(row.reasons) and "启元" not in str(row.reasons)


def test_the_do_not_contact_list_is_read_as_it_is_now(held: Register) -> None:
    assert gating.ask(agency(held), WANTED, AT).decision == "allowed"
    block = house.enter(house.Entered("stop", "CN", AT - DAY, "letter", number=NUMBER), held.officer, AT)
    second = replace(WANTED, at=AT + timedelta(minutes=1))
    assert ids(gating.ask(agency(held), second, AT)) == ["refusal_unverified"]
    house.decide(block, house.CONFIRM, held.officer, "her letter", AT)
    assert ids(gating.ask(agency(held), second, AT)) == ["refused_stop"]
    house.decide(block, house.LIFT, held.officer, "she took it back", AT)
    assert gating.ask(agency(held), second, AT).decision == "allowed"


def test_a_number_that_is_not_hers_and_words_that_are_no_question(held: Register) -> None:
    assert ids(gating.ask(agency(held), replace(WANTED, number=OTHER_NUMBER), AT)) == ["number_not_hers"]
    assert ids(gating.ask(agency(held), replace(WANTED, number="?"), AT)) == ["number_missing"]
    assert refused_key(gating.ask, agency(held), replace(WANTED, at=AT.replace(tzinfo=None)), AT) == "gate_moment"
    for address in ("", " ", "x" * 321):
        assert refused_key(gating.ask, agency(held), replace(WANTED, address=address), AT) == "gate_address"


def test_a_call_in_a_log_and_the_question_for_it_are_one_contact(held: Register) -> None:
    row = gating.ask(agency(held), WANTED, AT)
    spoken(held, AT + timedelta(minutes=1), held.agency, outcome="no_answer")
    (past,) = gating.history_of(held.account, AT + HOUR)
    assert (past.outcome, past.by) == ("no_answer", "hx")
    gating.report(agency(held), row.id, "conversation", AT, AT + HOUR)
    assert [p.outcome for p in gating.history_of(held.account, AT + HOUR)] == ["conversation"]
    assert len(gating.history_of(held.account, AT + HOUR, without=row)) == 1


def test_somebody_who_refused_long_ago_is_not_asked_again(held: Register) -> None:
    spoken(held, AT - 90 * DAY, held.agency, outcome="refused", to="third_party")
    row = gating.ask(agency(held), replace(WANTED, number=OTHER_NUMBER, to=Recipient.THIRD_PARTY), AT)
    assert (row.decision, ids(row)) == ("refused", ["limits:cn-contact-person"])
