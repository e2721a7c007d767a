"""What is counted, who is listed, who has a place."""

from __future__ import annotations

from datetime import date

import pytest
from firms import AS_OF, PERIOD, board, case, cases, contacts, row, undecided

from atesta.action.ranking.board import Unranked, make_board
from atesta.action.ranking.case import By, Contacts, Decision, Done, Evidence, Outcome, Reason, Reply
from atesta.action.ranking.cells import FEW, Cell
from atesta.errors import InputError


def told(number: int) -> Cell:
    return Cell(number, number)


def test_a_firm_has_received_answered_and_upheld() -> None:
    made = row(board([*cases(10), *undecided(12)], {}))
    assert made.counts is not None
    assert (made.counts.received, made.counts.answered, made.counts.upheld) == (told(22), told(10), told(10))
    assert (made.why, made.rank, made.rate) == (Unranked.CONTACTS_UNKNOWN, None, None)


def test_only_known_contacts_give_a_rate_and_a_place() -> None:
    made = board([*cases(20), *cases(20, company="B SC")], contacts(A=10_000))
    assert (row(made).rank, row(made, "B SC").rank) == ((1, 1), None)
    assert row(made).bodies == ("regulator",)


def test_fewer_than_a_thousand_contacts_tell_no_counts() -> None:
    made = row(board(cases(20), contacts(A=999)))
    assert (made.counts, made.contacts, made.why) == (None, 0, Unranked.CONTACTS_FEW)


def test_a_firm_with_few_complaints_and_unknown_contacts_is_not_listed() -> None:
    assert board(cases(4), {}).rows == ()


def test_a_firm_with_known_contacts_reads_the_same_with_no_case_as_with_four() -> None:
    none, four = board([], contacts(A=5000)), board(cases(4), contacts(A=5000))
    assert none.rows == four.rows
    assert row(four).counts is not None and row(four).counts.received == FEW  # type: ignore[union-attr]


def test_a_complainant_s_own_account_alone_upholds_nothing() -> None:
    made = row(board([*cases(10), *cases(10, evidence=Evidence.TYPED)], {}))
    assert made.counts is not None and made.counts.upheld == told(10)


def test_an_answer_after_the_day_of_counting_is_none_yet() -> None:
    made = row(board([*cases(8), *cases(8, answered_on=date(2026, 11, 1))], {}))
    assert made.counts is not None and made.counts.answered == told(8)


@pytest.mark.parametrize("key", ["complainant", "origin", "text"])
def test_one_person_one_telephone_one_text_is_one_case(key: str) -> None:
    made = row(board([*cases(10), *cases(30, **{key: "same"})], {}))
    assert made.counts is not None and made.counts.upheld == told(11)


def test_the_same_person_counts_again_for_another_firm_and_another_quarter() -> None:
    given = [*cases(9), case(complainant="she"), case(complainant="she", received_on=date(2026, 5, 1))]
    given += [*cases(9, company="B SC"), case(complainant="she", company="B SC")]
    made = board(given, {})
    assert all(each.counts and each.counts.upheld == told(10) for each in made.rows)


def test_a_quarter_that_is_not_over_has_no_board() -> None:
    with pytest.raises(InputError, match="not over"):
        make_board([], {}, PERIOD, PERIOD.last)


def test_firms_of_two_countries_are_not_ranked_against_each_other() -> None:
    known = {**contacts(A=1000), ("CN", "B SC"): Contacts(1000, "x")}
    made = board([*cases(50), *cases(5, place="CN", company="B SC")], known)
    assert {each.rank for each in made.rows} == {(1, 1)}


REMOVED = Decision(date(2026, 10, 1), By.COURT, Done.ROW_REMOVED, Reason.COURT_ORDER, PERIOD, "MX", "A SC")


def test_a_removed_row_has_no_numbers_and_stands_in_the_log() -> None:
    made = board([*cases(20, campaign="x")], contacts(A=5000), decisions=[REMOVED])
    assert (row(made).counts, row(made).why, made.campaigns) == (None, Unranked.REMOVED, ())
    assert [(entry.what, entry.company) for entry in made.log] == [(Done.ROW_REMOVED, "A SC")]


def taken_out(id_: str) -> Decision:
    return Decision(AS_OF, By.COMPLAINANT, Done.CASE_REMOVED, Reason.WITHDRAWN, PERIOD, "MX", "A SC", id_)


def test_a_removed_case_does_not_count_and_its_firm_is_named_only_where_its_count_is_told() -> None:
    gone = case()
    for others, name in ((10, "A SC"), (3, "")):
        made = board([*cases(others), gone], contacts(A=5000), decisions=[taken_out(gone.id)])
        assert [entry.company for entry in made.log] == [name]
    assert gone.id not in repr(made)


def test_a_decision_about_a_case_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="not among the cases"):
        board(cases(9), {}, decisions=[taken_out("nothing")])


def test_what_the_log_said_it_goes_on_saying() -> None:
    first = board(cases(9), {}, decisions=[REMOVED])
    assert board(cases(9), {}, earlier=[first]).log == first.log


def test_a_reply_stands_beside_its_row() -> None:
    made = board(cases(9), {}, replies=[Reply("MX", "A SC", AS_OF, "We have changed the text.")])
    assert row(made).replies == ((AS_OF, "We have changed the text."),)


def test_two_hundred_letters_of_different_people_stay_two_hundred() -> None:
    made = row(board([case(text=f"own facts {number}") for number in range(200)], {}))
    assert made.counts is not None and made.counts.upheld == told(200)


def test_an_open_case_is_no_upheld_one() -> None:
    assert all(each.outcome is Outcome.OPEN for each in undecided(3))
