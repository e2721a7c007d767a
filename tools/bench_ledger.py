"""How long a placement file of 100,000 lines takes: read and compared, taken, the same once more, and recalled.

    .venv/bin/python tools/bench_ledger.py [--lines 100000] [--here | --postgres]

`--here`: on the database that ATESTA_DATABASE names, else SQLite. Exit code 1: reading and taking took longer than
wanted.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "store")]
WANTED_S = 30.0
Done = TypeVar("Done")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--lines", type=int, default=100_000)
    asked.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own")
    given = asked.parse_args()
    if not given.postgres:
        return measured(given.lines)
    command = [sys.executable, str(ROOT / "tools" / "with_postgres.py"), "--", sys.executable, __file__]
    return subprocess.run([*command, f"--lines={given.lines}"], check=False).returncode


def measured(lines: int) -> int:
    with tempfile.TemporaryDirectory(prefix="atesta-bench-") as folder:
        os.environ |= {"ATESTA_WEB_FOLDER": folder, "DJANGO_SETTINGS_MODULE": "atesta.web.settings"}
        import django  # noqa: PLC0415 - reads the two lines above

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        print(f"load before the run {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        return told(lines)


def told(lines: int) -> int:
    import a_register as demo  # noqa: PLC0415 - models are there only now

    from atesta.store import placing  # noqa: PLC0415
    from atesta.store.mandating import day_at  # noqa: PLC0415

    made = demo.a_register()
    today = day_at(made.creditor, demo.AT)
    head = "account,agency,from,to\n"
    placed = (head + "".join(f"ACC-{at:07d},hx,,\n" for at in range(lines))).encode()
    recalled = (head + "".join(f"ACC-{at:07d},hx,,{today}\n" for at in range(lines))).encode()
    seen, reading = timed("read and compared", lambda: placing.preview(made.creditor, placed, {}, today))
    _, taking = timed("taken", lambda: placing.take(made.creditor, seen, made.officer, demo.AT))
    timed("the same once more", lambda: placing.preview(made.creditor, placed, {}, today))
    end, _ = timed("recalls read", lambda: placing.preview(made.creditor, recalled, {}, today))
    timed("recalls taken", lambda: placing.take(made.creditor, end, made.officer, demo.AT))
    reached = reading + taking < WANTED_S
    word = "reached" if reached else "missed"
    print(f"{lines} lines, read and taken: {reading + taking:.1f} s of {WANTED_S:.0f}  {word}")
    return 0 if reached else 1


def timed(what: str, do: Callable[[], Done]) -> tuple[Done, float]:
    began, work = time.perf_counter(), time.process_time()
    done = do()
    seconds = time.perf_counter() - began
    print(f"  {what:20} {seconds:6.1f} s, {time.process_time() - work:6.1f} s of this process", flush=True)
    return done, seconds


if __name__ == "__main__":
    raise SystemExit(main())
