"""Who sent it: the cases of senders.toml, and what must hold for every message."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.contact.message import Channel, Message, Provenance
from atesta.intake.account_file import read_account
from atesta.mandate.directory_file import read_directory
from atesta.review.authenticity import answer_sender
from atesta.review.authenticity.sender import REASONS
from atesta.rules.rulebook import load_rulebook

FILE = tomllib.loads((Path(__file__).parents[2] / "cases/authenticity/senders.toml").read_text("utf-8"))
USUAL, CASES = FILE["usual"], FILE["case"]


def account_of(case):
    if not case["account"]:
        return None
    zone = f'zone = "{case["zone"]}"\n' if case["zone"] else ""
    text = f'as_of = 2026-11-15T06:00:00+08:00\naccount = "{case["account"]}"\ncreditor = "晨曦分期"\n'
    return read_account((text + f'place = "{case["place"]}"\ncurrency = "CNY"\n' + zone).encode())


def directory_of(case):
    as_of = case.get("as_of", "2026-11-15T22:00:00+08:00")
    head = f'creditor = "{case.get("creditor", "晨曦分期")}"\n' + (f"as_of = {as_of}\n" if as_of else "")
    parts = ("own", "agency", "mandate", "placement", "registered", "reported")
    return read_directory((head + "".join(case[part] for part in parts)).encode())


def message_of(case):
    return Message(
        text=case["text"],
        original=case["text"].encode(),
        sender=case["sender"] or None,
        received=datetime.fromisoformat(case["received"]) if case["received"] else None,
        channel=Channel(case["channel"]),
        code=case.get("code"),
    )


def answered(case):
    case = USUAL | case
    return answer_sender(message_of(case), account_of(case), directory_of(case), case["place"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"].replace(" ", "_"))
def test_case(case):
    got = answered(case)
    assert got.answer == case["answer"]
    if "reasons" in case:
        assert [finding.measured["reason"] for finding in got.findings] == case["reasons"]


def test_without_a_directory_nobody_can_be_vouched_for():
    got = answer_sender(message_of(USUAL), account_of(USUAL), None, "CN")
    assert (got.answer, got.findings[0].measured) == ("cannot_be_vouched_for", {"reason": "no_directory"})


def test_the_edited_words_are_shown_beside_the_registered_ones():
    got = answered(next(case for case in CASES if case["title"].startswith("one digit edited")))
    assert got.findings[-1].measured["differences"] == [{"registered": "412.60", "received": "4126.0"}]


def test_every_finding_says_what_it_rests_on_and_as_of_when():
    for finding in answered({}).findings:
        assert finding.rule == "house-sender-registered"
        assert finding.measured["as_of"] == "2026-11-15T22:00:00+08:00"
        assert [citation.text for citation in finding.citations] == ["A3", "B2.1.6"]


def test_the_rule_that_findings_cite_is_in_the_rulebook_in_that_version():
    rule = load_rulebook().rule("house-sender-registered")
    finding = answered({}).findings[0]
    assert (rule.kind, rule.versions[0].version) == ("authenticity", finding.version)
    assert rule.versions[0].citation in finding.citations


def test_a_text_typed_from_memory_is_said_to_be_one():
    message = replace(message_of(USUAL), provenance=Provenance.TYPED)
    got = answer_sender(message, account_of(USUAL), directory_of(USUAL), "CN")
    assert (got.answer, got.findings[-1].measured["reason"]) == ("own_staff", "words_not_exact")


def test_every_reason_is_in_the_list_that_the_catalogues_translate_and_has_a_case():
    elsewhere = {"no_directory", "words_not_exact", "mandate_revoked"}
    seen = {finding.measured["reason"] for case in CASES for finding in answered(case).findings}
    assert seen | elsewhere == set(REASONS)


def test_the_same_input_gives_the_same_answer():
    assert answered({}) == answered({})


def test_the_edges_of_the_calendar_are_no_fault():
    for moment in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)):
        message = Message("x", b"x", sender="10690000188", received=moment)
        case = USUAL | {"zone": ""}
        assert answer_sender(message, None, directory_of(case), None).answer == "cannot_be_vouched_for"


@given(text=st.text(max_size=200), sender=st.text(max_size=30), channel=st.sampled_from(list(Channel)), code=st.text())
def test_no_other_text_and_no_other_sender_ever_gets_a_yes(text, sender, channel, code):
    message = Message(
        text, b"", sender=sender, received=datetime.fromisoformat(USUAL["received"]), channel=channel, code=code
    )
    assert answer_sender(message, account_of(USUAL), directory_of(USUAL), "CN").answer == "cannot_be_vouched_for"


@given(position=st.integers(0, 40), digit=st.characters(categories=["Nd", "Lu", "Ll"]))
def test_a_letter_or_digit_put_into_a_registered_text_ends_the_yes(position, digit):
    text = USUAL["text"][:position] + digit + USUAL["text"][position:]
    assert answered({"text": text}).answer == "cannot_be_vouched_for"
