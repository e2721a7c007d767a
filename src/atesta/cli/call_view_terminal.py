"""A call on a terminal: its sound in two rows, the five answers with their seconds, what to say instead, what now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from atesta.cli.layout import AMBER, BOLD, DIM, Screen, columns, padded, paragraph
from atesta.contact.call import Call
from atesta.locale import Catalogue, catalogue
from atesta.pipeline import Knowledge
from atesta.review.finding import Review
from atesta.rules.rulebook import Rulebook
from atesta.telling.call_view import CallView, Coached, Courtesy, Item, Line, Note
from atesta.telling.call_view_build import call_view
from atesta.telling.call_view_sound import voice_name
from atesta.telling.call_view_time import clock, fine_clock
from atesta.telling.call_view_wave import Row, spread, steps_of
from atesta.transcript.acoustics import Acoustics, Span

BLOCKS = " ▁▂▃▄▅▆▇█"
SHOWN = 12
TIME = 9
"""Columns of a time with tenths, right-aligned: "1:02:03.4"."""
MARKS = (("overtalk", "×"), ("not_reviewable", "░"), ("finding", "!"), ("changed", "▒"))
"""One sign a column; where several would stand, the last named is shown."""
SIGNS = {"breach": "■", "not_reviewable": "◆", "met": "●", "missing": "○", "not_applicable": "–", "not_seen": "–"}


def render_call(
    review: Review,
    call: Call,
    acoustics: Acoustics | None,
    knowledge: Knowledge,
    rulebook: Rulebook,
    notes: Sequence[Note],
    lang: str,
    screen: Screen,
) -> str:
    """The whole answer as text, ending with a newline."""
    view, words = call_view(review, call, acoustics, knowledge, rulebook, notes, lang), catalogue(lang)
    lines = [
        *_top(view, words, screen),
        *_picture(view, words, screen),
        *_answers(view, words, screen),
        *_courtesies(view, words, screen),
        *_coaching(view, words, screen),
        *_moments(view, words, screen),
        *_next(view, words, screen),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _top(view: CallView, words: Catalogue, screen: Screen) -> list[str]:
    help_ = [line for text in view.help for line in paragraph(text, screen, 2, BOLD)]
    return [
        *paragraph("Atesta · " + words.say("page.runs_here"), screen, 0, DIM),
        *(["", *help_] if help_ else []),
        "",
        *paragraph(view.title, screen, 2, BOLD),
        *paragraph(" · ".join(view.about), screen, 2, DIM),
        *(line for text in view.warnings for line in paragraph(text, screen, 2, AMBER)),
    ]


def _heading(key: str, words: Catalogue, screen: Screen) -> list[str]:
    return ["", *paragraph(words.say(f"call_page.{key}"), screen, 0, BOLD)]


def _picture(view: CallView, words: Catalogue, screen: Screen) -> list[str]:
    facts = [line for text in view.facts for line in paragraph(text, screen, 2, DIM)]
    if not view.picture.duration:
        return ["", *facts]
    names = [voice_name(row.speaker, words) for row in view.picture.rows]
    left = max(map(columns, names)) + 4
    width = max(screen.width - left, 12)
    rows = [
        "  " + padded(name, left - 2) + _drawn(row, view.picture.duration, width, screen)
        for name, row in zip(names, view.picture.rows, strict=True)
    ]
    below = [_marks(view, width), _numbers(view, width), _hours(view.picture.duration, width)]
    marks, *rest = [" " * left + line for line in below if line.strip()] or [""]
    stretches = [line for one in view.stretches for line in paragraph(one.said, screen, 2)]
    return ["", *rows, *([marks] if marks else []), *rest, *_legend(view, words, screen), *facts, *stretches]


def _drawn(row: Row, duration: float, width: int, screen: Screen) -> str:
    """One character a part of the call: as high as its loudest tenth, dim where this side does not speak."""
    talks = [_during(row.talk, place, width, duration) for place in range(width)]
    blocks = [_block(row, place, width, talks[place]) for place in range(width)]
    return "".join(
        block if talk else screen.style(block, DIM) if block.strip() else block
        for block, talk in zip(blocks, talks, strict=True)
    )


def _block(row: Row, place: int, width: int, talks: bool) -> str:
    if not row.peaks:
        return BLOCKS[5] if talks else BLOCKS[1]
    start, end = place * len(row.peaks) // width, (place + 1) * len(row.peaks) // width
    peak = max(row.peaks[start : max(end, start + 1)])
    return BLOCKS[min(round(peak * 8) or 1, 8)]


def _during(spans: Iterable[Span], place: int, width: int, duration: float) -> bool:
    start, end = place * duration / width, (place + 1) * duration / width
    return any(first < end and start < last for first, last in spans)


def _spans(view: CallView) -> dict[str, tuple[Span, ...]]:
    found = [item.clip for line in view.answers for item in line.items if item.state in ("breach", "not_reviewable")]
    kinds: dict[str, tuple[Span, ...]] = {
        kind: tuple((one.start / 1000, one.end / 1000) for one in view.stretches if one.kind == kind)
        for kind in ("not_reviewable", "changed")
    }
    clips = tuple((clip.start / 1000, clip.end / 1000) for clip in found if clip)
    return {**kinds, "overtalk": view.picture.overtalk, "finding": clips}


def _marks(view: CallView, width: int) -> str:
    line, spans = [" "] * width, _spans(view)
    for kind, sign in MARKS:
        for place in range(width):
            if _during(spans[kind], place, width, view.picture.duration):
                line[place] = sign
    return "".join(line)


def _numbers(view: CallView, width: int) -> str:
    """The numbers of the courtesies under their seconds, side by side where several fall together."""
    seen = sorted((one.clip.start, one.number) for one in view.courtesies if one.clip)
    places = tuple(min(100 * at / 1000 / view.picture.duration, 100.0) for at, _ in seen)
    line = [" "] * width
    for place, (_, number) in zip(spread(places, 200 / width), seen, strict=True):
        line[min(int(place * width / 100), width - 1)] = str(number)
    return "".join(line)


def _hours(duration: float, width: int) -> str:
    line = ""
    for second in steps_of(duration):
        place, said = round(second * width / duration), clock(second * 1000)
        if place >= len(line) and place + len(said) <= width:
            line = line.ljust(place) + said
    return line


def _legend(view: CallView, words: Catalogue, screen: Screen) -> list[str]:
    spans = _spans(view)
    told = [f"{sign} {words.say(f'call_page.legend.{kind}')}" for kind, sign in MARKS if spans[kind]]
    if any(one.clip for one in view.courtesies):
        told.append("1–8 " + words.say("call_page.legend.courtesy"))
    return paragraph(" · ".join(told), screen, 2, DIM) if told else []


def _answers(view: CallView, words: Catalogue, screen: Screen) -> list[str]:
    width = max(columns(line.question) for line in view.answers) + 3
    return [text for line in view.answers for text in _answer(line, width, words, screen)]


def _answer(line: Line, width: int, words: Catalogue, screen: Screen) -> list[str]:
    style = BOLD + (AMBER if line.adverse else "")
    if width + columns(line.answer) <= screen.width:
        first = ["", screen.style(padded(line.question, width), BOLD) + screen.style(line.answer, style)]
    else:
        first = ["", screen.style(line.question, BOLD), *paragraph(line.answer, screen, 2, style)]
    for text in line.means:
        first += paragraph(text, screen, 2)
    for item in line.items[:SHOWN]:
        first += _item(item, words, screen)
    if len(line.items) > SHOWN:
        first += paragraph(words.say("page.more", n=len(line.items) - SHOWN), screen, 2, DIM)
    return first + (paragraph(line.foot, screen, 2, DIM) if line.foot else [])


def _at(ms: int | None) -> str:
    return (fine_clock(ms) if ms is not None else "").rjust(TIME) + "  "


def _item(item: Item, words: Catalogue, screen: Screen) -> list[str]:
    """Its second, what it is, the exact words, and where that is written."""
    quote = words.say("page.quote", text=item.quote) if item.quote else ""
    told = item.word and item.text and item.state != "breach"  # its sign says that much
    name = words.say("page.labelled", label=item.word, text=item.text) if told else ""
    said = name or item.text or item.word
    one_line = words.say("page.labelled", label=said, text=quote) if quote and quote not in said else said
    bullet = _at(item.clip.start if item.clip else None) + f"{SIGNS.get(item.state, '·')} "
    lines = paragraph(one_line, screen, 0, bullet=bullet)
    for detail in item.details:
        lines += paragraph(detail, screen, TIME + 4)
    if item.sources:
        lines += paragraph(words.say("page.list").join(item.sources), screen, TIME + 4, DIM)
    return lines


def _courtesies(view: CallView, words: Catalogue, screen: Screen) -> list[str]:
    if not view.courtesies:
        return []
    rows = [text for one in view.courtesies for text in _courtesy(one, words, screen)]
    return [*_heading("courtesies.heading", words, screen), *rows]


def _courtesy(one: Courtesy, words: Catalogue, screen: Screen) -> list[str]:
    bullet = _at(one.clip.start if one.clip else None) + f"{SIGNS[one.state]} {one.number} "
    told = words.say("page.labelled", label=one.title, text=one.word)
    lines = paragraph(told, screen, 0, bullet=bullet)
    return lines + (paragraph(one.said, screen, TIME + 6, DIM) if one.said else [])


def _coaching(view: CallView, words: Catalogue, screen: Screen) -> list[str]:
    if not view.coaching:
        return []
    rows = [text for note in view.coaching for text in _note(note, words, screen)]
    return [*_heading("coaching.heading", words, screen), *rows]


def _note(note: Coached, words: Catalogue, screen: Screen) -> list[str]:
    told = [("said", note.said, "")] if note.said else []
    told.append(("better" if note.said else "praise", note.better, BOLD))
    lines, bullet = [], _at(note.at)
    for key, text, style in told:
        label, quote = words.say(f"call_page.coaching.{key}"), words.say("page.quote", text=text)
        lines += paragraph(words.say("page.labelled", label=label, text=quote), screen, 0, style, bullet)
        bullet = " " * len(bullet)
    why = " ".join(filter(None, (note.why, f"({note.rule})" if note.rule else "")))
    return lines + (paragraph(why, screen, TIME + 2, DIM) if why else [])


def _moments(view: CallView, words: Catalogue, screen: Screen) -> list[str]:
    if not view.moments:
        return []
    rows = [text for item in view.moments for text in _item(item, words, screen)]
    return [*_heading("moment.heading", words, screen), *rows]


def _next(view: CallView, words: Catalogue, screen: Screen) -> list[str]:
    lines = _heading("question.next", words, screen)
    for number, step in enumerate(view.steps, 1):
        lines += paragraph(step, screen, 2, BOLD if number == 1 else "", bullet=f"{number}. ")
    return [*lines, "", *paragraph(view.court_paper, screen, 2, DIM)]
