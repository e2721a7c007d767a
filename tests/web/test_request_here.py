"""From her file a request goes to the creditor that runs the page, and what becomes of it is said there."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.test import Client
from people import Person, Visitor, come, person

from atesta.store import asking
from atesta.store.models import Debt, LedgerRequest, Request
from atesta.web.myfile.means import means

sys.path.append(str(Path(__file__).parents[1] / "store"))

from a_register import CREDITOR, Register, a_register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("run_by_a_creditor")]


@pytest.fixture
def alice() -> Person:
    return person("alice")


@pytest.fixture
def hers(alice: Person) -> Client:
    return come(Visitor.ALICE, {"alice": alice})


@pytest.fixture
def register(alice: Person) -> Register:
    """Her debt is the account that the creditor here holds."""
    made = a_register()
    Debt.objects.filter(id=alice.id_of("debt")).update(ledger=made.account)
    return made


def sent() -> QuerySet[LedgerRequest]:
    """Of the account of her own debt; the matrix of access has requests of other accounts."""
    return LedgerRequest.objects.filter(account__creditor__name=CREDITOR)


def at(alice: Person, lang: str = "en") -> str:
    return f"/{lang}/file/request/{alice.id_of('request')}"


def test_where_the_creditor_is_not_reached_she_sends_the_letter_herself(hers: Client, alice: Person) -> None:
    page = hers.get(at(alice)).content.decode()
    assert 'value="send"' not in page and "You send it yourself" in page
    assert hers.post(at(alice), {"do": "send"}).status_code == 302 and not sent().exists()


def test_one_press_sends_it_and_the_page_says_what_it_stops_and_what_not(
    hers: Client, alice: Person, register: Register
) -> None:
    assert "Send it to 晨曦分期 from here" in hers.get(at(alice)).content.decode()
    for _ in range(2):
        assert hers.post(at(alice), {"do": "send"}).status_code == 302
    page = hers.get(at(alice)).content.decode()
    assert sent().count() == 1 and 'value="send"' not in page
    assert "Nobody has decided yet" in page and "Interest and late fees go on" in page and "can still sue" in page
    assert "never ignore a court paper" in page and 'value="accept"' not in page


def test_acceptance_and_its_last_day_are_said(hers: Client, alice: Person, register: Register) -> None:
    hers.post(at(alice), {"do": "send"})
    row, now = sent().get(), datetime.now(UTC)
    asking.accept(row, row.from_on, row.from_on.replace(year=row.from_on.year + 1), register.officer, means(), now)
    page = hers.get(at(alice)).content.decode()
    assert "It binds 晨曦分期 and every agency" in page and str(row.from_on.year + 1) in page
    assert Request.objects.get(id=alice.id_of("request")).accepted_on == row.from_on


def test_a_declined_one_says_why(hers: Client, alice: Person, register: Register) -> None:
    hers.post(at(alice), {"do": "send"})
    asking.decline(sent().get(), "we sent the papers on 3 November", register.officer, datetime.now(UTC))
    assert "we sent the papers on 3 November" in hers.get(at(alice)).content.decode()


def test_withdrawing_reaches_the_creditor(hers: Client, alice: Person, register: Register) -> None:
    hers.post(at(alice), {"do": "send"})
    hers.post(at(alice), {"do": "withdraw"})
    assert sent().get().withdrawn_at
    assert "the creditor and its agencies know" in hers.get(at(alice)).content.decode()


def test_erasing_says_that_nothing_is_taken_back_there(hers: Client, alice: Person, register: Register) -> None:
    alice.file.holds.all().delete()
    before = hers.get(f"{at(alice)}/erase").content.decode()
    hers.post(at(alice), {"do": "send"})
    after = hers.get(f"{at(alice)}/erase").content.decode()
    assert "takes nothing back there" in after and "takes nothing back there" not in before
    assert hers.post(f"{at(alice)}/erase", {"sure": "on"}).status_code == 302
    assert sent().get().letter is None


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_it_is_said_in_three_languages(hers: Client, alice: Person, register: Register, lang: str) -> None:
    assert hers.get(at(alice, lang)).status_code == 200
    hers.post(at(alice), {"do": "send"})
    assert "晨曦分期" in hers.get(at(alice, lang)).content.decode()
