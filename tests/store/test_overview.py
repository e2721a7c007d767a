"""One house on one page: counted in the database, on the same scale for an agency and for our own staff."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import a_register
import pytest
from a_register import AT, Register

from atesta.store import overview
from atesta.store.models import Announcement, GateAsk, LedgerRequest, Template, TemplateTry, Unregistered
from atesta.store.overview import Day, Share
from atesta.store.wording import Whose

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def register() -> Register:
    return a_register.a_register()


@pytest.fixture
def hx(register: Register) -> Whose:
    return Whose(register.creditor, register.agency)


def asked(house: Whose, decision: str, at: datetime = AT, **more: Any) -> GateAsk:
    words = {"address": "1069", "channel": "sms", "purpose": "demand", "to": "debtor", "decision": decision}
    times = {"planned_at": at, "asked_at": at}
    return GateAsk.objects.create(creditor=house.creditor, agency=house.agency, **{**words, **times, **more})


def announced(house: Whose, at: datetime = AT, *answers: str, kind: str = "text", **more: Any) -> Announcement:
    claims = [{"kind": "amount", "said": "412.60 CNY", "answer": answer} for answer in answers]
    return Announcement.objects.create(
        creditor=house.creditor, agency=house.agency, kind=kind, channel="sms", at=at, claims=claims, **more
    )


def reported(house: Whose, on: date) -> None:
    row = {"creditor": house.creditor, "agency": house.agency, "channel": "sms", "made_at": AT}
    Unregistered.objects.create(**row, on=on)


def test_what_was_asked_of_the_gate_is_counted_by_what_became_of_it(hx: Whose, register: Register) -> None:
    over = AT - DAY
    asked(hx, "refused")
    asked(hx, "refused", happened_at=AT)
    asked(hx, "ask", override_at=AT, override_by=register.officer, planned_at=over, ends_at=over)
    asked(hx, "allowed", planned_at=over, ends_at=over, reported_at=AT, happened_at=AT)
    asked(hx, "allowed", planned_at=over, ends_at=over)
    asked(hx, "allowed", ends_at=over)  # a request ended it before its time
    asked(hx, "allowed", ends_at=AT + DAY)
    asked(hx, "refused", AT - 31 * DAY)
    found = overview.sheet(hx, AT)
    assert (found.asked, found.refused.count, found.put.count, found.overridden, found.despite) == (7, 2, 1, 1, 1)
    assert found.silent == Share(2, 3, None, None)


def test_days_are_those_of_the_place(hx: Whose) -> None:
    late = datetime.fromisoformat("2026-11-23T16:30:00+00:00")  # half past midnight of the 24th in Shanghai
    announced(hx, late)
    announced(hx, AT, kind="call", withdrawn_at=AT)
    reported(hx, date(2026, 11, 22))
    days = overview.sheet(hx, AT).announced.days
    assert days == (Day(date(2026, 11, 24), texts=1, calls=1, withdrawn=1), Day(date(2026, 11, 22), reported=1))


def test_an_announcement_counts_once_however_many_claims_stand_against_it(hx: Whose) -> None:
    announced(hx, AT, "exaggerated", "exaggerated", "contradicted")
    announced(hx, AT, "matches")
    announced(hx, AT, "cannot_be_checked")
    found = overview.sheet(hx, AT)
    assert found.announced.against == {
        "impossible_in_law": 0,
        "contradicted": 1,
        "exaggerated": 1,
        "conflict": 0,
    }
    assert found.against == Share(1, 3, None, None)


def test_a_figure_that_is_said_is_no_answer(hx: Whose) -> None:
    row = announced(hx, AT)
    row.claims = [{"kind": "lateness_grade", "said": '"answer": "exaggerated"', "answer": "matches"}]
    row.save()
    assert overview.sheet(hx, AT).against.count == 0


def test_wordings_tries_and_what_binds_are_counted(hx: Whose, register: Register) -> None:
    for state in ("proposed", "approved", "declined", "declined"):
        Template.objects.create(
            creditor=hx.creditor, agency=hx.agency, channel="sms", text="x", digest="x", state=state, made_at=AT
        )
    TemplateTry.objects.create(creditor=hx.creditor, agency=hx.agency, text="x", digest="x", at=AT)
    LedgerRequest.objects.create(account=register.account, kind="stop", asked_at=AT, from_on=AT.date())
    found = overview.sheet(hx, AT)
    assert (found.waiting, found.approved, found.declined, found.tries, found.requests) == (1, 1, 2, 1, 1)


def test_one_house_counts_nothing_of_another(hx: Whose, register: Register) -> None:
    own, rival = Whose(register.creditor, None), a_register.a_register("R")
    for house in (own, Whose(rival.creditor, rival.agency)):
        asked(house, "refused")
        announced(house, AT, "exaggerated")
        reported(house, AT.date())
    found = overview.sheet(hx, AT)
    assert (found.asked, found.announced.texts, found.announced.reported, found.against.count) == (0, 0, 0, 0)
    assert overview.sheet(own, AT).announced.reported == 1
    by_house = overview.announced_by(register.creditor, AT)
    assert set(by_house) == {None, register.agency.id} and by_house[None].texts == 1


def test_a_share_of_few_says_no_percentage_and_one_of_many_its_span() -> None:
    assert overview.share(3, 29) == Share(3, 29, None, None)
    assert overview.share(0, 30) == Share(0, 30, 0, 12)
    assert overview.share(30, 30) == Share(30, 30, 88, 100)
    assert overview.share(50, 1000) == Share(50, 1000, 3, 7)


def test_our_own_house_comes_first_and_the_others_by_name(register: Register) -> None:
    a_register.an_agency(register.creditor, "aa", "Aardvark")
    names = [house.agency.name if house.agency else "own" for house in overview.houses(register.creditor)]
    assert names == ["own", "Aardvark", "云岭信服"]
