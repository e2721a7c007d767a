"""The placement ledger: a file says what is to be, a preview what it would do; the past is not rewritten."""

from __future__ import annotations

from datetime import date, timedelta

import a_register as demo
import pytest

from atesta.errors import FileFormatError, InputError
from atesta.store import placing, registry
from atesta.store.models import LedgerAccount, LedgerImport, LogEntry, Placement

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def made() -> demo.Register:
    register = demo.a_register()
    other = demo.an_agency(register.creditor, "lz", "Agencia Luz")
    demo.a_mandate(other, date(2026, 1, 1), date(2027, 6, 30))
    return register


def seen(made: demo.Register, *lines: str, today: date = TODAY, **mapping: str) -> placing.Preview:
    given = "\n".join(("account,agency,from,to", *lines)) + "\n"
    return placing.preview(made.creditor, given.encode(), mapping, today)


def taken(made: demo.Register, *lines: str, good_lines: bool = False) -> LedgerImport:
    return placing.take(made.creditor, seen(made, *lines), made.officer, demo.AT, good_lines=good_lines)


def words(preview: placing.Preview) -> tuple[int, int, int, int, list[tuple[int, str]]]:
    counts = (preview.placed, preview.recalled, preview.moved, preview.unchanged)
    return (*counts, [(fault.line, fault.key) for fault in preview.errors])


def spells(number: str, made: demo.Register) -> list[tuple[str, date, date | None]]:
    account = registry.account_of(made.creditor, number)
    rows = Placement.objects.filter(account=account).order_by("from_on")
    return list(rows.values_list("agency__slug", "from_on", "to_on"))


def test_a_file_places_recalls_and_moves_and_the_rest_stays(made: demo.Register) -> None:
    demo.an_account(made.creditor, "A-9", "")
    lines = ("N-1,hx,2026-11-24,", "N-2,云岭信服,,", "A-1001,hx,,2026-11-24")
    assert words(seen(made, *lines)) == (2, 1, 0, 0, [])
    assert not LedgerImport.objects.exists() and Placement.objects.count() == 1
    row = taken(made, *lines)
    assert (row.taken, row.refused, row.by) == (3, 0, made.officer)
    assert spells("A-1001", made) == [("hx", demo.PLACED_FROM, TODAY)]
    assert spells("N-2", made) == [("hx", TODAY, None)]
    assert LogEntry.objects.get().kind == "placements_taken"


def test_another_agency_takes_over_on_the_day_after_the_first(made: demo.Register) -> None:
    assert words(seen(made, "A-1001,lz,,")) == (0, 0, 1, 0, [])
    taken(made, "A-1001,lz,,")
    assert spells("A-1001", made) == [("hx", demo.PLACED_FROM, TODAY), ("lz", TOMORROW, None)]


def test_the_same_file_once_more_has_no_second_effect(made: demo.Register) -> None:
    lines = ("N-1,hx,,", "A-1001,lz,,", "N-2,hx,,2026-12-01,", "N-3,hx,2026-11-25,2026-12-01")
    first = taken(made, *lines, good_lines=True)
    before = (Placement.objects.count(), LedgerAccount.objects.count(), LogEntry.objects.count())
    again = seen(made, *lines)
    assert again.changes == 0 and again.unchanged == 3
    assert taken(made, *lines) == first
    assert (Placement.objects.count(), LedgerAccount.objects.count(), LogEntry.objects.count()) == before


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (["N-1,nobody,,"], [(2, "line_agency_unknown")]),
        (["N-1,,,"], [(2, "line_agency_missing")]),
        ([",hx,,"], [(2, "line_account")]),
        (["N-1,hx,soon,"], [(2, "line_day")]),
        (["N-1,hx,2026-12-01,2026-11-30"], [(2, "line_days_order")]),
        (["N-1,hx"], [(2, "line_cells")]),
        (["N-1,hx,2027-01-01,"], [(2, "line_no_mandate")]),
        (["N-1,hx,2026-11-23,"], [(2, "line_past")]),
        (["A-1001,hx,,2026-11-23"], [(2, "line_past")]),
        (["N-1,hx,,2026-12-01"], [(2, "line_not_placed")]),
        (["A-1001,lz,2026-11-24,"], [(2, "line_move_tomorrow")]),
        (["N-1,hx,,", "N-1,lz,2026-12-01,"], [(3, "line_two_agencies")]),
        (["N-1,hx,2026-12-01,", "N-1,hx,2026-11-25,2026-12-24"], [(3, "line_twice")]),
        (["A-1001,hx,,2026-11-25", "A-1001,hx,,2026-11-28"], [(3, "line_recalled_earlier")]),
    ],
)
def test_what_is_wrong_is_said_by_its_line(made: demo.Register, lines: list[str], wrong: list[tuple[int, str]]) -> None:
    assert words(seen(made, *lines))[4] == wrong


