"""What was worked out for a thing that is asked again: rules, directories, accounts stay the same from one message to
the next. Things are known by identity, so nothing is hashed or compared; a full store is emptied and filled anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Value = TypeVar("Value")


class Kept(Generic[Thing, Value]):
    """At most `most` things with what was worked out for each. Things must not change; they are held, so that no other
    thing can take their identity."""

    __slots__ = ("_held", "_most")

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[int, tuple[Thing, Value]] = {}

    def of(self, thing: Thing, work_out: Callable[[Thing], Value]) -> Value:
        held = self._held.get(id(thing))
        if held is not None:
            return held[1]
        value = work_out(thing)
        if len(self._held) >= self._most:
            self._held.clear()
        self._held[id(thing)] = (thing, value)
        return value
