"""The register of the first story's creditor, as if it ran this page: an agency with a mandate and the account, another
without; and the two people who may look at it. Everything is invented; nothing says what will be found."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import resources

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from atesta.intake.account_file import read_account
from atesta.store import mandating, registry, staffing
from atesta.store.house import person_hash
from atesta.store.models import Agency, Creditor, LedgerAccount, Staff

CREDITOR, PLACE, ACCOUNT = "晨曦分期", "CN", "A-1001"
OWN_SENDER, NUMBER = "10690000188", "+862100000002"
AGENCIES = (("yunling", "云岭信服", "02100000001"), ("beihe", "北河信服", "02100000009"))
"""Short name, name, number; the first has a mandate and the account."""
OFFICER, MANAGER = "demo-officer", "demo-manager"
DAYS_PLACED = 4


def fill_register(now: datetime) -> None:
    """Once; at a later start only the extract is made as of today, as a creditor would send it each morning."""
    with transaction.atomic():
        creditor = Creditor.objects.filter(name=CREDITOR).first() or _register(now)
        _extract(creditor, now)


def _register(now: datetime) -> Creditor:
    creditor = mandating.add_creditor(CREDITOR, PLACE, now)
    today = mandating.day_at(creditor, now)
    mandating.add_sender(creditor, None, OWN_SENDER, today.replace(month=1, day=1), None, None, now)
    agencies = [mandating.add_agency(creditor, slug, name, None, now) for slug, name, _ in AGENCIES]
    for agency, (_, _, number) in zip(agencies, AGENCIES, strict=True):
        mandating.add_sender(creditor, agency, number, today - timedelta(days=300), None, None, now)
    first = agencies[0]
    days = (today - timedelta(days=300), today + timedelta(days=365))
    mandating.issue(first, ("call", "sms"), *days, None, now)
    key = registry.account_hash(creditor, ACCOUNT)
    account = creditor.accounts.create(key=key, tail=ACCOUNT[-4:], place=PLACE, zone="Asia/Shanghai", made_at=now)
    account.numbers.create(person=person_hash(NUMBER, PLACE))
    account.placements.create(agency=first, from_on=today - timedelta(days=DAYS_PLACED), made_at=now)
    _person(OFFICER, staffing.COMPLIANCE, creditor, None, now)
    _person(MANAGER, staffing.MANAGER, creditor, first, now)
    return creditor


def _person(login: str, role: str, creditor: Creditor, agency: Agency | None, now: datetime) -> None:
    """Nobody can sign in as these but through the page of the demonstration: they have no password."""
    staffing.add(login, role, now, creditor, agency)
    TOTPDevice.objects.create(user=Staff.objects.get(login=login), name="demo", confirmed=True)


def _extract(creditor: Creditor, now: datetime) -> None:
    """The account of the first case, as of this morning."""
    case = resources.files("atesta.cli").joinpath("cases", "first", "account.toml").read_text(encoding="utf-8")
    account = registry.account_of(creditor, ACCOUNT)
    assert account is not None
    morning = now.astimezone(registry.zone_of(account)).replace(hour=0, minute=5, second=0, microsecond=0)
    moment = min(morning, now)
    toml = "\n".join((f"as_of = {moment.isoformat(timespec='seconds')}", *case.splitlines()[1:])) + "\n"
    read_account(toml.encode())
    LedgerAccount.objects.filter(id=account.id).update(toml=toml, as_of=moment)
