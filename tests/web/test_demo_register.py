"""The creditor's side of the demonstration: filled once, entered by one press, and only where it is a demonstration."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from atesta.store import registry
from atesta.store.models import Agency, Creditor, LedgerAccount, SignedMandate
from atesta.web.demo.register import CREDITOR, fill_register

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def demo(settings: Any, tmp_path: Path) -> None:
    settings.WEB = replace(settings.WEB, home=tmp_path / "home", folder=tmp_path, demo=True)
    fill_register(NOW)


def test_it_is_filled_once_and_its_extract_is_of_today() -> None:
    fill_register(NOW + timedelta(days=2))
    assert (Creditor.objects.count(), Agency.objects.count(), SignedMandate.objects.count()) == (1, 2, 1)
    account = registry.core_account(LedgerAccount.objects.get())
    assert account is not None and account.as_of.astimezone(UTC) == datetime(2026, 11, 25, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize(("who", "page"), [("officer", "/en/creditor/"), ("manager", "/en/agency/")])
def test_one_press_signs_in_as_one_of_the_two(who: str, page: str) -> None:
    visitor = Client()
    assert "云岭信服" in visitor.get("/en/demo").content.decode()
    assert visitor.post("/en/demo/staff", {"who": who})["Location"] == page
    assert visitor.get(page).status_code == 200


def test_nobody_else_can_be_signed_in_so_and_nowhere_else(settings: Any) -> None:
    assert Client().post("/en/demo/staff", {"who": "keeper"})["Location"] == "/en/demo"
    settings.WEB = replace(settings.WEB, demo=False)
    visitor = Client()
    assert visitor.post("/en/demo/staff", {"who": "officer"})["Location"] == "/en/demo"
    assert visitor.get("/en/creditor/").status_code == 302


def test_the_public_list_names_it() -> None:
    assert CREDITOR in Client().get("/es/cn/agencies").content.decode()
