"""The picture of a call as SVG. Places are shares of the width, so that it is drawn once and fits a telephone.

No style attribute and no script stand in it: the page forbids both (Content-Security-Policy).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from atesta.locale import Catalogue
from atesta.telling.call_view import CallView, Courtesy
from atesta.telling.call_view_sound import voice_name
from atesta.telling.call_view_time import clock, milliseconds
from atesta.telling.call_view_wave import Row, spread, steps_of
from atesta.transcript.acoustics import Span

HEIGHT = 230
ROWS = ((20, 56), (108, 56))
"""Top and height of the agent's and of the other party's row; between them the lane of both."""
LANE, LANE_HEIGHT = 80, 10
FOUND, AXIS, TICKS = 169, 179, 217
LABEL_APART = 7.0
"""Hundredths of the width between two numbers: 22 pixels on a telephone."""
MOST_FOUND = 240


def wave_svg(view: CallView, words: Catalogue) -> str:
    """The whole picture; what it shows stands beside it in words, so its parts are hidden from screen readers."""
    length = view.picture.duration
    if not length:
        return ""
    parts = (
        _defs(view),
        *_bands(view, ("not_reviewable", "hold", "loud"), length),
        *(_row(row, place, length, words) for row, place in zip(view.picture.rows, ROWS, strict=False)),
        *_lane(view, length),
        *_bands(view, ("changed",), length),
        *_found(view, length),
        *_ticks(view.courtesies, length),
        *_axis(length),
        f'<svg id="head" x="0%" overflow="visible" visibility="hidden"><line y1="16" y2="{AXIS}"/></svg>',
    )
    height = HEIGHT if any(one.clip for one in view.courtesies) else AXIS + 22
    label = escape(words.say("call_page.picture_says.summary", clock=clock(milliseconds(length)), sides=view.facts[0]))
    return (
        f'<svg id="wave" role="img" aria-label="{label}" width="100%" height="{height}" '
        f'data-length="{milliseconds(length)}">{"".join(parts)}</svg>'
    )


def legend_of(view: CallView, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """The signs that this picture has, each with what it means; none where there is no picture."""
    if not view.picture.duration:
        return ()
    kinds = {one.kind for one in view.stretches}
    has = {
        "talk": True,
        "overtalk": bool(view.picture.overtalk),
        "silence": bool(view.picture.silence),
        "level": any(row.levels for row in view.picture.rows),
        "loud": "loud" in kinds,
        "hold": "hold" in kinds,
        "not_reviewable": "not_reviewable" in kinds,
        "changed": "changed" in kinds,
        "finding": any(item.state in ("breach", "not_reviewable") for line in view.answers for item in line.items),
        "courtesy": any(one.clip for one in view.courtesies),
    }
    return tuple((name, words.say(f"call_page.legend.{name}")) for name, shown in has.items() if shown)


def _defs(view: CallView) -> str:
    clips = "".join(
        f'<clipPath id="talk{number}">{_talk(row, view.picture.duration)}</clipPath>'
        for number, row in enumerate(view.picture.rows)
    )
    return (
        '<defs aria-hidden="true">'
        '<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<line class="hatch" x1="0" y1="0" x2="0" y2="7"/></pattern>'
        '<pattern id="cross" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="cross" d="M0 0V8M0 0H8"/></pattern>'
        '<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<circle class="dots" cx="2" cy="2" r="1"/></pattern>{clips}</defs>'
    )


def _talk(row: Row, length: float) -> str:
    spans = ((1000 * start / length, 1000 * max(end - start, 0.0) / length) for start, end in row.talk)
    return "".join(f'<rect x="{x:.1f}" y="0" width="{width:.1f}" height="100"/>' for x, width in spans)


def _row(row: Row, place: tuple[int, int], length: float, words: Catalogue) -> str:
    top, height = place
    number = ROWS.index(place)
    name = escape(voice_name(row.speaker, words))
    drawn = _sound(row, number) if row.peaks else f'<g class="voice{number} blocks">{_blocks(row, length)}</g>'
    return (
        f'<text class="who voice{number}" x="0" y="{top - 6}">{name}</text>'
        f'<svg x="0" y="{top}" width="100%" height="{height}" viewBox="0 0 1000 100" preserveAspectRatio="none">'
        f"{drawn}{_level(row)}</svg>"
    )


def _sound(row: Row, number: int) -> str:
    path = _outline(row.peaks)
    return f'<path class="still" d="{path}"/><path class="voice{number}" clip-path="url(#talk{number})" d="{path}"/>'


def _blocks(row: Row, length: float) -> str:
    """Without a sound: who spoke when, all of one height."""
    spans = ((1000 * start / length, 1000 * (end - start) / length) for start, end in row.talk)
    return "".join(f'<rect x="{x:.1f}" y="30" width="{width:.1f}" height="40"/>' for x, width in spans)


def _outline(peaks: Sequence[float]) -> str:
    """Up along the peaks and back below them."""
    step = 1000 / len(peaks)
    places = [round(step * (at + 0.5), 1) for at in range(len(peaks))]
    above = [f"{x:g} {50 - 49 * peak:.1f}" for x, peak in zip(places, peaks, strict=True)]
    below = [f"{x:g} {50 + 49 * peak:.1f}" for x, peak in zip(places, peaks, strict=True)]
    return "M" + "L".join((*above, *reversed(below))) + "Z"


def _level(row: Row) -> str:
    """The momentary level, and the voice's own; lines keep their width however the picture is stretched."""
    step, runs = 1000 / max(len(row.levels), 1), list(_runs(row.levels))
    path = "".join(
        "M" + "L".join(f"{step * (start + at + 0.5):.1f} {100 - 100 * level:.1f}" for at, level in enumerate(run))
        for start, run in runs
    )
    usual = "" if row.usual is None else f'<path class="usual" d="M0 {100 - 100 * row.usual:.1f}H1000"/>'
    return usual + (f'<path class="halo" d="{path}"/><path class="level" d="{path}"/>' if path else "")


