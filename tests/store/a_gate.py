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

    def many(asker: Any, wanteds: Any, now: datetime, of_texts: Any = ()) -> list[Any]:
        return _asked(asker, wanteds, now, decision, of_texts or [()] * len(wanteds))

    def one(asker: Any, wanted: Any, now: datetime, of_text: Any = ()) -> Any:
        return many(asker, [wanted], now, [of_text])[0]

    monkeypatch.setattr(announcing, "ask", one)
    monkeypatch.setattr(announcing, "ask_many", many)


def _asked(asker: Any, wanteds: Any, now: datetime, decision: str, of_texts: Any) -> list[Any]:
    """What stands against a text decides here, too."""
    from atesta.store import registry  # noqa: PLC0415
    from atesta.store.gating import as_json  # noqa: PLC0415
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
            decision=of_text[0].answer if of_text else decision,
            reasons=[as_json(reason) for reason in of_text],
            ends_at=None if of_text else wanted.at + timedelta(hours=1),
        )
        for wanted, of_text in zip(wanteds, of_texts, strict=True)
    ]
    return GateAsk.objects.bulk_create(rows)
