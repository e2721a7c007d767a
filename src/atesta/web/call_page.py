"""The page of the five answers about a call: everything that its template shows, as plain data.

A long call is shown by parts, so that the page opens at once on a telephone; a time leads to its words in their part.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from atesta.locale import Catalogue
from atesta.telling.call_view import CallView, Clip, Coached, Courtesy, Item, Line, Said, Stretch
from atesta.telling.call_view_time import clock, fine_clock
from atesta.telling.call_wave_svg import legend_of, wave_svg

PART_CHARS, PART_TURNS = 9_000, 60
"""Of a transcript on one page; 9,000 Chinese characters are 27 kB."""
SHOWN, MOST_ITEMS = 8, 24
"""Findings under an answer before the rest opens, and at all."""
SIGNS = {"breach": "■", "not_reviewable": "◆", "met": "●", "missing": "○"}


@dataclass(frozen=True, slots=True)
class At:
    """A time that leads to its words, and plays them where there is a player. `from_` and `to` in milliseconds, `to`
    None up to the end; `href` empty where no words are near."""

    shown: str
    from_: int
    to: int | None
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Point:
    """One thing under an answer."""

    item: Item
    sign: str
    at: At | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the five. `rest` opens; `more` says how many are in neither."""

    line: Line
    points: tuple[Point, ...]
    rest: tuple[Point, ...] = ()
    more: str = ""
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    said: Said
    side: str
    at: At | None


@dataclass(frozen=True, slots=True)
class PartLink:
    """`said` is from when to when; `number` counts from 1."""

    number: int
    said: str
    here: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recording has beside its answers: where its sound is, how long all of it stays, what keeps it."""

    sound: str = ""
    copy: bool = False
    minutes: int = 0
    upload: str = ""


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """`weak` says what this kind of record can carry. `fields` are sent again to change or keep what was written down;
    empty for a recording, which stays with its upload."""

    view: CallView
    weak: str
    answers: tuple[Answer, ...]
    courtesies: tuple[tuple[Courtesy, At | None], ...]
    moments: tuple[Point, ...]
    coaching: tuple[tuple[Coached, At | None], ...]
    wave: SafeString
    legend: tuple[tuple[str, str], ...]
    stretches: tuple[tuple[Stretch, At], ...]
    turns: tuple[Turn, ...]
    parts: tuple[PartLink, ...]
    heard: Heard | None
    fields: Mapping[str, str]


def call_answer(
    view: CallView,
    words: Catalogue,
    weak: str,
    *,
    part: int = 1,
    heard: Heard | None = None,
    fields: Mapping[str, str] | None = None,
) -> CallAnswer:
    """`part` is clamped to those that there are."""
    told = _Told(view, words, _parts(view.turns))
    number = min(max(part, 1), max(len(told.parts), 1))
    shown = told.parts[number - 1] if told.parts else ()
    return CallAnswer(
        view=view,
        weak=weak,
        answers=tuple(told.answer(line) for line in view.answers),
        courtesies=tuple((one, told.clip(one.clip)) for one in view.courtesies),
        moments=tuple(map(told.point, view.moments)),
        coaching=tuple((one, told.at(one.at) if one.at is not None else None) for one in view.coaching),
        wave=mark_safe(wave_svg(view, words)),
        legend=legend_of(view, words),
        stretches=tuple((one, told.at(one.start, one.end)) for one in view.stretches),
        turns=tuple(map(told.turn, shown)),
        parts=told.links(number),
        heard=heard,
        fields=fields or {},
    )


def _parts(turns: Sequence[Said]) -> tuple[tuple[Said, ...], ...]:
    """Cut so that a page stays small; a turn is never cut."""
    parts: list[list[Said]] = []
    chars = 0
    for turn in turns:
        size = sum(len(part.text) for part in turn.parts)
        if not parts or len(parts[-1]) >= PART_TURNS or chars + size > PART_CHARS:
            parts.append([])
            chars = 0
        parts[-1].append(turn)
        chars += size
    return tuple(map(tuple, parts))


@dataclass(frozen=True)
class _Told:
    view: CallView
    words: Catalogue
    parts: tuple[tuple[Said, ...], ...]

    def answer(self, line: Line) -> Answer:
        points = tuple(map(self.point, line.items[:MOST_ITEMS]))
        over = len(line.items) - MOST_ITEMS
        more = self.words.say("answers_page.more", n=over) if over > 0 else ""
        return Answer(line, points[:SHOWN], points[SHOWN:], more, line.room == "conduct" and bool(points))

    def point(self, item: Item) -> Point:
        return Point(item, SIGNS.get(item.state, ""), self.clip(item.clip))

    def turn(self, said: Said) -> Turn:
        side = "agent" if said.voice.speaker.value == "agent" else "other"
        return Turn(said, side, None if said.start is None else self.at(said.start))

    def clip(self, clip: Clip | None) -> At | None:
        return self.at(clip.start, clip.end) if clip else None

    def at(self, start: int, end: int | None = None) -> At:
        shown = fine_clock(start)
        key = "go" if end is None else "clip"
        label = self.words.say(f"call_page.player.{key}", n=None, at=shown, from_=shown, to=fine_clock(end or start))
        return At(shown, start, end, self._href(start), label)

    def _href(self, start: int) -> str:
        """The turn that is being spoken then, in its part."""
        timed = sorted((turn.start, turn.number) for turn in self.view.turns if turn.start is not None)
        place = bisect_right(timed, (start, len(self.view.turns))) - 1
        if place < 0:
            return ""
        number = timed[place][1]
        part = next(at for at, turns in enumerate(self.parts, 1) if any(turn.number == number for turn in turns))
        return f"?part={part}#t{number}" if len(self.parts) > 1 else f"#t{number}"

    def links(self, here: int) -> tuple[PartLink, ...]:
        if len(self.parts) < 2:
            return ()
        return tuple(PartLink(at, self._span(turns), at == here) for at, turns in enumerate(self.parts, 1))

    def _span(self, turns: Sequence[Said]) -> str:
        start, end = turns[0].start, turns[-1].end
        if start is None or end is None:
            return self.words.say("call_answer.turns", n=None, first=turns[0].number + 1, last=turns[-1].number + 1)
        return self.words.say("call_page.range", from_=clock(start), to=clock(end))
