"""In her own file: is anyone calling me now? Answered without a code, because the file is hers."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from people import Person, Visitor, come, person

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.store import announcing
from atesta.store.gating import Asker, Wanted, report
from atesta.store.models import Debt, SignedMandate

sys.path.append(str(Path(__file__).parents[1] / "store"))
import a_gate
from a_register import ACCOUNT, AGENCY_SENDER, NUMBER, Register, a_register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("run_by_a_creditor")]


@pytest.fixture
def alice() -> Person:
    return person("alice")


@pytest.fixture
def hers(alice: Person) -> Client:
    return come(Visitor.ALICE, {"alice": alice})


@pytest.fixture
def register(alice: Person, monkeypatch: pytest.MonkeyPatch) -> Register:
    """Her debt is the account that the creditor here holds; agency and mandate are in force today."""
    a_gate.open_gate(monkeypatch)
    made, today = a_register(), datetime.now(UTC).date()
    made.placement.from_on = today - timedelta(days=10)
    made.placement.save()
    SignedMandate.objects.update(to_on=today + timedelta(days=300))
    Debt.objects.filter(id=alice.id_of("debt")).update(ledger=made.account)
    return made


def called(register: Register) -> announcing.Announced:
    now = datetime.now(UTC)
    wanted = Wanted(ACCOUNT, NUMBER, AGENCY_SENDER, Channel.CALL, Purpose.DEMAND, Recipient.DEBTOR, now)
    asker = Asker(register.creditor, register.agency)
    return announcing.announce_call(asker, wanted, now, now + timedelta(minutes=30), "小魏", now)


@pytest.mark.parametrize(
    ("lang", "yes", "no"),
    [
        ("en", "Yes: a call to you is announced", "We are not calling you"),
        ("es", "Sí: hay una llamada", "No le estamos llamando"),
        ("zh", "有：正有一通登记过的电话", "我们没有在给您打电话"),
    ],
)
def test_an_open_call_is_named_with_first_name_and_agency_and_gone_when_it_was_not_made(
    hers: Client, alice: Person, register: Register, lang: str, yes: str, no: str
) -> None:
    page = f"/{lang}/file/debt/{alice.id_of('debt')}/calling"
    assert no in hers.get(page).content.decode()
    made = called(register)
    said = hers.get(page).content.decode()
    assert yes in said and no not in said
    assert "小魏" in said and "云岭信服" in said and made.code not in said
    report(Asker(register.creditor, register.agency), made.ask.id, "not_made", None, datetime.now(UTC))
    gone = hers.get(page).content.decode()
    assert no in gone and "小魏" not in gone
