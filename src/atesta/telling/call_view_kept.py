"""A CallView as JSON, made light: what a page of a server keeps for an hour instead of working it out at each look.

The times of single words and the finest points of the picture are left out: a telephone could not show them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import groupby
from typing import Any, TypeVar

from atesta.telling.as_plain import made, plain
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
    values: dict[str, Any] = plain(view)
    return values


def view_of(values: dict[str, Any]) -> CallView:
    """The other way; what `view_plain` never writes is our fault and raises what Python raises."""
    view: CallView = made(CallView, values)
    return view
