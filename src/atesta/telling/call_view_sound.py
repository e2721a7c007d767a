"""What the sound of a call shows, as sentences: shares, overtalk, and the seconds that nobody can judge."""

from __future__ import annotations

from atesta.contact.call import Call
from atesta.contact.turn import Speaker
from atesta.locale import Catalogue
from atesta.review.finding import Review, TimeSpan
from atesta.telling.call_view import Clip, Stretch
from atesta.telling.call_view_time import length, milliseconds, say_range
from atesta.telling.call_view_wave import SPEAKERS, Picture, sides_of
from atesta.transcript.acoustics import Acoustics, Side, Span

WHOLE = 0.95
"""From this share on the call as a whole is called not reviewable."""
MOST_STRETCHES = 60


def facts(acoustics: Acoustics | None, picture: Picture, words: Catalogue) -> tuple[str, ...]:
    """The picture in words, for those who cannot see it and for those who count."""
    if not picture.duration:
        return (words.say("call_page.picture_says.nothing"),)
    if acoustics is None:
        return (words.say("call_page.picture_says.by_words"),)
    told = [_side(side, words) for side in sides_of(acoustics)]
    told += [
        words.say(f"call_page.picture_says.{name}", clock=length(seconds, words))
        for name, seconds in (
            ("overtalk", acoustics.overtalk_seconds),
            ("silence", acoustics.silence_seconds),
            ("hold", _seconds(acoustics.hold)),
        )
        if seconds >= 1 or name == "overtalk"
    ]
    for speaker in SPEAKERS:
        count = sum(one.by is speaker for one in acoustics.interruptions)
        told += [words.say(f"call_page.picture_says.interruptions_{speaker.value}", n=count)] if count else []
    return tuple(told)


def _side(side: Side, words: Catalogue) -> str:
    key = "side" if side.snr is None else "side_heard"
    snr = "" if side.snr is None else f"{side.snr:.0f}"
    values = {"talk": length(side.talk_seconds, words), "share": f"{side.share * 100:.0f}", "snr": snr}
    return words.say(f"call_page.picture_says.{key}", n=None, who=voice_name(side.speaker, words), **values)


def voice_name(speaker: Speaker, words: Catalogue) -> str:
    return words.say(f"call_page.voice.{'unknown' if speaker is Speaker.OTHER else speaker.value}")


def stretches(review: Review, call: Call, acoustics: Acoustics | None, words: Catalogue) -> tuple[Stretch, ...]:
    """In order of time, changed seconds first: they are the ones that nobody may rely on."""
    found = [_stretch("changed", span, words) for span in changed(review)]
    found += [
        _stretch("not_reviewable", (start, end), words, reason=say_reason(reason, words))
        for start, end, reason in _unheard(call, acoustics)
    ]
    for side in acoustics.sides if acoustics else ():
        for loud in side.loud:
            who, over = voice_name(side.speaker, words), f"{loud.over:.0f}"
            found.append(_stretch("loud", (loud.start, loud.end), words, who=who, over=over))
    found += [_stretch("hold", span, words) for span in (acoustics.hold if acoustics else ())]
    return tuple(sorted(found, key=lambda one: (one.kind != "changed", one.start))[:MOST_STRETCHES])


def _stretch(kind: str, span: Span, words: Catalogue, **values: str) -> Stretch:
    start, end = (milliseconds(second) for second in span)
    said = words.say(f"call_page.stretch.{kind}", n=None, range=say_range(Clip(start, end), words), **values)
    return Stretch(kind, start, end, said)


def changed(review: Review) -> tuple[Span, ...]:
    """The seconds that are not as they were sealed."""
    spans = [one.span for one in review.integrity.findings if one.answer == "changed"]
    return tuple((span.start_ms / 1000, span.end_ms / 1000) for span in spans if isinstance(span, TimeSpan))


def say_reason(reason: str, words: Catalogue) -> str:
    return words.say(f"call_page.reason.{reason if knows_reason(reason, words) else 'other'}")


def knows_reason(reason: str, words: Catalogue) -> bool:
    return reason.isidentifier() and words.has(f"call_page.reason.{reason}")


def _unheard(call: Call, acoustics: Acoustics | None) -> list[tuple[float, float, str]]:
    """What words and sound say cannot be judged, each once."""
    found = (*call.transcript.not_reviewable, *(acoustics.not_reviewable if acoustics else ()))
    return sorted({(one.start, one.end, one.reason) for one in found if one.start < one.end})


def unjudged(call: Call, acoustics: Acoustics | None) -> tuple[float, bool]:
    """Seconds that cannot be judged, and whether that is as good as all of the call."""
    seconds, last = 0.0, 0.0
    for start, end, _ in _unheard(call, acoustics):
        seconds += max(end - max(start, last), 0.0)
        last = max(last, end)
    whole = acoustics.duration if acoustics else max((turn.end or 0.0 for turn in call.transcript.turns), default=0.0)
    return seconds, whole > 0 and seconds >= WHOLE * whole


def _seconds(spans: tuple[Span, ...]) -> float:
    return sum(end - start for start, end in spans)
