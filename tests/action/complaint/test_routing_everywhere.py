"""Whatever is asked, anywhere: each channel of the place once, each with a reason, and nothing asked that is there."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atesta.action.complaint.channel import HAS, channels_of
from atesta.action.complaint.routing import Case, Filed, FiledState, Reason, Route, Wants, route
from atesta.action.complaint.routing.case import finding_groups
from atesta.contact.account import LenderKind
from atesta.contact.place import PLACES
from atesta.locale import catalogue
from atesta.rules.rule import Confidence
from atesta.telling.say_route import say_reason

TODAY, HAPPENED = date(2026, 11, 21), date(2026, 11, 15)
LANGS = [catalogue(lang) for lang in ("en", "es", "zh")]
FINDINGS = sorted(finding_groups()["any"])
AT_LEISURE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # other tests share the machine
DAYS = st.dates(date(2015, 1, 1), TODAY)


def made(place: str, kind: LenderKind, wants: Wants, findings: frozenset[str], **more: Any) -> Case:
    given: dict[str, Any] = {"filed": (), "has": frozenset(), "happened_on": HAPPENED, "today": TODAY, **more}
    return Case(place=place, lender_name="", lender_kind=kind, wants=wants, findings=findings, **given)


def check_sound(case: Case, found: Route) -> None:
    recommended, later = ([one.channel for one in part] for part in (found.recommended, found.not_now))
    assert sorted([*recommended, *later]) == sorted(channel.id for channel in channels_of(case.place))
    assert "ju_tousu" not in recommended
    assert "black_cat" not in recommended[:1]
    assert not {word for one in found.recommended for word in one.missing} & case.has
    for one in (*found.recommended, *found.not_now):
        assert one.why, one.channel
        assert all(sayable(reason.id, tuple(reason.values)) for reason in one.why)


@cache
def sayable(id: str, given: tuple[str, ...]) -> bool:
    """Whether its sentence can be filled in, in each language, with the days that came with it."""
    reason = Reason(id, dict.fromkeys(given, TODAY), (), Confidence.G)
    return all(say_reason(reason, words) for words in LANGS)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", LenderKind)
def test_every_single_finding_gets_a_sound_route(place: str, kind: LenderKind) -> None:
    for wants, finding in product(Wants, FINDINGS):
        case = made(place, kind, wants, frozenset({finding}))
        check_sound(case, route(case))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    place = draw(st.sampled_from(sorted(PLACES)))
    here = [channel.id for channel in channels_of(place)]
    filed = st.builds(Filed, st.sampled_from(here), DAYS, st.sampled_from(FiledState))
    return made(
        place,
        draw(st.sampled_from(LenderKind)),
        draw(st.sampled_from(Wants)),
        draw(st.frozensets(st.sampled_from(FINDINGS), max_size=6)),
        filed=tuple(draw(st.lists(filed, max_size=4))),
        has=draw(st.frozensets(st.sampled_from(HAS))),
        happened_on=draw(st.none() | DAYS),
        today=TODAY + timedelta(days=draw(st.integers(0, 400))),
    )


@AT_LEISURE
@given(cases())
def test_whatever_was_filed_and_kept_the_route_is_sound_and_the_same_twice(case: Case) -> None:
    found = route(case)
    check_sound(case, found)
    assert route(case) == found


@AT_LEISURE
@given(cases())
def test_danger_comes_first_whatever_else_is_known(case: Case) -> None:
    for finding in ("physical_violence", "distress"):
        found = route(made(case.place, case.lender_kind, case.wants, case.findings | {finding}, filed=case.filed))
        assert found.recommended[0].channel in ("police_110", f"emergency_{case.place.lower()}")


@AT_LEISURE
@given(cases())
def test_no_body_that_has_it_already_is_told_again_unless_there_is_danger(case: Case) -> None:
    recommended = {one.channel for one in route(case).recommended}
    assert not recommended & {one.channel for one in case.filed} - {"police_110", f"emergency_{case.place.lower()}"}


@pytest.mark.parametrize("kind", LenderKind)
@pytest.mark.parametrize("wants", Wants)
def test_neither_police_nor_blocking_is_for_an_amount(kind: LenderKind, wants: Wants) -> None:
    found = route(made("CN", kind, wants, frozenset({"amount", "days_late"})))
    assert not {"police_110", "carrier_blocking", "emergency_cn"} & {one.channel for one in found.recommended}


@pytest.mark.parametrize("place", PLACES)
def test_past_its_days_nothing_is_filed_by_old_data_but_danger_and_the_lender_stay(place: str) -> None:
    late = max(channel.last_day for channel in channels_of(place)) + timedelta(days=1)
    found = route(made(place, LenderKind.BANK, Wants.STOP, frozenset({"profanity", "physical_violence"}), today=late))
    stays = {"police_110", f"emergency_{place.lower()}", "lender_desk"}
    assert found.recommended[0].channel in stays
    assert {one.channel for one in found.recommended} <= stays
    assert all(one.why[-1].id == "not_checked_since" for one in found.recommended)


def test_channels_can_be_handed_in_and_none_means_none() -> None:
    case = made("PE", LenderKind.BANK, Wants.STOP, frozenset({"quiet_hours"}))
    assert route(case, ()) == Route((), ())
    only = [channel for channel in channels_of("PE") if channel.id == "indecopi"]
    assert [one.channel for one in route(case, only).recommended] == ["indecopi"]
