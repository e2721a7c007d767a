"""How quickly an announcement is found among many, and how many are taken a second, on the database of ATESTA_DATABASE.

    .venv/bin/python tools/bench_lookup.py --postgres [--rows 10000000] [--looks 2000] [--texts 4000]

Rows have random hashes and are put in with COPY into a database of the bench's own, which is dropped at the end. Each
of the three look-ups is the whole check (store.checking_sent), half of them hits. Announcing goes through the real gate
with a few processes, in batches and one by one.
"""

from __future__ import annotations

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "store"), str(ROOT / "tools")]

import stolen  # noqa: E402
from bench_database import bench_database, on_postgres  # noqa: E402

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
BATCH = 500
WANTED_RATE, WANTED_P99_MS = 500, 20.0
PROCESSES = 3
"""That announce at once: one more than the cores that were promised, since each waits for the database now and then."""


def main() -> int:
    asked = _arguments()
    if asked.worker:
        return _worker(asked.worker, asked.texts, asked.who)
    if asked.postgres:
        return on_postgres(__file__)
    with bench_database() as env:
        os.environ.update(env)
        _bench(asked, env)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--looks", type=int, default=2_000)
    parser.add_argument("--texts", type=int, default=4_000, help="announced by each of the processes, either way")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own")
    parser.add_argument("--worker", choices=("many", "one"))
    parser.add_argument("--who", type=int, default=0)
    return parser.parse_args()


def reached(yes: bool) -> str:
    return "reached" if yes else "GAP"


