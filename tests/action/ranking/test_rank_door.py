"""What does not get in: persons, sole traders, small places, numbers of people, lines that are not as documented."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.ranking.case import FIELDS, Evidence, cases_from
from atesta.action.ranking.case_file import read_cases, read_contacts, read_decisions, read_replies
from atesta.action.ranking.period import read_quarter
from atesta.errors import FileFormatError, InputError

GOOD = {
    **{"id": "1", "place": "MX", "company": "Gestora Uno SA de CV", "company_kind": "legal_entity", "campaign": "x"},
    **{"received_on": "2026-07-01", "answered_on": "", "adjudicated": "upheld", "adjudicated_by": "court"},
    **{"evidence": "imported", "complainant": "k", "origin": "", "text": ""},
}
PERIOD = read_quarter("2026-Q3")


def refused(**changed: str) -> str:
    with pytest.raises(FileFormatError) as said:
        cases_from([{**GOOD, **changed}])
    return said.value.key


def test_a_good_line_is_a_case() -> None:
    (case,) = cases_from([GOOD])
    assert (case.company, case.evidence) == ("Gestora Uno SA de CV", Evidence.IMPORTED)


@pytest.mark.parametrize("kind", ["person", "individual"])
def test_a_person_is_refused_by_name(kind: str) -> None:
    assert refused(company_kind=kind) == "rank_person"


@pytest.mark.parametrize(
    "changed",
    [
        {"company_kind": "sole_trader"},
        {"company": "María López, persona física con actividad empresarial"},
        {"company": "河西区张某催收服务部（个体工商户）"},
        {"company": "J. Smith, sole trader"},
        {"company": "Ana Ruiz (autónoma)"},
        {"company": "Peter Roe d/b/a Fast Collections"},
    ],
)
def test_a_sole_trader_is_refused_by_name(changed: dict[str, str]) -> None:
    assert refused(**changed) == "rank_sole_trader"


@pytest.mark.parametrize("place", ["MX-OAX", "Oaxaca", "mx", "", "XX"])
def test_a_place_smaller_than_a_country_is_refused(place: str) -> None:
    assert refused(place=place) == "rank_place"


@pytest.mark.parametrize(
    "changed",
    [
        {"company_kind": ""},
        {"company_kind": "company"},
        {"company": ""},
        {"company": "Cobra 55 1234 5678 SC"},
        {"company": "x@y.example"},
        {"company": "A" * 121},
        {"company": "A\u202eSC"},
        {"campaign": "visit to 555-123-4567"},
        {"campaign": "y" * 61},
        {"received_on": ""},
        {"received_on": "2026-13-01"},
        {"received_on": "20260701"},
        {"received_on": "0001-01-01"},
        {"answered_on": "2026-06-30"},
        {"answered_on": "soon"},
        {"adjudicated": "won"},
        {"adjudicated_by": ""},
        {"adjudicated_by": "Judge Ruiz"},
        {"adjudicated": "open"},
        {"evidence": "good"},
        {"complainant": " "},
        {"id": ""},
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_line_and_field(changed: dict[str, str]) -> None:
    assert refused(**changed) == "rank_value"


def test_no_value_is_repeated_in_the_refusal() -> None:
    with pytest.raises(FileFormatError) as said:
        cases_from([{**GOOD, "company": "Zoraida 55 1234 5678"}])
    assert "Zoraida" not in str(said.value) and "1234" not in str(said.value.values)


def test_an_id_that_comes_twice_is_refused() -> None:
    with pytest.raises(FileFormatError) as said:
        cases_from([GOOD, GOOD])
    assert said.value.key == "rank_twice"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "rank_header"),
        (b"id,place\n", "rank_header"),
        (",".join((*FIELDS, "name")).encode(), "rank_header"),
        (",".join((*FIELDS, "id")).encode(), "rank_header"),
        (",".join(FIELDS).encode() + b"\n1,2\n", "rank_cells"),
        (",".join(FIELDS).encode() + b'\n"1\n', "rank_not_csv"),
        (b"\xff\xfe", "rank_not_csv"),
        (b"id\0", "rank_not_csv"),
    ],
)
def test_a_file_that_is_not_as_documented_is_refused(data: bytes, key: str) -> None:
    with pytest.raises(FileFormatError) as said:
        read_cases(data, "c.csv")
    assert said.value.key == key


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (read_cases, read_replies, read_decisions):
        with suppress(FileFormatError):
            read(data, "x.csv")
    with suppress(FileFormatError):
        read_contacts(data, "x.csv", PERIOD)


COUNTED = "place,company,period,contacts,source\nMX,A SC,2026-Q3,5000,register\nMX,A SC,2026-Q2,1,register\n"
EACH = "place,company,on,source\n" + "MX,A SC,2026-07-01,register\n" * 7 + "MX,A SC,2026-06-30,register\n"


@pytest.mark.parametrize(("text", "count"), [(COUNTED, 5000), (EACH, 7)])
def test_contacts_come_counted_or_one_a_line(text: str, count: int) -> None:
    (found,) = read_contacts(text.encode(), "c.csv", PERIOD).items()
    assert (found[0], found[1].count, found[1].source) == (("MX", "A SC"), count, "register")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (COUNTED + "MX,A SC,2026-Q3,5,other\n", "rank_two_counts"),
        (EACH + "MX,A SC,2026-07-02,other\n", "rank_two_counts"),
        (COUNTED + "MX,B SC,2026-Q3,-5,x\n", "rank_value"),
        (COUNTED + "MX,B SC,2026-Q3,5.0,x\n", "rank_value"),
        (COUNTED + "MX,B SC,2026,5,x\n", "rank_value"),
        (COUNTED + "MX,B SC,2026-Q3,5,\n", "rank_value"),
        (EACH + "MX,B SC,yesterday,x\n", "rank_value"),
        (EACH + "MX,B SC\n", "rank_cells"),
        (EACH + "Oaxaca,B SC,2026-07-02,x\n", "rank_place"),
    ],
)
def test_contacts_that_cannot_be_used_are_refused(text: str, key: str) -> None:
    with pytest.raises(FileFormatError) as said:
        read_contacts(text.encode(), "c.csv", PERIOD)
    assert said.value.key == key


@pytest.mark.parametrize("text", ["", "Call 55 1234 5678.", "Write to x@y.example", "x" * 1001])
def test_a_reply_that_could_name_somebody_is_refused(text: str) -> None:
    with pytest.raises(FileFormatError) as said:
        read_replies(f"place,company,on,text\nMX,A SC,2026-10-01,{text}\n".encode(), "r.csv")
    assert said.value.key == "rank_reply"


LOG = "on,by,what,reason,period,place,company,case\n"


@pytest.mark.parametrize(
    "line",
    [
        "2026-10-01,operator,case_removed,withdrawn,2026-Q3,MX,A SC,",
        "2026-10-01,operator,row_removed,court_order,2026-Q3,MX,A SC,c1",
        "2026-10-01,rule,row_removed,court_order,2026-Q3,MX,A SC,",
        "2026-10-01,operator,held,looked_at,2026-Q3,MX,A SC,",
        "2026-10-01,operator,released,burst,2026-Q3,MX,A SC,",
        "2026-10-01,operator,released,she asked,2026-Q3,MX,A SC,",
        "today,operator,released,looked_at,2026-Q3,MX,A SC,",
        "2026-10-01,operator,released,looked_at,2026,MX,A SC,",
    ],
)
def test_a_decision_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(FileFormatError) as said:
        read_decisions((LOG + line + "\n").encode(), "log.csv")
    assert said.value.key == "rank_value"


@pytest.mark.parametrize("text", ["2026", "2026-07", "2026-Q5", "2026-q3", "", "1890-Q1"])
def test_only_a_quarter_is_a_period(text: str) -> None:
    with pytest.raises(InputError):
        read_quarter(text)
