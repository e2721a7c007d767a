"""What was worked out for a thing that is asked again: rules, directories, accounts stay the same from one message to
the next. Things are known by identity, so nothing is hashed or compared; a full store is emptied and filled anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, AnyStr, Generic, TypeVar, cast

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


class once(Generic[Value]):  # noqa: N801 - used as a decorator, like the library's
    """functools.cached_property without its lock, which costs more than most of what is worked out here."""

    def __init__(self, work_out: Callable[[Any], Value]) -> None:
        self._work_out = work_out
        self.__doc__ = work_out.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, thing: Any, owner: type) -> Value:
        value = thing.__dict__[self._name] = self._work_out(thing)
        return value


class _Late:
    """Stands for a pattern until it is asked; its methods are the pattern's own from then on."""

    def __init__(self, source: Any, flags: int) -> None:
        self._written = source, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        pattern = re.compile(*self._written)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
            setattr(self, method, getattr(pattern, method))
        return getattr(pattern, name)


def late(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """re.compile, done when a text first needs it: compiling all patterns takes longer than reviewing a message."""
    return cast("re.Pattern[AnyStr]", _Late(source, flags))
