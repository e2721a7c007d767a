"""A CallView as JSON, made light: what a page of a server keeps for an hour instead of working it out at each look.

The times of single words and the finest points of the picture are left out: a telephone could not show them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from enum import Enum
from functools import cache
from itertools import groupby
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from atesta.telling.call_view import CallView, Part, Said
from atesta.telling.call_view_wave import Picture, Row

POINTS = 240
"""Of each side of the picture: one for two pixels of a telephone."""
Made = TypeVar("Made")


def light(view: CallView) -> CallView:
    """The same call in less: turns cut only where a mark begins or ends, a picture of few points."""
    return dataclasses.replace(view, turns=tuple(map(_light_turn, view.turns)), picture=_light_picture(view.picture))


def _light_turn(turn: Said) -> Said:
    runs = groupby(turn.parts, key=lambda part: part.marked)
    parts = tuple(Part("".join(part.text for part in run), marked=marked) for marked, run in runs)
    return dataclasses.replace(turn, parts=parts)


def _light_picture(picture: Picture) -> Picture:
    return dataclasses.replace(picture, rows=tuple(map(_light_row, picture.rows)))


def _light_row(row: Row) -> Row:
    levels = tuple(max((one for one in run if one is not None), default=None) for run in _runs(row.levels))
    return dataclasses.replace(row, peaks=tuple(max(run) for run in _runs(row.peaks)), levels=levels)


def _runs(values: tuple[Made, ...]) -> Iterator[tuple[Made, ...]]:
    """At most POINTS runs of as equal a length as can be."""
    parts = min(POINTS, len(values))
    for part in range(parts):
        yield values[part * len(values) // parts : (part + 1) * len(values) // parts]


def view_plain(view: CallView) -> dict[str, Any]:
    """As values of JSON."""
    plain: dict[str, Any] = _plain(view)
    return plain


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, Enum) else value


def view_of(plain: dict[str, Any]) -> CallView:
    """The other way; what `view_plain` never writes is our fault and raises what Python raises."""
    view: CallView = _made(CallView, plain)
    return view


def _made(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) is UnionType or (get_origin(kind) is not None and type(None) in get_args(kind)):
        kind = next(one for one in get_args(kind) if one is not type(None))
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        return tuple(_made(kinds[0], one) for one in value)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return kind(**{name: _made(hint, value[name]) for name, hint in _hints(kind).items()})
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
