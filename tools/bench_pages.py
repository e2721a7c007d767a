"""How the pages stand beside what was wanted of them: a real server, SQLite and then PostgreSQL.

    .venv/bin/python tools/bench_pages.py [--contacts 1000000] [--quick] [--here]

A person's way to the first answer (bench_pages_person.py), messages and every page over HTTP, lists with a million
contacts kept, sizes, and whether the time of an answer tells that a number is known. `--here`: only on the database
that ATESTA_DATABASE names. Exit code 1: something wanted was not reached.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "web"), str(Path(__file__).parent)]
from a_site import Site, running
from bench_pages_http import Visitor, at_once, cpu_ms, median, p95, seconds_of, server_ms
from bench_pages_known import same_time
from bench_pages_person import ways

from atesta.contact.message import Message
from atesta.pipeline import Knowledge, open_desk, review_message
from atesta.web.message_form import MOST_TEXT

CASES = ROOT / "src" / "atesta" / "cli" / "cases"
PLACES = {"first": ("zh", "cn"), "mx": ("es", "mx"), "es": ("es", "es")}
WANTED_POST_MS, WANTED_LIST_MS, MOST_BYTES = 300, 200, 150_000
LONG = 2_000
AGAIN = {
    "zh": ("移交法务", "爆通讯录", "逾期3天,还款500元。", "上门", '"', "【晨曦分期】请致电106955880231。"),
    "es": ("le vamos a embargar ", "buró de crédito ", "debe $500, pague hoy. ", "'", "<b>&", "abogado "),
    "en": ("we will sue you ", "you owe $500. ", "arrest warrant ", '"', "pay today at a.example/x ", "&"),
}
"""What makes a page longest: words that are found, explained or written out as HTML, over and over."""
Sent = tuple[str, dict[str, str]]
"""An address, and the fields of a form."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is measured."""

    contacts: int
    posts: int = 200
    gets: int = 20
    lists: int = 30
    pairs: int = 150


QUICK = Counts(20_000, posts=24, gets=3, lists=5, pairs=12)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--contacts", type=int, default=1_000_000)
    asked.add_argument("--quick", action="store_true", help="a few of each, to see that it runs")
    asked.add_argument("--here", action="store_true", help="only on the database that ATESTA_DATABASE names")
    given = asked.parse_args()
    counts = QUICK if given.quick else Counts(given.contacts)
    if given.here:
        return 0 if measured(counts, person=False) else 1
    os.environ.pop("ATESTA_DATABASE", None)
    print(f"django {version('django')}, granian {version('granian')}, psycopg {version('psycopg')}")
    fine = measured(counts, person=True)
    print(flush=True)
    again = [sys.executable, __file__, "--here", "--contacts", str(given.contacts)]
    command = [sys.executable, str(ROOT / "tools" / "with_postgres.py"), "--", *again]
    done = subprocess.run([*command, *(["--quick"] if given.quick else [])], check=False)
    return 0 if fine and not done.returncode else 1


def measured(counts: Counts, *, person: bool) -> bool:
    kind = "PostgreSQL" if os.environ.get("ATESTA_DATABASE") else "SQLite"
    print(f"{kind}; load before the run {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="atesta-bench-") as made,
        running(Path(made) / "site", ATESTA_BEHIND_PROXY="1") as site,
    ):
        said = [*(ways(site.origin) if person else ())]
        kept = filled(site, counts.contacts)
        said += [*posts(site, counts), *pages(site, kept, counts), *lists(site, kept, counts)]
        said += [*same_time(site.origin, kept, counts.pairs), *(sizes(site) if person else ())]
    return all(said)


def line(what: str, figures: str, reached: bool | None = None) -> bool:
    """Prints one; True unless something wanted was missed."""
    state = "" if reached is None else "  reached" if reached else "  GAP"
    print(f"  {what:44} {figures}{state}", flush=True)
    return reached is not False


def filled(site: Site, contacts: int) -> dict[str, Any]:
    command = [sys.executable, str(ROOT / "tools" / "bench_pages_fill.py"), str(contacts)]
    said = subprocess.run(command, env=dict(site.env), check=True, capture_output=True, text=True).stdout
    kept: dict[str, Any] = json.loads(said.splitlines()[-1])
    line(
        "contacts kept", f"{kept['contacts']:,}, {kept['often']:,} of them in one file, {kept['handed']:,} handed over"
    )
    return kept


