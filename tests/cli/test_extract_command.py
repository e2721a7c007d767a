"""`atesta extract`: the lender issues, she shows; whose word it is comes first, and her receipt is a conflict."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import segno
from first_case import FIRST, HEADER, MESSAGE, Atesta

from atesta.contact.account import Receipt
from atesta.contact.message import Message
from atesta.contact.money import Money
from atesta.contact.papers import with_receipts
from atesta.evidence.anchors import read_anchors
from atesta.evidence.extract_qr import qr_parts
from atesta.intake.extract_file import open_extract
from atesta.pipeline import Desk, Knowledge, review_message

ACCOUNT = FIRST / "account.toml"


@pytest.fixture
def issued(atesta: Atesta, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """By the lender's installation; afterwards we are at hers, which knows nobody."""
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "lender"))
    assert atesta("keys", "init", "--name", "晨曦分期").status == 0
    ran = atesta("extract", "issue", ACCOUNT, "--out", tmp_path / "e.jws", "--qr", tmp_path / "e.svg")
    assert (ran.status, "晨曦分期" in ran.out) == (0, True)
    assert atesta("keys", "export", tmp_path / "anchors").status == 0
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "hers"))
    return tmp_path / "e.jws"


def test_it_is_the_lenders_word_to_whoever_knows_the_key(atesta: Atesta, issued: Path):
    shown = atesta("extract", "show", issued, "--anchors", issued.parent / "anchors")
    assert shown.status == 0 and shown.out.startswith("Signed by 晨曦分期")
    assert "2026-11-15 06:00+08:00" in shown.out
    assert atesta("extract", "show", issued).out.startswith("Signed by a key that nobody here vouches for")


def test_a_signer_that_was_revoked_signs_nothing_more(
    atesta: Atesta, issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ATESTA_HOME", str(tmp_path / "lender"))
    (mark,) = [line.split()[1] for line in atesta("keys", "show").out.splitlines() if line.startswith("Signer: ")]
    assert atesta("keys", "revoke", mark).status == 0
    ran = atesta("extract", "issue", ACCOUNT, "--out", tmp_path / "later.jws")
    assert ran.status == 2 and "revoked" in ran.err and not (tmp_path / "later.jws").exists()
    atesta("keys", "export", tmp_path / "anchors")
    assert "taken out of force" in atesta("extract", "show", issued, "--anchors", tmp_path / "anchors").out


def test_a_file_that_is_there_already_is_not_written_over(atesta: Atesta, issued: Path):
    before = issued.read_bytes()
    ran = atesta("extract", "issue", ACCOUNT, "--out", issued)
    assert ran.status == 2 and "is there already" in ran.err and issued.read_bytes() == before


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_a_changed_one_is_refused_in_the_readers_language(atesta: Atesta, issued: Path, lang: str):
    head, body, signature = issued.read_text().strip().split(".")
    issued.write_text(f"{head}.{body}.{signature[:9]}{'B' if signature[9] == 'A' else 'A'}{signature[10:]}\n")
    ran = atesta("extract", "show", issued, "--anchors", issued.parent / "anchors", "--lang", lang)
    assert (ran.status, ran.out, len(ran.err.splitlines())) == (2, "", 3)


def test_no_folder_of_anchors_is_refused(atesta: Atesta, issued: Path):
    assert "anchors" in atesta("extract", "show", issued, "--anchors", issued.parent / "none").err


def test_a_picture_of_the_code_is_the_same_extract(atesta: Atesta, issued: Path, tmp_path: Path):
    segno.make_qr(qr_parts(issued.read_bytes())[0], error="m").save(str(tmp_path / "code.png"), scale=4)
    anchors = ("--anchors", tmp_path / "anchors")
    assert (
        atesta("extract", "show", tmp_path / "code.png", *anchors).out
        == atesta("extract", "show", issued, *anchors).out
    )
    assert b"<svg" in (tmp_path / "e.svg").read_bytes()


def test_a_review_takes_it_as_it_takes_the_toml(atesta: Atesta, issued: Path):
    anchors = ("--anchors", issued.parent / "anchors")
    by_extract = atesta("review", MESSAGE, *HEADER, "--account", issued, *anchors, "--json")
    by_toml = atesta("review", MESSAGE, *HEADER, "--account", ACCOUNT, "--json")
    assert json.loads(by_extract.out) == json.loads(by_toml.out)
    assert by_extract.err.startswith("Signed by 晨曦分期") and by_toml.err == ""


def test_an_unknown_key_makes_it_hers_in_a_review(atesta: Atesta, issued: Path):
    ran = atesta("review", MESSAGE, *HEADER, "--account", issued, "--json")
    claims = json.loads(ran.out)["truth"]["claims"]
    assert {claim["source"] for claim in claims if claim["kind"] == "lateness_grade"} == {"yours"}
    assert "nobody here vouches for" in ran.err


def test_her_receipt_beside_the_signed_extract_is_a_conflict(issued: Path, desk: Desk):
    """PRODUCT row 12: the lender signed that 412.60 is open; she holds a receipt for it."""
    account = open_extract(issued.read_bytes(), read_anchors(issued.parent / "anchors")).account
    held = with_receipts(account, [Receipt(date(2026, 11, 13), Money(Decimal("412.60"), "CNY"), "T-1")])
    text = "【晨曦分期】您已逾期3天，欠款412.60元，请尽快还款。"
    message = Message(text, text.encode(), received=datetime.fromisoformat("2026-11-15T21:47:00+08:00"))
    claims = {claim.kind: claim for claim in review_message(message, Knowledge.of(held), desk).truth.claims}
    assert (claims["amount"].answer, claims["amount"].source) == ("conflict", "account, receipt")
    without = review_message(message, Knowledge.of(account), desk)
    assert {claim.answer for claim in without.truth.claims if claim.kind == "amount"} == {"matches"}
    assert "send_your_receipt" in review_message(message, Knowledge.of(held), desk).next_steps
