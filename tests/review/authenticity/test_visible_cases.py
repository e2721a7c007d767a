"""The visible judging cases, authenticity only: whatever else a message says, who sent it is answered like this."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from atesta.contact.message import Channel, Message
from atesta.contact.place import place_code
from atesta.intake.account_file import read_account
from atesta.mandate.directory_file import read_directory
from atesta.review.authenticity import answer_sender

CASES_DIR = Path(__file__).parents[2] / "cases"
CASES = [json.loads(line) for line in (CASES_DIR / "answers/cases.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_the_answer_is_one_of_those_expected_and_no_yes_is_given_too_easily(case):
    message = Message(
        text=case["text"],
        original=case["text"].encode(),
        sender=case["sender"],
        received=datetime.fromisoformat(case["received"]),
        channel=Channel(case["channel"] or "sms"),
    )
    account = read_account(case["account"].encode()) if case["account"] else None
    directory = read_directory(case["directory"].encode()) if case["directory"] else None
    got = answer_sender(message, account, directory, place_code(case["place"]))
    expected = case["expect"]["authenticity"]
    if expected:
        assert got.answer in expected
    else:
        assert got.answer not in ("own_staff", "authorised_agency")


def test_the_first_case_cannot_be_vouched_for():
    first = CASES_DIR.parents[1] / "src" / "atesta" / "cli" / "cases" / "first"
    data = (first / "message.txt").read_bytes()
    message = Message(
        text=data.decode(),
        original=data,
        sender="106955880231",
        received=datetime.fromisoformat("2026-11-15T21:47:00+08:00"),
    )
    account = read_account((first / "account.toml").read_bytes())
    directory = read_directory((first / "directory.toml").read_bytes())
    got = answer_sender(message, account, directory, "CN")
    assert got.answer == "cannot_be_vouched_for"
    assert [finding.measured["reason"] for finding in got.findings] == ["address_unlisted"]
