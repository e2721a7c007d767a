"""The gate that lets through whatever is asked, where the real one is not what a test is about.

`closed(monkeypatch)` makes it refuse. Asker and Wanted are the real ones where they are there."""

from __future__ import annotations

import sys
import types
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class _Asker:
    creditor: Any
    agency: Any = None


@dataclass(frozen=True, slots=True)
class _Wanted:
    account: str
    number: str
    address: str
    channel: Any
    purpose: Any
    to: Any
    at: datetime


if find_spec("atesta.store.gating") is None:
    made = types.ModuleType("atesta.store.gating")
    made.Asker, made.Wanted = _Asker, _Wanted  # type: ignore[attr-defined]
    made.ask = made.ask_many = None  # type: ignore[attr-defined]
    sys.modules["atesta.store.gating"] = made


def open_gate(monkeypatch: pytest.MonkeyPatch, decision: str = "allowed") -> None:
    from atesta.store import announcing  # noqa: PLC0415 - once Django is set up

    monkeypatch.setattr(announcing, "ask", lambda asker, wanted, now: _asked(asker, [wanted], now, decision)[0])
    monkeypatch.setattr(announcing, "ask_many", lambda asker, wanteds, now: _asked(asker, wanteds, now, decision))


def _asked(asker: Any, wanteds: Any, now: datetime, decision: str) -> list[Any]:
    from atesta.store import registry  # noqa: PLC0415
    from atesta.store.house import person_hash  # noqa: PLC0415
    from atesta.store.models import GateAsk  # noqa: PLC0415

    rows = [
        GateAsk(
            creditor=asker.creditor,
            agency=asker.agency,
            account=registry.account_of(asker.creditor, wanted.account),
            person=person_hash(wanted.number, asker.creditor.place),
            address=wanted.address,
            channel=wanted.channel.value,
            purpose=wanted.purpose.value,
            to=wanted.to.value,
            planned_at=wanted.at,
            asked_at=now,
            decision=decision,
            ends_at=wanted.at + timedelta(hours=1),
        )
        for wanted in wanteds
    ]
    return GateAsk.objects.bulk_create(rows)
