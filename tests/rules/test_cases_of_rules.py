"""Every rule that ships has a case that a lawyer can read."""

from __future__ import annotations

from itertools import product

from each_case import each
from rule_cases import CASES, PARTS, answer_of, read_case, run_part

from atesta.contact.place import PLACES
from atesta.review.limits import ANSWERS, KINDS
from atesta.rules.rule import Rule
from atesta.rules.rulebook import load_rulebook

RULES = load_rulebook().rules
RUN = tuple(rule for rule in RULES if rule.kind in KINDS)


@each("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_breach_a_near_miss_and_a_clean_text(rule: Rule) -> None:
    case = read_case(rule.id)
    assert case["rule"] == rule.id
    assert set(case) == {"rule", *PARTS}
    assert all(case[part]["text"].strip() for part in PARTS)


def test_every_case_is_of_a_rule() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == {rule.id for rule in RULES}


@each("rule, part", product(RUN, PARTS), ids=lambda case: f"{case[0].id} {case[1]}")
def test_a_limit_answers_as_its_case_says(rule: Rule, part: str) -> None:
    place = "CN" if rule.place not in PLACES else rule.place
    case = read_case(rule.id)[part]
    assert answer_of(run_part(case, place), rule.id) == case["expect"]


@each("rule", RUN, ids=lambda rule: rule.id)
def test_a_limit_case_expects_a_word_of_its_room(rule: Rule) -> None:
    case = read_case(rule.id)
    assert case["breach"]["expect"] in set(ANSWERS) - {"within"}
    assert all(case[part]["expect"] in {*ANSWERS, "none"} for part in PARTS)


@each("rule", [rule for rule in RULES if rule.kind not in KINDS], ids=lambda rule: rule.id)
def test_a_case_without_a_check_of_its_own_still_says_what_is_expected(rule: Rule) -> None:
    # Kinds that no limit check reads: conduct, claims and courtesies are run by their own rooms; records, evidence and
    # oversight are read by people.
    case = read_case(rule.id)
    assert [case[part]["expect"] for part in PARTS] == ["breach", "none", "none"]
    assert all(set(case[part]) == {"text", "expect"} for part in PARTS)
