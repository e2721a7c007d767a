"""How often somebody may try: counted right, told apart by address, kept under no address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django.fixtures import Settings
from shared_database import Shared

from atesta.store import pace
from atesta.store.models import Pace

pytestmark = pytest.mark.django_db


def asks(address: str = "192.0.2.7", **headers: str) -> HttpRequest:
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=address)


def allowed(times: int, now: datetime, name: str = "ocr", address: str = "192.0.2.7") -> int:
    return sum(pace.allow(asks(address), name, now) for _ in range(times))


def test_the_eleventh_of_ten_is_one_too_many(now: datetime) -> None:
    assert allowed(12, now) == 10


def test_a_window_ends_and_a_new_one_begins(now: datetime) -> None:
    allowed(11, now)
    assert allowed(11, now + timedelta(seconds=60)) == 10


def test_another_address_has_its_own(now: datetime) -> None:
    allowed(11, now)
    assert allowed(1, now, address="192.0.2.8") == 1


def test_a_household_of_ipv6_is_one(now: datetime) -> None:
    assert allowed(10, now, address="2001:db8::1") == 10
    assert allowed(1, now, address="2001:db8::ffff:2") == 0
    assert allowed(1, now, address="2001:db8:0:1::1") == 1


def test_guessing_codes_gets_slower_and_slower(now: datetime) -> None:
    assert allowed(5, now, "file-code") == 5
    waits = [pace.wait(asks(), "file-code", now) for _ in range(11)]
    assert waits[0] == 1800
    assert waits[-1] == 7200
    assert waits == sorted(waits)


def test_no_wait_is_longer_than_a_day(now: datetime) -> None:
    limit = pace.LIMITS["file-code"]
    assert limit.window(10_000) == timedelta(days=1)


def test_no_wait_is_told_for_longer_than_its_key_lives(now: datetime) -> None:
    late = now.replace(hour=23, minute=30, second=0, microsecond=0)
    waits = [pace.wait(asks(), "sent-report", late) for _ in range(6)]
    assert waits == [0] * 5 + [1800]
    assert pace.wait(asks(), "sent-report", late + timedelta(seconds=1800)) == 0


def test_no_address_is_kept_and_tomorrow_s_key_is_another(now: datetime) -> None:
    allowed(1, now)
    allowed(1, now + timedelta(days=1))
    keys = list(Pace.objects.values_list("key", flat=True))
    assert len(keys) == 2
    assert not any("192.0.2" in key for key in keys)


def test_a_header_is_believed_only_behind_our_proxy_and_only_its_last_entry(settings: Settings, now: datetime) -> None:
    forged = asks(**{"X-Forwarded-For": "198.51.100.1, 198.51.100.2"})
    assert pace.address_of(forged) == "192.0.2.7"
    settings.WEB = replace(settings.WEB, behind_proxy=True)
    assert pace.address_of(forged) == "198.51.100.2"
    assert pace.address_of(asks(**{"X-Forwarded-For": "x" * 500})) == "unknown"


def test_the_right_code_forgets_the_slips(now: datetime) -> None:
    for _ in range(5):
        pace.wait_key("LOCATOR", "file-code", now)
    pace.forget_key("LOCATOR", "file-code", now)
    assert pace.wait_key("LOCATOR", "file-code", now) == 0


def test_old_rows_are_swept(now: datetime) -> None:
    allowed(1, now)
    assert pace.sweep_paces(now + timedelta(hours=1)) == 0
    assert pace.sweep_paces(now + timedelta(days=2)) == 1


def test_four_processes_at_once_are_counted_right(shared: Shared) -> None:
    running = [shared.start("try_often.py", 15) for _ in range(4)]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert sum(map(int, said)) == pace.LIMITS["review"].most