def _runs(levels: Sequence[float | None]) -> Iterable[tuple[int, list[float]]]:
    """Stretches without a gap, with where they begin."""
    run: list[float] = []
    for at, level in enumerate((*levels, None)):
        if level is not None:
            run.append(level)
        elif run:
            yield at - len(run), run
            run = []


def _across(start: float, end: float, length: float) -> str:
    x = min(max(100 * start / length, 0.0), 100.0)
    return f'x="{x:.2f}%" width="{min(100 * max(end - start, 0.0) / length, 100 - x):.2f}%"'


def _bands(view: CallView, kinds: tuple[str, ...], length: float) -> Iterable[str]:
    for one in view.stretches:
        if one.kind in kinds:
            place = _across(one.start / 1000, one.end / 1000, length)
            yield f'<rect class="band {one.kind}" {place} y="16" height="150"/>'


def _lane(view: CallView, length: float) -> Iterable[str]:
    yield f'<line class="rule" x1="0" x2="100%" y1="{LANE + 5}" y2="{LANE + 5}"/>'
    for kind, spans in (("silence", view.picture.silence), ("overtalk", view.picture.overtalk)):
        yield from (_lane_part(kind, span, length) for span in spans)


def _lane_part(kind: str, span: Span, length: float) -> str:
    inset = 0 if kind == "overtalk" else 3
    return f'<rect class="{kind}" {_across(*span, length)} y="{LANE + inset}" height="{LANE_HEIGHT - 2 * inset}"/>'


def _found(view: CallView, length: float) -> Iterable[str]:
    """Where the findings are, under the sound."""
    items = [item for line in view.answers for item in line.items if item.state in ("breach", "not_reviewable")]
    for item in items[:MOST_FOUND]:
        if item.clip:
            place = _across(item.clip.start / 1000, item.clip.end / 1000, length)
            yield f'<rect class="found {item.state}" {place} y="{FOUND}" height="5"/>'


def _axis(length: float) -> Iterable[str]:
    yield f'<line class="rule" x1="0" x2="100%" y1="{AXIS}" y2="{AXIS}"/>'
    for second in steps_of(length):
        x = 100 * second / length
        anchor = "start" if x < 3 else "end" if x > 97 else "middle"
        yield f'<line class="rule" x1="{x:.2f}%" x2="{x:.2f}%" y1="{AXIS}" y2="{AXIS + 4}"/>'
        yield f'<text class="hour" x="{x:.2f}%" y="{AXIS + 16}" text-anchor="{anchor}">{clock(second * 1000)}</text>'


def _ticks(courtesies: tuple[Courtesy, ...], length: float) -> Iterable[str]:
    """The numbers of the courtesies under their seconds; where they crowd, a thin line leads from the second to it."""
    seen = [(100 * one.clip.start / 1000 / length, one) for one in courtesies if one.clip]
    seen.sort(key=lambda pair: (pair[0], pair[1].number))
    places = spread(tuple(min(place, 100.0) for place, _ in seen), LABEL_APART)
    for (at, one), place in zip(seen, places, strict=True):
        yield f'<line class="lead" x1="{at:.2f}%" y1="{AXIS}" x2="{place:.2f}%" y2="{TICKS - 10}"/>'
        yield f'<svg x="{place:.2f}%" y="{TICKS}" overflow="visible">{sign(one)}</svg>'


def sign(courtesy: Courtesy) -> str:
    """The number in the shape of its state: disc, ring, square, lozenge. Colour only repeats what the shape says."""
    shape = {
        "met": '<circle r="10"/>',
        "breach": '<rect x="-10" y="-10" width="20" height="20"/>',
        "not_reviewable": '<path d="M0 -12L12 0L0 12L-12 0Z"/>',
    }.get(courtesy.state, '<circle r="10"/>')
    return f'<g class="sign {courtesy.state}">{shape}<text y="4" text-anchor="middle">{courtesy.number}</text></g>'
