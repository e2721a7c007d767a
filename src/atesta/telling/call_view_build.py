"""From a review of a call to what its reader sees (see call_view.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from atesta import __version__
from atesta.contact.call import Call
from atesta.locale import Catalogue, catalogue
from atesta.pipeline import Knowledge
from atesta.review.finding import Review
from atesta.rules.rulebook import Rulebook
from atesta.telling.call_view import CallView, Coached, Note
from atesta.telling.call_view_answers import answers, moments
from atesta.telling.call_view_courtesies import courtesies
from atesta.telling.call_view_sound import facts, stretches, unjudged
from atesta.telling.call_view_time import clock, length, milliseconds
from atesta.telling.call_view_turns import turns
from atesta.telling.call_view_wave import Picture, picture_of
from atesta.telling.say import say_moment
from atesta.telling.say_finding import help_line
from atesta.telling.visible import visible
from atesta.transcript.acoustics import Acoustics

MOST_NOTES = 3


def call_view(
    review: Review,
    call: Call,
    acoustics: Acoustics | None,
    knowledge: Knowledge,
    rulebook: Rulebook,
    notes: Sequence[Note],
    lang: str,
) -> CallView:
    """Everything a reader sees. In distress nothing is scored or coached, and the help line comes first."""
    if review.call:  # what was said with the identifiers masked, at the same places
        call = replace(call, transcript=review.call.transcript)
    words, picture = catalogue(lang), picture_of(acoustics, call.transcript.turns)
    document, title = _titles(call, words)
    return CallView(
        lang=lang,
        spoken=call.transcript.lang or "",
        document=document,
        title=title,
        about=_about(review, call, picture, words),
        help=_help(knowledge, words) if review.distress else (),
        warnings=_warnings(review, call, acoustics, words),
        answers=answers(review, call, knowledge, rulebook, words),
        steps=tuple(_step(step, knowledge, words) for step in review.next_steps),
        court_paper=words.say("call_page.court_paper"),
        courtesies=() if review.distress else courtesies(review, call, words),
        moments=moments(review, call, words),
        coaching=() if review.distress else tuple(_coached(note, words) for note in notes[:MOST_NOTES]),
        picture=picture,
        facts=facts(acoustics, picture, words),
        stretches=stretches(review, call, acoustics, words),
        turns=turns(review, call, words),
        foot=_foot(review, call, words),
    )


def short_digest(digest: str) -> str:
    """The first twelve digits in groups of four: enough to tell recordings apart by eye."""
    digits = visible(digest.rpartition(":")[2])[:12]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _titles(call: Call, words: Catalogue) -> tuple[str, str]:
    """Which call, by its digest and its time: never by a file's name."""
    digest = short_digest(call.original)
    if call.began is None:
        return words.say("call_page.document_no_time", digest=digest), words.say("call_page.title_no_time")
    time = say_moment(call.began, words.lang)
    return words.say("call_page.document", digest=digest, time=time), words.say("call_page.title", time=time)


def _about(review: Review, call: Call, picture: Picture, words: Catalogue) -> tuple[str, ...]:
    spoken = call.transcript
    told = [words.say("call_page.recording", digest=short_digest(call.original))]
    if picture.duration:
        told.append(words.say("call_page.length", clock=clock(milliseconds(picture.duration))))
    told.append(words.say("call_page.two_channels" if spoken.channels == 2 else "call_page.split"))
    told.append(_language(spoken.lang, words))
    told.append(words.say("page.from", sender=visible(call.caller)) if call.caller else words.say("page.from_unknown"))
    told.append(words.say(f"call_page.provenance.{call.provenance.value}"))
    return tuple(told)


def _language(lang: str | None, words: Catalogue) -> str:
    if lang is None:
        return words.say("call_page.no_language")
    known = words.has(f"call_page.lang.{lang}")
    return words.say("call_page.other_language", lang=words.say(f"call_page.lang.{lang}") if known else visible(lang))


def _help(knowledge: Knowledge, words: Catalogue) -> tuple[str, ...]:
    return (words.say("help.heading"), help_line(knowledge.place, words), words.say("help.here"))


def _warnings(review: Review, call: Call, acoustics: Acoustics | None, words: Catalogue) -> tuple[str, ...]:
    """What must be known before any answer is read."""
    said = [words.say("call_page.not_scored")] if review.distress else []
    seconds, whole = unjudged(call, acoustics)
    if whole:
        said.append(words.say("call_page.nothing_judged"))
    elif seconds:
        said.append(words.say("call_page.partly", clock=length(seconds, words)))
    return tuple(said)


def _step(step: str, knowledge: Knowledge, words: Catalogue) -> str:
    own = f"call_page.step.{step}"
    return words.say(own if words.has(own) else f"step.{step}", line=help_line(knowledge.place, words))


def _coached(note: Note, words: Catalogue) -> Coached:
    why = words.say(note.why) if words.has(note.why) else ""
    person = words.say("conduct.for_a_person") if note.for_person else ""
    return Coached(visible(note.said), visible(note.better), why, note.mission, note.start_ms, note.lang, person)


def _foot(review: Review, call: Call, words: Catalogue) -> tuple[str, ...]:
    digests = {name: short_digest(value) for name, value in (("rulebook", review.rulebook), ("input", review.input))}
    return (
        words.say("call_page.recording_of", n=None, digest=short_digest(call.original), **digests),
        words.say("call_page.foot.again"),
        words.say("call_page.foot.made", version=__version__),
    )
