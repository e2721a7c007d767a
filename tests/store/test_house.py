"""The creditor's list: entered once, decided once, read by gate and dialers, and never a number in it."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import UTC, datetime, timedelta

import pytest

from atesta.errors import InputError
from atesta.evidence.extract import Vouched
from atesta.intake.extract_file import Extract
from atesta.mandate.directory_file import read_directory
from atesta.mandate.do_not_contact import Allowed, AskPerson, Refused, may_contact
from atesta.store import house, log
from atesta.store.models import Block, BlockDecision, LogEntry, Opening, Staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SENDER, NUMBER = "106955880231", "139 0004 7711"
REPORT = house.Entered("sender", "CN", NOW, "12321", "2026-11-20-0017", SENDER, NUMBER)
STOP = house.Entered("stop", "CN", NOW, "letter", number=NUMBER)


@pytest.fixture
def staff() -> Staff:
    return Staff.objects.create(login="carla", role="keeper", password="!", made_at=NOW)


def asked(sender: str = SENDER, number: str = NUMBER, at: datetime = NOW) -> type:
    return type(may_contact(house.as_list("CN"), sender, house.person_hash(number, "CN"), at))


def test_a_report_blocks_the_reporter_s_at_once_and_everyone_s_when_it_is_confirmed(staff: Staff) -> None:
    block = house.enter(REPORT, staff, NOW)
    assert (asked(), asked(number="139 0004 7722")) == (Refused, Allowed)
    assert house.decide(block, house.CONFIRM, staff, "three more people", NOW)
    assert asked(number="139 0004 7722") is Refused
    assert house.decide(block, house.LIFT, staff, "it was our own notice line", NOW + timedelta(days=1))
    assert asked(at=NOW + timedelta(days=2)) is Allowed


def test_the_number_is_kept_nowhere_and_hashes_alike_however_it_is_written(staff: Staff) -> None:
    block = house.enter(REPORT, staff, NOW)
    assert block.person == house.person_hash("+86-139-0004-7711", "CN") == house.person_hash(NUMBER, "CN")
    kept = [str(row.__dict__) for model in (Block, BlockDecision, Opening) for row in model._default_manager.all()]
    assert not [row for row in kept if "47711" in row.replace(" ", "")]
    assert (
        house.person_hash("not a number", "CN") == house.person_hash("", "CN") == house.person_hash("12321", "CN") == ""
    )


def test_a_refusal_asks_until_somebody_decides(staff: Staff) -> None:
    block = house.enter(STOP, staff, NOW)
    assert asked() is AskPerson and list(house.waiting()) == [block]
    house.decide(block, house.CONFIRM, staff, "her letter, and she knew her contract", NOW)
    assert asked() is Refused and not house.waiting().exists() and list(house.in_force()) == [block]


def test_a_refusal_that_is_not_hers_asks_no_more_and_can_still_be_confirmed(staff: Staff) -> None:
    block = house.enter(STOP, staff, NOW)
    house.decide(block, house.DECLINE, staff, "the number is somebody else's", NOW)
    assert asked() is Allowed
    assert house.decide(block, house.CONFIRM, staff, "it is hers after all", NOW)
    assert asked() is Refused


def an_extract(vouched: Vouched) -> Extract:
    return Extract(None, "L", vouched, NOW, "0" * 64)  # type: ignore[arg-type]


def test_her_own_signed_extract_verifies_and_one_that_nobody_vouches_for_is_refused(staff: Staff) -> None:
    house.enter(STOP, staff, NOW, an_extract(Vouched.KNOWN))
    assert asked() is Refused and Block.objects.get().how == "extract"
    for vouched in (Vouched.UNKNOWN, Vouched.REVOKED):
        with pytest.raises(InputError) as refused:
            house.enter(STOP, staff, NOW, an_extract(vouched))
        assert refused.value.key == "house_extract"


def test_the_same_once_more_is_one_and_after_it_was_lifted_another(staff: Staff) -> None:
    first = house.enter(REPORT, staff, NOW)
    assert (
        house.enter(house.Entered("sender", "CN", NOW, "12321", "other", f"+86 {SENDER}", NUMBER), staff, NOW) == first
    )
    house.decide(first, house.LIFT, staff, "x", NOW)
    assert house.enter(REPORT, staff, NOW) != first


def test_a_decision_counts_once_and_stands_in_the_log(staff: Staff) -> None:
    block = house.enter(REPORT, staff, NOW)
    assert [house.decide(block, house.CONFIRM, staff, "x", NOW) for _ in range(2)] == [True, False]
    assert [house.decide(block, house.LIFT, staff, "y", NOW) for _ in range(2)] == [True, False]
    assert list(LogEntry.objects.values_list("kind", flat=True)) == ["block_entered", "block_confirmed", "block_lifted"]
    assert all(log.opens(opening) for opening in Opening.objects.all())


@pytest.mark.parametrize("number", ["", "abc", "12345"])
def test_a_refusal_without_a_number_is_refused(staff: Staff, number: str) -> None:
    with pytest.raises(InputError) as refused:
        house.enter(house.Entered("stop", "CN", NOW, "letter", number=number), staff, NOW)
    assert refused.value.key == "house_number" and not Block.objects.exists()


@pytest.mark.parametrize("address", [SENDER, 'a"b\\c', "x\ny", "=cmd()", "银行"])
def test_the_list_reads_back_as_a_directory_and_no_cell_is_a_formula(staff: Staff, address: str) -> None:
    block = house.enter(house.Entered("sender", "CN", NOW, "12321", address=address), staff, NOW)
    assert not read_directory(('creditor = "L"\n' + house.directory_toml("CN")).encode()).reports
    house.decide(block, house.CONFIRM, staff, "x", NOW)
    (report,) = read_directory(('creditor = "L"\n' + house.directory_toml("CN")).encode()).reports
    assert (report.address, report.by) == (block.address, "12321")
    (row,) = csv.DictReader(io.StringIO(house.senders_csv(NOW), newline=""))
    assert row["sender"].lstrip("'") == block.address and not row["sender"].startswith("=")


def test_dialers_get_hashes_and_what_each_refuses(staff: Staff) -> None:
    block = house.enter(STOP, staff, NOW)
    (row,) = csv.DictReader(io.StringIO(house.recipients_csv(NOW)))
    assert (row["recipient"], row["refuses"], row["decision"]) == (house.person_hash(NUMBER, "CN"), "stop", "ask")
    house.decide(block, house.CONFIRM, staff, "x", NOW)
    assert ",refused," in house.recipients_csv(NOW)
    house.decide(block, house.LIFT, staff, "x", NOW)
    assert house.recipients_csv(NOW).count("\r\n") == 1


def test_a_lifted_report_keeps_its_days_in_the_directory(staff: Staff) -> None:
    block = house.enter(REPORT, staff, NOW)
    house.decide(block, house.CONFIRM, staff, "x", NOW)
    house.decide(block, house.LIFT, staff, "x", NOW + timedelta(days=9))
    (row,) = tomllib.loads(house.directory_toml("CN"))["reported"]
    assert (row["on"].isoformat(), row["to"].isoformat()) == ("2026-11-20", "2026-11-28")
