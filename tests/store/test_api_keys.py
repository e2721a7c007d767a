"""A machine's key: its secret is kept nowhere, it ends, is revoked, and opens what is its agency's alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.store import api_keys
from atesta.store.models import Agency, ApiKey, Creditor, LogEntry, Opening

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def creditor(db: None) -> Creditor:
    return Creditor.objects.create(name="晨曦分期", place="CN", made_at=NOW)


@pytest.fixture
def agency(creditor: Creditor) -> Agency:
    return Agency.objects.create(creditor=creditor, slug="hx", name="云岭信服", made_at=NOW)


def test_a_key_opens_what_it_was_made_for_and_its_secret_is_kept_nowhere(creditor: Creditor, agency: Agency) -> None:
    row, secret = api_keys.new_key(creditor, agency, "dialler", None, NOW)
    found = api_keys.key_of(secret, NOW)
    assert found == row and found.agency == agency and found.creditor == creditor
    kept = "".join(str(each.__dict__) for model in (ApiKey, Opening) for each in model._default_manager.all())
    assert secret.removeprefix("atk_") not in kept and "dialler" in kept


def test_a_key_of_the_creditor_is_of_no_agency(creditor: Creditor) -> None:
    _, secret = api_keys.new_key(creditor, None, "ledger", None, NOW)
    found = api_keys.key_of(secret, NOW)
    assert found is not None and found.agency is None


def test_a_key_ends_at_its_moment(creditor: Creditor, agency: Agency) -> None:
    _, secret = api_keys.new_key(creditor, agency, "pilot", NOW + HOUR, NOW)
    assert api_keys.key_of(secret, NOW + HOUR - timedelta(microseconds=1))
    assert api_keys.key_of(secret, NOW + HOUR) is None


def test_a_revoked_key_opens_nothing_and_is_revoked_once(creditor: Creditor, agency: Agency) -> None:
    row, secret = api_keys.new_key(creditor, agency, "dialler", None, NOW)
    assert api_keys.revoke(row, None, NOW + HOUR) and not api_keys.revoke(row, None, NOW + 2 * HOUR)
    assert api_keys.key_of(secret, NOW + HOUR) is None
    assert ApiKey.objects.get().revoked_at == NOW + HOUR
    assert list(LogEntry.objects.order_by("seq").values_list("kind", flat=True)) == ["api_key_made", "api_key_revoked"]


def test_a_form_that_is_sent_twice_makes_one_key(creditor: Creditor, agency: Agency) -> None:
    secret = api_keys.new_secret()
    for _ in range(2):
        api_keys.new_key(creditor, agency, "dialler", None, NOW, secret=secret)
    assert ApiKey.objects.count() == 1


def test_an_agency_of_another_creditor_gets_no_key(creditor: Creditor, agency: Agency) -> None:
    other = Creditor.objects.create(name="R", place="CN", made_at=NOW)
    with pytest.raises(ValueError, match="another creditor"):
        api_keys.new_key(other, agency, "dialler", None, NOW)


def test_another_spelling_of_the_same_bytes_is_not_the_secret() -> None:
    secret = "atk_" + "A" * 43
    assert api_keys.digest_of(secret) is not None
    wrong = [secret[:-1] + "B", secret + "=", secret[4:], secret[:-1], secret + "A", secret.upper(), f" {secret}"]
    assert [api_keys.digest_of(each) for each in wrong] == [None] * len(wrong)


@given(st.text(max_size=60))
def test_what_is_no_secret_is_nobody_s(text: str) -> None:
    assert api_keys.digest_of("atk_" + text) is None or len(text) == 43
