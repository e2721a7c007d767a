"""What waits at a creditor on the morning on which its pages are pictured: one house for each language, all invented.

`begin LANG`    the bank with an officer, its two agencies, one of them with a manager, a text announced for one account,
                two counts that were passed only in sum, and what waits for a person. It prints one line of JSON: the
                announced text and the keys of both telephones.
`recall LANG`   the account of whoever asks was taken back yesterday, and what was announced was two days before.

Everything was asked for at half past ten by the clock of the place, when each of the three may be contacted, and is
planned for the next day: so the pictures can be taken at any hour.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db.models import F  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402
from picture_houses import HOUSES, PASSWORD, House  # noqa: E402

from atesta.contact.message import Channel, Purpose, Recipient  # noqa: E402
from atesta.contact.place import PLACES  # noqa: E402
from atesta.store import announcing, checking_sent, gating, mandating, models, registry, staffing, wording  # noqa: E402
from atesta.store.house import person_hash  # noqa: E402
from atesta.web.desk import desk  # noqa: E402

DAY = timedelta(days=1)
NEAR, GONE, LEFT, TOLD, STRANGER, COUNTED = (f"L-20{last:02}" for last in (1, 2, 3, 4, 5, 6))
"""Accounts: announced for, taken back, left alone, asked for by a debtor, with another number, and counted."""
EXTRACT = """as_of = {as_of}
account = "{account}"
creditor = "{bank}"
lender = {{ name = "{bank}", kind = "bank" }}
place = "{place}"
zone = "{zone}"
currency = "{currency}"
pay_to = ["in-app"]
[[instalment]]
due = {due}
amount = "{amount}"
paid = "0.00"
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """`then`: half past ten where the creditor is, of today or of the day before."""

    house: House
    bank: models.Creditor
    then: datetime
    now: datetime

    @property
    def today(self) -> date:
        return mandating.day_at(self.bank, self.now)

    def agency(self, number: int) -> models.Agency:
        return self.bank.agencies.get(slug=f"a{number + 1}")

    def account(self, number: str) -> models.LedgerAccount:
        found = registry.account_of(self.bank, number)
        assert found is not None
        return found

    def wanted(self, account: str, phone: str, at: datetime) -> gating.Wanted:
        return gating.Wanted(account, phone, self.house.sender, Channel.SMS, Purpose.DEMAND, Recipient.DEBTOR, at)


def scene(house: House, now: datetime) -> Scene:
    bank = models.Creditor.objects.get(name=house.bank)
    zone = ZoneInfo(PLACES[house.place].zones[0])
    local = now.astimezone(zone)
    then = datetime.combine(local.date(), time(10, 30), zone)
    return Scene(house, bank, (then if then <= local else then - DAY).astimezone(UTC), now)


def begin(house: House, now: datetime) -> dict[str, str]:
    mandating.add_creditor(house.bank, house.place, now)
    here = scene(house, now)
    for number, name in enumerate(house.agencies):
        _agency(here, number, name)
    for number in range(1, 7):
        _account(here, f"L-20{number:02}", house.phone(number))
    placed = here.account(GONE).placements
    placed.create(agency=here.agency(0), from_on=here.today - 20 * DAY, to_on=here.today - 5 * DAY, made_at=now)
    people = _person("officer", staffing.COMPLIANCE, here, None), _person("agent", staffing.MANAGER, here, 0)
    text = house.text(here.today - 10 * DAY)
    made = announcing.announce_text(_asker(here), here.wanted(NEAR, house.phone(1), here.then), text, here.then)
    assert made.row, made.ask.reasons
    _asked(here)
    _counted(here)
    return {"text": text, **dict(people)}


def _agency(here: Scene, number: int, name: str) -> None:
    since, until = here.today - 100 * DAY, here.today + 100 * DAY
    agency = mandating.add_agency(here.bank, f"a{number + 1}", name, None, here.now)
    if number == 0:
        mandating.add_sender(here.bank, agency, here.house.sender, since, None, None, here.now)
    mandating.issue(agency, ("call", "sms"), since, until, None, here.now)


