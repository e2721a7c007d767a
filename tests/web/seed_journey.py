"""What a journey through the register finds there, written beside the server that runs; it prints one line of JSON.

`begin`         Banco Levante with an officer; its agency Norte with a manager, a text and a call announced for one
                account and an accepted request for another; Harbor Bank, two agencies of which called one person
                eight times in four days, four times each.
`manager SLUG`  somebody of the agency that the officer has added.
`night`         as if the placements were of the day before: a recall of today holds.

The banks are in Spain and in the United States. The first has no hours at which nobody may be contacted, so that the
gate says at any hour what these tests expect; the second has a cap over seven days, which no midnight empties.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from functools import cache

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db.models import F  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from atesta.contact.message import Channel, Purpose, Recipient  # noqa: E402
from atesta.store import announcing, mandating, models, registry, staffing  # noqa: E402
from atesta.store.gating import Asker, Wanted  # noqa: E402
from atesta.store.house import person_hash  # noqa: E402

PASSWORD = "correct horse battery staple"
SENDER = "+34910000011"
NORTE = "Recobros del Norte"
HARBOR = {"east": "Eastgate Recovery", "west": "Westside Collections"}
ACCOUNTS = {f"L-200{last}": f"+3460000002{last}" for last in (1, 2, 3, 4)}
"""With the number at which each may be reached. The first two are placed in the browser, the others with Norte; of the
last one the creditor accepted that she be left alone."""
EXTRACT = """as_of = {as_of}
account = "{account}"
creditor = "Banco Levante"
lender = {{ name = "Banco Levante", kind = "bank" }}
place = "ES"
zone = "Europe/Madrid"
currency = "EUR"
pay_to = ["in-app"]
[[instalment]]
due = {due}
amount = "412.60"
paid = "0.00"
"""
DAY = timedelta(days=1)


def begin(now: datetime) -> dict[str, str]:
    bank = mandating.add_creditor("Banco Levante", "ES", now)
    today = mandating.day_at(bank, now)
    accounts = [_account(bank, account, number, today, now) for account, number in ACCOUNTS.items()]
    norte = _agency(bank, "norte", NORTE, today, now)
    for account in accounts[2:]:
        account.placements.create(agency=norte, from_on=today - 10 * DAY, made_at=now)
    asked = accounts[-1]
    asked.requests.create(kind="stop", asked_at=now - 3 * DAY, from_on=today - 3 * DAY, accepted_at=now - 2 * DAY)
    people = (
        _person("norte", staffing.MANAGER, bank, norte, now),
        _person("officer", staffing.COMPLIANCE, bank, None, now),
    )
    return {**_announced(bank, norte, today, now), **_called_too_often(now), **dict(people)}


def _agency(bank: models.Creditor, slug: str, name: str, today: date, now: datetime) -> models.Agency:
    agency = mandating.add_agency(bank, slug, name, None, now)
    mandating.add_sender(bank, agency, SENDER, today - 100 * DAY, None, None, now)
    mandating.issue(agency, ("call", "sms"), today - 100 * DAY, today + 100 * DAY, None, now)
    return agency


def _account(bank: models.Creditor, number: str, phone: str, today: date, now: datetime) -> models.LedgerAccount:
    toml = EXTRACT.format(as_of=now.isoformat(timespec="seconds"), account=number, due=today - 10 * DAY)
    account = bank.accounts.create(
        key=registry.account_hash(bank, number),
        tail=number[-4:],
        place="ES",
        zone="Europe/Madrid",
        toml=toml,
        as_of=now,
        made_at=now,
    )
    account.numbers.create(person=person_hash(phone, "ES"))
    return account


def _person(
    login: str, role: str, bank: models.Creditor, agency: models.Agency | None, now: datetime
) -> tuple[str, str]:
    """Login -> the key of its telephone's codes."""
    staffing.add(login, role, now, bank, agency)
    models.Staff.objects.filter(login=login).update(password=_hashed())
    device = TOTPDevice.objects.create(user=models.Staff.objects.get(login=login), name="phone", confirmed=True)
    return login, device.key


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def _announced(bank: models.Creditor, norte: models.Agency, today: date, now: datetime) -> dict[str, str]:
    due = today - 10 * DAY
    text = f"Banco Levante: su recibo de 412,60 EUR venció el {due.day}/{due.month}/{due.year}. Pague en nuestra app."
    words = {"account": "L-2003", "number": ACCOUNTS["L-2003"], "address": SENDER, "to": Recipient.DEBTOR, "at": now}
    by_text = Wanted(**words, channel=Channel.SMS, purpose=Purpose.DEMAND)  # type: ignore[arg-type]
    by_call = Wanted(**words, channel=Channel.CALL, purpose=Purpose.DEMAND)  # type: ignore[arg-type]
    asker = Asker(bank, norte)
    sent = announcing.announce_text(asker, by_text, text, now)
    call = announcing.announce_call(asker, by_call, now, now + timedelta(hours=2), "Marta", now)
    assert sent.row and call.row, (sent.ask.reasons, call.ask.reasons)
    return {"text": text, "code": sent.code, "call": call.code}


def _called_too_often(now: datetime) -> dict[str, str]:
    bank = mandating.add_creditor("Harbor Bank", "US", now)
    agencies = [mandating.add_agency(bank, slug, name, None, now) for slug, name in HARBOR.items()]
    account = bank.accounts.create(key="0" * 64, tail="3001", place="US", zone="America/New_York", made_at=now)
    for number, agency in enumerate(agencies):
        for day in range(1, 5):
            at = now - timedelta(days=day, minutes=number)
            said = {"channel": "call", "outcome": "no_answer", "line": f"{agency.slug}{day}"}
            account.touches.create(agency=agency, at=at, made_at=at, **said)
    return dict((_person("harbor", staffing.COMPLIANCE, bank, None, now),))


def manager(slug: str, now: datetime) -> dict[str, str]:
    agency = models.Agency.objects.get(slug=slug)
    return dict((_person(f"{slug}-manager", staffing.MANAGER, agency.creditor, agency, now),))


def night() -> dict[str, str]:
    moved = models.Placement.objects.exclude(to_on=None).update(from_on=F("from_on") - DAY, to_on=F("to_on") - DAY)
    return {"moved": str(moved)}


if __name__ == "__main__":
    act, *more = sys.argv[1:]
    at = datetime.now(UTC)
    sys.stdout.write(json.dumps(begin(at) if act == "begin" else manager(*more, at) if act == "manager" else night()))
