"""Bad input of the issue, over the API: named, refused or shown, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from a_machine import A_CALL, A_TEXT, CONTACT, House, error_of
from a_register import ACCOUNT, AT, an_agency

from atesta.store.models import Announcement, GateAsk, Placement, Touch

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def ids(answer: Any) -> set[str]:
    return {reason["id"] for reason in answer.json()["reasons"]}


def test_a_placement_with_two_agencies_on_one_day_is_named_by_its_line(house: House) -> None:
    lines = f"account,agency,from,to\n{ACCOUNT},hx,2026-11-25,\n{ACCOUNT},other,2026-11-25,\n"
    found = house.owner.post("/placements:import", {"csv": lines}).json()
    assert (found["taken"], found["refused"]) == (0, len(found["errors"])) and Placement.objects.count() == 2
    assert {error["line"] for error in found["errors"]} <= {2, 3} and found["errors"]
    assert all(error["what"] and error["do"] for error in found["errors"])


def test_half_of_a_broken_file_is_taken_only_when_that_is_asked_for(house: House) -> None:
    an_agency(house.register.creditor, "third", "第三家")
    lines = "account,agency\nB-1,third\nB-2,nobody\nB-3\nB-4,third\n"
    first = house.owner.post("/placements:import", {"csv": lines}).json()
    assert (first["taken"], first["refused"]) == (0, len(first["errors"])) and first["refused"] >= 2
    dry = house.owner.post("/placements:import", {"csv": lines, "take_good": True, "dry_run": True}).json()
    before = Placement.objects.count()
    done = house.owner.post("/placements:import", {"csv": lines, "take_good": True}).json()
    assert dry["taken"] == done["taken"] == Placement.objects.count() - before
    again = house.owner.post("/placements:import", {"csv": lines, "take_good": True}).json()
    assert again["taken"] == 0 and again["unchanged"] == done["taken"]


def test_a_dial_log_is_mapped_looked_at_and_taken_once(house: House) -> None:
    log = f"cuenta;inicio;resultado\n{ACCOUNT};2026-11-23 10:02;no contesta\n{ACCOUNT};never;contestada\n"
    given = {
        "csv": log,
        "mapping": {"account": "cuenta", "at": "inicio", "outcome": "resultado"},
        "zone": "Asia/Shanghai",
    }
    dry = house.mine.post("/contacts:import", {**given, "dry_run": True, "take_good": True}).json()
    assert (dry["taken"], dry["refused"], dry["errors"][0]["line"]) == (1, 1, 3) and Touch.objects.count() == 0
    taken = [house.mine.post("/contacts:import", {**given, "take_good": True}).json() for _ in range(2)]
    assert [found["taken"] for found in taken] == [1, 0] and Touch.objects.count() == 1


def test_a_file_that_is_no_table_is_named(house: House) -> None:
    for at in ("/placements:import", "/accounts:import"):
        answer = house.owner.post(at, {"csv": "hello"})
        assert answer.status_code == 422 and error_of(answer)["what"]


@pytest.mark.parametrize("ahead", [timedelta(days=4), timedelta(days=400)])
def test_a_clock_that_is_ahead_is_named(house: House, ahead: timedelta) -> None:
    assert "planned_too_far" in ids(house.mine.post("/contacts/ask", {**CONTACT, "at": (AT + ahead).isoformat()}))


def test_whoever_registers_after_sending_is_refused(house: House) -> None:
    late = (AT - timedelta(hours=2)).isoformat()
    assert "planned_in_past" in ids(house.mine.post("/contacts/ask", {**CONTACT, "at": late}))
    answer = house.mine.post("/texts", {**A_TEXT, "at": late})
    assert answer.status_code == 422 or answer.json()["announcement"] is None
    assert Announcement.objects.count() == 0


def test_a_text_that_was_registered_is_not_registered_twice(house: House) -> None:
    first, second = (house.mine.post("/texts", A_TEXT) for _ in range(2))
    assert first.status_code == 200 and first.json()["code"], first.json()
    assert (second.status_code, error_of(second)["id"]) == (409, "announce_replayed")
    assert Announcement.objects.count() == 1


def test_a_call_of_three_hours_is_refused(house: House) -> None:
    answer = house.mine.post("/calls", {**A_CALL, "closes_at": (AT + timedelta(hours=3)).isoformat()})
    assert answer.status_code == 422 and Announcement.objects.count() == 0 and GateAsk.objects.count() == 0


def test_one_bad_text_of_a_batch_stops_no_other(house: House) -> None:
    texts = [A_TEXT, {**A_TEXT, "account": "B-9"}, {**A_TEXT, "number": "12"}]
    found = house.mine.post("/texts:batch", {"texts": texts}).json()
    good, unknown, wrong = found["results"]
    assert (found["registered"], [each["line"] for each in found["results"]]) == (1, [1, 2, 3])
    assert good["code"] and good["error"] is None
    assert unknown["ask"]["decision"] == "ask" and unknown["code"] is None
    assert wrong["error"]["line"] == 3 and wrong["error"]["what"]


def test_more_than_a_thousand_at_once_are_refused_as_a_whole(house: House) -> None:
    found = error_of(house.mine.post("/texts:batch", {"texts": [A_TEXT] * 1001}))
    assert (found["id"], found["field"]) == ("api_field_many", "texts") and "1000" in found["what"]


def test_a_list_is_read_page_by_page_and_a_cursor_of_somebody_elses_making_is_named(house: House) -> None:
    for minute in range(5):
        house.mine.post("/contacts/ask", {**CONTACT, "at": (AT + timedelta(days=9, minutes=minute)).isoformat()})
    seen, cursor = list[str](), ""
    while True:
        found = house.mine.get(f"/asks?limit=2{cursor}").json()
        seen += [item["id"] for item in found["items"]]
        if found["next"] is None:
            break
        cursor = f"&cursor={found['next']}"
    assert len(seen) == len(set(seen)) == 5
    for cursor in ("x", "bm90aGluZw", "WzEsMl0", "WyIyMDI2LTExLTI0IiwgImEiXQ"):
        answer = house.mine.get(f"/asks?cursor={cursor}")
        assert (answer.status_code, error_of(answer)["id"]) == (422, "api_cursor")
