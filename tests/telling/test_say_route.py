"""A route in words: the first step with its reason, what is missing and how to get there."""

from __future__ import annotations

import pytest

from atesta.action.complaint.routing import Case, read_case, route
from atesta.locale import catalogue
from atesta.telling.say_route import RouteSaid, say_route

CASE = """{"place": "%s", "lender": {"kind": "bank"}, "findings": ["%s"], "wants": "%s", "today": "2026-11-21"}"""


def said(lang: str, place: str, finding: str, wants: str) -> RouteSaid:
    case: Case = read_case((CASE % (place, finding, wants)).encode())
    return say_route(route(case), case, catalogue(lang))


@pytest.mark.parametrize(
    ("lang", "missing"),
    [
        ("en", ("copy of your identity document (required)",)),
        ("es", ("copia de su documento de identidad (obligatorio)",)),
        ("zh", ("身份证件复印件（必需）",)),
    ],
)
def test_what_is_missing_is_named_in_the_readers_words(lang: str, missing: tuple[str, ...]) -> None:
    assert said(lang, "CN", "accusation", "punish").steps[0].missing == missing


def test_a_reason_carries_its_text_or_how_it_is_known() -> None:
    shown = said("en", "CN", "accusation", "stop")
    market = next(other for other in shown.others if other.channel == "12315")
    assert market.why[0].source.endswith("art. 2, 16(1) (regulation, read in the text)")
    assert next(other for other in shown.others if other.channel == "12321").why[0].source == "from secondary sources"


def test_addresses_are_as_they_are_written_there_or_said_to_be_looked_up() -> None:
    assert said("en", "US", "profanity", "stop").steps[0].ways[0] == "consumerfinance.gov/complaint (site)"
    assert said("en", "CL", "profanity", "stop").steps[0].ways == ("The Portal del Consumidor of SERNAC.",)


def test_nobody_is_told_what_to_mind_before_calling_for_help() -> None:
    assert said("en", "ES", "physical_violence", "stop").steps[0].mind == ""
    assert said("en", "ES", "amount", "correct").steps[0].mind != ""


def test_where_nothing_is_open_it_says_that_and_not_wait() -> None:
    assert said("en", "GB", "benign", "punish").wait == ""
    case = read_case(b'{"place": "GB", "lender": {"kind": "unregistered"}, "wants": "stop", "today": "2026-11-21"}')
    assert say_route(route(case), case, catalogue("en")).wait == "No channel that we know is open for this now."


@pytest.mark.parametrize(
    ("kind", "word"), [("unknown", "Whether this creditor is one is not known"), ("bank", "none that we know of")]
)
def test_of_an_unknown_lender_nobody_says_what_it_is_not(kind: str, word: str) -> None:
    case = read_case((CASE % ("CN", "profanity", "punish")).replace('"kind": "bank"', f'"kind": "{kind}"').encode())
    others = say_route(route(case), case, catalogue("en")).others
    assert word in next(one for one in others if one.channel == "nifa").why[0].said
