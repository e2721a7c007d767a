"""The days of one page are those of one clock: where she lives it is the next day before it is in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from a_file import NOW, opened
from desks import plain_desk
from django.test import Client
from people import Visitor, come

from atesta.contact.message import Message
from atesta.contact.place import today_of
from atesta.locale import catalogue
from atesta.pipeline import Knowledge
from atesta.store import complaining, keeping
from atesta.store.answering import Means
from atesta.store.keeping import Given
from atesta.store.models import ComplaintEvent, Debt, HandOff
from atesta.web.steps import request_of

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
"""23 November, 02:30 in Shanghai; 22 November, 12:30 in Mexico City."""


@pytest.mark.parametrize(("place", "day"), [("CN", 23), ("MX", 22), ("ES", 22)])
def test_a_day_is_that_of_the_places_clock(place: str, day: int) -> None:
    assert today_of(place, LATE).day == day


def test_a_step_without_a_day_of_hers_stands_under_her_day(client: Client) -> None:
    file = opened(client)
    debt = keeping.make_debt(file, "CN", NOW)
    contact = keeping.keep_contact(file, debt, Given(text="还款", at=NOW), Means(plain_desk()), NOW).contact
    asked = complaining.Asked("lender_desk", "CN", "stop", "L")
    row = complaining.prepare(file, debt, (contact,), asked, NOW)
    ComplaintEvent.objects.update(made_at=LATE)
    page = client.get(f"/en/file/complaint/{row.id}").content.decode()
    assert "23 Nov 2026" in page and "22 Nov 2026" not in page


def test_a_debt_without_a_lender_is_named_by_her_day(client: Client) -> None:
    keeping.make_debt(opened(client), "CN", NOW)
    Debt.objects.update(made_at=LATE)
    debt = Debt.objects.get()
    for at in ("/en/file/home", f"/en/file/debt/{debt.id}", f"/en/file/add?debt={debt.id}"):
        page = client.get(at).content.decode()
        assert "22 Nov 2026" not in page, at
    assert "23 Nov 2026" in client.get("/en/file/home").content.decode()


@pytest.mark.parametrize(("place", "day"), [("CN", "23 November"), (None, "22 November")])
def test_a_letter_has_the_day_of_the_place(place: str | None, day: str) -> None:
    message, knowledge = Message("还款", "还款".encode()), Knowledge.of(place=place)
    assert day in request_of("stop", message, knowledge, plain_desk(), catalogue("en"), LATE).text


@pytest.mark.parametrize(("zone", "day"), [("", "23 Nov 2026"), ("America/Tijuana", "22 Nov 2026")])
def test_a_hand_off_was_prepared_on_the_day_of_its_debtor(zone: str, day: str) -> None:
    keeper = come(Visitor.KEEPER, {})
    held = HandOff.objects.create(account="A", creditor="L", place="CN", zone=zone, prepared_at=LATE, asked="0" * 64)
    for at in ("/en/staff/handoffs", f"/en/staff/handoffs/one/{held.id}"):
        assert f"prepared on {day}" in keeper.get(at).content.decode(), at
