"""A call told from memory, or a line of a call log: no procedure, no tone, no picture, and no recording to keep."""

from __future__ import annotations

from dataclasses import replace

from atesta.contact.call import Call
from atesta.locale import catalogue
from atesta.pipeline import Knowledge
from atesta.review.finding import Review
from atesta.review.remembered import of_words
from atesta.rules.rulebook import Rulebook
from atesta.telling.call_view import CallView
from atesta.telling.call_view_build import call_view
from atesta.telling.visible import visible


def remembered_view(review: Review, call: Call, knowledge: Knowledge, rulebook: Rulebook, lang: str) -> CallView:
    """The five answers of what was written down; of a line of a call log, those that need no words."""
    words, said = catalogue(lang), bool(call.transcript.turns)
    view = call_view(of_words(review), call, None, knowledge, rulebook, (), lang)
    conduct = next(line for line in view.answers if line.room == "conduct")
    if not said:
        conduct = replace(conduct, answer=words.say("remembered_call.nothing_said"))
    lines = tuple(
        conduct if line.room == "conduct" else replace(line, means=_means(line.room, line.means, lang))
        for line in view.answers
    )
    steps = tuple(
        words.say(f"remembered_call.step.{step}") if words.has(f"remembered_call.step.{step}") else told
        for step, told in zip(review.next_steps, view.steps, strict=True)
    )
    about = (
        words.say("page.from", sender=visible(call.caller)) if call.caller else words.say("page.from_unknown"),
        words.say("call_page.provenance.typed") if said else words.say("remembered_call.log_line"),
    )
    turns = tuple(replace(turn, who=words.say(f"remembered_call.voice.{turn.voice.value}")) for turn in view.turns)
    return replace(
        view,
        answers=lines,
        steps=steps,
        about=about,
        turns=turns,
        courtesies=(),
        moments=(),
        facts=(),
        foot=(),
    )


def _means(room: str, means: tuple[str, ...], lang: str) -> tuple[str, ...]:
    return (catalogue(lang).say("remembered_call.no_seal"),) if room == "integrity" else means
