"""What was worked out once is not worked out again, and never more than a store holds."""

import importlib
import pkgutil
import re

import atesta
from atesta.kept import Kept, late, once


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


def test_every_pattern_that_is_compiled_late_can_be_compiled():
    """Else a slip in one would be found by the first text that asks it."""
    assert len([pattern.pattern for pattern in late_patterns()]) > 100


def late_patterns():
    for module in pkgutil.walk_packages(atesta.__path__, "atesta."):
        if module.name == "atesta.web.wsgi":  # to import it is to start a server: its worker would run in here
            continue
        for value in vars(importlib.import_module(module.name)).values():
            yield from (thing for thing in flat(value) if isinstance(thing, type(late(""))))


def flat(value):
    return [found for item in value for found in flat(item)] if isinstance(value, tuple) else [value]


def test_a_late_pattern_is_the_pattern():
    assert late("b+", re.IGNORECASE).search("aBbc")[0] == "Bb"
    assert late(rb"b").sub(b"x", b"abc") == b"axc"
    assert late("b").flags == re.compile("b").flags
