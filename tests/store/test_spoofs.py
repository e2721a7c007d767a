"""Not one of these may be told as own staff or as an authorised agency; and what was really announced must be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import a_gate
import pytest
import spoofs
from a_register import AT, MADE_AT, TOML, a_mandate, a_sender, an_account, an_agency
from django.db import transaction
from pytest_django.fixtures import Settings

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.mandate.normal_form import normal_form
from atesta.store import announcing, models
from atesta.store.checking_sent import Asked, Called, CallState, Sent, check_call, check_code, check_text
from atesta.store.gating import Asker, Wanted

pytestmark = pytest.mark.django_db
YES = {"own_staff", "authorised_agency"}


@dataclass(frozen=True, slots=True)
class World:
    """What was announced, by seed; `calls` by place."""

    rows: dict[str, announcing.Announced]
    calls: dict[str, announcing.Announced]
    others: dict[str, str]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, folder: Path, settings: Settings) -> World:
    settings.WEB = replace(settings.WEB, home=folder / "home")
    a_gate.open_gate(monkeypatch)
    rows, calls, others = {}, {}, {}
    for code, place in spoofs.PLACES.items():
        house, agency = _house(place)
        for number, seed in enumerate((seed for seed in spoofs.SEEDS if seed.place == code), 1):
            asker = Asker(house, agency if seed.by == "agency" else None)
            rows[seed.id] = announcing.announce_text(
                asker, _wanted(place, seed.by, place.number, number), seed.text, AT
            )
        asker = Asker(house, agency)
        call = replace(_wanted(place, "agency", place.number, 90), channel=Channel.CALL)
        calls[code] = announcing.announce_call(asker, call, AT, AT + timedelta(minutes=30), "Wei", AT)
        text = "X 777.70 {code}"
        wanted = replace(_wanted(place, "agency", place.other, 95), account=f"B-{code}")
        others[code] = announcing.announce_text(asker, wanted, text, AT).code
    return World(rows, calls, others)


def _house(place: spoofs.Place) -> tuple[models.Creditor, models.Agency]:
    house = models.Creditor.objects.create(name=place.creditor, place=place.place, made_at=MADE_AT)
    agency = an_agency(house, "hx", place.agency)
    a_sender(house, None, place.own, date(2024, 1, 1))
    a_sender(house, agency, place.sender, date(2025, 1, 1))
    a_mandate(agency, date(2025, 1, 1), date(2027, 12, 31))
    for name, number in (("A", place.number), ("B", place.other)):
        toml = TOML.replace('place = "CN"', f'place = "{place.place}"').replace("晨曦分期", place.creditor)
        toml = toml.replace('zone = "Asia/Shanghai"\n', "").replace("CNY", place.currency)
        toml = toml.replace('["in-app"]', f'["in-app", "{place.host}"]').replace("A-1001", f"{name}-{place.place}")
        account = an_account(house, f"{name}-{place.place}", toml, number)
        models.Placement.objects.create(account=account, agency=agency, from_on=date(2026, 11, 20), made_at=MADE_AT)
    return house, agency


def _wanted(place: spoofs.Place, by: str, number: str, minutes: int) -> Wanted:
    return Wanted(
        account=f"A-{place.place}",
        number=number,
        address=place.own if by == "own" else place.sender,
        channel=Channel.SMS,
        purpose=Purpose.DEMAND,
        to=Recipient.DEBTOR,
        at=AT + timedelta(minutes=minutes),
    )


def _placements(row: models.Announcement) -> object:
    return models.Placement.objects.filter(account=row.account)


DAY = AT.date()
HAPPENS: dict[str, Callable[[models.Announcement], object]] = {
    "": lambda row: None,
    "withdrawn": lambda row: announcing.withdraw(row, "not sent", AT + timedelta(hours=1)),
    "sender_ended": lambda row: models.Sender.objects.filter(key=row.address_key).update(to_on=DAY),
    "address_moved": lambda row: models.Sender.objects.filter(key=row.address_key).delete(),
    "reported": lambda row: models.Block.objects.create(
        **{"kind": "sender", "place": row.creditor.place, "address": row.address, "since": AT, "source": "12321"},
        **{"made_at": AT, "confirmed_at": AT, "open_key": row.address_key},
    ),
    "recalled": lambda row: models.Placement.objects.filter(account=row.account).update(to_on=DAY),
    "placed_elsewhere": lambda row: models.Placement.objects.filter(account=row.account).delete(),
    "revoked": lambda row: row.agency.mandates.update(revoked_at=AT + timedelta(hours=2)),
    "mandate_ended": lambda row: row.agency.mandates.update(to_on=DAY),
    "mandate_other_channel": lambda row: row.agency.mandates.update(channels=["letter"]),
}


@contextmanager
def happened(word: str, row: models.Announcement) -> Iterator[None]:
    """What happened in between, undone afterwards."""
    mark = transaction.savepoint()
    try:
        HAPPENS[word](row)
        yield
    finally:
        transaction.savepoint_rollback(mark)


def answered(world: World, spoof: spoofs.Spoof) -> Sent:
    made = world.rows[spoof.seed]
    assert made.row is not None
    place = made.row.creditor.place
    code = {"own": made.code, "other": world.others[place]}.get(spoof.code, spoof.code)
    received = AT + timedelta(minutes=spoof.minutes)
    asked = Asked(place, spoof.text, spoof.number, spoof.sender, received, code, Channel(spoof.channel))
    with happened(spoof.world, made.row):
        return check_text(asked, max(received, AT))


def test_what_was_announced_is_a_yes_however_it_was_copied(world: World) -> None:
    for spoof in spoofs.read("originals.jsonl"):
        seed = next(seed for seed in spoofs.SEEDS if seed.id == spoof.seed)
        expected = "own_staff" if seed.by == "own" else "authorised_agency"
        assert answered(world, spoof).answer == expected, spoof


@pytest.mark.parametrize("name", ["generated.jsonl", "by_hand.jsonl"])
def test_no_spoof_is_vouched_for(world: World, name: str) -> None:
    cases = spoofs.read(name)
    wrong = [spoof for spoof in cases if answered(world, spoof).answer in YES]
    assert not wrong, wrong


def test_what_had_ended_is_denied_and_not_merely_unknown(world: World) -> None:
    ended = [
        spoof for spoof in spoofs.read("generated.jsonl") if spoof.world in ("recalled", "revoked", "sender_ended")
    ]
    assert ended and {answered(world, spoof).answer for spoof in ended} == {"denied"}


def test_the_corpus_is_large_and_its_edits_are_real() -> None:
    cases = spoofs.read("generated.jsonl")
    texts = {seed.id: normal_form(seed.text) for seed in spoofs.SEEDS}
    assert len(cases) + len(spoofs.read("by_hand.jsonl")) >= 300 and len(spoofs.read("by_hand.jsonl")) >= 40
    changed = [
        spoof for spoof in cases if spoof.change in ("digit", "link", "currency", "homoglyph", "words", "account")
    ]
    assert all(normal_form(spoof.text) != texts[spoof.seed] for spoof in changed)
    assert len(Counter(spoof.change for spoof in cases)) >= 20


def test_the_generated_part_is_what_the_script_makes() -> None:
    for name, made in (("generated.jsonl", spoofs.generated()), ("originals.jsonl", spoofs.originals())):
        assert (spoofs.CASES / name).read_text(encoding="utf-8") == spoofs.as_lines(made)


@pytest.mark.parametrize("code", list(spoofs.PLACES))
def test_a_caller_is_they_only_in_the_window_with_the_code_and_the_number(world: World, code: str) -> None:
    made, place = world.calls[code], spoofs.PLACES[code]
    last4 = place.number[-4:]

    def state(minutes: int = 5, typed: str = made.code, digits: str = last4) -> CallState:
        return check_call(code, typed, digits, AT + timedelta(minutes=minutes)).state

    assert made.row is not None and state() is CallState.THEY and state(typed=made.code.lower()) is CallState.THEY
    spoofed = [state(-1), state(31), state(24 * 60), state(typed=world.others[code]), state(digits=place.other[-4:])]
    spoofed += [state(typed="000000000"), state(typed=world.rows[next(iter(world.rows))].code)]
    for word in ("sender_ended", "recalled", "revoked", "placed_elsewhere", "reported", "mandate_other_channel"):
        minutes = 47 * 60 if word in ("sender_ended", "recalled") else 5
        with happened(word, made.row):
            models.Announcement.objects.filter(id=made.row.id).update(closes_at=AT + timedelta(days=2))
            assert check_call(code, made.code, last4, AT + timedelta(minutes=minutes)).state is CallState.NOT, word
    with happened("", made.row):
        announcing.close(made.row, AT + timedelta(minutes=4))
        spoofed.append(state())
    with happened("", made.row):
        announcing.withdraw(made.row, "", AT + timedelta(minutes=4))
        spoofed.append(state())
    assert set(spoofed) == {CallState.NOT}


def test_a_code_alone_is_never_a_yes(world: World) -> None:
    for seed in spoofs.SEEDS:
        place, made = spoofs.PLACES[seed.place], world.rows[seed.id]
        told = check_code(seed.place, made.code, place.number[-4:], AT + timedelta(minutes=5))
        assert isinstance(told, Sent) and told.answer not in YES and told.by == "code" and told.found is not None
        other = check_code(seed.place, made.code, place.other[-4:], AT + timedelta(minutes=5))
        assert isinstance(other, Sent) and other.by == "" and other.found is None


def test_a_call_found_by_its_code_is_told_as_a_call(world: World) -> None:
    told = check_code("CN", world.calls["CN"].code, spoofs.PLACES["CN"].number[-4:], AT + timedelta(minutes=5))
    assert isinstance(told, Called) and told.state is CallState.THEY


def test_times_out_of_any_calendar_are_answered(world: World) -> None:
    asked = Asked(
        "CN", spoofs.SEEDS[0].text, spoofs.PLACES["CN"].number, "02150001234", datetime.max.replace(tzinfo=AT.tzinfo)
    )
    assert check_text(asked, AT).answer not in YES
