"""What waits at the bank of tests/web/seed_journey.py on the morning on which its pages are pictured.

`wait`    a request, a wording, contacts that the gate refused or put before a person, a message nobody had announced.
`recall`  the account of whoever asks was taken back yesterday, and what was announced was three days ago.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "web"))
from django.db.models import F
from seed_journey import ACCOUNTS, DAY, SENDER

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.store import checking_sent, gating, mandating, models, registry, wording
from atesta.web.desk import desk


def wait(bank: models.Creditor, norte: models.Agency, now: datetime) -> None:
    today = mandating.day_at(bank, now)
    ended = registry.account_of(bank, "L-2001")
    assert ended is not None
    ended.placements.create(agency=norte, from_on=today - 20 * DAY, to_on=today - 5 * DAY, made_at=now)
    asks = (
        ("L-2004", ACCOUNTS["L-2004"], Channel.SMS, Purpose.DEMAND),
        ("L-2003", "+34600000099", Channel.CALL, Purpose.DEMAND),
        ("L-2001", ACCOUNTS["L-2001"], Channel.SMS, Purpose.DEMAND),
    )
    for number, (account, phone, channel, purpose) in enumerate(asks):
        at = now + timedelta(minutes=10 + 7 * number)
        wanted = gating.Wanted(account, phone, SENDER, channel, purpose, Recipient.DEBTOR, at)
        gating.ask(gating.Asker(bank, norte), wanted, now)
    asked = registry.account_of(bank, "L-2002")
    assert asked is not None
    asked.requests.create(kind="stop", asked_at=now - DAY, from_on=today - DAY)
    words = "{creditor}: su recibo de {amount} venció el {due}. Pague en nuestra app."
    wording.propose(wording.Whose(bank, norte), "sms", words, desk(), now)
    text = "Última oportunidad: 980 EUR hoy."
    checking_sent.report(checking_sent.Asked("ES", text, ACCOUNTS["L-2002"], SENDER, now), now)


def recall(bank: models.Creditor, now: datetime) -> None:
    account = registry.account_of(bank, "L-2003")
    models.Placement.objects.filter(account=account).update(to_on=mandating.day_at(bank, now) - DAY)
    models.Announcement.objects.update(at=F("at") - 3 * DAY)
    models.GateAsk.objects.update(planned_at=F("planned_at") - 3 * DAY)
    models.LedgerAccount.objects.exclude(as_of=None).update(as_of=F("as_of") - 3 * DAY)


if __name__ == "__main__":
    held, at = models.Creditor.objects.get(name="Banco Levante"), datetime.now(UTC)
    if sys.argv[1] == "wait":
        wait(held, held.agencies.get(slug="norte"), at)
    else:
        recall(held, at)
