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


# --- whom it may tell -----------------------------------------------------------------------------------------------

TO_A_STRANGER = "Mr Smith owes $423.60, due November 5, 2026."


@pytest.mark.parametrize("purpose", [Purpose.ANSWER, Purpose.RECEIPT, Purpose.REQUIRED_NOTICE, Purpose.DEMAND])
@pytest.mark.parametrize("address", [OWN, HOTLINE])
def test_a_stranger_is_told_of_no_debt_without_a_person(house: House, purpose: Purpose, address: str) -> None:
    made = house.announce(TO_A_STRANGER, number=STRANGER, to=Recipient.THIRD_PARTY, purpose=purpose, address=address)
    assert made.row is None and made.ask.decision in ("ask", "refused")


def test_what_a_person_lets_pass_to_somebody_else_confirms_nothing_about_the_account(house: House) -> None:
    to = {"number": STRANGER, "to": Recipient.THIRD_PARTY, "purpose": Purpose.ANSWER}
    asked = house.announce(TO_A_STRANGER, **to).ask
    allowed = gating.override(asked, house.officer, "He asked us", AT)
    made = house.announce(TO_A_STRANGER, reserved=allowed.id, **to)
    assert made.row is not None and made.row.claims == [] and made.claims == ()
    row = made.row
    row.claims = [{"kind": "amount", "said": "423.60 USD", "answer": "matches", "as_of": AT.isoformat()}]
    row.save()  # as it was kept by an earlier release
    found = check(TO_A_STRANGER, STRANGER)
    by_code = check_code("US", made.code, STRANGER[-4:], AT + timedelta(minutes=6))
    other = check(f"{TO_A_STRANGER} Pay.", STRANGER, made.code)
    assert isinstance(by_code, Sent) and (found.by, by_code.by, other.by) == ("text", "code", "code")
    for one in (found, by_code, other):
        assert one.found is not None and one.found.claims == () and one.found.account_as_of is None
    assert not [one for one in other.differences if one.announced]


def check(text: str, number: str, code: str = "") -> Sent:
    at = AT + timedelta(minutes=6)
    return check_text(Asked("US", text, number, sender=HOTLINE, received=at, code=code), at)


# --- to whom it says something that only she knows ------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        PUBLIC,
        "Acme Loans: please see https://acme.example/2026/1105 or write to us.",
        "Acme Loans: overdue since November 5, 2026. Pay by 12/01/2026.",
        "Acme Loans: you owe $500.00. Last chance 2026.",
        "Acme Loans, case 30214: your account is past due. Call 212-555-0111.",
    ],
)
def test_a_text_for_everybody_is_found_only_with_its_code_whatever_digits_it_has(house: House, text: str) -> None:
    models.LedgerAccount.objects.update(
        toml=TOML.replace('["in-app"]', '["in-app", "acme.example"]'), tail="2026" if "Last" in text else "0111"
    )
    made = house.announce(text)
    assert made.row is not None and made.needs_code and made.text == f"{text} {made.code}"
    assert [check(one, HERS).by for one in (text, made.text)] == ["", "text"]
    assert check(text, HERS).answer == check(text, STRANGER).answer == "cannot_be_vouched_for"


@pytest.mark.parametrize(
    "text", [DEMAND, "Acme Loans: please look at your account A-1001.", "Acme Loans: account ****１００１ is past due."]
)
def test_a_text_that_names_her_amount_or_the_end_of_her_number_is_found_as_it_is(house: House, text: str) -> None:
    made = house.announce(text)
    assert made.row is not None and not made.needs_code and made.text == text
    assert check(text, HERS).by == "text" and check(text, STRANGER).by == ""


def test_without_an_extract_no_amount_is_hers(house: House) -> None:
    models.LedgerAccount.objects.update(toml="", as_of=None)
    assert house.announce(DEMAND.replace(" Please use the app.", "")).needs_code
