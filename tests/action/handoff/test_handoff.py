"""The file for the lawyers: what is in it, what is missing, who accepted it, and from when that counts."""

from __future__ import annotations

import dataclasses
import json
import os
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from desks import whole_desk

from atesta.action.complaint.packet.document import as_text
from atesta.action.handoff import (
    Accepted,
    Entry,
    Seal,
    accept_on_paper,
    lacking,
    no_step_since,
    open_acceptance,
    read_case,
    sign_acceptance,
    step_of,
    with_hand_off,
)
from atesta.action.handoff.accept import in_time
from atesta.action.handoff.lacking import LACKING
from atesta.contact.message import Message
from atesta.errors import InputError
from atesta.evidence import keys
from atesta.evidence.anchors import Anchors
from atesta.intake.account_file import read_account
from atesta.locale import catalogue
from atesta.pipeline import Desk, Knowledge, review_message
from atesta.telling.say_handoff import handoff_document

ON = date(2026, 11, 20)
ACCOUNT = b"""
as_of = 2026-11-19T06:00:00+08:00
account = "A-1"
creditor = "L"
lender = { name = "L", kind = "consumer_finance" }
place = "CN"
zone = "Asia/Shanghai"
currency = "CNY"
instalment = [{ due = 2026-10-12, amount = "412.60", paid = "0" }]
"""
HISTORY = b'{"at": "2026-11-15T10:02:00+08:00", "channel": "call", "outcome": "conversation", "by": "own"}\n'
NOTICES = (
    b'[[notice]]\nkind = "default"\non = 2026-10-20\nchannel = "letter"\nreceived_on = 2026-10-22\nproof = "r.pdf"\n'
)
CLAIM = {"kind": "legal_step", "quote": "已移交法务 11010119900307211X", "answer": "contradicted", "on_file": "none"}
REVIEW = json.dumps({"schema": "atesta.review/1", "truth": {"claims": [CLAIM]}}).encode()
SEALED = Seal("unchanged", "id", "0" * 64, "L", 1, 2, "TSA")
FILES = {"account.toml": ACCOUNT, "history.jsonl": HISTORY, "notices.toml": NOTICES, "r.pdf": b"%PDF", "x.zip": b"PK"}
DIGEST = "f" * 64


def sealed(answer: str = "unchanged") -> object:
    return lambda name, data: dataclasses.replace(SEALED, answer=answer) if name.endswith(".zip") else None


def ids(files: dict[str, bytes], **more: object) -> list[str]:
    return [one.id for one in lacking(read_case(files, sealed(**more), ON))]  # type: ignore[arg-type]


def test_a_whole_case_lacks_nothing_and_numbers_its_files_without_their_names() -> None:
    good = dict(CLAIM, answer="matches")
    files = {**FILES, "a.json": json.dumps({"schema": "atesta.review/1", "truth": {"claims": [good]}}).encode()}
    asked = read_case(files, sealed(), ON)  # type: ignore[arg-type]
    assert [one.file for one in asked.exhibits] == [
        "E001.toml",
        "E002.jsonl",
        "E003.toml",
        "E004.json",
        "E005.pdf",
        "E006.zip",
    ]
    assert asked.notices[0].proof == "E005"
    assert not lacking(asked)


def test_what_is_missing_is_named_and_stops_nothing() -> None:
    assert ids({"account.toml": ACCOUNT}) == ["history_unknown", "notice_none", "review_none", "sealed_none"]
    old = ACCOUNT.replace(b"2026-11-19", b"2026-10-01").replace(b'name = "L"', b'name = ""')
    paused = old + b'[[pause]]\nkind = "dispute"\nfrom = 2026-11-01\n[[receipt]]\non = 2026-10-13\namount = "412.60"\n'
    found = ids(
        {**FILES, "account.toml": paused, "a.json": REVIEW, "notices.toml": NOTICES.replace(b'proof = "r.pdf"', b"")}
    )
    assert {
        "account_old",
        "lender_unknown",
        "pause_running",
        "receipt_unknown",
        "notice_without_proof",
        "claims_untrue",
    } <= set(found)
    assert found == sorted(found, key=LACKING.index)


def test_an_identity_number_in_a_claim_is_masked() -> None:
    (claim,) = read_case({**FILES, "a.json": REVIEW}, sealed(), ON).claims  # type: ignore[arg-type]
    assert "19900307" not in claim.quote and claim.quote.startswith("已移交法务")


@pytest.mark.parametrize("answer", ["changed", "incomplete", "cannot_check"])
def test_an_exhibit_that_is_not_what_was_sealed_is_refused(answer: str) -> None:
    with pytest.raises(InputError) as refused:
        ids(FILES, answer=answer)
    assert refused.value.key == f"handoff_seal_{answer}"


