"""`begin`: the small register with two conversations this morning, so that one more is permitted. `ask N FIRST`: N at
once, the creditor and its agency in turn, each for another minute from FIRST on; prints how many were allowed, and how
many rows there are."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import django

django.setup()

from a_register import ACCOUNT, AGENCY_SENDER, AT, NUMBER, OWN_SENDER, a_register  # noqa: E402
from django.db import connection  # noqa: E402

from atesta.contact.message import Channel, Purpose, Recipient  # noqa: E402
from atesta.store import gating  # noqa: E402
from atesta.store.models import Agency, Creditor, GateAsk, Touch  # noqa: E402


def begin() -> None:
    account = a_register().account
    for hour in (1, 2):
        at = AT - timedelta(hours=hour)
        said = {"channel": "call", "outcome": "conversation", "line": str(hour)}
        Touch.objects.create(account=account, at=at, made_at=at, **said)


def ask(number: int, gate: Barrier) -> str:
    agency = Agency.objects.get() if number % 2 else None
    asker = gating.Asker(Creditor.objects.get(), agency)
    at, sender = AT + timedelta(minutes=number), AGENCY_SENDER if agency else OWN_SENDER
    gate.wait(60)
    try:
        wanted = gating.Wanted(ACCOUNT, NUMBER, sender, Channel.CALL, Purpose.DEMAND, Recipient.DEBTOR, at)
        return gating.ask(asker, wanted, AT).decision
    finally:
        connection.close()


if sys.argv[1] == "begin":
    begin()
else:
    many, first = map(int, sys.argv[2:])
    gate = Barrier(many)
    with ThreadPoolExecutor(many) as threads:
        said = list(threads.map(lambda number: ask(number, gate), range(first, first + many)))
    print(said.count("allowed"), GateAsk.objects.count())
