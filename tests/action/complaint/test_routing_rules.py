"""The rules of the places: every sentence is there, every channel has an end, and a bad file does not ship."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from atesta.action.complaint import routing
from atesta.action.complaint.routing import Case, Wants, read_case, route
from atesta.action.complaint.routing.rules import RouteRule, place_rules, read_rules, span_end
from atesta.contact.account import LenderKind
from atesta.contact.place import PLACES
from atesta.errors import FileFormatError
from atesta.locale import catalogue
from atesta.rules.rule import Confidence

PLACE_FILES = Path(routing.__file__).with_name("places")
BY_ENGINE = {
    *(f"filed_{state}" for state in ("pending", "accepted", "answered", "no_answer", "refused", "closed")),
    *("closed", "not_checked_since", "traffic_beside"),
}


def every_rule() -> list[RouteRule]:
    lists = (rules for place in map(place_rules, PLACES) for rules in (place.bar, place.yes, place.else_))
    return [rule for by_channel in lists for rules in by_channel.values() for rule in rules]


@pytest.mark.parametrize("lang", ["en", "es", "zh"])
def test_every_reason_has_its_sentence_and_no_sentence_is_left_over(lang: str) -> None:
    said = catalogue(lang).entries["route_reason"]
    assert {rule.because for rule in every_rule()} | BY_ENGINE == said.keys()


def test_only_texts_that_order_something_are_cited_and_the_weakest_source_is_told() -> None:
    for rule in every_rule():
        for citation in rule.ground.citations:
            assert citation.force in ("law", "regulation"), rule.because
    market = place_rules("CN").bar["12315"][0]
    assert (market.ground.citations[0].text[-6:], market.ground.confidence) == (" 16(1)", Confidence.V)


def test_the_places_of_the_files_are_ours() -> None:
    names = {path.stem for path in PLACE_FILES.glob("*.toml")}
    assert names == {"everywhere", *(place.lower() for place in PLACES)}


GOOD = (PLACE_FILES / "pe.toml").read_text("utf-8")
EVERYWHERE = ("everywhere.toml", (PLACE_FILES / "everywhere.toml").read_bytes())
REFUSED = {
    "another place": ('place = "PE"', 'place = "CL"', "place"),
    "a channel of another place": ("[[indecopi.bar]]", "[[sernac.bar]]", "sernac"),
    "a list that is none": ("[[indecopi.bar]]", "[[indecopi.maybe]]", "maybe"),
    "a condition that is none": ('desk = ["waiting"]', 'mood = ["waiting"]', "mood"),
    "a state of the desk that is none": ('desk = ["waiting"]', 'desk = ["gone"]', "desk"),
    "a group that is none": ('findings = ["account"]', 'findings = ["accounts"]', "findings"),
    "a fact that the channel does not have": ('rests = ["warnings.book_first"]', 'rests = ["warnings.x"]', "rests"),
    "a span that is none": ('within = "15 working_days"', 'within = "a fortnight"', "within"),
    "nothing that it rests on": ('rests = ["warnings.book_first"]\n', "", "source"),
    "no reason": ('because = "book_has_its_days"\n', "", "because"),
    "no end": (
        '[[indecopi.else]]\nbecause = "nothing_to_take_up"\nrests = ["refuses.without_proof"]\n',
        "",
        "indecopi",
    ),
}


@pytest.mark.parametrize(("old", "new", "field"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_may_not_ship_is_refused_with_its_field(old: str, new: str, field: str) -> None:
    assert old in GOOD
    with pytest.raises(FileFormatError) as refused:
        read_rules("PE", [EVERYWHERE, ("pe.toml", GOOD.replace(old, new, 1).encode())])
    assert field in refused.value.what


@pytest.mark.parametrize(
    ("start", "span", "place", "end"),
    [
        (date(2026, 11, 6), "15 days", "CN", date(2026, 11, 21)),
        (date(2026, 8, 31), "1 months", "ES", date(2026, 9, 30)),
        (date(2026, 12, 31), "2 months", "ES", date(2027, 2, 28)),
        (date(2024, 2, 29), "3 years", "CN", date(2027, 2, 28)),
        (date(2026, 9, 27), "8 weeks", "GB", date(2026, 11, 22)),
        (date(2026, 3, 1), "8 weeks 6 months", "GB", date(2026, 10, 26)),
        (date(2026, 7, 27), "3 working_days", "PE", date(2026, 8, 3)),
    ],
)
def test_a_span_ends_on_its_last_day(start: date, span: str, place: str, end: date) -> None:
    assert span_end(start, span, place) == end


AMOUNT = b"""{"place": "CN", "lender": {"kind": "bank"}, "findings": ["amount"], "wants": "correct",
    "today": "2026-11-21"}"""


def cited(case: Case, channel: str) -> list[str]:
    found = route(case)
    (one,) = [one for one in (*found.recommended, *found.not_now) if one.channel == channel]
    return [citation.text for reason in one.why for citation in reason.citations]


def test_a_text_is_cited_from_its_first_day_only() -> None:
    case = read_case(AMOUNT)
    assert cited(case, "12315") == ["市场监督管理投诉举报处理办法 (2026) art. 2, 16(1)"]
    assert cited(replace(case, today=date(2026, 4, 14)), "12315") == []
    threat = replace(case, findings=frozenset({"threat"}))
    assert cited(replace(threat, happened_on=date(2026, 1, 1)), "police_110")
    assert cited(replace(threat, happened_on=date(2025, 12, 31)), "police_110") == []


def test_what_binds_agencies_only_is_never_held_against_the_creditors_own_staff() -> None:
    """facts/intl.md, traps 6: a case does not say who called, so Regulation F is cited nowhere."""
    rules = place_rules("US")
    every = [rule for lists in (rules.bar, rules.yes, rules.else_) for found in lists.values() for rule in found]
    assert not [rule for rule in every for citation in rule.ground.citations if "1006" in citation.text]


def test_a_report_of_a_breach_asks_for_no_earlier_complaint() -> None:
    case = replace(read_case(AMOUNT), wants=Wants.PUNISH, lender_kind=LenderKind.BANK)
    (post,) = [one for one in route(case).recommended if one.channel == "nfra_post"]
    assert post.missing == ("id_copy",)