@pytest.mark.parametrize(
    ("files", "key"),
    [
        ({"history.jsonl": HISTORY}, "handoff_no_account"),
        ({"account.toml": ACCOUNT} | {f"{n}.txt": b"" for n in range(500)}, "handoff_too_many"),
        ({"account.toml": ACCOUNT, "a.json": b"[]"}, "handoff_no_review"),
        ({"account.toml": ACCOUNT, "a.json": b"["}, "handoff_no_review"),
        ({"account.toml": ACCOUNT, "notices.toml": NOTICES}, "handoff_proof_missing"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(files: dict[str, bytes], key: str) -> None:
    with pytest.raises(InputError) as refused:
        ids(files)
    assert refused.value.key == key


@cache
def ring(name: str) -> tuple[keys.Key, keys.Certificate]:
    key = keys.new_key(os.urandom)
    cert = keys.certificate(name, key.public, None, key, 0, 4_000_000_000_000, os.urandom, certifies=1)
    return key, cert


def token(file: str = DIGEST) -> bytes:
    return sign_acceptance(file, "Bufete  Ejemplo", ON, *ring("Bufete Ejemplo"))


def test_a_firm_accepts_by_name_with_its_own_key() -> None:
    found = open_acceptance(token(), DIGEST, Anchors((ring("Bufete Ejemplo")[1],)), "0" * 64)
    assert (found.acceptor, found.on, found.how, found.signer) == ("Bufete Ejemplo", ON, "signed", "Bufete Ejemplo")


@pytest.mark.parametrize(
    ("given", "anchors", "key"),
    [
        (b"x", "known", "handoff_token_form"),
        (b"a.b.c", "known", "handoff_token_form"),
        ("other", "known", "handoff_token_file"),
        ("mine", "unknown", "handoff_token_signer"),
        ("mine", "revoked", "handoff_token_signer"),
        ("changed", "known", "handoff_token_changed"),
    ],
)
def test_what_accepts_nothing_is_refused(given: bytes | str, anchors: str, key: str) -> None:
    made = {"mine": token(), "other": token("0" * 64), "changed": token()[:-3] + b"AAA"}
    cert = ring("Bufete Ejemplo" if anchors != "unknown" else "Somebody")[1]
    known = Anchors((cert,), revoked={keys.fingerprint(cert): None} if anchors == "revoked" else {})
    with pytest.raises(InputError) as refused:
        open_acceptance(given if isinstance(given, bytes) else made[given], DIGEST, known, "0" * 64)
    assert refused.value.key == key


@pytest.mark.parametrize(("on", "taken"), [(19, False), (20, True), (21, True), (22, False)])
def test_nobody_accepts_before_the_file_was_made_nor_from_tomorrow_on(on: int, taken: bool) -> None:
    acceptance = accept_on_paper(DIGEST, "Bufete", date(2026, 11, on), "0" * 64)
    if taken:
        assert in_time(acceptance, ON, date(2026, 11, 21)) == acceptance
        return
    with pytest.raises(InputError):
        in_time(acceptance, ON, date(2026, 11, 21))


def test_an_acceptance_without_a_name_is_none() -> None:
    with pytest.raises(InputError):
        accept_on_paper(DIGEST, "  ", ON, "0" * 64)


@cache
def desk() -> Desk:
    return whole_desk()


def said(account_toml: bytes, day: int, *, accepted: bool) -> str:
    """The answer about the claim of a hand-off, in a message of that day."""
    account = read_account(account_toml)
    acceptance = accept_on_paper(DIGEST, "Bufete", ON, "0" * 64) if accepted else None
    text = "您的案件已移交法务部门处理。"
    message = Message(text, text.encode(), received=datetime(2026, 11, day, 4, tzinfo=UTC))
    found = review_message(message, Knowledge.of(account=with_hand_off(account, acceptance), place="CN"), desk())
    return next(claim.answer for claim in found.truth.claims if claim.kind == "legal_step")


def test_only_an_acceptance_changes_the_legal_stage_and_only_from_the_day_after_it() -> None:
    assert said(ACCOUNT, 20, accepted=False) == "contradicted"
    assert said(ACCOUNT, 21, accepted=True) == "matches"
    assert said(ACCOUNT, 19, accepted=True) == said(ACCOUNT, 20, accepted=True) == "contradicted"
    row = b'[[legal]]\nstage = "handed_to_lawyers"\non = 2026-11-20\n'
    assert [said(ACCOUNT + row, day, accepted=False) for day in (20, 21)] == ["contradicted", "matches"]


@pytest.mark.parametrize(
    ("at", "answer"), [("12:00", "matches"), ("11:59", "matches"), ("12:01", "contradicted"), ("19:30", "contradicted")]
)
def test_an_acceptance_of_the_evening_makes_nothing_true_that_was_said_at_noon(at: str, answer: str) -> None:
    row = f'[[legal]]\nstage = "handed_to_lawyers"\non = 2026-11-20\nat = 2026-11-20T{at}:00+08:00\n'
    assert said(ACCOUNT + row.encode(), 20, accepted=False) == answer


def test_the_moment_of_the_entry_counts_only_on_the_day_of_the_acceptance() -> None:
    acceptance = accept_on_paper(DIGEST, "Bufete", ON, "0" * 64)
    entered = datetime(ON.year, ON.month, ON.day, 17, tzinfo=UTC)
    assert step_of(acceptance, entered).at == entered
    assert step_of(acceptance).at is step_of(acceptance, entered + timedelta(days=1)).at is None


def test_no_step_since_shows_after_the_days_that_were_set() -> None:
    cases = [Accepted("a", date(2026, 10, 1)), Accepted("b", date(2026, 9, 1)), Accepted("c", date(2026, 9, 1), (ON,))]
    assert [case.id for case in no_step_since(cases, ON)] == ["b", "a"]
    assert [case.id for case in no_step_since(cases, date(2026, 10, 31), 30)] == ["b"]
    assert [case.id for case in no_step_since(cases, date(2026, 10, 31), 29)] == ["b", "a"]


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_what_the_house_s_log_says_of_an_exhibit_is_custody(lang: str) -> None:
    kept = Entry(7, datetime(2026, 11, 15, 14, tzinfo=UTC), "handed_over", "ab" * 32)
    asked = read_case(FILES, sealed(), ON, {"x.zip": (kept,)})  # type: ignore[arg-type]
    text = as_text(handoff_document(asked, catalogue(lang)))
    assert "ab" * 32 in text.replace("\n", "").replace(" ", "")
    assert {"en": "handed over by the person", "es": "entregado por la persona", "zh": "本人交来阅看"}[lang] in text
    (one,) = (each for each in asked.exhibits if each.entries)
    assert one.given == "x.zip"