def test_nothing_is_taken_with_an_error_until_the_good_lines_are_asked_for(made: demo.Register) -> None:
    lines = ("N-1,hx,,", "N-2,nobody,,")
    with pytest.raises(InputError) as refused:
        taken(made, *lines)
    assert refused.value.key == "lines_wrong" and not spells("N-1", made)
    row = taken(made, *lines, good_lines=True)
    assert (row.taken, row.refused) == (1, 1) and spells("N-1", made)


def test_a_revoked_mandate_places_nothing(made: demo.Register) -> None:
    made.mandate.revoked_at = demo.AT
    made.mandate.save()
    assert words(seen(made, "N-1,hx,,"))[4] == [(2, "line_no_mandate")]


def test_what_changed_since_the_preview_counts_when_it_is_taken(made: demo.Register) -> None:
    early = seen(made, "A-1001,hx,,2026-11-25")
    taken(made, "A-1001,lz,,")
    with pytest.raises(InputError):
        placing.take(made.creditor, early, made.officer, demo.AT)
    assert spells("A-1001", made)[0] == ("hx", demo.PLACED_FROM, TODAY)


def test_other_programs_files_are_read_as_they_are(made: demo.Register) -> None:
    for data in (
        "\ufeff合同号;委外机构;委案日期\r\nN-1;云岭信服;2026年11月24日\r\n".encode(),
        "合同号\t委外机构\t委案日期\r\nN-1\t云岭信服\t20261124\r\n".encode("gb18030"),
        b"sep=|\nN de cuenta|Despacho|Desde\n N-1 |HX|24/11/2026\n",
        b"konto,wer,ab\nN-1,hx,2026-11-24 00:00:00\n",
    ):
        mapping = {"account": "Konto", "agency": "wer", "from": "ab"} if data.startswith(b"konto") else {}
        assert placing.preview(made.creditor, data, mapping, TODAY).placed == 1


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "sheet_empty"),
        (b"\xef\xbb\xbf\n", "sheet_empty"),
        (b"agency,from\nhx,\n", "sheet_columns"),
        (b'account,agency\n"N-1"x,hx\n', "sheet_quotes"),
        (b"account,account\nN-1,hx\n", "sheet_twice"),
        (b"account,agency\n" + b"N-1,hx\n" * (placing.MOST_LINES + 1), "sheet_lines"),
    ],
)
def test_what_is_no_table_is_refused_whole(made: demo.Register, data: bytes, key: str) -> None:
    with pytest.raises(FileFormatError) as refused:
        placing.preview(made.creditor, data, {}, TODAY)
    assert refused.value.key == key


def test_a_recall_ends_with_its_day_and_never_in_the_past(made: demo.Register) -> None:
    with pytest.raises(InputError):
        placing.recall(made.account, made.agency, TODAY - timedelta(days=1), "x", made.officer, demo.AT)
    row = placing.recall(made.account, made.agency, TODAY, "contract ended", made.officer, demo.AT)
    assert row is not None and row.to_on == TODAY
    assert placing.recall(made.account, made.agency, TODAY, "again", made.officer, demo.AT) is None


def test_a_file_of_one_creditor_touches_nothing_of_another(made: demo.Register) -> None:
    rival = demo.a_register("Rival", "zz")
    taken(made, "A-1001,hx,,2026-11-24")
    assert spells("A-1001", rival) == [("zz", demo.PLACED_FROM, None)]
