"""A claim cites the rules of its place that name it, whatever their kind and whom they bind."""

from __future__ import annotations

from functools import cache

import pytest

from atesta.contact.message import Message
from atesta.review.finding import Claim
from atesta.review.truth import check_claims
from atesta.rules.phrase_index import load_phrases
from atesta.rules.phrasebook import PhraseBook
from atesta.rules.rulebook import load_rulebook

FILE_OF_DEBTORS = {
    "ES": "Hoy mismo será incluido en el fichero de morosos ASNEF por su deuda.",
    "CO": "Hoy será reportado a Datacrédito por su deuda.",
    "US": "We will report your debt to the credit bureaus today.",
    "CN": "今天不还款将上报征信。",
}
RULES = {
    "ES": "es-default-file",
    "CO": "co-credit-report",
    "US": "us-credit-report-first",
    "CN": "cn-claim-credit-blacklist",
}


@cache
def book() -> PhraseBook:
    return PhraseBook(load_phrases())


def claim(kind: str, text: str, place: str, party: str | None = None) -> Claim:
    message = Message(text, text.encode())
    truth = check_claims(book().read(text), message, None, load_rulebook(), place, None, party)
    return next(claim for claim in truth.claims if claim.kind == kind)


@pytest.mark.parametrize("place", RULES)
def test_a_threat_of_a_credit_file_cites_the_rule_of_the_place(place: str) -> None:
    rule = load_rulebook().rule(RULES[place])
    assert rule.versions[-1].citation in claim("credit_report", FILE_OF_DEBTORS[place], place, "agency").citations


def test_a_place_without_such_a_rule_cites_none() -> None:
    assert claim("credit_report", FILE_OF_DEBTORS["ES"], "CL").citations == ()


def test_who_poses_as_a_court_meets_the_rule_against_posing() -> None:
    cited = claim("identity", "Le habla el actuario del Juzgado Tercero por su deuda.", "MX").citations
    assert load_rulebook().rule("mx-court-like").versions[-1].citation in cited


def test_a_rule_for_agencies_is_not_printed_against_the_lenders_own_staff() -> None:
    text = FILE_OF_DEBTORS["US"]
    assert claim("credit_report", text, "US", "agency").citations
    assert claim("credit_report", text, "US", "own").citations == ()
    assert claim("credit_report", text, "US", None).citations == ()


@pytest.mark.parametrize("place", ["ES", "PE", "CO", "GB", "US", "MX", "CL"])
def test_prison_is_impossible_in_law_only_where_a_text_says_so(place: str) -> None:
    text = "You will go to jail for this debt." if place in ("GB", "US") else "Va a ir preso si no paga su deuda."
    assert claim("arrest", text, place, "agency").answer == "cannot_be_checked"


def test_an_internal_check_meets_no_law_on_frozen_accounts() -> None:
    cited = claim("other_consequence", "您的欠款案件已转风控核查。", "CN").citations
    assert [citation.text for citation in cited] == ["A1"]


def test_telling_contacts_meets_the_law_on_data_only_where_it_is_done() -> None:
    rule = load_rulebook().rule("cn-claim-address-book").versions[-1].citation
    assert rule not in claim("third_party", "不还款将通知通讯录联系人。", "CN").citations


SEIZURES = {
    "MX": "Mañana embargamos sus bienes.",
    "ES": "Mañana embargamos su nómina.",
    "CN": "明天将冻结您的银行账户。",
}


@pytest.mark.parametrize("place", SEIZURES)
def test_a_seizure_needs_a_court_and_cites_only_a_law_that_says_so(place: str) -> None:
    seizure = claim("legal_step", SEIZURES[place], place)
    assert seizure.measured["can_they"] == "only_a_court"
    cited = [citation.text for citation in seizure.citations]
    assert ("民事诉讼法 art. 103, 104, 253" in cited) if place == "CN" else cited == []
