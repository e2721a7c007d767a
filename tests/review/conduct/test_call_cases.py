"""What is found in calls that a lawyer can read (tests/cases/calls), in three languages."""

from __future__ import annotations

from typing import Any

from each_case import each
from spoken_calls import ADVERSE, cases, findings, of_rule, review

from atesta.review.conduct.call_conduct import COURTESIES
from atesta.review.finding import Review, TimeSpan

OPENINGS = cases("opening.toml")
ALL = [case for file in ("opening.toml", "talk.toml", "person.toml", "harm.toml") for case in cases(file)]
HARM = cases("harm.toml")


_judged: dict[int, Review] = {}


def judged(case: dict[str, Any]) -> Review:
    """Once for all that is asked of it: a review is frozen."""
    if id(case) not in _judged:
        _judged[id(case)] = review(case)
    return _judged[id(case)]


def name(case: dict[str, Any]) -> str:
    return case["name"]


@each("case", [case for case in ALL if "expect" in case or "found" in case], ids=name)
def test_a_call_is_judged_as_its_reader_judges_it(case: dict[str, Any]) -> None:
    given = judged(case)
    expected = case.get("expect", {}) | case.get("found", {})
    assert {rule: {one.answer for one in of_rule(given, rule)} for rule in expected} == {
        rule: {answer} for rule, answer in expected.items()
    }
    for rule in case.get("absent", ()):
        assert of_rule(given, rule) == []
    for field, value in case.get("fields", {}).items():
        assert given.call and given.call.fields[field] == value


@each("case", [case for case in ALL if "reason" in case], ids=name)
def test_what_goes_to_a_person_says_why(case: dict[str, Any]) -> None:
    (rule,) = case["expect"]
    assert [one.measured["reason"] for one in of_rule(judged(case), rule)] == [case["reason"]]


@each("case", [case for case in OPENINGS if "lacks" in case or "late" in case], ids=name)
def test_an_introduction_names_what_it_lacks(case: dict[str, Any]) -> None:
    (found,) = of_rule(judged(case), "house-courtesy-identity")
    assert found.measured["lacks"] == case.get("lacks", ["promptness"])
    assert found.measured["late"] is case.get("late", False)


@each("case", [case for case in OPENINGS if case.get("clean")], ids=name)
def test_an_opening_as_it_should_be_earns_no_finding(case: dict[str, Any]) -> None:
    assert [(one.id, one.measured) for one in findings(judged(case)) if one.answer in ADVERSE] == []


@each("case", HARM, ids=name)
def test_harm_without_a_bad_word_is_for_a_person(case: dict[str, Any]) -> None:
    given = judged(case)
    found = [one for one in given.conduct.not_reviewable if "harm" in one.measured]
    found.sort(key=lambda one: one.span.start_ms if isinstance(one.span, TimeSpan) else 0)
    assert [one.measured["harm"] for one in found] == case["harm"]
    assert all(one.quote and isinstance(one.span, TimeSpan) for one in found)


@each("case", [case for case in HARM if "first" in case], ids=name)
def test_harm_stands_above_rude_but_harmless_speech(case: dict[str, Any]) -> None:
    given = judged(case)
    assert given.call and given.call.order
    by_id = {one.id: one.rule for one in findings(given)}
    assert by_id[given.call.order[0]] == case["first"]


@each("case", [case for case in ALL if "moments" in case], ids=name)
def test_moments_are_kept_with_their_second(case: dict[str, Any]) -> None:
    given = judged(case)
    assert given.call
    assert set(case["moments"]) <= {moment.kind for moment in given.call.moments}
    assert all(isinstance(moment.span, TimeSpan) for moment in given.call.moments)


@each("case", [case for case in ALL if "no_moments" in case], ids=name)
def test_what_did_not_happen_is_no_moment(case: dict[str, Any]) -> None:
    given = judged(case)
    assert given.call
    assert set(case["no_moments"]).isdisjoint(moment.kind for moment in given.call.moments)


@each("case", [case for case in ALL if "words" in case], ids=name)
def test_each_polite_word_counts_as_it_was_said(case: dict[str, Any]) -> None:
    (found,) = of_rule(judged(case), "house-courtesy-polite-words")
    assert {word: found.measured[word] for word in case["words"]} == case["words"]


@each("case", [case for case in ALL if "quotes" in case], ids=name)
def test_a_passage_is_shown_as_a_whole_clause_and_once(case: dict[str, Any]) -> None:
    given = judged(case)
    assert {rule: [one.quote for one in of_rule(given, rule)] for rule in case["quotes"]} == {
        rule: [quote] for rule, quote in case["quotes"].items()
    }


@each("case", [case for case in ALL if "hidden" in case], ids=name)
def test_an_identifier_is_shown_nowhere(case: dict[str, Any]) -> None:
    from atesta.review.as_json import review_bytes  # noqa: PLC0415

    written = review_bytes(judged(case)).decode()
    assert "•" in written
    assert [secret for secret in case["hidden"] if secret in written] == []


@each("case", [case for case in ALL if "cites" in case], ids=name)
def test_a_disclosure_cites_the_place(case: dict[str, Any]) -> None:
    given = judged(case)
    cited = {citation.text for rule in case["found"] for one in of_rule(given, rule) for citation in one.citations}
    assert case["cites"] in cited


@each("case", ALL, ids=name)
def test_the_eight_courtesies_stand_in_their_order(case: dict[str, Any]) -> None:
    given = judged(case)
    assert given.call and [one.rule for one in given.call.courtesies] == list(COURTESIES)


def test_a_promise_has_its_sum_and_day_as_said() -> None:
    case = next(case for case in ALL if case["name"] == "投诉被记下来")
    given = judged(case)
    assert given.call
    (promise,) = [moment for moment in given.call.moments if moment.kind == "promise"]
    assert (promise.measured["amount_said"], promise.measured["date_said"]) == ("五百块", "周五")


def test_in_distress_no_courtesy_stands_beside_the_words_that_broke_it() -> None:
    lines = ["1.0-4.0 a: Usted es una ratera, pague ya.", "5.0-9.0 d: No aguanto más, quisiera desaparecer."]
    given = review({"turns": lines, "lang": "es"})
    assert given.distress and given.conduct.not_reviewable
    assert [one.rule for one in given.conduct.not_reviewable if one.rule in COURTESIES] == []