def _bench(asked: argparse.Namespace, env: dict[str, str]) -> None:
    import django  # noqa: PLC0415

    django.setup()
    from a_register import a_register  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    register = a_register()
    _accounts(register, PROCESSES * asked.texts)
    for way in ("many", "one"):
        texts = asked.texts if way == "many" else max(1, asked.texts // 10)
        before = stolen.ticks()
        rate = _announced(way, texts, env)
        how = f"batches of {BATCH}" if way == "many" else "one by one"
        wanted = f", wanted {WANTED_RATE}: {reached(rate >= WANTED_RATE)}" if way == "many" else ""
        print(f"announced a second, {PROCESSES} processes, {how}: {rate:,.0f}{wanted}; {stolen.since(before)}")
    began = time.perf_counter()
    fill(register, asked.rows)
    print(f"{asked.rows:,} announcements put in within {time.perf_counter() - began:.0f} s ({connection.vendor})")
    before = stolen.ticks()
    _looks(register, asked.looks)
    print(stolen.since(before))


def _accounts(register: object, count: int) -> None:
    """One account and one placement for each text: a gate has limits for one debtor."""
    from a_register import MADE_AT, PLACED_FROM, TOML, Register  # noqa: PLC0415

    from atesta.store import models, registry  # noqa: PLC0415
    from atesta.store.house import person_hash  # noqa: PLC0415

    assert isinstance(register, Register)
    accounts = [
        models.LedgerAccount(
            creditor=register.creditor,
            key=registry.account_hash(register.creditor, f"N-{number}"),
            tail=f"{number:04}"[-4:],
            place="CN",
            zone="Asia/Shanghai",
            toml=TOML.replace("A-1001", f"N-{number}"),
            as_of=NOW,
            made_at=MADE_AT,
        )
        for number in range(count)
    ]
    models.LedgerAccount.objects.bulk_create(accounts, batch_size=1000)
    models.LedgerNumber.objects.bulk_create(
        [models.LedgerNumber(account=one, person=person_hash(_number(at), "CN")) for at, one in enumerate(accounts)],
        batch_size=1000,
    )
    models.Placement.objects.bulk_create(
        [
            models.Placement(account=one, agency=register.agency, from_on=PLACED_FROM, made_at=MADE_AT)
            for one in accounts
        ],
        batch_size=1000,
    )


def _number(at: int) -> str:
    return f"+861390{at:07}"


def _announced(way: str, texts: int, env: dict[str, str]) -> float:
    command = [sys.executable, __file__, "--worker", way, "--texts", str(texts), "--who"]
    began = time.perf_counter()
    workers = [
        subprocess.Popen([*command, str(who)], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for who in range(PROCESSES)
    ]
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline().strip() == "ready"
    began = time.perf_counter()
    for worker in workers:  # to each before any is waited for: they work side by side
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        worker.wait()
    took = time.perf_counter() - began
    assert all(worker.returncode == 0 for worker in workers)
    return PROCESSES * texts / took


def _worker(way: str, texts: int, who: int) -> int:
    """One process: loads what it needs, says so, waits for the start."""
    import django  # noqa: PLC0415

    django.setup()
    from a_register import AGENCY_SENDER, TEXT  # noqa: PLC0415

    from atesta.contact.message import Channel, Purpose, Recipient  # noqa: PLC0415
    from atesta.store import announcing, models  # noqa: PLC0415
    from atesta.store.gating import Asker, Wanted  # noqa: PLC0415
    from atesta.web.desk import warm  # noqa: PLC0415

    agency = models.Agency.objects.select_related("creditor").get()
    asker = Asker(agency.creditor, agency)

    def text(number: int, minute: int) -> announcing.Text:
        at = NOW + timedelta(minutes=minute)
        wanted = Wanted(
            f"N-{number}", _number(number), AGENCY_SENDER, Channel.SMS, Purpose.DEMAND, Recipient.DEBTOR, at
        )
        return announcing.Text(wanted, f"{TEXT}编号{number}。")

    minute = 1 if way == "many" else 2
    warm()  # as a server does before it answers
    first = who * texts
    with_warm_up = announcing.announce_many(asker, [text(first, minute)], NOW)
    assert isinstance(with_warm_up[0], announcing.Announced)
    print("ready", flush=True)
    sys.stdin.readline()
    texts_made = [text(number, minute) for number in range(first + 1, first + texts)]
    if way == "one":
        for one in texts_made:
            announcing.announce_text(asker, one.wanted, one.text, NOW)
        return 0
    for at in range(0, len(texts_made), BATCH):
        batch = announcing.announce_many(asker, texts_made[at : at + BATCH], NOW)
        assert all(isinstance(one, announcing.Announced) and one.row is not None for one in batch)
    return 0


def fill(register: object, rows: int) -> None:
    """So many announcements with random hashes."""
    from a_register import Register  # noqa: PLC0415
    from django.db import connection as db  # noqa: PLC0415

    assert isinstance(register, Register)
    if db.vendor != "postgresql":
        _filled_slowly(register, rows)
        return
    names = "id, creditor_id, agency_id, account_id, kind, channel, address, address_key, person, text_key, code_key"
    names += ", key_version, purpose, first_name, claims, at, withdrawn_why, salt, leaf"
    ids = (register.creditor.id, register.agency.id, register.account.id)
    sixty_four = "md5(random()::text) || md5(random()::text)"
    with db.cursor() as cursor:
        made = _without_indexes(cursor)
        cursor.execute(
            f"INSERT INTO store_announcement ({names}) SELECT lpad(to_hex(one), 26, '0'), %s, %s, %s, 'text', 'sms',"
            f" '02150001234', '02150001234', {sixty_four}, {sixty_four}, {sixty_four}, 1, 'demand', '', '[]',"
            f" %s - random() * interval '3 days', '', {sixty_four}, {sixty_four} FROM generate_series(1, %s) one",
            (*ids, NOW, rows),
        )
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for definition in made:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE store_announcement")


def _without_indexes(cursor: Any) -> list[str]:
    """The indexes are taken away, and written down to be made again: filled row by row they take far longer."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'store_announcement' AND indexname NOT IN"
        " (SELECT conname FROM pg_constraint WHERE conrelid = 'store_announcement'::regclass)"
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]


def _filled_slowly(register: object, rows: int) -> None:
    """Without PostgreSQL: for trying the bench itself on few rows."""
    from a_register import Register  # noqa: PLC0415

    from atesta.store import models  # noqa: PLC0415

    assert isinstance(register, Register)
    ids = {"creditor": register.creditor, "agency": register.agency, "account": register.account}
    made = (
        models.Announcement(
            **ids,
            **{"kind": "text", "channel": "sms", "address": "02150001234", "address_key": "02150001234", "at": NOW},
            **{name: secrets.token_hex(32) for name in ("person", "text_key", "code_key", "salt", "leaf")},
            purpose="demand",
        )
        for _ in range(rows)
    )
    models.Announcement.objects.bulk_create(made, batch_size=1000)


def _looks(register: object, looks: int) -> None:
    from a_register import ACCOUNT, AGENCY_SENDER, NUMBER, TEXT, Register  # noqa: PLC0415

    from atesta.contact.message import Channel, Purpose, Recipient  # noqa: PLC0415
    from atesta.store import announcing  # noqa: PLC0415
    from atesta.store.checking_sent import Asked, check_call, check_code, check_text  # noqa: PLC0415
    from atesta.store.gating import Asker, Wanted  # noqa: PLC0415

    assert isinstance(register, Register)
    asker = Asker(register.creditor, register.agency)
    wanted = Wanted(ACCOUNT, NUMBER, AGENCY_SENDER, Channel.SMS, Purpose.DEMAND, Recipient.DEBTOR, NOW)
    text = announcing.announce_text(asker, wanted, TEXT, NOW)
    call = announcing.announce_call(asker, wanted, NOW, NOW + timedelta(hours=1), "Wei", NOW)
    assert text.row is not None
    last4 = NUMBER[-4:]
    ways: dict[str, Callable[[bool], object]] = {
        "text and number": lambda hit: check_text(
            Asked("CN", TEXT if hit else f"{TEXT}{secrets.token_hex(4)}", NUMBER, AGENCY_SENDER, NOW), NOW
        ),
        "code and last four": lambda hit: check_code("CN", text.code if hit else "000000000", last4, NOW),
        "code of a call": lambda hit: check_call("CN", call.code if hit else "000000000", last4, NOW),
    }
    for name, look in ways.items():
        for hit in (True, False):
            look(hit)
        took = []
        for number in range(looks):
            began = time.perf_counter()
            look(number % 2 == 0)
            took.append((time.perf_counter() - began) * 1000)
        took.sort()
        middle, worst = statistics.median(took), took[int(looks * 0.99)]
        goal = f"wanted p99 < {WANTED_P99_MS:g} ms: {reached(worst < WANTED_P99_MS)}"
        print(f"{name}: median {middle:.1f} ms, p99 {worst:.1f} ms ({looks:,} look-ups), {goal}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
