"""A small register, as rows: 晨曦分期 with its own sender, the agency hx with number, mandate and one placement.

`a_register()` makes it in the database of the test; whatever a test wants otherwise it changes afterwards. The mandate
carries no signature: who needs one issues it (store.mandating.issue).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from atesta.mandate.address import address_key
from atesta.store import models, registry
from atesta.store.house import person_hash

MADE_AT = datetime(2026, 11, 1, 1, tzinfo=UTC)
CREDITOR, AGENCY, SLUG = "晨曦分期", "云岭信服", "hx"
OWN_SENDER, AGENCY_SENDER = "10690000188", "02150001234"
NUMBER, OTHER_NUMBER = "+8613900047711", "+8613900047722"
ACCOUNT = "A-1001"
PLACED_FROM = date(2026, 11, 20)
AT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
"""A Tuesday morning in Shanghai on which the agency may send: mandate, placement and sender are in force."""
TOML = """as_of = 2026-11-23T06:00:00+08:00
account = "A-1001"
creditor = "晨曦分期"
lender = { name = "星河消费金融有限公司", kind = "consumer_finance" }
place = "CN"
zone = "Asia/Shanghai"
currency = "CNY"
pay_to = ["in-app"]
[[instalment]]
due = 2026-11-12
amount = "412.60"
paid = "0.00"
"""
TEXT = "【晨曦分期】您的分期账单412.60元已于11月12日到期,请在晨曦分期App内还款。"
"""What an agency may send: every claim of it matches the account."""


@dataclass(frozen=True, slots=True)
class Register:
    creditor: models.Creditor
    agency: models.Agency
    own_sender: models.Sender
    agency_sender: models.Sender
    mandate: models.SignedMandate
    account: models.LedgerAccount
    placement: models.Placement
    officer: models.Staff
    manager: models.Staff


def a_register(creditor: str = CREDITOR, slug: str = SLUG) -> Register:
    """One creditor with everything above; another name gives another, whose logins are its own."""
    house = models.Creditor.objects.create(name=creditor, place="CN", made_at=MADE_AT)
    agency = an_agency(house, slug, AGENCY)
    account = an_account(house, ACCOUNT, TOML.replace(CREDITOR, creditor), NUMBER)
    return Register(
        creditor=house,
        agency=agency,
        own_sender=a_sender(house, None, OWN_SENDER, date(2024, 1, 1)),
        agency_sender=a_sender(house, agency, AGENCY_SENDER, date(2025, 1, 1)),
        mandate=a_mandate(agency, date(2025, 1, 1), date(2026, 12, 31)),
        account=account,
        placement=models.Placement.objects.create(account=account, agency=agency, from_on=PLACED_FROM, made_at=MADE_AT),
        officer=somebody(f"officer.{house.id.lower()}", "compliance", house),
        manager=somebody(f"manager.{house.id.lower()}", "manager", house, agency),
    )


def an_agency(creditor: models.Creditor, slug: str, name: str) -> models.Agency:
    return models.Agency.objects.create(creditor=creditor, slug=slug, name=name, made_at=MADE_AT)


def a_sender(
    creditor: models.Creditor, agency: models.Agency | None, address: str, from_on: date, to_on: date | None = None
) -> models.Sender:
    return models.Sender.objects.create(
        creditor=creditor,
        agency=agency,
        address=address,
        key=address_key(address, creditor.place),
        from_on=from_on,
        to_on=to_on,
        made_at=MADE_AT,
    )


def a_mandate(
    agency: models.Agency, from_on: date, to_on: date, channels: tuple[str, ...] = ("call", "sms")
) -> models.SignedMandate:
    return models.SignedMandate.objects.create(
        agency=agency,
        jti=f"m-{agency.id}-{from_on.isoformat()}",
        channels=list(channels),
        from_on=from_on,
        to_on=to_on,
        kid="0" * 64,
        made_at=MADE_AT,
    )


def an_account(creditor: models.Creditor, number: str, toml: str = "", *numbers: str) -> models.LedgerAccount:
    """`numbers` are at which her debtor may be reached; without `toml` no extract was imported."""
    account = models.LedgerAccount.objects.create(
        creditor=creditor,
        key=registry.account_hash(creditor, number),
        tail=number[-4:],
        place=creditor.place,
        zone="Asia/Shanghai" if creditor.place == "CN" else "",
        toml=toml,
        as_of=datetime(2026, 11, 22, 22, tzinfo=UTC) if toml else None,
        made_at=MADE_AT,
    )
    for each in numbers:
        models.LedgerNumber.objects.create(account=account, person=person_hash(each, creditor.place))
    return account


def somebody(login: str, role: str, creditor: models.Creditor, agency: models.Agency | None = None) -> models.Staff:
    staff = models.Staff.objects.create(login=login[:40], role=role, password="!", made_at=MADE_AT)
    models.StaffOf.objects.create(staff=staff, creditor=creditor, agency=agency)
    return staff
