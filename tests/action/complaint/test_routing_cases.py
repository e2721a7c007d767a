"""Every case of `routing/*.toml` gets the route that was expected from the facts before there was an engine."""

from __future__ import annotations

from collections import Counter
from typing import Any

from each_case import each
from routed import case_of, faults, read_cases

from atesta.action.complaint.channel import channels_of
from atesta.action.complaint.routing import route
from atesta.contact.account import LenderKind
from atesta.contact.place import PLACES

CASES = read_cases()


@each("case", CASES, ids=lambda case: case["id"])
def test_a_case_is_routed_as_the_facts_say(case: dict[str, Any]) -> None:
    assert list(filter(None, faults(case, route(case_of(case["given"]))))) == [], case["from"]


def test_there_are_enough_of_every_place_lender_and_wish() -> None:
    assert len(CASES) >= 120
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert min(Counter(case["given"]["place"] for case in CASES).values()) >= 5
    assert {case["given"]["place"] for case in CASES} == set(PLACES)
    assert {case["given"]["lender"] for case in CASES} == set(LenderKind)
    assert {case["given"]["wants"] for case in CASES} == {"stop", "correct", "money", "punish", "verify"}


def test_every_case_was_decided_a_second_time_and_names_what_it_follows_from() -> None:
    for case in CASES:
        assert case["from"], case["id"]
        decided = case["decided"]
        assert decided in ("agree", "agree, by its writer") or decided.startswith("changed: "), case["id"]


@each("case", CASES, ids=lambda case: case["id"])
def test_a_case_speaks_of_channels_of_its_place(case: dict[str, Any]) -> None:
    here = {channel.id for channel in channels_of(case["given"]["place"])}
    named = {*case.get("first", ()), *case.get("also", ()), *case.get("order", ()), *case.get("not_now", ())}
    assert named <= here


def test_a_case_can_fail() -> None:
    case = next(case for case in CASES if case["id"] == "cn-bank-rude-stop")
    found = route(case_of(case["given"]))
    for wrong in (
        {"first": ["12315"]},
        {"also": ["12315"]},
        {"none": True},
        {"not_now": {"lender_desk": ""}},
        {"not_now": {"12315": "art. 99"}},
        {"order": ["nfra_12378", "lender_desk"]},
        {"missing": {"nfra_12378": ["id_copy"]}},
    ):
        assert list(filter(None, faults({"id": "wrong", **wrong}, found))), wrong
