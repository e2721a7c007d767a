"""What was worked out once is not worked out again, and never more than a store holds."""

from atesta.kept import Kept, once


def test_a_thing_is_worked_out_once_and_an_equal_one_for_itself():
    asked = []
    kept = Kept(4)
    first, equal = [1], [1]
    for thing in (first, first, equal):
        kept.of(thing, lambda thing: asked.append(id(thing)))
    assert asked == [id(first), id(equal)]


def test_a_full_store_is_emptied_and_still_right():
    kept = Kept(2)
    things = [[number] for number in range(5)]
    for _ in range(2):
        assert [kept.of(thing, sum) for thing in things] == [0, 1, 2, 3, 4]
        assert len(kept._held) <= 2


def test_a_value_that_is_asked_twice_is_worked_out_once():
    class Day:
        asked = 0

        @once
        def weekday(self):
            self.asked += 1
            return "mon"

    day = Day()
    assert (day.weekday, day.weekday, day.asked) == ("mon", "mon", 1)
