"""Coaching notes as a reader gets them: the agent's words, better ones as spoken, and why, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atesta.action.coaching.notes import Note
from atesta.locale import Catalogue


@dataclass(frozen=True, slots=True)
class SaidNote:
    """As a page or a terminal shows it. `said` is empty for praise; `rule` names what it rests on."""

    said: str
    better: str
    why: str
    rule: str
    start_ms: int | None


def said_notes(notes: Iterable[Note], words: Catalogue) -> tuple[SaidNote, ...]:
    """The reader of `words` may speak another language than the call: `better` stays in the call's."""
    return tuple(SaidNote(note.said, note.better, words.say(note.why), note.rule, note.start_ms) for note in notes)
