"""When something was said: clocks as a player shows them, and the seconds that a finding stands for."""

from __future__ import annotations

from atesta.contact.call import Call
from atesta.contact.transcript import SpokenTurn
from atesta.locale import Catalogue
from atesta.review.finding import Claim, TextSpan, TimeSpan
from atesta.telling.call_view import Clip


def clock(ms: int) -> str:
    """ "1:02:03" from an hour on, else "2:03"."""
    seconds = max(ms, 0) // 1000
    head = f"{seconds // 3600}:{seconds % 3600 // 60:02d}" if seconds >= 3600 else f"{seconds // 60}"
    return f"{head}:{seconds % 60:02d}"


def fine_clock(ms: int) -> str:
    """The same with tenths: "0:06.8" """
    return f"{clock(ms)}.{max(ms, 0) % 1000 // 100}"


def length(seconds: float, words: Catalogue) -> str:
    """How long: seconds with a tenth below a minute, else as a clock."""
    if seconds < 60:
        return words.say("call_page.seconds", seconds=f"{seconds:.1f}")
    return clock(milliseconds(seconds))


def say_range(clip: Clip, words: Catalogue) -> str:
    return words.say("call_page.range", from_=fine_clock(clip.start), to=fine_clock(clip.end))


def clip_of(span: TextSpan | TimeSpan | None, call: Call) -> Clip | None:
    """The seconds of a finding; of a place in the text, those of its words, else of its turn."""
    if isinstance(span, TimeSpan):
        return Clip(span.start_ms, span.end_ms) if span.start_ms < span.end_ms else _turn_clip(span.turn, call)
    return None if span is None or span.turn is None else words_clip(span.turn, span.start, span.end, call)


def claim_clip(claim: Claim, call: Call) -> Clip | None:
    start, end, turn = (getattr(claim, name, None) for name in ("start_ms", "end_ms", "turn"))
    if isinstance(start, int) and isinstance(end, int) and start < end:
        return Clip(start, end)
    return words_clip(turn, claim.start, claim.end, call) if isinstance(turn, int) else None


def words_clip(number: int, start: int, end: int, call: Call) -> Clip | None:
    """The seconds of the words of a turn between two code points."""
    turn = turn_of(number, call)
    if turn is None:
        return None
    spans = zip(turn.words, turn.word_spans(), strict=True)
    within = [word for word, (first, last) in spans if first < end and start < last]
    begins = [word.start for word in within if word.start is not None]
    ends = [word.end for word in within if word.end is not None]
    if begins and ends and min(begins) < max(ends):
        return Clip(milliseconds(min(begins)), milliseconds(max(ends)))
    return _turn_clip(number, call)


def turn_of(number: int | None, call: Call) -> SpokenTurn | None:
    turns = call.transcript.turns
    return turns[number] if number is not None and 0 <= number < len(turns) else None


def _turn_clip(number: int | None, call: Call) -> Clip | None:
    turn = turn_of(number, call)
    if turn is None or turn.start is None or turn.end is None or turn.start >= turn.end:
        return None
    return Clip(milliseconds(turn.start), milliseconds(turn.end))


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
