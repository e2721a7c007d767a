"""The parts of the page of a call: five lines that open, the next step, the courtesies, said and better, the words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from atesta.locale import Catalogue
from atesta.telling.call_view import CallView, Clip, Coached, Courtesy, Item, Line, Part, Said
from atesta.telling.call_view_time import clock, fine_clock
from atesta.telling.call_wave_svg import sign

SHOWN = 12
"""Findings of an answer before the rest opens."""
MOST_OPEN = 80
"""Turns; a longer call is folded by tens of minutes."""
FOLD_MS = 600_000
SIGNS = {"breach": "■", "not_reviewable": "◆", "met": "●", "missing": "○", "limit": "·", "claim": "·", "note": "·"}


@dataclass(frozen=True)
class Page:
    """What every part needs. `plays`: the sound is in the page."""

    view: CallView
    words: Catalogue
    plays: bool

    def say(self, key: str) -> str:
        return escape(self.words.say(f"call_page.{key}"))

    @cached_property
    def _timed(self) -> list[tuple[int, int]]:
        return sorted((turn.start, turn.number) for turn in self.view.turns if turn.start is not None)

    def at(self, start: int | None, end: int | None = None) -> str:
        """A time: it plays exactly these seconds, or leads to the words where there is nothing to play."""
        if start is None:
            return '<span class="at"></span>'
        shown = fine_clock(start)
        if self.plays:
            key, until = ("go", "") if end is None else ("clip", f' data-to="{end}"')
            values = {"at": shown, "from_": shown, "to": fine_clock(end or start)}
            label = escape(self.words.say(f"call_page.player.{key}", n=None, **values))
            plays = f'disabled data-from="{start}"{until} aria-label="{label}"'
            return f'<button type="button" class="at" {plays}>{shown}</button>'
        place = bisect_right(self._timed, (start, len(self.view.turns))) - 1
        if place < 0:
            return f'<span class="at">{shown}</span>'
        return f'<a class="at" href="#t{self._timed[place][1]}">{shown}</a>'

    def clip(self, clip: Clip | None) -> str:
        return self.at(clip.start, clip.end) if clip else self.at(None)

    def quote(self, quote: str) -> str:
        """In the language of the call, so that it is read aloud in its own voice (WCAG 3.1.2)."""
        return f"<blockquote{lang_of(self.view.spoken)}>{escape(quote)}</blockquote>" if quote else ""


def lang_of(lang: str | None) -> str:
    return f' lang="{escape(lang)}"' if lang else ""


def five(page: Page) -> str:
    """The five answers. The one about conduct is open where it has something to show: it has the seconds."""
    lines = "".join(_line(line, page) for line in page.view.answers)
    return f'<section id="answers" aria-labelledby="five"><h2 id="five">{page.say("answers")}</h2>{lines}</section>'


def _line(line: Line, page: Page) -> str:
    opened = " open" if line.room == "conduct" and line.items else ""
    adverse = ' class="adverse"' if line.adverse else ""
    sign_ = f'<span class="mark" aria-hidden="true">{SIGNS["breach"]}</span>' if line.adverse else ""
    means = "".join(f'<p class="means">{escape(text)}</p>' for text in line.means)
    foot = f'<p class="means">{escape(line.foot)}</p>' if line.foot else ""
    return (
        f'<details id="{line.room}"{adverse}{opened}><summary><span class="question">{escape(line.question)}</span>'
        f'<span class="answer">{sign_}{escape(line.answer)}</span></summary>'
        f"{means}{_items(line.items, page)}{foot}</details>"
    )


def _items(items: Sequence[Item], page: Page) -> str:
    if not items:
        return ""
    first, rest = items[:SHOWN], items[SHOWN:]
    more = ""
    if rest:
        said = escape(page.words.say("call_page.more", n=len(rest)))
        more = f'<details class="more"><summary>{said}</summary>{_list(rest, page)}</details>'
    return _list(first, page) + more


def _list(items: Iterable[Item], page: Page) -> str:
    return f'<ul class="items">{"".join(_item(item, page) for item in items)}</ul>'


def _item(item: Item, page: Page) -> str:
    word = f'<span class="state">{escape(item.word)}</span>' if item.word else ""
    mark = f'<span class="mark" aria-hidden="true">{SIGNS[item.state]}</span>'
    text = f'<span class="what">{escape(item.text)}</span>' if item.text else ""
    details = "".join(f"<p>{escape(detail)}</p>" for detail in item.details)
    sources = "".join(f"<li>{escape(source)}</li>" for source in item.sources)
    cited = f'<ul class="sources">{sources}</ul>' if sources else ""
    return (
        f'<li class="{item.state}">{page.clip(item.clip)}<div><p>{mark}{word}{text}</p>'
        f"{page.quote(item.quote)}{details}{cited}</div></li>"
    )


def next_step(page: Page) -> str:
    """The first thing to do stands out; at most two more stand under it."""
    first, *rest = page.view.steps or ("",)
    if not first:
        return ""
    more = "".join(f"<li>{escape(step)}</li>" for step in rest)
    others = f'<ol start="2">{more}</ol>' if more else ""
    return (
        f'<section class="next" aria-labelledby="next"><h2 id="next">{page.say("question.next")}</h2>'
        f'<p class="step">{escape(first)}</p>{others}<p class="means">{escape(page.view.court_paper)}</p></section>'
    )


def courtesy_list(page: Page) -> str:
    if not page.view.courtesies:
        return ""
    rows = "".join(_courtesy(one, page) for one in page.view.courtesies)
    return (
        f'<section aria-labelledby="eight"><h2 id="eight">{page.say("courtesies.heading")}</h2>'
        f'<ol class="eight">{rows}</ol></section>'
    )


def _courtesy(one: Courtesy, page: Page) -> str:
    drawn = f'<svg class="tick" width="26" height="26" viewBox="-13 -13 26 26" aria-hidden="true">{sign(one)}</svg>'
    said = f'<p class="means">{escape(one.said)}</p>' if one.said else ""
    return (
        f'<li class="{one.state}">{page.clip(one.clip)}{drawn}<div><p><span class="what">{escape(one.title)}</span>'
        f'<span class="state">{escape(one.word)}</span></p>{said}</div></li>'
    )


def coaching(page: Page) -> str:
    if not page.view.coaching:
        return ""
    notes = "".join(_note(note, page) for note in page.view.coaching)
    return (
        f'<section aria-labelledby="better"><h2 id="better">{page.say("coaching.heading")}</h2>'
        f'<ul class="notes">{notes}</ul></section>'
    )


def _note(note: Coached, page: Page) -> str:
    said = f"<dt>{page.say('coaching.said')}</dt><dd>{_spoken(note.said, note)}</dd>" if note.said else ""
    better = page.say("coaching.better" if note.said else "coaching.praise")
    rule = escape(page.words.say("call_page.coaching.rule", rule=note.rule))
    person = f'<p class="means">{escape(note.person)}</p>' if note.person else ""
    return (
        f'<li>{page.at(note.at)}<div>{person}<dl>{said}<dt class="better">{better}</dt>'
        f'<dd class="better">{_spoken(note.better, note)}</dd></dl>'
        f'<p class="means">{escape(note.why)} <span class="rule">{rule}</span></p></div></li>'
    )


def _spoken(text: str, note: Coached) -> str:
    return f"<q{lang_of(note.lang)}>{escape(text)}</q>"


def moment_list(page: Page) -> str:
    if not page.view.moments:
        return ""
    return (
        f'<section aria-labelledby="moments"><h2 id="moments">{page.say("moment.heading")}</h2>'
        f"{_list(page.view.moments, page)}</section>"
    )


def transcript(page: Page) -> str:
    """What was said; a long call is folded, so that its page opens at once."""
    turns = page.view.turns
    if not turns:
        said = f'<p class="means">{page.say("no_words")}</p>'
    elif len(turns) > MOST_OPEN:
        said = "".join(_fold(fold, page) for fold in _folds(turns))
    else:
        said = _turns(turns, page)
    return (
        f'<section id="said" aria-labelledby="words"><h2 id="words">{page.say("words")}</h2>'
        f'<div class="pane" tabindex="0" role="group" aria-labelledby="words">{said}</div></section>'
    )


def _folds(turns: Sequence[Said]) -> list[list[Said]]:
    """By tens of minutes; turns without a time, by as many as stay readable."""
    folds: list[list[Said]] = []
    last: int | None = None
    for number, turn in enumerate(turns):
        place = number // MOST_OPEN if turn.start is None else turn.start // FOLD_MS
        if place != last:
            folds.append([])
        folds[-1].append(turn)
        last = place
    return folds


def _fold(turns: Sequence[Said], page: Page) -> str:
    start, end = turns[0].start, turns[-1].end
    values = {"from_": "" if start is None else clock(start), "to": "" if end is None else clock(end)}
    said = escape(page.words.say("call_page.turns", n=len(turns), **values))
    return f'<details class="fold"><summary>{said}</summary>{_turns(turns, page)}</details>'


def _turns(turns: Iterable[Said], page: Page) -> str:
    return f'<ol class="turns">{"".join(_turn(turn, page) for turn in turns)}</ol>'


def _turn(turn: Said, page: Page) -> str:
    side = "voice0" if turn.voice.speaker.value == "agent" else "voice1"
    times = "" if turn.start is None or turn.end is None else f' data-s="{turn.start}" data-e="{turn.end}"'
    return (
        f'<li id="t{turn.number}" class="{side}"{times}>{page.at(turn.start)}<div><p class="who">{escape(turn.who)}</p>'
        f'<p class="words"{lang_of(turn.lang)}>{"".join(map(_part, turn.parts))}</p></div></li>'
    )


def _part(part: Part) -> str:
    text = escape(part.text)
    if part.start is not None:
        text = f'<span data-s="{part.start}" data-e="{part.end}">{text}</span>'
    return f"<mark>{text}</mark>" if part.marked else text