def demo_messages() -> list[Sent]:
    return [_message(name, (CASES / name / "message.txt").read_text(encoding="utf-8").strip()) for name in PLACES]


def _message(name: str, text: str) -> Sent:
    lang, place = PLACES[name]
    told = tomllib.loads((CASES / name / "case.toml").read_text(encoding="utf-8"))
    received = told["received"].strftime("%Y-%m-%dT%H:%M")
    return f"/{lang}/{place}/message", {"text": text, "sender": told["sender"], "received": received, "do": "answer"}


def long_messages(characters: int) -> list[Sent]:
    """Each demonstration with utterances of the training set behind it, none twice, up to that length."""
    found = []
    for name, language in (("first", "zh"), ("mx", "es"), ("es", "es")):
        text = (CASES / name / "message.txt").read_text(encoding="utf-8").strip()
        for said in utterances(language):
            if len(text) >= characters:
                break
            text += f"\n{said}"
        found.append(_message(name, text[:characters]))
    return found


def utterances(language: str) -> Iterator[str]:
    for file in sorted((ROOT / "training" / "utterances").glob("*.jsonl")):
        for each in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(each)
            if row.get("lang", file.name[:2]) == language:
                yield row["text"].replace("\n", " ")


def posts(site: Site, counts: Counts) -> Iterator[bool]:
    """Three in four are the demonstration's messages, one in four is long; each has a number of its own in it."""
    short, long = demo_messages(), long_messages(LONG)
    sent = [long[n // 4 % 3] if n % 4 == 3 else short[n % 3] for n in range(counts.posts)]
    sent = [(address, {**form, "text": f"{form['text']} {n:04}"}) for n, (address, form) in enumerate(sent)]
    visitor = Visitor(site.origin)
    for address, form in [*short, *long] * 2:  # what loads late loads before the clock starts
        visitor.post(address, form)
    cpu = cpu_ms(site.pid)
    alone = [visitor.post(address, form).seconds for address, form in sent]
    cpu = (cpu_ms(site.pid) - cpu) / len(alone)
    figures = f"{_spent(alone)}  CPU {cpu:.0f} ms each"
    yield line("message over HTTP, 1 client", figures, p95(alone) * 1000 < WANTED_POST_MS)
    of_long = [seconds for n, seconds in enumerate(alone) if n % 4 == 3]
    yield line(f"  those of {LONG:,} characters", _spent(of_long))
    four, whole = at_once(site.origin, sent, 4)
    figures = f"{_spent(four)}  {len(four) / whole:5.1f}/s"
    yield line("message over HTTP, 4 clients", figures, p95(four) * 1000 < WANTED_POST_MS)
    yield from beside(visitor, sent, alone)


def beside(visitor: Visitor, sent: list[Sent], alone: list[float]) -> Iterator[bool]:
    """The peers: the review of the same texts without a page around it, and a file that the server only hands out."""
    desk, spent = open_desk(), []
    for turn in range(2):  # the first time warms up
        spent = []
        for address, form in sent[: len(sent) if turn else 12]:
            message = Message(form["text"], form["text"].encode(), sender=form["sender"])
            knowledge = Knowledge.of(place=address.split("/")[2].upper())
            spent.append(seconds_of(lambda m=message, k=knowledge: review_message(m, k, desk)))
    ratio = median(alone) / median(spent)
    yield line("peer: the review alone, in process", f"{_spent(spent)}  a page takes {ratio:.1f} times as long")
    static = [visitor.get("/static/web/atesta.css").seconds for _ in range(len(sent))]
    ratio = median(alone) / median(static)
    yield line("peer: a static file of the same server", f"{_spent(static)}  a page takes {ratio:.0f} times as long")


def pages(site: Site, kept: dict[str, Any], counts: Counts) -> Iterator[bool]:
    """Every page that a GET answers, and the slowest three of them; the file in it has 5,000 contacts."""
    spent: dict[str, list[float]] = {}
    largest: dict[str, int] = {}
    session = {"owner": kept["some"], "staff": kept["keeper"], "keeper": kept["keeper"]}
    for name, who, path in kept["pages"]:
        visitor = Visitor(site.origin, session.get(who, ""))
        answers = [visitor.get(f"/{'zh' if n % 2 else 'es'}/{path}") for n in range(counts.gets + 1)][1:]
        if answers[0].status != 200 or "html" not in answers[0].kind:
            continue
        spent[name] = [answer.seconds for answer in answers]
        largest[name] = max(answer.size for answer in answers)
    every = [one for each in spent.values() for one in each]
    slowest = sorted(spent, key=lambda name: -p95(spent[name]))[:3]
    said = ", ".join(f"{name} {p95(spent[name]) * 1000:.0f}" for name in slowest)
    worst = p95(spent[slowest[0]]) * 1000 < WANTED_POST_MS
    yield line(f"GET of {len(spent)} pages", f"{_spent(every)}  p95 of the slowest: {said} ms", worst)
    widest = max(largest, key=lambda name: largest[name])
    said = f"{widest}, {largest[widest] / 1000:.0f} kB"
    yield line("the largest of these pages", said, largest[widest] < MOST_BYTES)


def lists(site: Site, kept: dict[str, Any], counts: Counts) -> Iterator[bool]:
    debt = f"/en/file/debt/{kept['debt']}"
    asked = {
        "the file": (kept["owner"], "/en/file/home", "file-home"),
        "a debt, first page": (kept["owner"], debt, "file-debt"),
        "a debt, from the middle on": (kept["owner"], f"{debt}?after={kept['deep']}", "file-debt"),
        "what was handed over": (kept["keeper"], "/en/staff/handed", "staff-handed"),
    }
    for what, (session, path, name) in asked.items():
        visitor = Visitor(site.origin, session)
        visitor.get(path)
        before, cpu = site.log.stat().st_size, cpu_ms(site.pid)
        answers = [visitor.get(path) for _ in range(counts.lists)]
        cpu = (cpu_ms(site.pid) - cpu) / len(answers)
        assert all(answer.status == 200 for answer in answers), what
        inside = [one / 1000 for one in server_ms(site.log, before, name)]
        figures = f"{_spent(inside)}  over HTTP p95 {p95([one.seconds for one in answers]) * 1000:.0f} ms"
        figures += f"  CPU {cpu:.0f} ms each"
        yield line(f"list, in the server: {what}", figures, p95(inside) * 1000 < WANTED_LIST_MS)
    yield from keeping(site, kept, counts)


def keeping(site: Site, kept: dict[str, Any], counts: Counts) -> Iterator[bool]:
    """What she writes down of a call today, into the debt that has most."""
    visitor = Visitor(site.origin, kept["owner"])
    spent = []
    for number in range(counts.lists + 2):
        form = {"channel": "call", "outcome": "conversation", "to": "debtor", "remembered": f"Pague hoy, {number}"}
        answer = visitor.post("/en/file/add", form)
        assert answer.status == 302, answer.status
        spent.append(answer.seconds)
    yield line("keeping a contact there, over HTTP", _spent(spent[2:]))


def sizes(site: Site) -> Iterator[bool]:
    for what, sent in (
        ("the demonstration's", demo_messages()),
        (f"{LONG:,} characters", long_messages(LONG)),
        (f"{MOST_TEXT:,}, the limit", long_messages(MOST_TEXT)),
        (f"{MOST_TEXT:,}, the worst", _worst()),
    ):
        visitor, largest, slowest = Visitor(site.origin), {}, 0.0
        for address, form in sent:
            for lang in ("es", "zh", "en"):
                answer = visitor.post(f"/{lang}{address[3:]}", form)
                assert answer.status == 200, answer.status
                largest[lang] = max(largest.get(lang, 0), answer.size)
                slowest = max(slowest, answer.seconds)
        said = ", ".join(f"{lang} {size / 1000:.0f}" for lang, size in largest.items())
        figures = f"{said} kB  the slowest {slowest * 1000:.0f} ms"
        yield line(f"page of the answers, text of {what}", figures, max(largest.values()) < MOST_BYTES)


def _worst() -> list[Sent]:
    """The same few words over and over, up to the limit, at each place."""
    places = {"zh": "/zh/cn/message", "es": "/es/mx/message", "en": "/en/us/message"}
    received = "2026-11-20T21:40"
    return [
        (places[lang], {"text": (words * MOST_TEXT)[:MOST_TEXT].strip(), "sender": "55500", "received": received})
        for lang, every in AGAIN.items()
        for words in every
    ]


def _spent(seconds: list[float]) -> str:
    return f"p50 {median(seconds) * 1000:6.1f} ms  p95 {p95(seconds) * 1000:6.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
