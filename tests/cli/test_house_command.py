"""`atesta house`: the do-not-contact list asked and taken along."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime

import pytest
from first_case import Atesta

from atesta.store import house, preparing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person reported a sender, another refused. The database is there already."""
    monkeypatch.setattr(preparing, "prepare", lambda: None)
    now = datetime.now(UTC)
    house.enter(house.Entered("sender", "CN", now, "12321", "", "106955880231", "13900047711"), None, now)
    house.enter(house.Entered("stop", "CN", now, "letter", number="13900047722"), None, now)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--number", "139 0004 7711"), "is refused"),
        (("--number", "139 0004 7722"), "Somebody has to decide"),
        (("--number", "139 0004 7733"), "is allowed"),
        (("--number", "139 0004 7711", "--purpose", "receipt"), "is allowed"),
        ((), "without a number nobody knows"),
    ],
)
def test_the_list_is_asked_about_a_sender_and_a_number(atesta: Atesta, given: tuple[str, ...], said: str) -> None:
    assert said in atesta("house", "ask", "106955880231", "--place", "CN", *given).out


def test_it_is_given_out_without_a_number_and_compared_with_the_key(atesta: Atesta) -> None:
    key = bytes.fromhex(atesta("house", "key").out.strip())
    taken = atesta("house", "list", "recipients").out
    assert hmac.digest(key, b"atesta-recipient-v1|+8613900047722", "sha256").hex() in taken and "47722" not in taken
    assert not atesta("house", "list", "directory", "--place", "CN").out.strip()
