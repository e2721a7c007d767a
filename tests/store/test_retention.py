"""Closed cases and ended entries of the creditor's list go after their time; a hold keeps what came from its file."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from atesta.store import casework, house, oversight, retention
from atesta.store.chores import enqueue_chores
from atesta.store.erasing import erase_ended
from atesta.store.models import Block, Case, File, LogEntry, Opening, Request, Staff
from atesta.store.worker import Worker
from atesta.web_settings import Operator

sys.path.append(str(Path(__file__).parents[1] / "web"))
from people import staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CREDITOR, OWN = Operator("creditor", "Bank of Tests", "112"), Operator()


@pytest.fixture
def clerk() -> Staff:
    return staff("clerk")


def closed(clerk: Staff, on: date, file: File | None = None) -> Case:
    letter = casework.Typed(on, "ES", "es", f"Me llamaron {on}", "Banco de España", f"R-{Case.objects.count()}")
    case, _ = casework.take_typed(letter, clerk, NOW)
    Case.objects.filter(id=case.id).update(state="closed", closed_on=on, file=file)
    return case


def entry(number: str, **ended: datetime) -> Block:
    block = house.enter(house.Entered("stop", "CN", NOW, "letter", number=number), None, NOW)
    Block.objects.filter(id=block.id).update(**ended)
    return block


def erased(now: datetime = NOW) -> None:
    retention.erase_ended(now, CREDITOR, lambda row: erase_ended(row, now))


def test_a_closed_case_goes_after_five_years_and_an_open_one_never(clerk: Staff) -> None:
    old, young = closed(clerk, date(2021, 11, 19)), closed(clerk, date(2021, 11, 21))
    running = casework.take_typed(casework.Typed(date(2010, 1, 1), "ES", "es", "Abierta"), clerk, NOW)[0]
    assert (retention.due(NOW, CREDITOR).cases, retention.due(NOW, OWN).cases) == (1, 0)
    erased()
    assert set(Case.objects.all()) == {young, running}
    assert not Opening.objects.filter(row=old.id).exists()
    assert LogEntry.objects.filter(kind="case_erased").count() == 1


def test_an_entry_that_ended_goes_after_two_years_and_one_that_stands_stays() -> None:
    ago = NOW - timedelta(days=731)
    gone = [entry("139 0004 7701", lifted_at=ago), entry("139 0004 7702", declined_at=ago)]
    stays = [
        entry("139 0004 7703"),
        entry("139 0004 7704", confirmed_at=ago),
        entry("139 0004 7705", declined_at=ago, confirmed_at=ago),
        entry("139 0004 7706", lifted_at=NOW - timedelta(days=700)),
    ]
    assert retention.due(NOW, CREDITOR).blocks == len(gone)
    erased()
    assert set(Block.objects.all()) == set(stays)
    assert not Opening.objects.filter(row__in=[block.id for block in gone]).exists()


def test_what_came_from_a_file_under_a_hold_stays_until_it_is_lifted(clerk: Staff) -> None:
    file = File.objects.create(code_hash="x", lang="en", made_at=NOW, opened_at=NOW)
    case = closed(clerk, date(2015, 1, 1), file)
    block = entry("139 0004 7701", lifted_at=datetime(2015, 1, 1, tzinfo=UTC))
    debt = file.debts.create(place="CN", currency="CNY", made_at=NOW)
    Request.objects.create(debt=debt, kind="stop", asked_on=date(2015, 1, 1), lang="en", block=block, made_at=NOW)
    held = oversight.hold(file.id, clerk, "court", NOW)
    assert held is not None
    erased()
    assert (Case.objects.get(), Block.objects.get()) == (case, block)
    oversight.lift(held, clerk, NOW)
    erased()
    assert not Case.objects.exists() and not Block.objects.exists() and Request.objects.get().block is None


@pytest.fixture
def _creditor(settings: Any) -> None:
    settings.WEB = replace(settings.WEB, operator=CREDITOR)


@pytest.mark.usefixtures("_creditor")
def test_the_chore_of_every_day_does_it(clerk: Staff, folder: Path) -> None:
    closed(clerk, date(2015, 1, 1))
    now = datetime.now(UTC)
    enqueue_chores(now)
    worker = Worker(lambda: now)
    while worker.do_one():
        pass
    assert not Case.objects.exists()
