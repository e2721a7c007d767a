"""The creditor's do-not-contact list in the browser: entered, decided with a reason, taken along."""

from __future__ import annotations

import pytest
from django.test import Client
from people import NOW, Visitor, come, person

from atesta.store import house
from atesta.store.models import Block, BlockDecision, KeptContact, LogEntry, Staff

pytestmark = pytest.mark.django_db
REPORT = {
    "address": "106955880231",
    "number": "139 0004 7711",
    "place": "CN",
    "on": "2026-11-10",
    "source": "12321",
    "reference": "20261110-17",
}
REFUSAL = {"kind": "stop", "number": "139 0004 7711", "place": "CN", "on": "2026-11-10", "source": "letter"}


@pytest.fixture
def keeper() -> Client:
    return come(Visitor.KEEPER, {})


def entered(keeper: Client, what: str, form: dict[str, str]) -> Block:
    answer = keeper.post(f"/en/staff/house/{what}", form)
    assert answer.status_code == 302
    return Block.objects.get(id=answer["Location"].rpartition("/")[2])


def test_a_receipt_of_12321_is_typed_once_and_waits_for_a_decision(keeper: Client) -> None:
    block = entered(keeper, "report", REPORT)
    assert entered(keeper, "report", REPORT) == block
    shown = keeper.get("/en/staff/house").content.decode()
    assert "106955880231" in shown and "7711" not in shown
    assert keeper.get("/en/staff/house/senders.csv").content.count(b"\r\n") == 1


@pytest.mark.parametrize(("place", "number"), [("CN", "139 0004 7711"), ("MX", "55 1234 7711")])
def test_the_day_that_was_typed_is_shown_and_its_first_minute_taken_along(
    keeper: Client, place: str, number: str
) -> None:
    block = entered(keeper, "report", {**REPORT, "place": place, "number": number})
    for page in ("house", f"house/entry/{block.id}"):
        assert "10 Nov 2026" in keeper.get(f"/en/staff/{page}").content.decode()
    house.decide(block, house.CONFIRM, Staff.objects.get(), "x", NOW)
    line = keeper.get("/en/staff/house/senders.csv").content.decode().splitlines()[1]
    local_midnight = {"CN": "2026-11-09T16:00:00+00:00", "MX": "2026-11-10T06:00:00+00:00"}
    assert local_midnight[place] in line


@pytest.mark.parametrize(("number", "times"), [("139 0004 7711", 2), ("", 1)])
def test_what_is_blocked_towards_the_reporter_is_in_force_while_it_waits(
    keeper: Client, number: str, times: int
) -> None:
    entered(keeper, "report", {**REPORT, "number": number})
    page = keeper.get("/en/staff/house").content.decode()
    assert page.count("106955880231") == times
    assert ("Nothing is in force." in page) is (times == 1)


def test_a_decision_needs_a_reason_and_counts_once(keeper: Client) -> None:
    block = entered(keeper, "report", REPORT)
    at = f"/en/staff/house/entry/{block.id}"
    assert keeper.post(at, {"do": "confirmed"}).status_code == 422
    for _ in range(2):
        assert keeper.post(at, {"do": "confirmed", "reason": "three receipts"}).status_code == 302
    assert list(BlockDecision.objects.order_by("at").values_list("what", flat=True)) == ["entered", "confirmed"]
    assert LogEntry.objects.count() == 2
    assert b"106955880231" in keeper.get("/en/staff/house/senders.csv").content
    assert b"[[reported]]" in keeper.get("/en/staff/house/reported/cn.toml").content
    assert "three receipts" in keeper.get("/en/staff/house/decided").content.decode()


def test_a_refusal_is_taken_along_as_a_hash(keeper: Client) -> None:
    entered(keeper, "refusal", REFUSAL)
    taken = keeper.get("/en/staff/house/recipients.csv").content.decode()
    assert house.person_hash("13900047711", "CN") in taken and '7711"' not in taken and ",ask," in taken


@pytest.mark.parametrize(
    ("what", "form", "field"),
    [
        ("report", REPORT | {"address": " "}, "address"),
        ("report", REPORT | {"number": "nobody"}, "number"),
        ("report", REPORT | {"on": "2999-01-01"}, "on"),
        ("report", REPORT | {"place": "XX"}, "place"),
        ("report", REPORT | {"reference": "x" * 81}, "reference"),
        ("refusal", REFUSAL | {"number": ""}, "number"),
        ("refusal", REFUSAL | {"kind": "sender"}, "kind"),
        ("refusal", REFUSAL | {"extract": "eyJ.x.y"}, "extract"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_entered(
    keeper: Client, what: str, form: dict[str, str], field: str
) -> None:
    answer = keeper.post(f"/en/staff/house/{what}", form)
    assert answer.status_code == 422 and f'href="#f-{field}"' in answer.content.decode()
    assert not Block.objects.exists()
    assert form["source"] in answer.content.decode()


def test_a_contact_that_was_handed_over_says_that_its_sender_was_on_the_list(keeper: Client) -> None:
    alice = person("alice")
    contact = KeptContact.objects.get(id=alice.id_of("contact"))
    listed = house.Entered("sender", "CN", NOW, "12321", "", contact.sender)
    block = house.enter(listed, None, NOW)
    at = f"/en/staff/handed/{contact.id}"
    assert "do-not-contact list when this came" not in keeper.post(at, {"reason": "x"}).content.decode()
    Block.objects.filter(id=block.id).update(confirmed_at=NOW)
    assert "do-not-contact list when this came" in keeper.post(at, {"reason": "x"}).content.decode()


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_the_pages_speak_three_languages(keeper: Client, lang: str) -> None:
    entered(keeper, "refusal", REFUSAL)
    for page in ("house", "house/report", "house/refusal", "house/decided", "handoffs", "handoffs/new"):
        assert keeper.get(f"/{lang}/staff/{page}").status_code == 200
