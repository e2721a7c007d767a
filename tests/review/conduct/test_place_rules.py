"""Rules of a place are cited beside what they cover, and found where no category covers them."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from atesta.contact.message import Message
from atesta.review.conduct import LABELS, check_conduct, texts
from atesta.review.finding import Conduct, Finding
from atesta.review.truth import check_claims
from atesta.rules.phrase_index import load_phrases
from atesta.rules.phrasebook import PhraseBook
from atesta.rules.rule import Rule
from atesta.rules.rulebook import load_rulebook

CASES = Path(__file__).parents[2] / "cases" / "rules"
DAY = date(2026, 11, 17)
RULES = load_rulebook().rules
NAMING = tuple(rule for rule in RULES if any(v.names("labels") or v.names("phrases") for v in rule.versions))

NO_TEXT_SHOWS: dict[str, str] = {
    "cn-contact-list-data": "how many items were sent; what a text announces is judged by cn-claim-address-book",
    "cn-criminal-collection": "that the debt itself is illegal",
    "cn-visit-manner": "how many came, what they showed and who let them in",
    "es-coercion": "that violence was used; words that threaten are judged by es-threats",
    "gb-visit-notice": "when notice of a visit was first given",
    "us-overshadowing": "whether the validation period still runs",
    "us-workplace": "what the collector knows of the employer",
}
"""Place rules of kind conduct that no text can show to be broken, and what it would need to show."""


@cache
def book() -> PhraseBook:
    return PhraseBook(load_phrases())


def conduct(text: str, place: str, party: str | None = "agency", lender: str = "unknown") -> Conduct:
    reading = book().read(text)
    message = Message(text, text.encode())
    truth = check_claims(reading, message, None, load_rulebook(), place, None, party)
    return check_conduct(reading, message, truth, texts(load_rulebook(), place, DAY, party, lender))


def by_phrase(text: str, place: str, party: str | None = "agency") -> list[tuple[str, str]]:
    given = conduct(text, place, party)
    return [(f.rule, f.answer) for f in (*given.findings, *given.not_reviewable) if f.rule not in house()]


@cache
def house() -> frozenset[str]:
    return frozenset(rule.id for rule in RULES if rule.place == "house")


def speaks_of(findings: tuple[Finding, ...], rule: Rule) -> bool:
    cited = {version.citation for version in rule.versions}
    return any(finding.rule == rule.id or cited & set(finding.citations) for finding in findings)


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.kind == "conduct" and rule.place != "house"], ids=lambda rule: rule.id
)
def test_a_conduct_rule_of_a_place_is_cited_or_found_or_no_text_can_show_it(rule: Rule) -> None:
    assert (rule in NAMING) != (rule.id in NO_TEXT_SHOWS)


def test_rules_name_labels_and_phrases_that_there_are() -> None:
    phrases = {phrase.label for phrase in load_phrases() if phrase.family == "conduct"} - set(LABELS)
    versions = [version for rule in NAMING for version in rule.versions]
    assert {label.partition(".")[0] for version in versions for label in version.names("labels")} <= set(LABELS)
    assert {phrase for version in versions for phrase in version.names("phrases")} <= phrases
    assert all(set(version.names("person_judges")) <= set(version.names("phrases")) for version in versions)


@pytest.mark.parametrize("rule", NAMING, ids=lambda rule: rule.id)
@pytest.mark.parametrize(("part", "expected"), [("breach", True), ("near_miss", False), ("clean", False)])
def test_a_rule_speaks_where_its_case_breaks_it_and_nowhere_else(rule: Rule, part: str, expected: bool) -> None:
    case = tomllib.loads((CASES / f"{rule.id}.toml").read_text(encoding="utf-8"))
    newest = rule.versions[-1]
    lender = next(iter((*newest.names("lenders"), *newest.names("members"))), "unknown")
    given = conduct(case[part]["text"], rule.place, lender=lender)
    assert speaks_of((*given.findings, *given.not_reviewable), rule) is expected


@pytest.mark.parametrize(
    ("text", "place", "text_of_law"),
    [
        ("不还钱就去法院起诉", "CN", "治安管理处罚法 (2025) art. 50"),
        ("不还款将通知通讯录联系人", "CN", "个人信息保护法 art. 10, 23, 25"),
        ("le voy a decir a tu jefa", "MX", "Código Penal Federal art. 284 Bis"),
        ("Pague o se va a arrepentir.", "ES", "Código Penal, art. 169, 171"),
    ],
)
def test_a_law_needs_its_own_evidence(text: str, place: str, text_of_law: str) -> None:
    given = conduct(text, place)
    assert given.findings
    assert text_of_law not in {citation.text for f in given.findings for citation in f.citations}


def test_asking_why_is_a_breach_in_colombia_alone() -> None:
    text = "¿Por qué no ha pagado la cuota?"
    assert by_phrase(text, "CO") == [("co-no-why", "breach")]
    assert by_phrase(text, "MX") == []


def test_a_rule_known_from_secondary_sources_goes_to_a_person() -> None:
    text = "Pegaremos carteles frente a su casa."
    assert by_phrase(text, "PE") == [("pe-no-shaming", "breach")]
    assert by_phrase(text, "MX") == [("mx-no-lists", "not_reviewable")]


def test_a_paper_that_looks_judicial_goes_to_a_person_for_courts_write_too() -> None:
    assert by_phrase("CÉDULA DE NOTIFICACIÓN JUDICIAL: debe 300 soles.", "PE") == [("pe-court-like", "not_reviewable")]


def test_a_rule_that_binds_agencies_convicts_nobody_unknown_and_is_not_held_against_own_staff() -> None:
    text = "We will post your debt on Facebook."
    assert by_phrase(text, "US", "agency") == [("us-social-media", "breach")]
    assert by_phrase(text, "US", None) == [("us-social-media", "not_reviewable")]
    assert by_phrase(text, "US", "own") == []


def test_a_rule_for_banks_is_not_cited_against_another_lender() -> None:
    rule, text = load_rulebook().rule("cn-conduct-banks"), "不还钱就找人上你家，让你好看。"
    assert speaks_of(conduct(text, "CN", lender="bank").findings, rule)
    assert not speaks_of(conduct(text, "CN", lender="consumer_finance").findings, rule)
