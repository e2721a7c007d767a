"""`begin N`: the small register with N accounts more, all placed; prints the agency's secret. `same SECRET N`: one and
the same request N times at once; prints a line for each answer, status and digest of its bytes. `batches SECRET FIRST
N SIZE SECONDS`: N batches of texts at once, the clock standing SECONDS later; prints the status of each.
"""

import hashlib
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import django

django.setup()
sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "store")]

from a_machine import A_TEXT, CONTACT, Machine  # noqa: E402
from a_register import AT, CREDITOR, MADE_AT, PLACED_FROM, TOML, a_register, an_account  # noqa: E402
from django.db import connection  # noqa: E402

from atesta.api import door  # noqa: E402
from atesta.store import pace  # noqa: E402
from atesta.store.api_keys import new_key  # noqa: E402
from atesta.store.models import Placement  # noqa: E402

NOW = AT - timedelta(minutes=10)


def begin(count: int) -> None:
    register = a_register()
    for number in range(count):
        account = an_account(register.creditor, f"B-{number}", TOML.replace("A-1001", f"B-{number}"), person(number))
        Placement.objects.create(account=account, agency=register.agency, from_on=PLACED_FROM, made_at=MADE_AT)
    print(new_key(register.creditor, register.agency, "test", None, MADE_AT)[1], CREDITOR)


def person(number: int) -> str:
    return f"+86139001{number:05d}"


def at_once(many: int, send: Callable[[int], str]) -> None:
    gate = Barrier(many)

    def one(number: int) -> str:
        gate.wait(60)
        try:
            return send(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as threads:
        print(*threads.map(one, range(many)), sep="\n")


def same(secret: str, many: int) -> None:
    def send(number: int) -> str:
        answer = Machine(secret).post("/contacts/ask", CONTACT, token="request-same")
        return f"{answer.status_code} {hashlib.sha256(answer.content).hexdigest()}"

    at_once(many, send)


def batches(secret: str, first: int, many: int, size: int) -> None:
    def send(number: int) -> str:
        ours = range((first + number) * size, (first + number + 1) * size)
        texts = [{**A_TEXT, "account": f"B-{each}", "number": person(each)} for each in ours]
        answer = Machine(secret).post("/texts:batch", {"texts": texts}, token=f"batch-{first + number:04d}")
        return f"{answer.status_code} {answer.json().get('registered', '-')}"  # type: ignore[attr-defined]

    at_once(many, send)


match sys.argv[1:]:
    case ["begin", count]:
        begin(int(count))
    case ["same", secret, many]:
        door.utc_now = lambda: NOW
        same(secret, int(many))
    case ["batches", secret, first, many, size, seconds]:
        later = NOW + timedelta(seconds=int(seconds))
        door.utc_now = lambda: later
        pace.LIMITS = {**pace.LIMITS, "api-many": pace.Limit(4, 60)}
        batches(secret, int(first), int(many), int(size))
