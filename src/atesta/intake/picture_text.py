"""From pixels to lines of words with their place: on the page itself, or in a patch on the left, the right, the middle.

A bubble is known by its ground: the colour around its words is not the colour at the edges of the picture. Lines of
one bubble are joined by that ground without a break. Nothing here knows what the words mean.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from atesta.errors import InputError, Where
from atesta.intake.ocr import Reader, Seen
from atesta.intake.picture import Pixels, open_picture

SHORT_SIDE = 900
"""Words of a phone stay 25 pixels high or more at this width; more pixels cost time and find nothing."""
STRIP = 2.2
"""Strips this many times as high as wide: a longer picture would be shrunk until its words are gone."""
GROUND_STEP = 5
"""Two grounds nearer than this (of 255, in the channel that differs most) are one: what JPEG leaves of a plain area."""
BESIDE = 3
"""Pixels before and behind the words, where a bubble shows its ground: dense characters hide it between them."""
GROUND_SHARE = 0.3
"""Of a row between two lines of one bubble at least this much is ground."""
SURE = 0.8
"""Below this confidence a line is shown as hardly read."""
READ = 0.5
"""Below this nothing of a line is used."""


class Place(StrEnum):
    PAGE = "page"
    LEFT = "left"
    RIGHT = "right"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Line:
    """Words with their box in pixels of the picture. `patch` is one number for the lines of a bubble, 0 on the page."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    place: Place = Place.PAGE
    patch: int = 0

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PictureText:
    """`width` and `height` in pixels; the lines from top to bottom, those of one row from left to right."""

    width: int
    height: int
    lines: tuple[Line, ...]


def read_picture(data: bytes, reader: Reader, name: str | Where = "picture") -> PictureText:
    """Every line of words on the picture. Raises InputError for what is no picture, and where no word is found."""
    pixels = open_picture(data, name)
    height, width = pixels.shape[:2]
    small, scale = _fitting(pixels)
    seen = [line for line in _in_strips(small, reader) if line.text.strip()]
    if not seen:
        raise InputError(
            "No words were found on the picture.",
            "There is nothing to review.",
            "Give a screenshot of the message itself, or paste its text.",
            key="picture_without_words",
        )
    return PictureText(width, height, tuple(_scaled(line, scale) for line in _placed(small, seen)))


def _fitting(pixels: Pixels) -> tuple[Pixels, float]:
    """The picture no wider than is of use, and what its boxes are multiplied with to lie in the given one."""
    from PIL import Image  # noqa: PLC0415 - of the extra

    height, width = pixels.shape[:2]
    scale = min(width, height) / SHORT_SIDE
    if scale <= 1:
        return pixels, 1.0
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS), dtype=np.uint8), scale


