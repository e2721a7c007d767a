"""The turns of a call with the passages marked that findings rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from atesta.contact.call import Call
from atesta.contact.transcript import SpokenTurn
from atesta.locale import Catalogue
from atesta.review.finding import Finding, Review
from atesta.telling.call_view import Part, Said
from atesta.telling.call_view_time import milliseconds
from atesta.telling.visible import visible

MOST_WORDS = 8000
"""Past this many words of a call, words are not told apart while it plays: turns are, and the page stays small."""

Marks = list[tuple[int, int]]


def turns(review: Review, call: Call, words: Catalogue) -> tuple[Said, ...]:
    spoken, marks = call.transcript.turns, _marks(review)
    by_word = sum(len(turn.words) for turn in spoken) <= MOST_WORDS
    return tuple(_said(number, turn, marks[number], by_word, words) for number, turn in enumerate(spoken))


def _said(number: int, turn: SpokenTurn, marks: Marks, by_word: bool, words: Catalogue) -> Said:
    who = words.say(f"call_page.voice.{turn.voice.value}")
    start, end = (None if second is None else milliseconds(second) for second in (turn.start, turn.end))
    parts = tuple(_joined(_cut(turn, marks, by_word)))
    return Said(number, turn.voice, who, start, end, parts, turn.lang)


def _marks(review: Review) -> defaultdict[int, Marks]:
    """By turn, the code points that a finding or a claim rests on. What was met is not marked."""
    marks: defaultdict[int, Marks] = defaultdict(list)
    for finding in _against(review):
        span = finding.span
        if span is not None and span.turn is not None and span.start is not None and span.end is not None:
            marks[span.turn].append((span.start, span.end))
    for claim in review.truth.claims:
        turn = getattr(claim, "turn", None)
        if isinstance(turn, int) and claim.answer not in ("matches", "cannot_be_checked"):
            marks[turn].append((claim.start, claim.end))
    return marks


def _against(review: Review) -> Iterator[Finding]:
    yield from (finding for finding in review.conduct.findings if finding.answer == "breach")
    yield from review.conduct.not_reviewable
    yield from (finding for finding in review.limits.findings if finding.answer not in ("within", "undetermined"))


def _cut(turn: SpokenTurn, marks: Marks, by_word: bool) -> Iterator[Part]:
    """The text cut where a word or a mark begins or ends; nothing of it is lost."""
    timed = _timed(turn) if by_word else {}
    edges = {0, len(turn.text), *(edge for span in (*timed, *marks) for edge in span)}
    places = sorted(min(max(edge, 0), len(turn.text)) for edge in edges)
    for start, end in pairwise(places):
        if start < end:
            first, last = next(
                (times for (begin, stop), times in timed.items() if begin <= start and end <= stop), (None, None)
            )
            marked = any(begin <= start and end <= stop for begin, stop in marks)
            yield Part(visible(turn.text[start:end]), first, last, marked)


def _timed(turn: SpokenTurn) -> dict[tuple[int, int], tuple[int, int]]:
    spans = zip(turn.words, turn.word_spans(), strict=True)
    return {
        span: (milliseconds(word.start), milliseconds(word.end))
        for word, span in spans
        if word.start is not None and word.end is not None and span[0] < span[1]
    }


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbours that differ in nothing as one."""
    held: Part | None = None
    for part in parts:
        if held and (held.start, held.end, held.marked) == (part.start, part.end, part.marked):
            held = Part(held.text + part.text, held.start, held.end, held.marked)
            continue
        if held:
            yield held
        held = part
    if held:
        yield held
