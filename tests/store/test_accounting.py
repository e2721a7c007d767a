"""Accounts are read in with a preview, and a telephone number is kept nowhere."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import a_register as demo
import pytest
from hostile_zips import unreadable

from atesta.errors import FileFormatError, InputError
from atesta.store import accounting, registry
from atesta.store.house import person_hash
from atesta.store.models import LedgerAccount, LedgerImport, LedgerNumber, LogEntry

pytestmark = pytest.mark.django_db
NOW = demo.AT
HEAD = "account,as_of,due,amount,paid,zone,numbers,stage,stage_on\n"
ONE = "B-7,2026-11-23T06:00:00+08:00,2026-11-12,412.60,0,Asia/Shanghai,139 0004 7788;13900047799,,\n"


@pytest.fixture
def made() -> demo.Register:
    return demo.a_register()


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return out.getvalue()


def seen(made: demo.Register, data: str | bytes, **mapping: str) -> accounting.Preview:
    given = data.encode() if isinstance(data, str) else data
    return accounting.preview(made.creditor, given, mapping, NOW)


def taken(made: demo.Register, data: str | bytes, *, good_lines: bool = False) -> LedgerImport:
    return accounting.take(made.creditor, seen(made, data), made.officer, NOW, good_lines=good_lines)


def wrong(preview: accounting.Preview) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.key, fault.at) for fault in preview.errors]


def test_lines_of_one_number_are_one_account_and_numbers_are_hashes(made: demo.Register) -> None:
    second = "B-7,,2026-12-12,412.60,,,,handed_to_lawyers,2026-11-20\n"
    row = taken(made, HEAD + ONE + second)
    assert (row.taken, row.refused) == (1, 0)
    account = registry.account_of(made.creditor, "b-7")
    assert account is not None and account.tail == "B-7" and account.zone == "Asia/Shanghai"
    read = registry.core_account(account)
    assert read is not None and len(read.instalments) == 2 and len(read.legal) == 1
    hashes = set(account.numbers.values_list("person", flat=True))
    assert hashes == {person_hash("+8613900047788", "CN"), person_hash("13900047799", "CN")}
    assert "47788" not in str([vars(each) for each in (*LedgerAccount.objects.all(), *LedgerNumber.objects.all())])
    assert LogEntry.objects.get().kind == "accounts_taken"


def test_a_zip_of_account_files_is_read_with_its_numbers(made: demo.Register) -> None:
    data = zipped(one__toml=demo.TOML.replace("A-1001", "Z-1"), numbers__csv="account,phone\nZ-1,13900047766\n")
    assert (seen(made, data).fresh, seen(made, data).errors) == (1, ())
    taken(made, data)
    account = registry.account_of(made.creditor, "Z-1")
    assert account is not None and account.numbers.get().person == person_hash("13900047766", "CN")


def test_the_same_file_once_more_has_no_second_effect(made: demo.Register) -> None:
    first = taken(made, HEAD + ONE)
    assert seen(made, HEAD + ONE).unchanged == 1 and taken(made, HEAD + ONE) == first
    assert LogEntry.objects.count() == LedgerImport.objects.count() == 1


def test_a_newer_extract_takes_the_place_of_the_older_and_never_the_other_way(made: demo.Register) -> None:
    newer = demo.TOML.replace("2026-11-23T06", "2026-11-24T06").replace('paid = "0.00"', 'paid = "412.60"')
    data = zipped(a__toml=newer)
    assert seen(made, data).newer == 1
    taken(made, data)
    made.account.refresh_from_db()
    assert made.account.toml == newer and made.account.numbers.count() == 1
    assert wrong(seen(made, zipped(a__toml=demo.TOML))) == [(1, "line_older", "")]


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (HEAD + ONE.replace("412.60", "lots"), [(2, "line_account_field", "amount")]),
        (HEAD + ONE.replace("2026-11-12", "soon"), [(2, "line_account_field", "due")]),
        (HEAD + ONE.replace("2026-11-23T06:00:00+08:00", ""), [(2, "line_account_field", "as_of")]),
        (HEAD + ONE.replace("2026-11-23", "2026-11-25"), [(2, "line_ahead", "")]),
        (HEAD + ONE.replace("Asia/Shanghai", "Nowhere"), [(2, "line_account_field", "zone")]),
        (HEAD + ONE.replace("13900047799", "call me"), [(2, "line_number", "")]),
        (HEAD + ONE.replace("B-7", ""), [(2, "line_account", "")]),
        (HEAD + "B-7,x\n", [(2, "line_cells", "")]),
        (HEAD + ONE + ONE.replace("Asia/Shanghai", "Asia/Urumqi"), [(2, "line_two_values", "zone")]),
        (zipped(a__toml=demo.TOML.replace(demo.CREDITOR, "Another")), [(1, "line_other_creditor", "")]),
        (zipped(a__toml=demo.TOML, b__toml=demo.TOML), [(2, "line_account_twice", "")]),
        (zipped(a__toml=demo.TOML + '[[receipt]]\non = 2026-11-13\namount = "1.00"\n'), [(1, "line_of_debtor", "")]),
        (zipped(a__toml="as_of = "), [(1, "line_account_field", "a.toml")]),
    ],
)
def test_what_is_wrong_is_said_by_its_line(
    made: demo.Register, data: str | bytes, faults: list[tuple[int, str, str]]
) -> None:
    found = seen(made, data)
    assert wrong(found) == faults
    with pytest.raises(InputError) as refused:
        accounting.take(made.creditor, found, made.officer, NOW)
    assert refused.value.key == "lines_wrong" and not LedgerImport.objects.exists()


WRONG = {
    **unreadable("a.toml", demo.TOML.encode()),
    "a table without a name": b"account,due\nB-7,2026-11-12\n",
    "nothing": b"",
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_is_neither_a_zip_nor_a_table_is_refused_whole(made: demo.Register, data: bytes) -> None:
    with pytest.raises(FileFormatError):
        seen(made, data)


def test_good_accounts_are_taken_beside_wrong_ones_when_asked_for(made: demo.Register) -> None:
    row = taken(made, HEAD + ONE + ONE.replace("B-7", "B-8").replace("412.60", "x"), good_lines=True)
    assert (row.taken, row.refused) == (1, 1)


def test_a_look_is_entered_and_counts_contacts_by_who_made_them(made: demo.Register) -> None:
    for days, agency in ((1, made.agency), (9, made.agency), (2, None)):
        made.account.touches.create(
            agency=agency,
            at=NOW - timedelta(days=days),
            channel="call",
            outcome="no_answer",
            line=str(days),
            made_at=NOW,
        )
    found = accounting.look(made.account, made.officer, NOW)
    assert {(one.agency, one.week, one.all) for one in found.contacts} == {(demo.AGENCY, 1, 2), ("", 1, 1)}
    assert LogEntry.objects.get().kind == "account_looked"
