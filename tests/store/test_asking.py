"""A debtor's request reaches the creditor and its agencies with one press, and binds all of them once accepted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import a_gate
import a_register
import pytest
from a_register import AT, Register

from atesta.contact.account import Pause, PauseKind
from atesta.contact.message import Channel, Purpose, Recipient
from atesta.errors import InputError
from atesta.pipeline import open_desk
from atesta.store import announcing, asking, gating, keeping, registry
from atesta.store.answering import Means
from atesta.store.checking_sent import Asked, CallState, check_call, check_text
from atesta.store.gating import Asker, Wanted
from atesta.store.models import (
    Announcement,
    Debt,
    File,
    GateAsk,
    LedgerRequest,
    LogEntry,
    Placement,
    Request,
    TreeLeaf,
)
from atesta.store.to_core import account_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DEBTOR = Recipient.DEBTOR
TODAY = date(2026, 11, 24)
locators = count()


@pytest.fixture(scope="module")
def means() -> Means:
    return Means(open_desk(paraphrase=False))


@pytest.fixture
def register() -> Register:
    return a_register.a_register()


def letter(register: Register, kind: str = "stop", until: date | None = None, *, linked: bool = True) -> Request:
    file = File.objects.create(made_at=AT, opened_at=AT, code_locator=f"L{next(locators)}", code_hash="-", lang="zh")
    ledger = register.account if linked else None
    debt = Debt.objects.create(file=file, place="CN", zone="Asia/Shanghai", currency="CNY", ledger=ledger, made_at=AT)
    return debt.requests.create(kind=kind, asked_on=TODAY, until=until, lang="zh", letter="…", made_at=AT)


def test_one_press_sends_what_is_asked_and_a_second_sends_nothing_more(register: Register) -> None:
    asked = letter(register)
    row = asking.send(asked, AT)
    assert asking.send(asked, AT + DAY) == row
    assert (row.account, row.kind, row.from_on, row.to_on) == (register.account, "stop", TODAY, None)
    assert list(asking.waiting(register.creditor)) == [row]
    entry = LogEntry.objects.get(kind="request_sent")
    assert entry.opening.file == asked.debt.file


def test_until_it_is_decided_it_is_asked_and_then_it_binds_from_the_day_that_was_said(
    register: Register, means: Means
) -> None:
    row = asking.send(letter(register), AT)
    assert registry.pauses_of(register.account) == (Pause(PauseKind.STOP, TODAY, None, accepted=False),)
    assert asking.accept(row, TODAY + DAY, None, register.officer, means, AT)
    assert registry.pauses_of(register.account) == (
        Pause(PauseKind.STOP, TODAY, TODAY, accepted=False),
        Pause(PauseKind.STOP, TODAY + DAY, None),
    )


def test_an_accepted_request_is_accepted_in_her_file_for_the_days_that_the_creditor_gave(
    register: Register, means: Means
) -> None:
    asked = letter(register, "hardship", TODAY + 60 * DAY)
    asking.accept(asking.send(asked, AT), TODAY, TODAY + 30 * DAY, register.officer, means, AT)
    asked.refresh_from_db()
    account = account_of(asked.debt, means.anchors)
    assert asked.accepted_on == TODAY and account is not None
    assert account.pauses == (Pause(PauseKind.HARDSHIP, TODAY, TODAY + 30 * DAY),)


def test_a_declined_one_stops_nothing_and_is_not_accepted_later(register: Register, means: Means) -> None:
    row = asking.send(letter(register), AT)
    assert asking.decline(row, "the figures were checked and are right", register.officer, AT)
    assert not asking.accept(row, TODAY, None, register.officer, means, AT)
    assert not asking.decline(row, "again", register.officer, AT)
    assert registry.pauses_of(register.account) == () and not asking.waiting(register.creditor).exists()
    assert LedgerRequest.objects.get().why == "the figures were checked and are right"


def test_what_she_takes_back_is_taken_back_at_the_creditor_too(register: Register, means: Means) -> None:
    asked = letter(register)
    row = asking.send(asked, AT)
    asking.accept(row, TODAY, None, register.officer, means, AT)
    asking.withdraw(asked, TODAY + 2 * DAY, means, AT + 2 * DAY)
    row.refresh_from_db()
    assert row.withdrawn_at == AT + 2 * DAY
    assert registry.pauses_of(register.account) == (Pause(PauseKind.STOP, TODAY, TODAY + DAY),)
    assert not asking.accept(row, TODAY, None, register.officer, means, AT + 2 * DAY)


def test_a_creditor_ends_what_it_accepted_from_today_at_the_earliest(register: Register, means: Means) -> None:
    row = asking.send(letter(register, "dispute"), AT)
    asking.accept(row, TODAY, None, register.officer, means, AT)
    later = AT + 5 * DAY
    assert not asking.end(row, TODAY + DAY, "answered", register.officer, means, later)
    assert asking.end(row, TODAY + 5 * DAY, "answered", register.officer, means, later)
    assert registry.pauses_of(register.account) == (Pause(PauseKind.DISPUTE, TODAY, TODAY + 5 * DAY),)


def test_a_letter_that_asks_for_a_pause_asks_for_the_thirty_days_that_it_names(register: Register) -> None:
    row = asking.send(letter(register, "pause"), AT)
    assert (row.kind, row.to_on) == ("stop", TODAY + 30 * DAY)


@pytest.mark.parametrize(
    ("kind", "until", "linked"),
    [("statement", None, True), ("stop", TODAY - DAY, True), ("stop", None, False)],
)
def test_what_stops_nothing_or_is_of_no_account_here_is_not_sent(
    register: Register, kind: str, until: date | None, linked: bool
) -> None:
    with pytest.raises(InputError) as refused:
        asking.send(letter(register, kind, until, linked=linked), AT)
    assert refused.value.key == "request_not_from_here" and not LedgerRequest.objects.exists()


def test_an_agency_sees_what_binds_its_own_accounts_while_it_has_them(register: Register) -> None:
    other = a_register.an_agency(register.creditor, "zz", "别家")
    row = asking.send(letter(register), AT)
    assert list(asking.binding(register.agency, TODAY)) == [row] and not asking.binding(other, TODAY)
    Placement.objects.update(to_on=TODAY - DAY)
    assert not asking.binding(register.agency, TODAY)


def test_another_creditor_sees_nothing_of_it(register: Register) -> None:
    rival = a_register.a_register("R", "hx")
    asking.send(letter(register), AT)
    assert not asking.waiting(rival.creditor) and not asking.binding(rival.agency, TODAY)


def test_erasing_her_letter_takes_nothing_back(register: Register, means: Means) -> None:
    asked = letter(register)
    row = asking.send(asked, AT)
    asked.delete()
    row.refresh_from_db()
    assert row.letter is None and asking.accept(row, TODAY, None, register.officer, means, AT)


def test_by_the_debtor_s_clock_it_is_the_day_there(register: Register) -> None:
    late = datetime(2026, 11, 24, 17, tzinfo=UTC)  # already the 25th in Shanghai
    assert asking.send(letter(register), late).from_on == date(2026, 11, 25)


def test_she_withdraws_what_was_never_sent_as_before(register: Register, means: Means) -> None:
    asked = letter(register)
    asking.withdraw(asked, TODAY, means, AT)
    asked.refresh_from_db()
    assert asked.withdrawn_on == TODAY and not LedgerRequest.objects.exists()


def test_what_is_kept_is_answered_anew(register: Register, means: Means) -> None:
    asked = letter(register)
    given = keeping.Given(channel="sms", sender="02150001234", at=AT + DAY, text=a_register.TEXT)
    contact = keeping.keep_contact(asked.debt.file, asked.debt, given, means, AT + DAY).contact
    before = contact.answers.review
    asking.accept(asking.send(asked, AT), TODAY, None, register.officer, means, AT + DAY)
    contact.answers.refresh_from_db()
    assert contact.answers.review != before


def wanted(channel: Channel, at: datetime = AT, purpose: Purpose = Purpose.DEMAND) -> Wanted:
    return Wanted(a_register.ACCOUNT, a_register.NUMBER, a_register.AGENCY_SENDER, channel, purpose, DEBTOR, at)


def test_what_was_announced_before_it_was_accepted_is_withdrawn_for_its_days(
    register: Register, means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_gate.open_gate(monkeypatch)
    agency, later = Asker(register.creditor, register.agency), AT + timedelta(minutes=5)
    text = announcing.announce_text(agency, wanted(Channel.SMS), a_register.TEXT, AT)
    call = announcing.announce_call(agency, wanted(Channel.CALL), AT, AT + timedelta(minutes=90), "Wei", AT)
    answer = announcing.announce_text(agency, wanted(Channel.SMS, later, Purpose.ANSWER), a_register.TEXT + "1", AT)
    tomorrow = announcing.announce_text(agency, wanted(Channel.SMS, AT + DAY), a_register.TEXT, AT)
    asking.accept(asking.send(letter(register), AT), TODAY, TODAY, register.officer, means, later)
    gone = Announcement.objects.filter(withdrawn_at=later, withdrawn_why="requested")
    assert set(gone) == {text.row, call.row} and TreeLeaf.objects.filter(kind="withdrawn").count() == 2
    assert set(GateAsk.objects.filter(ends_at=later)) == {text.ask, call.ask}
    assert LogEntry.objects.get(kind="request_granted").opening.what["ended"] == 2
    assert answer.row is not None and tomorrow.row is not None
    assert check_call("CN", call.code, a_register.NUMBER[-4:], later).state is CallState.NOT
    sent = Asked("CN", a_register.TEXT, a_register.NUMBER, a_register.AGENCY_SENDER, later + timedelta(minutes=1))
    assert check_text(sent, later + DAY).found is not None


def test_what_was_reported_before_its_time_is_vouched_for_no_longer_once_it_is_accepted(
    register: Register, means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_gate.open_gate(monkeypatch)
    agency, made = Asker(register.creditor, register.agency), AT + timedelta(minutes=1)
    sent = announcing.announce_text(agency, wanted(Channel.SMS), a_register.TEXT, AT)
    ahead = announcing.announce_text(agency, wanted(Channel.SMS, AT + DAY), a_register.TEXT, AT)
    call = announcing.announce_call(agency, wanted(Channel.CALL), AT, AT + timedelta(minutes=90), "Wei", AT)
    for one in (sent, ahead, call):
        gating.report(agency, one.ask.id, "delivered", made, made)
    Announcement.objects.filter(kind="call").update(closed_at=None)
    asking.accept(asking.send(letter(register), AT), TODAY, None, register.officer, means, made)
    assert set(Announcement.objects.filter(withdrawn_why="requested")) == {ahead.row, call.row}


def test_what_a_request_ended_before_its_time_is_neither_counted_nor_waited_for_unless_it_was_made(
    register: Register, means: Means
) -> None:
    agency, opens = Asker(register.creditor, register.agency), AT + timedelta(hours=1)
    begun = announcing.announce_call(agency, wanted(Channel.CALL), AT, opens, "Wei", AT)
    ahead = announcing.announce_call(agency, wanted(Channel.CALL), opens, opens + timedelta(minutes=20), "Wei", AT)
    asking.accept(asking.send(letter(register), AT), TODAY, None, register.officer, means, AT + timedelta(minutes=5))
    assert Announcement.objects.filter(withdrawn_why="requested").count() == 2
    later = AT + timedelta(hours=5)
    assert [past.at for past in gating.history_of(register.account, later)] == [AT]
    (silent,) = gating.unreported(register.creditor, later)
    assert (silent.count, silent.allowed) == (1, 1)
    gating.report(agency, ahead.ask.id, "conversation", opens, later)
    assert [past.at for past in gating.history_of(register.account, later)] == [AT, opens]
    assert gating.odd(GateAsk.objects.get(id=ahead.ask.id)) == ("after_end",)
    assert begun.ask.id in {row.id for row in GateAsk.objects.filter(reported_at=None)}


def test_a_reservation_from_before_is_none_once_it_is_accepted(register: Register, means: Means) -> None:
    agency = Asker(register.creditor, register.agency)
    held = gating.ask(agency, wanted(Channel.SMS, AT + timedelta(minutes=9)), AT)
    assert held.decision == "allowed"
    asking.accept(asking.send(letter(register), AT), TODAY, None, register.officer, means, AT)
    assert gating.ask(agency, wanted(Channel.SMS, AT + timedelta(minutes=9)), AT).decision == "refused"
    with pytest.raises(InputError) as caught:
        announcing.announce_text(agency, wanted(Channel.SMS, held.planned_at), a_register.TEXT, AT, reserved=held.id)
    assert caught.value.key == "announce_reservation"


@pytest.mark.parametrize(("kind", "ended"), [("write_only", {"call"}), ("stop", {"call", "sms"})])
def test_a_request_ends_only_what_it_speaks_about(register: Register, means: Means, kind: str, ended: set[str]) -> None:
    for channel in (Channel.CALL, Channel.SMS):
        gating.ask(Asker(register.creditor, register.agency), wanted(channel), AT)
    asking.accept(asking.send(letter(register, kind), AT), TODAY, None, register.officer, means, AT)
    assert {row.channel for row in GateAsk.objects.filter(ends_at=AT)} == ended


def test_what_came_on_paper_asks_at_the_gate_and_binds_once_accepted(register: Register, means: Means) -> None:
    given = asking.OnPaper(PauseKind.STOP, date(2026, 11, 20), "phone", "call me no more")
    row = asking.enter(register.account, given, register.officer, AT)
    assert asking.enter(register.account, given, register.officer, AT + DAY).id == row.id
    assert registry.pauses_of(register.account) == (
        Pause(PauseKind.STOP, date(2026, 11, 20), None, accepted=False, written=False),
    )
    asker = Asker(register.creditor, register.agency)
    assert gating.ask(asker, wanted(Channel.SMS), AT).decision == "ask"
    assert asking.accept(row, TODAY, None, register.officer, means, AT)
    assert gating.ask(asker, wanted(Channel.SMS, AT + timedelta(minutes=5)), AT).decision == "refused"
