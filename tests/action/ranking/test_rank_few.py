"""No group under five can be worked out: within a version by sums and bounds, between versions by subtraction."""

from __future__ import annotations

from attacker import harm, possible
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atesta.action.ranking.campaigns import shown_campaigns
from atesta.action.ranking.cells import FEW, Cell, Count, part, shown_firm
from atesta.action.ranking.late import Block, settled

CAMPAIGNS = ("a", "b", "c")
GROUPS = (*CAMPAIGNS, "")
Truth = dict[str, Count]


@st.composite
def counts(draw: st.DrawFn, most: int = 14) -> Count:
    received = draw(st.integers(0, most))
    return Count(received, draw(st.integers(0, received)), draw(st.integers(0, received)))


def truths(most: int = 14) -> st.SearchStrategy[Truth]:
    return st.fixed_dictionaries({group: counts(most) for group in GROUPS})


@st.composite
def histories(draw: st.DrawFn) -> list[Truth]:
    """Up to three versions; most groups change little, which is what is dangerous."""
    made = [draw(truths(30))]
    for _ in range(draw(st.integers(1, 2))):
        made.append({group: moved(draw, count) for group, count in made[-1].items()})
    return made


def moved(draw: st.DrawFn, count: Count) -> Count:
    step = st.one_of(st.just(0), st.integers(-3, 3), st.integers(-9, 9))
    received = max(count.received + draw(step), 0)
    return Count(
        received,
        min(max(count.answered + draw(step), 0), received),
        min(max(count.upheld + draw(step), 0), received),
    )


def block_of(truth: Truth) -> Block:
    whole = sum(truth.values(), Count())
    return Block(shown_firm(whole), shown_campaigns(whole, {name: truth[name] for name in CAMPAIGNS}))


def published(history: list[Truth]) -> list[Block]:
    made: list[Block] = []
    for truth in history:
        made.append(settled(block_of(truth), made) if made else block_of(truth))
    return made


@settings(deadline=None, max_examples=300)
@given(histories())
def test_who_subtracts_all_versions_and_solves_for_everything_finds_no_group_under_five(history: list[Truth]) -> None:
    assert harm(published(history), GROUPS) == []


@settings(deadline=None, max_examples=200)
@given(truths())
def test_a_hidden_number_stays_open_when_every_possible_table_is_tried(truth: Truth) -> None:
    for group, name, values, size in possible(block_of(truth)):
        few = len(values) < 3
        assert not few or all(value >= 5 and size - value >= 5 for value in values), (group, name, values)


@given(truths(30))
@example({"a": Count(7, 7, 7), "b": Count(9, 2, 9), "c": Count(0, 0, 0), "": Count(0, 0, 0)})
def test_what_is_told_is_true(truth: Truth) -> None:
    block = block_of(truth)
    whole = sum(truth.values(), Count())
    for row, count in ((block.whole, whole), *((row, truth[name]) for name, row in block.campaigns.items())):
        for name in ("received", "answered", "upheld"):
            cell = getattr(row, name)
            assert cell.low <= getattr(count, name) <= cell.high


def test_the_attacker_finds_what_careless_publishing_tells() -> None:
    one = {"a": Count(20, 10, 10), "b": Count(), "c": Count(), "": Count(20, 10, 10)}
    two = {**one, "a": Count(22, 12, 10)}
    careless = [block_of(one), block_of(two)]
    assert "v1-v0: ('a',) received changed by 2" in harm(careless, GROUPS)
    assert published([one, two])[1] == careless[0]


def test_a_late_change_of_five_is_published_and_one_of_four_waits() -> None:
    one = {"a": Count(), "b": Count(), "c": Count(), "": Count(20, 10, 10)}
    for more, seen in ((4, 20), (5, 25)):
        late = {**one, "": Count(20 + more, 10, 10)}
        assert published([one, late])[1].whole.received.low == seen


def test_a_small_change_waits_however_many_versions_lie_between() -> None:
    one = {"a": Count(), "b": Count(), "c": Count(), "": Count(20, 10, 10)}
    up, back = {**one, "": Count(40, 30, 10)}, {**one, "": Count(22, 12, 10)}
    assert published([one, up, back])[2].whole.received.low == 40


def test_a_campaign_that_would_leave_two_people_over_is_not_shown() -> None:
    whole = Count(20, 10, 10)
    assert shown_campaigns(whole, {"a": Count(18, 9, 9)}) == {}
    assert shown_campaigns(whole, {"a": Count(10, 5, 5)}).keys() == {"a"}
    assert shown_campaigns(Count(40, 20, 20), {"a": Count(20, 10, 10), "b": Count(18, 9, 9)}).keys() == {"a"}


def test_a_campaign_that_would_leave_two_answered_over_is_not_shown() -> None:
    assert shown_campaigns(Count(40, 12, 20), {"a": Count(20, 10, 10)}) == {}


def test_few_and_nearly_all_are_told_as_spans() -> None:
    assert part(0, 20) == part(4, 20) == FEW
    assert part(5, 20) == Cell(5, 5)
    assert part(16, 20) == part(20, 20) == Cell(16, 20)
    assert shown_firm(Count(4, 4, 4)).received == FEW


@given(st.integers(5, 40), st.integers(0, 40), st.integers(0, 40))
def test_what_is_told_of_the_upheld_depends_on_no_other_case(upheld: int, others: int, answered: int) -> None:
    few, many = Count(upheld, 0, upheld), Count(upheld + others, min(answered, upheld + others), upheld)
    assert shown_firm(few).upheld == shown_firm(many).upheld == Cell(upheld, upheld)


def test_where_nearly_all_were_upheld_the_number_received_is_a_span() -> None:
    row = shown_firm(Count(62, 61, 60))
    assert (row.received, row.answered, row.upheld) == (Cell(60, 64), Cell(56, 64), Cell(60, 60))
