"""The desk: taken in once, decided by a person with a reason, each step in the log, a clock by place or none."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from atesta.store import agency, casework, log
from atesta.store.models import Case, CaseEvent, Evidence, HandOver, LogEntry, Opening, Staff
from atesta.store.ranking_rows import cases_for_ranking, of_firms, without_firm

sys.path.append(str(Path(__file__).parents[1] / "web"))
from people import NOW, Person, canary, person, staff

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
LETTER = casework.Typed(DAY, "ES", "es", "Me llamaron nueve veces.", "Banco de España", "R-1", agency="Cobros SL")


@pytest.fixture
def clerk() -> Staff:
    return staff("clerk")


@pytest.fixture
def case(clerk: Staff) -> Case:
    return casework.take_typed(LETTER, clerk, NOW)[0]


@pytest.fixture
def handed() -> Person:
    Case.objects.all().delete()
    made = person("alice")
    Case.objects.all().delete()
    return made


def kinds() -> list[str]:
    return list(LogEntry.objects.order_by("seq").values_list("kind", flat=True))


def test_a_letter_that_is_typed_twice_is_one_case(case: Case, clerk: Staff) -> None:
    assert casework.take_typed(LETTER, clerk, NOW) == (case, False)
    assert kinds() == ["case_received"]


def test_what_she_handed_over_becomes_one_case_with_its_digests_and_proposals(handed: Person, clerk: Staff) -> None:
    contact: Any = handed.things["contact"]
    contact.text, contact.original = "还不还钱？不还就让你好看，我们会去你家。", None
    contact.save()
    first = casework.take_handed(contact, clerk, _means(), NOW)
    assert casework.take_handed(contact, clerk, _means(), NOW) == first
    (exhibit,) = casework.exhibits(first)
    assert (exhibit.number, exhibit.kept, len(exhibit.digest)) == (1, "text", 64)
    found = first.findings.first()
    assert found is not None and found.decision == "open" and found.quote in contact.text and found.rule


def test_what_she_took_back_is_not_shown_any_more(handed: Person, clerk: Staff) -> None:
    case = casework.take_handed(handed.things["contact"], clerk, _means(), NOW)  # type: ignore[arg-type]
    HandOver.objects.update(taken_back_at=NOW)
    assert not casework.exhibits(case).exists() and Evidence.objects.exists()


def test_a_decision_is_a_step_with_who_when_and_why_and_opens_its_log_entry(case: Case, clerk: Staff) -> None:
    casework.add_point(case, "threat", "le va a pesar", clerk, NOW)
    point = case.findings.get()
    assert [casework.decide(point, "confirmed", "grabación 3", clerk, NOW) for _ in range(2)] == [True, False]
    step = case.events.get(kind="decided")
    assert (step.by, step.at, step.word, step.text) == (clerk, NOW, "confirmed", "grabación 3")
    assert kinds() == ["case_received", "case_point", "case_decided"]
    assert all(log.opens(opening) for opening in Opening.objects.all())
    assert "grabación" not in str([opening.what for opening in Opening.objects.all()])


def _overwritten(step: CaseEvent) -> object:
    return CaseEvent.objects.filter(id=step.id).update(text="other")


@pytest.mark.parametrize("change", [lambda step: step.save(), _overwritten])
def test_a_step_is_never_changed(case: Case, change: Callable[[CaseEvent], object]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change(case.events.get())


@pytest.mark.parametrize(
    ("place", "kind", "stated", "day"),
    [
        ("CN", "bank", None, date(2026, 11, 17)),
        ("MX", "bank", None, None),
        ("MX", "bank", date(2026, 11, 9), date(2026, 11, 9)),
        ("GB", "bank", None, date(2026, 12, 28)),
    ],
)
def test_the_clock_is_that_of_place_and_lender_or_of_the_letter_or_there_is_none(
    place: str, kind: str, stated: date | None, day: date | None
) -> None:
    due = casework.due_on(Case(place=place, lender_kind=kind, received_on=DAY, deadline_on=stated, state="open"), DAY)
    assert (due[0] if due else None) == day


@pytest.mark.parametrize(("channel", "day"), [("nfra_post", date(2026, 11, 17)), ("nfra_12378", date(2026, 11, 17))])
def test_what_the_regulator_passed_on_is_counted_from_its_receipt(channel: str, day: date) -> None:
    case = Case(place="CN", lender_kind="consumer_finance", channel=channel, received_on=DAY, state="open")
    due = casework.due_on(case, DAY)
    assert due is not None and due[0] == day
    assert [one.deadline.within for one in casework.clock(case, DAY).due] == [15, 30, 60]


def test_an_answered_or_closed_case_owes_nothing_and_can_be_opened_again(case: Case, clerk: Staff) -> None:
    assert casework.answer(case, "Respuesta", DAY, clerk, NOW) and not casework.answer(
        case, "Respuesta", DAY, clerk, NOW
    )
    assert casework.close(case, "partly", "training", "", clerk, NOW)
    assert not casework.close(case, "upheld", "other", "x", clerk, NOW)
    case.refresh_from_db()
    assert (case.state, case.closing, casework.due_on(case, DAY)) == ("closed", "partly", None)
    assert casework.reopen(case, "nueva prueba", clerk, NOW)
    case.refresh_from_db()
    assert case.state == "answered"


@pytest.mark.parametrize(
    ("decided", "may"),
    [
        ("", {"withdrawn", "duplicate"}),
        ("open", {"withdrawn", "duplicate", "upheld", "partly"}),
        ("rejected", {"withdrawn", "duplicate", "upheld", "partly", "not_upheld"}),
    ],
)
def test_a_result_says_nothing_about_a_point_that_nobody_decided(
    case: Case, clerk: Staff, decided: str, may: set[str]
) -> None:
    casework.add_point(case, "threat", "", clerk, NOW)
    if decided:
        casework.decide(case.findings.get(), decided, "x", clerk, NOW)
    for closing in ("withdrawn", "duplicate", *casework.JUDGED):
        assert casework.close(case, closing, "none_found", "", clerk, NOW) is (closing in may), closing
        casework.reopen(case, "x", clerk, NOW)


def test_what_she_took_back_keeps_no_case_open(handed: Person, clerk: Staff) -> None:
    case = casework.take_handed(handed.things["contact"], clerk, _means(), NOW)  # type: ignore[arg-type]
    case.findings.create(evidence=case.evidence.get(), number=9, kind="threat")
    assert casework.in_the_way(case, "not_upheld") == case.findings.count()
    HandOver.objects.update(taken_back_at=NOW)
    assert casework.in_the_way(case, "not_upheld") == 0


@pytest.mark.parametrize(("decided", "outcome"), [("", "open"), ("open", "open"), ("rejected", "rejected")])
def test_a_case_closed_without_decided_points_is_not_rejected_on_the_board(
    case: Case, clerk: Staff, decided: str, outcome: str
) -> None:
    casework.add_point(case, "threat", "", clerk, NOW)
    if decided:
        casework.decide(case.findings.get(), decided, "x", clerk, NOW)
    assert casework.close(case, "withdrawn", "none_found", "", clerk, NOW)
    (row,) = cases_for_ranking(DAY, DAY)
    assert (row["adjudicated"], bool(row["adjudicated_by"])) == (outcome, outcome != "open")


def asked(case: Case, clerk: Staff, now: datetime = NOW) -> tuple[agency.AgencyAsk, str]:
    casework.add_point(case, "threat", "le va a pesar", clerk, now)
    secret = agency.secret_in(agency.new_secret())
    assert secret is not None
    return agency.ask(case, case.findings.all(), 5, secret, clerk, now), secret


def test_a_link_opens_by_its_secret_until_it_ends_is_revoked_or_replaced(case: Case, clerk: Staff) -> None:
    link, secret = asked(case, clerk)
    assert agency.ask(case, (), 5, secret, clerk, NOW) == link and secret not in str(link.__dict__)
    assert agency.open_link(secret, NOW) == link
    assert agency.open_link(("B" if secret[0] == "A" else "A") + secret[1:], NOW) is None
    assert agency.open_link(secret, link.ends_at) is None
    _, second = asked(case, clerk)
    assert agency.open_link(secret, NOW) is None and agency.open_link(second, NOW) is not None


def test_a_case_that_is_closed_takes_no_reply(case: Case, clerk: Staff) -> None:
    _, secret = asked(case, clerk)
    casework.close(case, "withdrawn", "training", "", clerk, NOW)
    assert agency.open_link(secret, NOW) is None


def test_a_reply_stands_beside_the_finding_and_one_after_its_day_is_late(case: Case, clerk: Staff) -> None:
    link, _ = asked(case, clerk)
    point = case.findings.get()
    assert [agency.reply(link, point, "disputes", "No fuimos.", NOW) for _ in range(2)] == [True, False]
    agency.reply(link, point, "not_ours", "Ampliación.", NOW + timedelta(days=6))
    assert list(point.events.filter(kind="replied").order_by("at").values_list("late", flat=True)) == [False, True]
    point.refresh_from_db()
    assert point.decision == "open"


@pytest.mark.parametrize("given", ["", "x", "secret", "á" * 30, "A" * 4000])
def test_a_secret_that_is_not_ours_opens_nothing(given: str) -> None:
    assert agency.secret_in(given) is None and agency.open_link(given, NOW) is None


def test_rows_for_the_board_name_the_firm_and_no_person(handed: Person, case: Case, clerk: Staff) -> None:
    hers = casework.take_handed(handed.things["contact"], clerk, _means(), NOW)  # type: ignore[arg-type]
    Case.objects.filter(id=hers.id).update(agency="Cobros SL", person="Luz Marina Paz", received_on=DAY)
    casework.add_point(case, "threat", "", clerk, NOW)
    casework.decide(case.findings.get(), "confirmed", "x", clerk, NOW)
    rows = list(cases_for_ranking(DAY, DAY))
    assert {row["id"]: (row["adjudicated"], row["adjudicated_by"]) for row in rows} == {
        case.id: ("upheld", "lender"),
        hers.id: ("open", ""),
    }
    assert of_firms(rows) == (rows, [])
    persons = [{**rows[0], "company": "María Pérez, autónoma"}, {**rows[1], "company": "Ana 5551234567"}]
    assert of_firms(persons) == ([], [row["id"] for row in persons])
    said = str(rows)
    assert not [word for word in ("Luz", canary("alice", "contact.text"), "nueve", handed.file.id) if word in said]


def test_the_firm_of_a_case_from_her_file_is_named_at_the_desk_once_also_when_it_is_closed(
    handed: Person, clerk: Staff
) -> None:
    hers = casework.take_handed(handed.things["contact"], clerk, _means(), NOW)  # type: ignore[arg-type]
    day = hers.received_on
    assert without_firm(day, day) == [hers.id] and not list(cases_for_ranking(day, day))
    casework.close(hers, "withdrawn", "none_found", "x", clerk, NOW)
    assert [casework.name_firm(hers, "Cobros SL", clerk, NOW) for _ in range(2)] == [True, False]
    assert [row["company"] for row in cases_for_ranking(day, day)] == ["Cobros SL"] and not without_firm(day, day)
    assert hers.events.get(kind="firm").text == "Cobros SL" and kinds()[-1] == "case_firm"
    assert casework.name_firm(hers, "", clerk, NOW) and without_firm(day, day) == [hers.id]


def _means() -> Any:
    from atesta.web.myfile.means import means  # noqa: PLC0415 - opens the rules, which most tests here do not need

    return means()
