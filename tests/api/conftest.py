"""A register, its keys, and a clock that stands where everything of it is in force."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.append(str(Path(__file__).parents[1] / "store"))

if TYPE_CHECKING:
    from a_machine import House


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Ten minutes before the contact of the register is planned."""
    from a_register import AT  # noqa: PLC0415 - models, which Django must know first

    from atesta.api import door  # noqa: PLC0415

    at = AT - timedelta(minutes=10)
    monkeypatch.setattr(door, "utc_now", lambda: at)
    return at


@pytest.fixture
def house(db: None, now: datetime) -> House:
    from a_machine import a_house  # noqa: PLC0415

    return a_house(now)
