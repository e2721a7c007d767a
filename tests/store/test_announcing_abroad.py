"""A lender in New York and its agency, before the real gate: what its texts may not say, to whom, and to whom they say
something that only she knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from a_register import a_mandate, a_sender, an_account, an_agency, somebody
from pytest_django.fixtures import Settings

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.store import announcing, gating, models
from atesta.store.checking_sent import Asked, Sent, check_code, check_text
from atesta.store.gating import Asker, Wanted

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 16, tzinfo=UTC)
"""Eleven on a Tuesday in New York."""
OWN, HERS, STRANGER, HOTLINE = "+12125550100", "+12125550177", "+12125550188", "+12125550111"
PUBLIC = "Acme Loans: your account is past due. Please call +1 212 555 0111."
DEMAND = "Acme Loans: you owe $423.60, due November 5, 2026. Please use the app."
TOML = """as_of = 2026-11-23T06:00:00-05:00
account = "A-1001"
creditor = "Acme Loans"
lender = { name = "Acme Bank", kind = "bank" }
place = "US"
zone = "America/New_York"
currency = "USD"
pay_to = ["in-app"]
[[instalment]]
due = 2026-11-05
amount = "423.60"
paid = "0.00"
"""


@dataclass(frozen=True, slots=True)
class House:
    creditor: models.Creditor
    agency: models.Agency
    account: models.LedgerAccount
    officer: models.Staff

    def announce(self, text: str, reserved: str = "", **other: Any) -> announcing.Announced:
        given: dict[str, Any] = {
            **{"account": "A-1001", "number": HERS, "address": HOTLINE, "channel": Channel.SMS},
            **{"purpose": Purpose.DEMAND, "to": Recipient.DEBTOR, "at": AT + timedelta(minutes=5), **other},
        }
        asker = Asker(self.creditor, None if given["address"] == OWN else self.agency)
        return announcing.announce_text(asker, Wanted(**given), text, AT, reserved=reserved)


@pytest.fixture
def house(folder: Path, settings: Settings) -> House:
    settings.WEB = replace(settings.WEB, home=folder / "home")
    creditor = models.Creditor.objects.create(name="Acme Loans", place="US", made_at=AT)
    agency = an_agency(creditor, "hr", "Harbor Recovery")
    a_sender(creditor, None, OWN, date(2024, 1, 1))
    a_sender(creditor, agency, HOTLINE, date(2024, 1, 1))
    a_mandate(agency, date(2025, 1, 1), date(2027, 12, 31))
    account = an_account(creditor, "A-1001", TOML, HERS)
    account.zone = "America/New_York"
    account.save()
    models.Placement.objects.create(account=account, agency=agency, from_on=date(2026, 11, 1), made_at=AT)
    return House(creditor, agency, account, somebody("officer.us", "compliance", creditor))


def of(found: announcing.Announced) -> list[str]:
    return [str(reason["id"]) for reason in found.ask.reasons]


# --- what it may not say --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("threat", ["You will be arrested if you do not pay.", "You will go to jail."])
@pytest.mark.parametrize("address", [OWN, HOTLINE])
@pytest.mark.parametrize("known", [True, False])
def test_arrest_for_a_plain_debt_is_announced_nowhere(house: House, threat: str, address: str, known: bool) -> None:
    if not known:
        models.LedgerAccount.objects.update(toml="", as_of=None)
    made = house.announce(f"Acme Loans: $423.60 was due. {threat}", address=address)
    assert (made.row, made.ask.decision, of(made)[0]) == (None, "refused", "announce_law")
    cited = str(made.ask.reasons[0]["citations"])
    assert ("FDCPA 807" in cited) == (address == HOTLINE)  # it binds agencies
    assert threat not in str(made.ask.reasons)


def test_that_nobody_is_arrested_may_be_said_and_what_a_court_may_do_after_a_judgment_is_not_for_us(
    house: House,
) -> None:
    assert house.announce("Acme Loans: $423.60 was due. You will not be arrested for this debt.").row is not None
    judged = TOML + '[[legal]]\nstage = "judgment"\non = 2026-11-20\n'
    models.LedgerAccount.objects.update(toml=judged)
    later = house.announce("Acme Loans: $423.60. You may be arrested.", at=AT + timedelta(minutes=9))
    assert "announce_law" not in of(later)