def _in_strips(pixels: Pixels, reader: Reader) -> Iterator[Seen]:
    """A long picture in strips, each cut where a row is plainest, so that no line of words is cut."""
    height, width = pixels.shape[:2]
    start, most = 0, max(int(width * STRIP), SHORT_SIDE)
    while start < height:
        end = height if height - start <= most else _plain_row(pixels, start + most // 2, start + most)
        for line in reader(pixels[start:end]):
            yield dataclasses.replace(line, top=line.top + start, bottom=line.bottom + start)
        start = end


def _plain_row(pixels: Pixels, first: int, last: int) -> int:
    spread = pixels[first:last].astype(np.int16).std(axis=1).sum(axis=1)
    steady = np.convolve(spread, np.ones(9), mode="same")
    lowest = np.flatnonzero(steady <= steady.min() + 1.0)
    return first + max(1, int(lowest[-1]))


@dataclass(frozen=True, slots=True)
class _Ground:
    """The colour around the words of a line, and how far it reaches to both sides, in pixels."""

    colour: NDArray[np.int16]
    left: int
    right: int
    page: bool


def _placed(pixels: Pixels, seen: list[Seen]) -> list[Line]:
    """In reading order, each with its patch: a line belongs to the one above it when one ground joins them."""
    grounds: list[_Ground] = []
    lines: list[Line] = []
    wide = pixels.astype(np.int16)
    for one in _in_reading_order(seen):
        ground = _ground(wide, one)
        number = next((lines[at].patch for at in _above(lines, grounds, one, ground, wide)), 0)
        if not ground.page and not number:
            number = 1 + max((line.patch for line in lines), default=0)
        place = Place.PAGE if ground.page else _side(wide, one, ground)
        lines.append(_line(one, place, number))
        grounds.append(ground)
    return _one_place_a_patch(lines)


def _above(
    lines: list[Line], grounds: list[_Ground], one: Seen, ground: _Ground, pixels: NDArray[np.int16]
) -> Iterator[int]:
    if ground.page:
        return
    for at in range(len(lines) - 1, max(-1, len(lines) - 8), -1):
        line = lines[at]
        if line.patch and _near(grounds[at].colour, ground.colour) and _joined(pixels, line, one, ground):
            yield at


def _joined(pixels: NDArray[np.int16], line: Line, one: Seen, ground: _Ground) -> bool:
    """Whether one ground goes from the line to the next: down between them, or across in one row."""
    left, right = max(line.left, int(one.left)), min(line.right, int(one.right))
    if line.top < (one.top + one.bottom) / 2 < line.bottom:
        return _goes_on(pixels[line.top : line.bottom, line.right : max(line.right, int(one.left))], ground, axis=0)
    if right - left < 4:
        return False
    return _goes_on(pixels[line.bottom : max(line.bottom, int(one.top)), left:right], ground, axis=1)


def _goes_on(between: NDArray[np.int16], ground: _Ground, axis: int) -> bool:
    """Whether each row (axis 1) or column (axis 0) has some of the ground's colour: where another patch or the page
    lies between, none of it has; where letters reach in, much of it still has."""
    if not between.size:
        return True
    same = np.abs(between - ground.colour).max(axis=2) <= GROUND_STEP
    return bool((same.mean(axis=axis) >= GROUND_SHARE).all())


def _in_reading_order(seen: list[Seen]) -> list[Seen]:
    """Rows from top to bottom: a line is on the row of the one before it when its middle lies within that line."""
    rows: list[list[Seen]] = []
    for one in sorted(seen, key=lambda line: (line.top + line.bottom) / 2):
        middle = (one.top + one.bottom) / 2
        last = rows[-1][0] if rows else None
        inner = (last.bottom - last.top) * 0.2 if last is not None else 0.0
        if last is not None and last.top + inner < middle < last.bottom - inner:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [one for row in rows for one in sorted(row, key=lambda line: line.left)]


def _ground(pixels: NDArray[np.int16], one: Seen) -> _Ground:
    height, width = pixels.shape[:2]
    inset = (one.bottom - one.top) * 0.15  # a box may reach over the lower edge of its bubble
    top = min(max(0, int(one.top + inset)), height - 1)
    bottom = min(height, max(top + 1, int(one.bottom - inset)))
    left, right = max(0, int(one.left) - 1), min(width, int(one.right) + 1)
    beside = [pixels[top:bottom, max(0, left - BESIDE) : left + 1], pixels[top:bottom, right - 1 : right + BESIDE]]
    colour = _usual(np.concatenate([part.reshape(-1, 3) for part in beside]))
    columns = np.median(pixels[top:bottom], axis=0)
    same = np.abs(columns - colour).max(axis=1) <= GROUND_STEP
    edge = max(1, width // 100)
    page = any(_near(np.median(columns[part], axis=0), colour) for part in (slice(0, edge), slice(width - edge, width)))
    return _Ground(colour, _reach(same, left, -1), _reach(same, right - 1, 1), page)


def _usual(flat: NDArray[np.int16]) -> NDArray[np.int16]:
    """The commonest colour of some pixels."""
    coarse = (flat >> 3).astype(np.int32)
    codes = (coarse[:, 0] << 10) | (coarse[:, 1] << 5) | coarse[:, 2]
    most = int(np.bincount(codes).argmax())
    return np.asarray(np.median(flat[codes == most], axis=0), dtype=np.int16)


def _reach(same: NDArray[np.bool_], at: int, step: int) -> int:
    """The last column in that direction that has the ground's colour, from the end of the words on."""
    while 0 <= at + step < len(same) and same[at + step]:
        at += step
    return at


def _near(first: NDArray[np.floating] | NDArray[np.int16], second: NDArray[np.int16]) -> bool:
    return bool(np.abs(first - second).max() <= GROUND_STEP)


def _side(pixels: NDArray[np.int16], one: Seen, ground: _Ground) -> Place:
    """The side whose margin is smaller; where both are alike, the side on which something stands, such as a face."""
    width = pixels.shape[1]
    if one.right - one.left < width * 0.55 and abs(one.left + one.right - width) < width * 0.04:
        return Place.MIDDLE  # a bubble begins near an edge, so short words in the middle are a notice
    left, right = ground.left / width, 1 - ground.right / width
    if abs(left - right) > 0.03:
        return Place.LEFT if left < right else Place.RIGHT
    rows = pixels[max(0, int(one.top)) : int(one.bottom) + 1]
    busy = [float(part.std()) if part.size else 0.0 for part in (rows[:, : ground.left], rows[:, ground.right + 1 :])]
    if max(busy) < GROUND_STEP:
        return Place.MIDDLE
    return Place.LEFT if busy[0] >= busy[1] else Place.RIGHT


def _one_place_a_patch(lines: list[Line]) -> list[Line]:
    """The widest line of a patch says best on which side it lies."""
    widest: dict[int, Line] = {}
    for line in sorted(lines, key=lambda line: line.right - line.left):
        widest[line.patch] = line
    return [dataclasses.replace(line, place=widest[line.patch].place) if line.patch else line for line in lines]


def _line(one: Seen, place: Place, patch: int) -> Line:
    left, top, right, bottom = (int(value) for value in (one.left, one.top, one.right, one.bottom))
    return Line(one.text.strip(), left, top, right, bottom, one.confidence, place, patch)


def _scaled(line: Line, scale: float) -> Line:
    left, top, right, bottom = (round(value * scale) for value in (line.left, line.top, line.right, line.bottom))
    return dataclasses.replace(line, left=left, top=top, right=right, bottom=bottom)
