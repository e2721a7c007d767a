"""A case is read strictly: what is not understood is refused with its field, and nothing of it is repeated."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atesta.action.complaint.routing import Filed, FiledState, Wants, read_case
from atesta.errors import AtestaError, FileFormatError

GOOD: dict[str, Any] = {
    "place": "MX",
    "lender": {"name": "Financiera Aurora", "kind": "bank"},
    "findings": ["threat", "quiet_hours"],
    "wants": "stop",
    "already_filed": [{"channel": "lender_desk", "on": "2026-11-01", "state": "pending"}],
    "has": ["audio"],
    "happened_on": "2026-10-30",
    "today": "2026-11-21",
}
FILING = GOOD["already_filed"][0]
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown field": ({"note": "x"}, "note"),
    "an unknown field of the lender": ({"lender": {"name": "", "kind": "bank", "size": 1}}, "size"),
    "a lender that is a name only": ({"lender": "Aurora"}, "lender"),
    "no lender": ({"lender": None}, "lender"),
    "a kind that is none": ({"lender": {"kind": "usurer"}}, "kind"),
    "a place that is not ours": ({"place": "FR"}, "place"),
    "a place that is a number": ({"place": 1}, "place"),
    "a finding that is none": ({"findings": ["rudeness"]}, "findings"),
    "findings that are a text": ({"findings": "threat"}, "findings"),
    "a finding that is a list": ({"findings": [["threat"]]}, "findings"),
    "more findings than anybody has": ({"findings": ["threat"] * 201}, "findings"),
    "a wish that is none": ({"wants": "revenge"}, "wants"),
    "no wish": ({"wants": None}, "wants"),
    "a thing that nobody asks for": ({"has": ["passport"]}, "has"),
    "filings that are one": ({"already_filed": FILING}, "already_filed"),
    "a filing with a word too many": ({"already_filed": [{**FILING, "why": "x"}]}, "why"),
    "a channel that is none": ({"already_filed": [{**FILING, "channel": "the mayor"}]}, "channel"),
    "a state that is none": ({"already_filed": [{**FILING, "state": "lost"}]}, "state"),
    "filed tomorrow": ({"already_filed": [{**FILING, "on": "2026-11-22"}]}, "on"),
    "a day that is none": ({"already_filed": [{**FILING, "on": "2026-02-30"}]}, "on"),
    "a mill": ({"already_filed": [FILING] * 201}, "already_filed"),
    "happened tomorrow": ({"happened_on": "2026-11-22"}, "happened_on"),
    "a day with a time": ({"today": "2026-11-21T10:00:00"}, "today"),
    "a year that is a slip": ({"today": "2926-11-21"}, "today"),
    "no day": ({"today": None}, "today"),
}


def raw(**changed: Any) -> bytes:
    return json.dumps({**GOOD, **changed}, ensure_ascii=False).encode()


def test_a_case_is_read_whole() -> None:
    case = read_case(raw())
    assert (case.place, case.lender_kind, case.wants) == ("MX", "bank", Wants.STOP)
    assert case.findings == {"threat", "quiet_hours"} and case.has == {"audio"}
    assert case.filed == (Filed("lender_desk", date(2026, 11, 1), FiledState.PENDING),)
    assert (case.happened_on, case.today) == (date(2026, 10, 30), date(2026, 11, 21))


def test_what_may_be_left_out_is_empty_or_unknown() -> None:
    case = read_case(b'{"place": "PE", "lender": {"kind": "unknown"}, "wants": "verify", "today": "2026-11-21"}')
    assert not case.findings and not case.filed and not case.has and case.happened_on is None


def test_the_united_kingdom_is_great_britain_here() -> None:
    assert read_case(raw(place="UK")).place == "GB"


@pytest.mark.parametrize(("changed", "field"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_understood_is_refused_with_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(FileFormatError) as refused:
        read_case(raw(**changed))
    assert repr(field) in refused.value.what
    assert "Aurora" not in str(refused.value)


BAD_BYTES = [b"", b"[]", b"{", b"\xff", b"null", b'{"place": NaN}', b"[" * 100_000, b"1" * 5000]


@pytest.mark.parametrize("data", BAD_BYTES, ids=range(len(BAD_BYTES)))
def test_what_is_no_case_is_refused(data: bytes) -> None:
    with pytest.raises(FileFormatError):
        read_case(data)


def test_a_field_that_stands_twice_is_refused() -> None:
    with pytest.raises(FileFormatError, match="'place' stands twice"):
        read_case(raw().replace(b'{"place": "MX"', b'{"place": "MX", "place": "CN"', 1))


ONE = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.floats(allow_nan=False)
JSON = ONE | st.lists(ONE, max_size=3) | st.dictionaries(st.text(max_size=9), ONE, max_size=3)
AT_LEISURE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # other tests share the machine


@AT_LEISURE
@given(st.sampled_from(sorted(GOOD)), JSON)
def test_no_value_of_a_field_breaks_the_reader(field: str, value: Any) -> None:
    try:
        read_case(raw(**{field: value}))
    except AtestaError as error:
        assert error.key


@AT_LEISURE
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with pytest.raises(AtestaError):
        read_case(data)
