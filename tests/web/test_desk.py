"""Whose extracts are the lender's word is read again when a file of the anchors changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from call_pages import in_folder

from atesta.evidence import keys
from atesta.evidence.anchors import REVOKED, SIGNERS
from atesta.installation.home import home_in
from atesta.web import desk

pytestmark = pytest.mark.any_database

YEAR = 365 * 86_400_000


@pytest.fixture
def trusted(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_folder(settings, tmp_path)
    monkeypatch.setattr(desk, "settings", lambda: settings.WEB)
    folder = Path(settings.WEB.folder) / "anchors"
    folder.mkdir(parents=True)
    return folder


def lender(name: str) -> str:
    key = keys.new_key(os.urandom)
    return keys.pem(keys.certificate(name, key.public, None, key, 0, YEAR, os.urandom, certifies=1)).decode()


def names() -> list[str]:
    return [keys.subject_of(one) for one in desk.anchors().signers]


def test_a_lender_counts_as_soon_as_its_key_is_there_and_no_longer_than_that(trusted: Path) -> None:
    assert names() == []
    one, other = lender("One"), lender("Other")
    (trusted / SIGNERS).write_text(one)
    assert names() == ["One"]
    (trusted / SIGNERS).write_text(one + other)
    assert names() == ["One", "Other"]
    (trusted / SIGNERS).unlink()
    assert names() == []


def test_who_is_revoked_is_so_from_then_on(trusted: Path) -> None:
    (trusted / SIGNERS).write_text(lender("One"))
    (signer,) = desk.anchors().signers
    (trusted / REVOKED).write_text(f"{keys.fingerprint(signer)}\n")
    assert list(desk.anchors().revoked) == [keys.fingerprint(signer)]


def test_nothing_is_read_twice_that_did_not_change(trusted: Path) -> None:
    (trusted / SIGNERS).write_text(lender("One"))
    assert desk.anchors() is desk.anchors()


def test_this_installation_counts_once_it_has_keys(trusted: Path, settings: Any) -> None:
    assert names() == []
    home_in(settings.WEB.home).ring_or_made()
    assert len(names()) == 1
