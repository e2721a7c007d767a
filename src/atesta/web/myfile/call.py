"""A kept call as its page shows it: the five answers made from what is kept, now, and the sound where it can play."""

from __future__ import annotations

from django.http import HttpRequest

from atesta.action.coaching.notes import coaching_notes
from atesta.contact.message import Provenance
from atesta.pipeline import Desk, Knowledge
from atesta.review.finding import Review
from atesta.store.models import KeptContact
from atesta.store.to_core import acoustics_of, call_of
from atesta.telling.call_view import CallView
from atesta.telling.call_view_build import call_view
from atesta.telling.call_view_kept import light
from atesta.telling.remembered_call import remembered_view
from atesta.web.call_page import CallAnswer, Heard, call_answer
from atesta.web.kept_record import playable
from atesta.web.show import words_of


def kept_call(
    request: HttpRequest, contact: KeptContact, review: Review, knowledge: Knowledge, desk: Desk
) -> CallAnswer:
    """Of a contact with a transcript. `?part=` names the part of a long one."""
    words, part = words_of(request), request.GET.get("part", "")
    view = told_call(contact, review, knowledge, desk, words.lang)
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 1
    weak = words.say(f"call_answer.weak.{contact.provenance}")
    return call_answer(view, words, weak, part=number, heard=_heard(request, contact))


def told_call(contact: KeptContact, review: Review, knowledge: Knowledge, desk: Desk, lang: str) -> CallView:
    """In this language."""
    call = call_of(contact)
    assert call is not None
    if call.provenance is Provenance.TYPED:
        return remembered_view(review, call, knowledge, desk.rulebook, lang)
    notes = coaching_notes(review, call, knowledge.account)
    return light(call_view(review, call, acoustics_of(contact), knowledge, desk.rulebook, notes, lang))


def _heard(request: HttpRequest, contact: KeptContact) -> Heard | None:
    if contact.original is None:
        return None
    found = playable(contact.original)
    if found is None:
        return Heard()
    found[0].close()
    return Heard(sound=f"{request.path_info}/sound")
