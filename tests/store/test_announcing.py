"""Nothing counts as announced that would not be vouched for, and nothing leads to somebody else than the creditor."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import a_gate
import pytest
from a_register import (
    ACCOUNT,
    AGENCY_SENDER,
    AT,
    CREDITOR,
    NUMBER,
    OTHER_NUMBER,
    OWN_SENDER,
    TEXT,
    Register,
    a_mandate,
    a_register,
    an_account,
    an_agency,
)
from pytest_django.fixtures import Settings

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.errors import InputError
from atesta.mandate.code import read_code
from atesta.mandate.normal_form import normal_form
from atesta.store import announcing, checking_sent, gating, registry, transparency
from atesta.store.checking_sent import Asked, CallState, calls_of, check_call, check_text
from atesta.store.gating import Asker, Wanted
from atesta.store.house import person_hash
from atesta.store.models import Announcement, GateAsk, SignedMandate, TreeLeaf
from atesta.store.sent_told import told

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, folder: Path, settings: Settings) -> Register:
    settings.WEB = replace(settings.WEB, home=folder / "home")
    a_gate.open_gate(monkeypatch)
    return a_register()


def wanted(**other: Any) -> Wanted:
    given: dict[str, Any] = {
        **{"account": ACCOUNT, "number": NUMBER, "address": AGENCY_SENDER, "channel": Channel.SMS},
        **{"purpose": Purpose.DEMAND, "to": Recipient.DEBTOR, "at": AT + timedelta(minutes=5)},
    }
    return Wanted(**{**given, **other})


def agency(register: Register) -> Asker:
    return Asker(register.creditor, register.agency)


def own(register: Register) -> Asker:
    return Asker(register.creditor, None)


def refused(asker: Asker, text: str = TEXT, now: datetime = AT, **other: Any) -> str:
    with pytest.raises(InputError) as caught:
        announcing.announce_text(asker, wanted(**other), text, now)
    assert not Announcement.objects.exists() and not TreeLeaf.objects.exists()
    return caught.value.key


def test_a_text_of_an_agency_is_announced_by_keyed_hashes_alone(register: Register) -> None:
    made = announcing.announce_text(agency(register), wanted(), TEXT, AT)
    row = Announcement.objects.get()
    assert made.row == row and read_code(made.code) == made.code
    assert row.person == person_hash(NUMBER, "CN")
    assert row.text_key == registry.secret_hash("text", f"{row.person}|{normal_form(TEXT)}")
    assert row.code_key == registry.secret_hash("code", f"{made.code}|7711")
    assert {claim["answer"] for claim in row.claims} == {"matches"} and made.claims == tuple(row.claims)
    assert TreeLeaf.objects.get().leaf == row.leaf
    kept = " ".join(str(value) for value in row.__dict__.values())
    assert TEXT not in kept and NUMBER[3:] not in kept and made.code not in kept


def test_own_staff_needs_neither_mandate_nor_placement(register: Register) -> None:
    register.placement.delete()
    assert announcing.announce_text(own(register), wanted(address=OWN_SENDER), TEXT, AT).row is not None


def test_what_the_gate_does_not_allow_is_not_announced(register: Register, monkeypatch: Any) -> None:
    for decision in ("refused", "ask"):
        a_gate.open_gate(monkeypatch, decision)
        made = announcing.announce_text(agency(register), wanted(), TEXT, AT)
        assert (made.row, made.code, made.claims) == (None, "", ()) and made.ask.decision == decision
    assert not Announcement.objects.exists()


def test_sender_mandate_and_placement_must_hold(register: Register) -> None:
    other = an_agency(register.creditor, "zz", "别家")
    assert refused(Asker(register.creditor, other)) == "announce_not_held"
    assert refused(own(register)) == "announce_not_held"
    assert refused(agency(register), address=OWN_SENDER) == "announce_not_held"
    assert refused(agency(register), address="106955880231") == "announce_not_held"
    an_account(register.creditor, "A-2", "", OTHER_NUMBER)
    assert refused(agency(register), account="A-2", number=OTHER_NUMBER) == "announce_not_held"
    register.placement.to_on = AT.date() - timedelta(days=1)
    register.placement.save()
    assert refused(agency(register)) == "announce_not_held"


def test_a_revoked_mandate_announces_nothing(register: Register) -> None:
    register.mandate.revoked_at = AT - timedelta(days=1)
    register.mandate.save()
    assert refused(agency(register)) == "announce_not_held"


def test_whoever_may_not_make_the_contact_is_told_nothing_of_the_account(register: Register) -> None:
    """A law claim, a wrong amount and a strange link are answered alike, before anything is compared."""
    other = Asker(register.creditor, an_agency(register.creditor, "zz", "别家"))
    for text in (TEXT, "您欠款9999.00元", "请点击 https://evil.example 还款412.60元"):
        assert refused(other, text) == "announce_not_held"


@pytest.mark.parametrize("text", ["  \n ", "412.60元" * 600])
def test_a_text_that_is_none_is_named(register: Register, text: str) -> None:
    assert refused(agency(register), text) == "announce_size"
    assert not GateAsk.objects.exists()  # no reservation is used up


@pytest.mark.parametrize(
    ("text", "key", "ways", "hosts"),
    [
        ("【晨曦分期】欠款412.60元,再不还款将由公安机关拘留您。", "announce_law", None, None),
        ("【晨曦分期】请在 https://pay.evil.example 还款412.60元", "announce_pays", ["link"], ["pay.evil.example"]),
        (
            "【晨曦分期】账单412.60元,详情见 https://info.evil.example",
            "announce_leads",
            ["link"],
            ["info.evil.example"],
        ),
        ("【晨曦分期】账单412.60元,详情见 https://a13700001111.example", "announce_leads", ["link"], []),
        ("【晨曦分期】账单412.60元,请致电13700001111", "announce_leads", ["number"], []),
        ("【晨曦分期】账单412.60元,请加微信 cuishou_88", "announce_pays", ["account"], []),
        ("【晨曦分期】账单412.60元,联系QQ kefu_8888", "announce_leads", ["handle"], []),
    ],
)
def test_a_text_that_leads_elsewhere_is_refused_in_a_row_of_the_creditors_without_its_words(
    register: Register, text: str, key: str, ways: list[str] | None, hosts: list[str] | None
) -> None:
    """Kinds, claims and the host of a link; never the text, a number or a name in it."""
    made = announcing.announce_text(agency(register), wanted(), text, AT)
    row = GateAsk.objects.get()
    assert (made.row, made.code, made.ask, row.decision) == (None, "", row, "refused")
    assert (row.agency, row.asked_at, row.ends_at) == (register.agency, AT, None)
    reason = row.reasons[0]
    assert reason["id"] == key and reason["citations"]
    assert (reason["measured"].get("ways"), reason["measured"].get("hosts")) == (ways, hosts)
    kept = json.dumps(row.reasons, ensure_ascii=False)
    assert text not in kept and not [word for word in ("13700001111", "cuishou", "kefu") if word in kept]
    assert not Announcement.objects.exists() and not TreeLeaf.objects.exists()


def test_what_was_refused_for_its_words_nobody_allows_by_name(register: Register) -> None:
    text = "【晨曦分期】账单412.60元,详情见 https://info.evil.example"
    row = announcing.announce_text(agency(register), wanted(), text, AT).ask
    with pytest.raises(InputError) as caught:
        gating.override(row, register.officer, "Darf sein", AT)
    assert caught.value.key == "gate_override_over"


def test_a_reservation_announces_no_text_that_leads_elsewhere(register: Register) -> None:
    held = announcing.ask(agency(register), wanted(), AT)
    text = "【晨曦分期】账单412.60元,详情见 https://info.evil.example"
    made = announcing.announce_text(agency(register), wanted(), text, AT, reserved=held.id)
    assert made.row is None and made.ask != held and made.ask.decision == "refused"
    assert announcing.announce_text(agency(register), wanted(), TEXT, AT, reserved=held.id).row is not None


def test_the_creditors_own_numbers_and_hosts_may_stand_in_a_text(register: Register) -> None:
    register.account.toml = register.account.toml.replace('["in-app"]', '["in-app", "pay.chenxi.example"]')
    register.account.save()
    text = f"【晨曦分期】账单412.60元,请在 https://pay.chenxi.example 还款,或致电{AGENCY_SENDER}"
    assert announcing.announce_text(agency(register), wanted(), text, AT).row is not None


def test_an_exaggeration_is_announced_with_its_answer(register: Register) -> None:
    made = announcing.announce_text(agency(register), wanted(), "【晨曦分期】您欠款999.00元,已移交法务。", AT)
    assert made.row is not None
    assert {claim["answer"] for claim in made.claims} & {"exaggerated", "contradicted"}


def test_without_an_extract_it_is_announced_and_nothing_is_compared(register: Register) -> None:
    register.account.toml = ""
    register.account.save()
    made = announcing.announce_text(agency(register), wanted(), TEXT.replace("在晨曦分期App内", ""), AT)
    assert made.row is not None and {claim["answer"] for claim in made.claims} <= {"cannot_be_checked"}


def test_an_account_that_is_not_here_is_the_gates_to_answer(register: Register, monkeypatch: Any) -> None:
    a_gate.open_gate(monkeypatch, "ask")
    made = announcing.announce_text(agency(register), wanted(account="A-9999"), TEXT, AT)
    assert made.row is None and made.ask.account is None


@pytest.mark.parametrize(
    ("at", "key"),
    [
        (AT - timedelta(minutes=2), "announce_late"),
        (AT - timedelta(days=400), "announce_late"),
        (AT + timedelta(hours=73), "announce_early"),
    ],
)
def test_a_clock_that_is_wrong_is_named(register: Register, at: datetime, key: str) -> None:
    assert refused(agency(register), at=at) == key


def test_a_request_that_comes_twice_announces_once(register: Register) -> None:
    announcing.announce_text(agency(register), wanted(), TEXT, AT)
    with pytest.raises(InputError) as caught:
        announcing.announce_text(agency(register), wanted(), TEXT, AT + timedelta(seconds=1))
    assert caught.value.key == "announce_replayed" and Announcement.objects.count() == 1
    later = wanted(at=AT + timedelta(minutes=6))
    assert announcing.announce_text(agency(register), later, TEXT, AT).row is not None


def test_a_text_carries_its_code_where_it_says_so(register: Register) -> None:
    made = announcing.announce_text(agency(register), wanted(), "【晨曦分期】请在App内还款 {code}", AT)
    assert made.row is not None and made.code in made.text and not made.needs_code
    assert made.row.text_key == registry.secret_hash("text", f"{made.row.person}|{normal_form(made.text)}")


def test_a_text_that_is_the_same_for_everybody_is_found_only_with_its_code(register: Register) -> None:
    common = "【晨曦分期】您有一笔账单已到期,请在App内还款。"
    made = announcing.announce_text(agency(register), wanted(), common, AT)
    assert made.row is not None and made.needs_code and made.text == f"{common} {made.code}"
    assert made.row.text_key == registry.secret_hash("text", f"{made.row.person}|{normal_form(made.text)}")
    asked = checking_sent.Asked("CN", made.text, NUMBER, sender=AGENCY_SENDER, received=AT)
    assert checking_sent.check_text(asked, AT).by == "text"
    assert checking_sent.check_text(replace(asked, text=common), AT).by == ""


def test_many_are_announced_in_order_and_a_bad_one_keeps_none_back(register: Register) -> None:
    texts = [
        announcing.Text(wanted(at=AT + timedelta(minutes=number)), text)
        for number, text in enumerate((TEXT, "https://evil.example 412.60元", TEXT, TEXT), 1)
    ]
    made = announcing.announce_many(agency(register), texts, AT)
    assert [isinstance(one, announcing.Announced) and one.row is not None for one in made] == [True, False, True, True]
    assert Announcement.objects.count() == TreeLeaf.objects.count() == 3
    with pytest.raises(InputError) as caught:
        announcing.announce_many(agency(register), texts * 300, AT)
    assert caught.value.key == "announce_too_many" and Announcement.objects.count() == 3


def test_two_of_one_batch_for_one_moment_are_one(register: Register) -> None:
    twice = [announcing.Text(wanted(), TEXT)] * 2
    made = announcing.announce_many(agency(register), twice, AT)
    assert isinstance(made[1], InputError) and Announcement.objects.count() == 1


def test_a_call_has_its_window_and_a_name(register: Register) -> None:
    call = wanted(channel=Channel.CALL)
    opens, closes = AT, AT + timedelta(minutes=30)
    made = announcing.announce_call(agency(register), call, opens, closes, " 小 魏 ", AT)
    assert made.row is not None
    assert (made.row.kind, made.row.first_name, made.row.text_key) == ("call", "小 魏", "")
    assert announcing.close(made.row, AT) and not announcing.close(made.row, AT)


@pytest.mark.parametrize(
    ("opens", "closes", "name", "key"),
    [
        (0, 0, "Wei", "announce_window"),
        (10, 5, "Wei", "announce_window"),
        (0, 121, "Wei", "announce_window"),
        (-30, 0, "Wei", "announce_window"),
        (0, 30, "  ", "announce_name"),
        (0, 30, "Wei 13900047711", "announce_name"),
        (0, 30, "W" * 61, "announce_name"),
    ],
)
def test_a_window_that_is_none_and_a_name_that_is_none_are_named(
    register: Register, opens: int, closes: int, name: str, key: str
) -> None:
    times = [AT + timedelta(minutes=minutes) for minutes in (opens, closes)]
    with pytest.raises(InputError) as caught:
        announcing.announce_call(agency(register), wanted(channel=Channel.CALL), *times, name, AT)
    assert caught.value.key == key


def test_what_is_withdrawn_stays_readable_and_has_a_leaf(register: Register) -> None:
    row = announcing.announce_text(agency(register), wanted(), TEXT, AT).row
    assert row is not None and announcing.withdraw(row, "not sent", AT)
    assert not announcing.withdraw(row, "again", AT)
    row.refresh_from_db()
    assert row.withdrawn_why == "not sent" and TreeLeaf.objects.filter(kind="withdrawn", row=row.id).count() == 1


def test_a_reservation_that_was_overridden_is_used_once(register: Register, monkeypatch: Any) -> None:
    a_gate.open_gate(monkeypatch, "refused")
    held = announcing.announce_text(agency(register), wanted(), TEXT, AT).ask
    with pytest.raises(InputError):
        announcing.announce_text(agency(register), wanted(), TEXT, AT, reserved=held.id)
    GateAsk.objects.filter(id=held.id).update(override_at=AT)
    assert announcing.announce_text(agency(register), wanted(), TEXT, AT, reserved=held.id).row is not None
    later = wanted(at=AT + timedelta(minutes=9))
    with pytest.raises(InputError) as caught:
        announcing.announce_text(agency(register), later, TEXT, AT, reserved=held.id)
    assert caught.value.key == "announce_reservation"


@pytest.mark.parametrize(
    "other",
    [{"purpose": Purpose.ANSWER}, {"to": Recipient.THIRD_PARTY}, {"at": AT + timedelta(minutes=6)}],
    ids=["purpose", "to", "at"],
)
def test_a_reservation_buys_only_the_contact_that_was_judged(register: Register, other: dict[str, Any]) -> None:
    text = gating.ask(agency(register), wanted(**other), AT)
    call = wanted(**{"channel": Channel.CALL, "at": AT, **other})
    with pytest.raises(InputError) as caught:
        announcing.announce_text(agency(register), wanted(), TEXT, AT, reserved=text.id)
    assert caught.value.key == "announce_reservation"
    held = gating.ask(agency(register), call, AT)
    with pytest.raises(InputError) as caught:
        announcing.announce_call(agency(register), call, AT + HOUR, AT + 2 * HOUR, "Wei", AT, reserved=held.id)
    assert caught.value.key == "announce_reservation" and not Announcement.objects.exists()


def test_the_window_of_a_reserved_call_opens_when_the_gate_was_told(register: Register) -> None:
    opens = AT + timedelta(minutes=5)
    held = gating.ask(agency(register), wanted(channel=Channel.CALL), AT)
    made = announcing.announce_call(agency(register), wanted(), opens, opens + HOUR, "Wei", AT, reserved=held.id)
    assert made.row is not None and made.ask == held


def test_a_reservation_that_was_given_back_is_none(register: Register) -> None:
    held = gating.ask(agency(register), wanted(), AT)
    gating.report(agency(register), held.id, "not_made", None, AT)
    with pytest.raises(InputError) as caught:
        announcing.announce_text(agency(register), wanted(), TEXT, AT, reserved=held.id)
    assert caught.value.key == "announce_reservation"


def test_what_was_not_made_gives_its_room_back_and_is_vouched_for_no_longer(register: Register) -> None:
    made = announcing.announce_text(agency(register), wanted(), TEXT, AT)
    call = announcing.announce_call(agency(register), wanted(), AT, AT + HOUR, "Wei", AT)
    later = AT + timedelta(minutes=10)
    assert check_call("CN", call.code, NUMBER[-4:], later).state is CallState.THEY
    for one in (made, call):
        for _ in range(2):
            gating.report(agency(register), one.ask.id, "not_made", None, later)
    rows = Announcement.objects.filter(withdrawn_at=later, withdrawn_why="not_made")
    assert rows.count() == TreeLeaf.objects.filter(kind="withdrawn").count() == 2
    assert check_call("CN", call.code, NUMBER[-4:], later).state is CallState.NOT
    sent = Asked("CN", TEXT, NUMBER, AGENCY_SENDER, later + timedelta(minutes=1))
    assert check_text(sent, later + HOUR).answer == "cannot_be_vouched_for"


def test_a_call_is_nothing_from_its_outcome_on(register: Register) -> None:
    call = announcing.announce_call(agency(register), wanted(), AT, AT + HOUR, "Wei", AT)
    later = AT + timedelta(minutes=10)
    assert check_call("CN", call.code, NUMBER[-4:], later).state is CallState.THEY
    gating.report(agency(register), call.ask.id, "conversation", AT, later)
    assert check_call("CN", call.code, NUMBER[-4:], later).state is CallState.NOT
    assert calls_of(register.account, later) == () and not Announcement.objects.exclude(withdrawn_at=None)


def test_a_call_that_was_over_keeps_the_time_of_its_window(register: Register) -> None:
    call = announcing.announce_call(agency(register), wanted(), AT, AT + HOUR, "Wei", AT)
    gating.report(agency(register), call.ask.id, "conversation", AT, AT + 2 * HOUR)
    assert Announcement.objects.get().closed_at is None


def test_what_was_asked_for_before_it_was_announced_is_reported_for_a_time_after_that(register: Register) -> None:
    held = gating.ask(agency(register), wanted(), AT - HOUR)
    announcing.announce_text(agency(register), wanted(), TEXT, AT, reserved=held.id)
    with pytest.raises(InputError) as caught:
        gating.report(agency(register), held.id, "delivered", AT - HOUR, AT)
    assert caught.value.key == "gate_report_before"


def test_her_own_file_knows_who_is_calling_until_it_is_over(register: Register) -> None:
    made = announcing.announce_call(agency(register), wanted(), AT, AT + HOUR, "Wei", AT)
    assert made.row is not None
    for minutes, calls in ((-1, 0), (0, 1), (60, 1), (61, 0)):
        assert len(calls_of(register.account, AT + timedelta(minutes=minutes))) == calls
    (call,) = calls_of(register.account, AT)
    assert call.state is CallState.THEY and call.found is not None and call.found.first_name == "Wei"
    announcing.close(made.row, AT + timedelta(minutes=5))
    assert calls_of(register.account, AT + timedelta(minutes=5)) == ()


def test_her_own_file_names_nobody_who_may_not_call(register: Register) -> None:
    announcing.announce_call(agency(register), wanted(), AT, AT + HOUR, "Wei", AT)
    register.mandate.revoked_at = AT + timedelta(minutes=1)
    register.mandate.save()
    assert calls_of(register.account, AT + timedelta(minutes=2)) == ()


def test_a_later_extract_is_not_what_the_claims_were_compared_with(register: Register) -> None:
    announcing.announce_text(agency(register), wanted(at=AT), TEXT, AT)
    register.account.as_of = AT + timedelta(days=1)
    register.account.toml = register.account.toml.replace("2026-11-23T06", "2026-11-25T06")
    register.account.save()
    sent = check_text(Asked("CN", TEXT, NUMBER, AGENCY_SENDER, AT + timedelta(minutes=1)), AT + timedelta(days=2))
    assert sent.found is not None and sent.found.account_as_of == datetime(2026, 11, 22, 22, tzinfo=UTC)


def test_without_an_extract_no_day_is_told(register: Register) -> None:
    register.account.toml = ""
    register.account.save()
    made = announcing.announce_text(agency(register), wanted(at=AT), TEXT.replace("在晨曦分期App内", ""), AT)
    register.account.as_of = AT
    register.account.save()
    sent = check_text(Asked("CN", made.text, NUMBER, AGENCY_SENDER, AT + timedelta(minutes=1)), AT + HOUR)
    assert sent.found is not None and sent.found.claims and sent.found.account_as_of is None


def test_the_window_of_a_call_closes_with_the_permitted_hours(register: Register) -> None:
    opens = datetime(2026, 11, 24, 21, 55, tzinfo=ZoneInfo("Asia/Shanghai"))  # cn-quiet-hours: until 22:00
    made = announcing.announce_call(agency(register), wanted(), opens, opens + 2 * HOUR, "Wei", AT)
    assert made.row is not None and made.row.opens_at == opens
    assert made.row.closes_at == opens + timedelta(minutes=5)
    for minutes, state in ((4, CallState.THEY), (6, CallState.NOT)):
        assert check_call("CN", made.code, NUMBER[-4:], opens + timedelta(minutes=minutes)).state is state


def test_a_window_within_the_hours_and_an_answer_at_night_stay_as_they_were_asked(register: Register) -> None:
    noon = announcing.announce_call(agency(register), wanted(), AT, AT + HOUR, "Wei", AT)
    opens = datetime(2026, 11, 24, 21, 55, tzinfo=ZoneInfo("Asia/Shanghai"))
    answer = wanted(purpose=Purpose.ANSWER)
    night = announcing.announce_call(agency(register), answer, opens, opens + 2 * HOUR, "Wei", AT)
    assert noon.row is not None and noon.row.closes_at == AT + HOUR
    assert night.row is not None and night.row.closes_at == opens + 2 * HOUR


def test_a_call_that_was_allowed_by_name_outside_the_hours_is_open_for_one_call(register: Register) -> None:
    """The real gate would refuse it; that it was overridden says nothing of the rest of the night."""
    opens = datetime(2026, 11, 24, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    made = announcing.announce_call(agency(register), wanted(), opens, opens + timedelta(minutes=119), "Wei", AT)
    assert made.row is not None and made.row.closes_at == opens + gating.CALL_LASTS
    for minutes, state in ((14, CallState.THEY), (16, CallState.NOT)):
        assert check_call("CN", made.code, NUMBER[-4:], opens + timedelta(minutes=minutes)).state is state
    opens += HOUR
    short = announcing.announce_call(agency(register), wanted(), opens, opens + timedelta(minutes=5), "Wei", AT)
    assert short.row is not None and short.row.closes_at == opens + timedelta(minutes=5)


def test_another_creditors_accounts_are_nobodys(register: Register, monkeypatch: Any) -> None:
    other = a_register("别的分期")
    a_gate.open_gate(monkeypatch, "ask")
    an_account(other.creditor, "A-7", "", NUMBER)
    made = announcing.announce_text(agency(register), wanted(account="A-7"), TEXT, AT)
    assert made.row is None and made.ask.account is None and other.creditor.name != CREDITOR


def test_the_leaf_names_the_mandate_of_the_channel_and_of_her_day(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer one for letters alone does not judge a text."""
    held = SignedMandate.objects.get(agency=register.agency)
    other = SignedMandate.objects.get(id=held.id)
    other.pk, other.jti, other.channels = "newer", "m-newer", ["letter"]
    other.made_at = held.made_at + timedelta(days=1)
    other.save(force_insert=True)
    named: list[str] = []
    leaf = transparency.announced_leaf
    monkeypatch.setattr(transparency, "announced_leaf", lambda *given: named.append(given[2]) or leaf(*given))
    announcing.announce_text(agency(register), wanted(), TEXT, AT)
    assert named == [held.jti]


