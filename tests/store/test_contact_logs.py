"""Dial logs read in: each line a contact once, bad lines named, and what was asked for is reported by the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from a_register import ACCOUNT, AGENCY_SENDER, AT, NUMBER, Register, a_register, an_account

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.errors import FileFormatError, InputError
from atesta.locale import catalogue
from atesta.store import announcing, gating, models
from atesta.store.checking_sent import CallState, check_call
from atesta.store.contact_logs import ContactLog, Imported, import_contacts

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=8)
HEAD = "account,time,result,phone\n"
GOOD = (
    "A-1001,2026-11-24T10:31:00+08:00,answered,139 0004 7711\n"
    "A-1001,2026-11-24T11:31:00+08:00,No Answer,+8613900047711\n"
    "a-1001,2026-11-24T12:31:00+08:00,busy,\n"
)


@pytest.fixture
def held(db: None) -> Register:
    return a_register()


def read(held: Register, text: str, own: bool = False, **how: bool) -> Imported:
    agency = None if own else held.agency
    return import_contacts(held.creditor, agency, ContactLog(text.encode()), LATER, **how)


def test_a_log_is_taken_once_however_often_it_is_read(held: Register) -> None:
    first, again = read(held, HEAD + GOOD), read(held, HEAD + GOOD)
    assert (first.new, first.known, first.faults, again.new, again.known) == (3, 0, (), 0, 3)
    assert first.row == again.row and models.Touch.objects.count() == 3
    outcomes = [past.outcome for past in gating.history_of(held.account, LATER)]
    assert outcomes == ["conversation", "no_answer", "no_answer"]
    assert not models.Touch.objects.filter(person__contains="47711").exists()


def test_one_line_more_is_one_contact_more(held: Register) -> None:
    read(held, HEAD + GOOD)
    more = read(held, HEAD + GOOD + "A-1001,2026-11-24T13:31:00+08:00,busy,\n" + GOOD)
    assert (more.new, more.known, models.Touch.objects.count()) == (1, 6, 4)


def test_nothing_is_written_when_it_is_only_looked_at(held: Register) -> None:
    assert read(held, HEAD + GOOD, dry_run=True).row is None
    assert models.Touch.objects.count() == models.LedgerImport.objects.count() == 0


BAD = {
    "contact_line_account": "Z-1,2026-11-24T10:31:00+08:00,busy,",
    "line_account": ",2026-11-24T10:31:00+08:00,busy,",
    "contact_line_moment": "A-1001,2026-11-24 10:31,busy,",
    "contact_line_ahead": "A-1001,2026-11-26T10:31:00+08:00,busy,",
    "contact_line_outcome": "A-1001,2026-11-24T10:31:00+08:00,hmm,",
    "contact_line_number": "A-1001,2026-11-24T10:31:00+08:00,busy,12",
    "contact_line_differs": "A-1001,2026-11-24T10:31:00+08:00,busy,139 0004 7711",
    "line_cells": "A-1001,2026-11-24T10:31:00+08:00,busy",
}


@pytest.mark.parametrize("key", BAD)
def test_a_bad_line_is_named_and_keeps_the_others_back_unless_they_are_asked_for(held: Register, key: str) -> None:
    text = HEAD + GOOD + BAD[key] + "\n"
    found = read(held, text)
    assert [(fault.line, fault.key) for fault in found.faults] == [(5, key)] and found.row is None
    assert models.Touch.objects.count() == 0
    assert all(
        catalogue(lang).has(f"error.{key}.{part}") for lang in ("en", "es", "zh") for part in ("what", "why", "do")
    )
    taken = read(held, text, good_lines=True).row
    assert taken is not None and (taken.taken, taken.refused, models.Touch.objects.count()) == (3, 1, 3)


def test_their_words_their_headers_and_their_zone(held: Register) -> None:
    log = ContactLog(
        b"cta;cuando;como;tipo\nA-1001;2026-11-24 10:31;ATENDIDA;SMS\n",
        mapping={"account": "cta", "at": "cuando", "outcome": "como", "channel": "tipo"},
        words={"Atendida": "delivered"},
        zone="Asia/Shanghai",
    )
    assert import_contacts(held.creditor, held.agency, log, LATER).new == 1
    touch = models.Touch.objects.get()
    assert (touch.channel, touch.outcome, touch.at.hour) == ("sms", "delivered", 2)
    with pytest.raises(InputError) as refused:
        import_contacts(held.creditor, held.agency, replace(log, zone="Mars/Phobos"), LATER)
    assert refused.value.key == "contact_log_zone"


def test_a_file_that_is_no_log_is_refused_whole(held: Register) -> None:
    for text in ("", "a,b\n1,2\n", 'account,time,result\n"A-1001,x,y\n'):
        with pytest.raises(FileFormatError):
            read(held, text)


def test_an_agency_knows_only_accounts_that_are_or_were_with_it(held: Register) -> None:
    an_account(held.creditor, "B-2002", "")
    line = "B-2002,2026-11-24T10:31:00+08:00,busy,\n"
    assert [fault.key for fault in read(held, HEAD + line).faults] == ["contact_line_account"]
    assert read(held, HEAD + line, own=True).new == 1
    other = a_register("星辰分期", "qy")
    assert [fault.key for fault in read(other, HEAD + line, own=True).faults] == ["contact_line_account"]


def test_a_contact_in_the_log_reports_what_was_asked_for(held: Register) -> None:
    wanted = gating.Wanted(ACCOUNT, NUMBER, AGENCY_SENDER, Channel.CALL, Purpose.DEMAND, Recipient.DEBTOR, AT)
    row = gating.ask(gating.Asker(held.creditor, held.agency), wanted, AT)
    read(held, HEAD + GOOD)
    row.refresh_from_db()
    assert (row.outcome, row.happened_at, row.reported_at) == ("conversation", AT + timedelta(minutes=1), LATER)
    assert len(gating.history_of(held.account, LATER)) == 3
    assert [(one.count, one.allowed) for one in gating.unreported(held.creditor, LATER)] == [(0, 1)]


def test_a_call_that_was_made_although_it_was_ended_before_is_shown_and_counts_once(held: Register) -> None:
    wanted = gating.Wanted(ACCOUNT, NUMBER, AGENCY_SENDER, Channel.CALL, Purpose.DEMAND, Recipient.DEBTOR, AT)
    row = gating.ask(gating.Asker(held.creditor, held.agency), wanted, AT - timedelta(hours=1))
    models.GateAsk.objects.update(ends_at=AT - timedelta(minutes=30))
    assert gating.history_of(held.account, LATER) == ()
    read(held, HEAD + GOOD.splitlines(keepends=True)[0])
    row.refresh_from_db()
    assert gating.odd(row) == ("after_end",) and len(gating.history_of(held.account, LATER)) == 1


def test_a_call_in_the_log_was_made_and_its_code_is_nothing_any_more(
    held: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency, opens = gating.Asker(held.creditor, held.agency), AT + timedelta(hours=7, minutes=30)
    wanted = gating.Wanted(ACCOUNT, NUMBER, AGENCY_SENDER, Channel.CALL, Purpose.DEMAND, Recipient.DEBTOR, opens)
    call = announcing.announce_call(agency, wanted, opens, opens + timedelta(hours=1), "Wei", AT)
    assert check_call("CN", call.code, NUMBER[-4:], LATER).state is CallState.THEY
    read(held, f"{HEAD}A-1001,2026-11-24T18:10:00+08:00,busy,\n")
    assert check_call("CN", call.code, NUMBER[-4:], LATER).state is CallState.NOT