def _account(here: Scene, number: str, phone: str) -> None:
    house, zone = here.house, PLACES[here.house.place].zones[0]
    said = {"account": number, "bank": house.bank, "place": house.place, "zone": zone, "amount": house.amount}
    said |= {"as_of": here.then.isoformat(), "due": here.today - 10 * DAY, "currency": PLACES[house.place].currency}
    account = here.bank.accounts.create(
        key=registry.account_hash(here.bank, number),
        tail=number[-4:],
        place=house.place,
        zone=zone,
        toml=EXTRACT.format(**said),
        as_of=here.then,
        made_at=here.now,
    )
    account.numbers.create(person=person_hash(phone, house.place))
    if number != GONE:
        account.placements.create(agency=here.agency(0), from_on=here.today - 10 * DAY, made_at=here.now)


def _person(login: str, role: str, here: Scene, number: int | None) -> tuple[str, str]:
    """Login -> the key of its telephone's codes."""
    staffing.add(login, role, here.now, here.bank, None if number is None else here.agency(number))
    models.Staff.objects.filter(login=login).update(password=make_password(PASSWORD))
    device = TOTPDevice.objects.create(user=models.Staff.objects.get(login=login), name="phone", confirmed=True)
    return login, device.key


def _asker(here: Scene) -> gating.Asker:
    return gating.Asker(here.bank, here.agency(0))


def _asked(here: Scene) -> None:
    """Refused, put before a person and refused again; a request, a wording, a message that nobody had announced."""
    left, told, house = here.account(LEFT), here.account(TOLD), here.house
    first = here.today - 3 * DAY
    left.requests.create(kind="stop", asked_at=here.now - 3 * DAY, from_on=first, accepted_at=here.now - 2 * DAY)
    for number, (account, phone) in enumerate(((LEFT, 3), (STRANGER, 9), (GONE, 2))):
        at = here.then + DAY + timedelta(minutes=10 + 7 * number)
        gating.ask(_asker(here), here.wanted(account, house.phone(phone), at), here.then)
    told.requests.create(kind="stop", asked_at=here.now - DAY, from_on=here.today - DAY)
    whose = wording.Whose(here.bank, here.agency(0))
    wording.propose(whose, "sms", house.wording, desk(), here.then)
    heard = checking_sent.Asked(house.place, house.unannounced, house.phone(4), house.sender, here.now)
    checking_sent.report(heard, here.now)


def _counted(here: Scene) -> None:
    """Each agency within the cap and both together over it; of the last contact nobody said what came of it."""
    account, house = here.account(COUNTED), here.house
    for number in range(2):
        for turn in range(house.each):
            at = here.then - house.apart * turn - timedelta(days=1, minutes=7 * number)
            if (number, turn) == (1, 0):
                _silent(here, account, at)
            else:
                line = {"channel": house.channel, "outcome": house.outcome, "line": f"{number}-{turn}"}
                account.touches.create(agency=here.agency(number), at=at, made_at=at, **line)


def _silent(here: Scene, account: models.LedgerAccount, at: datetime) -> None:
    models.GateAsk.objects.create(
        creditor=here.bank,
        agency=here.agency(1),
        account=account,
        address=here.house.sender,
        channel=here.house.channel,
        purpose="demand",
        to="debtor",
        planned_at=at,
        asked_at=at,
        decision="allowed",
        ends_at=at + timedelta(minutes=15),
    )


def recall(house: House, now: datetime) -> dict[str, str]:
    here = scene(house, now)
    models.Placement.objects.filter(account=here.account(NEAR)).update(to_on=here.today - DAY)
    for made in models.Announcement.objects.all():
        made.at -= 2 * DAY
        made.claims = [{**claim, "as_of": _two_days_before(str(claim["as_of"]))} for claim in made.claims]
        made.save(update_fields=("at", "claims"))
    models.GateAsk.objects.update(planned_at=F("planned_at") - 2 * DAY)
    models.LedgerAccount.objects.update(as_of=F("as_of") - 2 * DAY)
    return {}


def _two_days_before(moment: str) -> str:
    return (datetime.fromisoformat(moment) - 2 * DAY).isoformat()


if __name__ == "__main__":
    act, lang = sys.argv[1:]
    made = (begin if act == "begin" else recall)(HOUSES[lang], datetime.now(UTC))
    sys.stdout.write(json.dumps(made))
