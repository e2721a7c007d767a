"""What a board hides is told with its reason, to whoever looks at it before it is published."""

from __future__ import annotations

from collections.abc import Mapping

from firms import board, cases, contacts, undecided

from atesta.action.ranking.board import Board
from atesta.action.ranking.case import Contacts, Outcome, RankCase
from atesta.action.ranking.hidden import Why, hidden


def whys(given: list[RankCase], known: Mapping[tuple[str, str], Contacts], *earlier: Board) -> list[tuple[str, Why]]:
    made, alone = board(given, known, earlier=earlier), board(given, known)
    return [(one.company, one.why) for one in hidden(made, given, alone)]


def test_a_firm_whose_numbers_are_all_told_hides_nothing() -> None:
    given = cases(9) + cases(9, outcome=Outcome.REJECTED, answered_on=None)
    assert whys(given, contacts(A=5000)) == []


def test_a_firm_under_five_is_not_listed_or_told_as_few() -> None:
    given = cases(3)
    assert whys(given, {}) == [("A SC", Why.NOT_LISTED)]
    assert whys(given, contacts(A=5000)) == [("A SC", Why.FEW)]


def test_few_and_unknown_contacts_are_told_apart() -> None:
    given = cases(9) + cases(9, outcome=Outcome.REJECTED, answered_on=None)
    assert whys(given, contacts(A=999)) == [("A SC", Why.CONTACTS_FEW)]
    assert whys(given, {}) == [("A SC", Why.CONTACTS_UNKNOWN)]


def test_what_leaves_fewer_than_five_is_a_span() -> None:
    assert whys(cases(9), contacts(A=5000)) == [("A SC", Why.NEARLY_ALL)]
    some = cases(9) + cases(2, outcome=Outcome.REJECTED) + cases(9, outcome=Outcome.REJECTED, answered_on=None)
    assert whys(some, contacts(A=5000)) == []
    few = cases(3) + cases(9, outcome=Outcome.REJECTED, answered_on=None)
    assert whys(few, contacts(A=5000)) == [("A SC", Why.PART)]


def test_a_burst_that_waits_is_named() -> None:
    day = cases(1)[0].received_on
    burst = undecided(40, received_on=day) + cases(9)
    assert ("A SC", Why.HELD) in whys(burst, contacts(A=5000))


def test_numbers_that_stay_because_the_change_is_small_are_named() -> None:
    given = cases(9) + cases(9, outcome=Outcome.REJECTED, answered_on=None)
    first = board(given, contacts(A=5000))
    more = given + cases(2, outcome=Outcome.REJECTED, answered_on=None)
    assert whys(more, contacts(A=5000), first) == [("A SC", Why.KEPT)]