def test_of_two_mandates_that_overlap_the_receipt_names_the_one_in_the_leaf(register: Register) -> None:
    """The one that judged. The other, older or newer, was not what made it a yes, and its end is not news about it."""
    newer = a_mandate(register.agency, date(2026, 11, 1), date(2027, 5, 31), ("call",))
    made = announcing.announce_text(agency(register), wanted(), TEXT, AT)
    assert made.row is not None
    SignedMandate.objects.filter(id=newer.id).update(revoked_at=AT + HOUR)
    found = told(made.row, AT + 2 * HOUR)
    assert (found.mandate, found.late) == (register.mandate.jti, ())
    assert transparency.announced_leaf(made.row, register.agency.slug, found.mandate) == made.row.leaf
    SignedMandate.objects.filter(id=register.mandate.id).update(revoked_at=AT + HOUR)
    found = told(made.row, AT + 2 * HOUR)
    assert found.mandate == register.mandate.jti and [one.word for one in found.late] == ["mandate_revoked"]
    assert checking_sent.check_text(Asked("CN", TEXT, NUMBER, AGENCY_SENDER, wanted().at), AT + HOUR).found == found


def test_an_entry_made_under_the_newer_of_two_mandates_names_that_one(register: Register) -> None:
    newer = a_mandate(register.agency, date(2026, 11, 1), date(2027, 5, 31))
    SignedMandate.objects.filter(id=newer.id).update(made_at=AT - HOUR)
    made = announcing.announce_text(agency(register), wanted(), TEXT, AT)
    assert made.row is not None and told(made.row, AT).mandate == newer.jti
