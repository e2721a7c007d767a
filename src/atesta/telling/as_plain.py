"""Frozen dataclasses as values of JSON and back: what is kept today is the same value tomorrow."""

from __future__ import annotations

import dataclasses
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints


def plain(value: Any) -> Any:
    """Of dataclasses, tuples, enums and what JSON has."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value.value if isinstance(value, Enum) else value


def made(kind: Any, value: Any) -> Any:
    """The other way; what `plain` never writes is our fault and raises what Python raises."""
    if value is None:
        return None
    if get_origin(kind) is UnionType or (get_origin(kind) is not None and type(None) in get_args(kind)):
        kind = next(one for one in get_args(kind) if one is not type(None))
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        return tuple(made(kinds[0], one) for one in value)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return kind(**{name: made(hint, value[name]) for name, hint in _hints(kind).items()})
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
