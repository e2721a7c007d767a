"""The corpus of what must never be vouched for: a world of three creditors, texts that they announced, and what
somebody makes of them. `python tests/store/spoofs.py` writes tests/cases/spoofs/generated.jsonl from the seeds below.

A line: `seed` (which announced text), `change` (what kind of spoof), `text`, `sender`, `number`, `minutes` after it was
announced, `code` ("", "own", "other" or a literal), `channel`, `world` (what happened in between). The same keys are in
by_hand.jsonl; originals.jsonl has what must be a yes, so that a judge that always refuses fails too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

CASES = Path(__file__).parents[1] / "cases" / "spoofs"


@dataclass(frozen=True, slots=True)
class Place:
    place: str
    creditor: str
    agency: str
    own: str
    sender: str
    number: str
    other: str
    currency: str
    host: str


PLACES = {
    "CN": Place(
        *("CN", "晨曦分期", "云岭信服", "10690000188", "02150001234", "+8613900047711", "+8613900047722"),
        *("CNY", "pay.chenxi.example"),
    ),
    "MX": Place(
        *("MX", "Aurora Crédito", "Gestores del Valle", "AURORA", "+525550001234", "+525512345678", "+525587654321"),
        *("MXN", "pagos.aurora.example"),
    ),
    "US": Place(
        *("US", "Northwind Lending", "Harbor Recovery", "73322", "+12025550143", "+12025550101", "+12025550102"),
        *("USD", "pay.northwind.example"),
    ),
}


@dataclass(frozen=True, slots=True)
class Seed:
    id: str
    place: str
    by: str
    text: str


SEEDS = (
    Seed("zh1", "CN", "agency", "【晨曦分期】您的分期账单412.60元已于11月12日到期,请在晨曦分期App内还款。"),
    Seed("zh2", "CN", "own", "【晨曦分期】尊敬的用户,账单412.60元尚未还清,可在 https://pay.chenxi.example/a1 查看。"),
    Seed("zh3", "CN", "agency", "【晨曦分期】受晨曦分期委托,云岭信服提醒您:应还412.60元,如有疑问请致电02150001234。"),
    Seed("zh4", "CN", "own", "【晨曦分期】您已逾期12天,应还412.60元,请勿向个人账户转账。"),
    Seed(
        "es1",
        "MX",
        "agency",
        "Aurora Crédito: su pago de $412.60 MXN vencido el 12 de noviembre. Pague en pagos.aurora.example/a1",
    ),
    Seed(
        "es2",
        "MX",
        "own",
        "Aurora Crédito le recuerda su adeudo de $412.60 MXN con 12 días de atraso. Use solo la app.",
    ),
    Seed(
        "es3",
        "MX",
        "agency",
        "Por encargo de Aurora Crédito, Gestores del Valle: adeudo de $412.60 MXN. Llame al +525550001234.",
    ),
    Seed(
        "en1",
        "US",
        "agency",
        "Harbor Recovery for Northwind Lending: $412.60 USD was due on 2026-11-12. See pay.northwind.example/a1",
    ),
    Seed("en2", "US", "own", "Northwind Lending: your payment of $412.60 USD is 12 days late. Please open the app."),
    Seed(
        "en3", "US", "agency", "Harbor Recovery on behalf of Northwind Lending: balance 412.60 USD. Call +12025550143."
    ),
)


@dataclass(frozen=True, slots=True)
class Spoof:
    seed: str
    change: str
    text: str
    sender: str
    number: str
    minutes: int = 10
    code: str = ""
    channel: str = "sms"
    world: str = ""


def original(seed: Seed) -> Spoof:
    place = PLACES[seed.place]
    return Spoof(seed.id, "none", seed.text, place.own if seed.by == "own" else place.sender, place.number)


def originals() -> Iterator[Spoof]:
    """As announced, and what gateways and keyboards do to a text: all of them are a yes."""
    for seed in SEEDS:
        first = original(seed)
        yield first
        yield replace(first, change="with its code", code="own")
        yield replace(first, change="spaces and lines", text=f"  {seed.text}\n\n")
        yield replace(first, change="after three days", minutes=72 * 60)


def generated() -> Iterator[Spoof]:
    for seed in SEEDS:
        first = original(seed)
        yield from (replace(first, change=what, text=text) for what, text in _edits(seed))
        yield from _of_sender(seed, first)
        yield from _of_person(seed, first)
        yield from _of_time(first)
        yield from _of_world(seed, first)


def _edits(seed: Seed) -> Iterator[tuple[str, str]]:
    text, place = seed.text, PLACES[seed.place]
    for found in list(re.finditer(r"\d", text))[:4]:
        yield "digit", text[: found.start()] + str((int(found[0]) + 1) % 10) + text[found.end() :]
    yield "digit", text.replace("412.60", "4126.0")
    yield "digit", text.replace("412.60", "41 2.60")
    yield "amount", text.replace("412.60", "4,412.60")
    yield "currency", text.replace("元", "美元").replace("MXN", "EUR").replace(" USD", " GBP")
    yield (
        "account",
        text
        + {"CN": "请转至6222020200012345678", "MX": " CLABE 012345678901234567"}.get(
            place.place, " Wire to account 000123456789"
        ),
    )
    yield "link", text + " https://pay.chenxi.example.evil.example/a1"
    yield "link", text + f" {place.host.replace('.example', '.examp1e')}"
    if place.host in text:
        yield "link", text.replace(place.host, f"{place.host}@evil.example")
        yield "link", text.replace(place.host, place.host.replace("a", "\u0430", 1))
        yield "link", text.replace("/a1", "/A1")
        yield "link", text.replace(place.host, place.host.replace(".", "-", 1))
    yield "homoglyph", _homoglyph(text)
    yield (
        "words",
        text.replace("到期", "到期并已移交法院")
        .replace("应还", "最后通牒:应还")
        .replace("pago", "último pago")
        .replace("adeudo", "adeudo judicial")
        .replace("due", "overdue in court, due")
        .replace("late", "late and in court")
        .replace("balance", "court balance")
        .replace("尚未", "仍未"),
    )
    yield "appended", text + {"CN": "否则后果自负。", "MX": " O habrá consecuencias."}.get(place.place, " Or else.")
    yield "first part", text[: len(text) * 2 // 3]
    yield (
        "number",
        text + {"CN": "致电13700001111", "MX": " Llame al +525511112222"}.get(place.place, " Call +12025550199"),
    )


def _homoglyph(text: str) -> str:
    for one, like in (
        ("已", "己"),
        ("未", "末"),
        ("账", "帐"),
        ("a", "\u0430"),
        ("o", "\u043e"),
        ("e", "\u0435"),
        ("人", "入"),
    ):
        if one in text:
            return text.replace(one, like, 1)
    return text.replace("您", "你", 1)


def _of_sender(seed: Seed, first: Spoof) -> Iterator[Spoof]:
    place = PLACES[seed.place]
    swapped = place.sender if seed.by == "own" else place.own
    last = first.sender[:-1] + ("9" if first.sender[-1].isdigit() and first.sender[-1] != "9" else "X")
    for sender in (swapped, last, place.number, "106955880231", f"{place.creditor}", f"{first.sender}0", "\u0410URORA"):
        yield replace(first, change="sender", sender=sender)
    yield replace(first, change="no sender", sender="")


def _of_person(seed: Seed, first: Spoof) -> Iterator[Spoof]:
    place = PLACES[seed.place]
    yield replace(first, change="another person", number=place.other)
    yield replace(first, change="another person", number=place.number[:-1] + "0")
    yield replace(first, change="another person with the code", number=place.other, code="own")
    yield replace(first, change="another's code", code="other")
    yield replace(first, change="made-up code", code="0000000AB")
    yield replace(first, change="code without its text", text=f"{seed.text} {place.place}", code="own")


def _of_time(first: Spoof) -> Iterator[Spoof]:
    yield replace(first, change="old text", minutes=72 * 60 + 1)
    yield replace(first, change="old text and code", minutes=30 * 24 * 60, code="own")
    yield replace(first, change="announced after it came", minutes=-1)
    yield replace(first, change="announced after it came", minutes=-3 * 24 * 60)
    yield replace(first, change="other channel", channel="email")


def _of_world(seed: Seed, first: Spoof) -> Iterator[Spoof]:
    worlds = ["withdrawn", "sender_ended", "reported", "address_moved"]
    worlds += ["recalled", "revoked", "mandate_ended", "mandate_other_channel", "placed_elsewhere"] * (
        seed.by == "agency"
    )
    for world in worlds:
        yield replace(first, change=world, world=world, minutes=36 * 60)


def read(name: str) -> tuple[Spoof, ...]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return tuple(Spoof(**json.loads(line)) for line in lines)


def as_lines(spoofs: Iterator[Spoof]) -> str:
    return "".join(f"{json.dumps(asdict(spoof), ensure_ascii=False)}\n" for spoof in spoofs)


if __name__ == "__main__":
    CASES.mkdir(parents=True, exist_ok=True)
    (CASES / "generated.jsonl").write_text(as_lines(generated()), encoding="utf-8")
    (CASES / "originals.jsonl").write_text(as_lines(originals()), encoding="utf-8")
