"""What happened in a call and is no verdict, each at its second: who was identified, what she complains of, what she
promised and for when (B2.4, A5.3)."""

from __future__ import annotations

from collections.abc import Iterator

from atesta.review.conduct.call import identified
from atesta.review.conduct.call_manner import insults
from atesta.review.conduct.call_seen import Seen
from atesta.review.conduct.labels import SENTENCE_END
from atesta.review.conduct.spoken import Hitting, Place, milliseconds
from atesta.review.finding import Moment, TimeSpan
from atesta.review.truth.amounts import find_amounts
from atesta.review.truth.days import find_days
from atesta.review.truth.owed import figure
from atesta.review.truth.plain import Plain

_OF_AGENT = {
    "recording_notice": "notice",
    "acknowledgement": "acknowledgement",
    "apology": "apology",
    "offer": "offer",
    "hold": "hold",
}
_OF_OTHERS = {"grievance": "grievance", "plight": "plight", "promise": "promise"}


def moments(seen: Seen) -> tuple[Moment, ...]:
    """In the order of the call. One of a kind for each turn: a sentence that says it twice says it once."""
    found = [*_identification(seen), *_said(seen), *_provocations(seen), *_holds(seen)]
    return tuple(sorted(found, key=_place))


def _place(moment: Moment) -> tuple[int, int, str]:
    span = moment.span
    at = span.start_ms if isinstance(span, TimeSpan) else 0
    return at, -1 if span.turn is None else span.turn, moment.kind


def _identification(seen: Seen) -> Iterator[Moment]:
    found = identified(seen.judge.spoken.plain_turns())
    if found:
        yield _moment(seen, "identification", seen.judge.spoken.whole(found.turn), {"by": found.by})


def _said(seen: Seen) -> Iterator[Moment]:
    for turns, labels in ((seen.agent, _OF_AGENT), (seen.others, _OF_OTHERS)):
        seen_once = set[tuple[int, str]]()
        for one in seen.judge.spoken.hits(turns, *labels):
            kind = labels[one.hit.phrase.label]
            if (one.turn, kind) not in seen_once:
                seen_once.add((one.turn, kind))
                yield _moment(seen, kind, _sentence(seen, one.place), _more(seen, kind, one))


def _more(seen: Seen, kind: str, one: Hitting) -> dict[str, object]:
    if kind == "plight":
        return {"what": one.hit.phrase.attrs.get("what", "")}
    return _promised(seen, one) if kind == "promise" else {}


def _promised(seen: Seen, one: Hitting) -> dict[str, object]:
    """The sum and the day that were said, as words and as far as they can be read; None for what was not said."""
    spoken = seen.judge.spoken
    sentence, reading = _sentence(seen, one.place), spoken.readings[one.turn]
    plain, text = Plain(reading), spoken.turns[one.turn].text
    place = seen.judge.texts.place
    amounts = [a for a in find_amounts(plain) if _within(plain.span(a.start, a.end), sentence)]
    named = find_days(plain, seen.judge.texts.day, month_first=place == "US")
    days = [d for d in named if _within(plain.span(d.start, d.end), sentence)]
    day = max(days, key=lambda d: d.weight, default=None)
    return {
        "amount": figure(amounts[0].values[0]) if amounts else None,
        "amount_said": text[slice(*plain.span(amounts[0].start, amounts[0].end))] if amounts else None,
        "date": day.day.isoformat() if day and day.day else None,
        "date_said": text[slice(*plain.span(day.start, day.end))] if day else None,
    }


def _within(span: tuple[int, int], place: Place) -> bool:
    return place.start <= span[0] and span[1] <= place.end


def _provocations(seen: Seen) -> Iterator[Moment]:
    for place in insults(seen):
        yield _moment(seen, "provocation", place, {})


def _holds(seen: Seen) -> Iterator[Moment]:
    """By the sound: music, a tone or dead air of many seconds."""
    acoustics = seen.judge.spoken.acoustics
    for start, end in acoustics.hold if acoustics else ():
        span = TimeSpan(milliseconds(start), milliseconds(end))
        yield Moment("hold", span, "agent", "", {"by": "sound", "seconds": round(end - start, 1)})


def _moment(seen: Seen, kind: str, place: Place, measured: dict[str, object]) -> Moment:
    spoken = seen.judge.spoken
    doubt = spoken.doubt(place)
    by = spoken.turns[place.turn].voice.speaker.value
    more = {**measured, **({"reason": doubt} if doubt else {})}
    return Moment(kind, spoken.span(place), by, spoken.quote(place), more)


def _sentence(seen: Seen, place: Place) -> Place:
    """The sentence around these words, without the spaces at its edges."""
    text = seen.judge.spoken.turns[place.turn].text
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    left = max((end for end in ends if end <= place.start), default=0)
    right = min((end for end in ends if end >= place.end), default=len(text))
    while left < right and text[left].isspace():
        left += 1
    return Place(place.turn, left, right)
