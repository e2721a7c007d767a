"""How long the gate takes with a history of a million contacts, on a real PostgreSQL.

    .venv/bin/python tools/bench_gate.py [--contacts 1000000] [--accounts 20000] [--asks 2000] [--here]

One asker after the other, each about another account, in the days of which all its contacts lie: the worst there is.
`--here`: on the database that ATESTA_DATABASE names, which has to be empty. Exit code 1: the wanted p99 was missed.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "store"), str(ROOT / "tools")]

import stolen  # noqa: E402

WANTED_P99_MS = 10.0
DAYS = 31
NUMBERS = 1_000
"""Telephone numbers that are really hashed; the other accounts have one that nobody asks for."""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--contacts", type=int, default=1_000_000)
    asked.add_argument("--accounts", type=int, default=20_000)
    asked.add_argument("--asks", type=int, default=2_000)
    asked.add_argument("--here", action="store_true", help="only on the database that ATESTA_DATABASE names")
    given = asked.parse_args()
    if given.here:
        return measured(given.contacts, given.accounts, given.asks)
    counts = [f"--{name}={getattr(given, name)}" for name in ("contacts", "accounts", "asks")]
    command = [sys.executable, __file__, "--here", *counts]
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "with_postgres.py"), "--", *command], check=False
    ).returncode


def measured(contacts: int, accounts: int, asks: int) -> int:
    with tempfile.TemporaryDirectory(prefix="atesta-bench-") as folder:
        os.environ |= {"ATESTA_WEB_FOLDER": folder, "DJANGO_SETTINGS_MODULE": "atesta.web.settings"}
        import django  # noqa: PLC0415 - reads the two lines above

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        print(f"load before the run {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        fill(contacts, accounts)
        before = stolen.ticks()
        reached = told(list(asked_for(asks)))
        print(f"  {stolen.since(before)}")
        return reached


def fill(contacts: int, accounts: int) -> None:
    """By COPY: the register of the tests, its account as often as wanted, each with the same extract."""
    from a_register import AT, NUMBER, TOML, a_register  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    from atesta.store import house, registry  # noqa: PLC0415

    held, chance = a_register(), random.Random(7)
    hers = house.person_hash(NUMBER, "CN")
    moments = [AT - timedelta(minutes=chance.randrange(60, DAYS * 24 * 60)) for _ in range(5_000)]
    outcomes = ("no_answer", "no_answer", "no_answer", "voicemail", "delivered", "conversation")
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        columns = "id, key, tail, place, zone, toml, as_of, made_at, creditor_id"
        with cursor.copy(f"COPY store_ledgeraccount ({columns}) FROM STDIN") as copy:
            for at in range(accounts):
                key = registry.account_hash(held.creditor, f"P-{at}")
                row = (f"p{at}", key, f"{at:04}"[-4:], "CN", "Asia/Shanghai", TOML, AT, AT, held.creditor.id)
                copy.write_row(row)
        with cursor.copy("COPY store_ledgernumber (id, person, account_id) FROM STDIN") as copy:
            for at in range(accounts):
                copy.write_row((f"n{at}", hers, f"p{at}"))
        with cursor.copy("COPY store_placement (id, from_on, made_at, account_id, agency_id) FROM STDIN") as copy:
            for at in range(accounts):
                copy.write_row((f"s{at}", date(2026, 11, 1), AT, f"p{at}", held.agency.id))
        fields = 'account_id, agency_id, person, at, channel, outcome, "to", purpose, address, line, made_at'
        with cursor.copy(f"COPY store_touch ({fields}) FROM STDIN") as copy:
            for at in range(contacts):
                by = held.agency.id if at % 3 else None
                outcome = outcomes[chance.randrange(len(outcomes))]
                channel = "sms" if outcome == "delivered" else "call"
                near = at % accounts % 10 == 0 and chance.random() < 0.1  # some were called often today: refused
                when = AT - timedelta(minutes=chance.randrange(1, 150)) if near else chance.choice(moments)
                line = (f"p{at % accounts}", by, hers, when, channel, outcome, "debtor", "demand", "", str(at), AT)
                copy.write_row(line)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"  {contacts:,} contacts of {accounts:,} accounts in {DAYS} days, in {time.perf_counter() - began:.0f} s")


def asked_for(asks: int) -> Iterator[tuple[float, float, str]]:
    """Milliseconds by the clock and of this process, and the decision, of each; the first fifty warm up."""
    from a_register import AGENCY_SENDER, AT, NUMBER, OWN_SENDER  # noqa: PLC0415

    from atesta.contact.message import Channel, Purpose, Recipient  # noqa: PLC0415
    from atesta.store import gating  # noqa: PLC0415
    from atesta.store.models import Agency, Creditor, LedgerAccount  # noqa: PLC0415
    from atesta.web.desk import warm  # noqa: PLC0415

    warm()  # as a server does before it answers
    creditor, agency = Creditor.objects.get(), Agency.objects.get()
    last = LedgerAccount.objects.count() - 1
    chance = random.Random(11)
    for number in range(asks + 50):
        asker = gating.Asker(creditor, agency if number % 2 else None)
        sender = AGENCY_SENDER if number % 2 else OWN_SENDER
        account = f"P-{chance.randrange(last)}"
        channel = Channel.CALL if number % 3 else Channel.SMS
        wanted = gating.Wanted(account, NUMBER, sender, channel, Purpose.DEMAND, Recipient.DEBTOR, AT)
        began, worked = time.perf_counter(), time.process_time()
        row = gating.ask(asker, wanted, AT)
        if number >= 50:
            yield (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000, row.decision


def told(asked: list[tuple[float, float, str]]) -> int:
    times = sorted(ms for ms, _, _ in asked)
    at = {share: times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.9, 0.99)}
    reached = at[0.99] < WANTED_P99_MS
    figures = f"p50 {at[0.5]:.1f} ms, p90 {at[0.9]:.1f} ms, p99 {at[0.99]:.1f} ms, longest {times[-1]:.1f} ms"
    print(f"  {len(times):,} questions to the gate: {figures}; wanted p99 < {WANTED_P99_MS:g} ms", end="")
    print("  reached" if reached else "  GAP")
    ours = sum(ms for _, ms, _ in asked) / len(asked)
    print(
        f"  decided: {dict(Counter(word for *_, word in asked))}; {ours:.1f} ms of it are this process's own, ", end=""
    )
    print(f"load after {os.getloadavg()[0]:.1f}")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
