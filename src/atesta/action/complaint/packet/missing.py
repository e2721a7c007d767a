"""What a packet lacks, by name. A packet that lacks anything required is not made: it would come back (PRODUCT 0.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atesta.action.complaint.packet.asked import Asked, Role
from atesta.action.complaint.packet.fields import absent
from atesta.action.complaint.packet.form import Form, load_forms
from atesta.rules.rule import Confidence

__all__ = ["Missing", "missing"]


@dataclass(frozen=True, slots=True)
class Missing:
    """`field`: an id of a form, or id_copy, exhibits, acts_for, authorisation, cool_off, confirmed. `confidence` and
    `source`: how we know that the body asks for it."""

    field: str
    confidence: Confidence
    source: str


def missing(asked: Asked) -> tuple[Missing, ...]:
    """In the order of the form; none where the channel has no form (`refused.refusals` says so)."""
    form = load_forms().get(asked.channel)
    return tuple(_missing(asked, form)) if form else ()


def _missing(asked: Asked, form: Form) -> Iterator[Missing]:
    for field in form.fields:
        if field.required and absent(field.id, asked):
            yield Missing(field.id, field.known_in(asked.place), field.source)
    source = form.fields[0].source
    if form.id_copy == "required" and not asked.person.id_copy:
        yield Missing("id_copy", Confidence.G, source)
    if len(asked.contacts) + len(asked.exhibits) < form.least_exhibits:
        yield Missing("exhibits", form.fields[-1].confidence, source)
    if Role.PROXY in asked.person.roles:
        yield from _of_a_proxy(asked, source)
    if form.public and asked.cool_off is None:
        yield Missing("cool_off", Confidence.S_WEAK, source)
    if form.public and asked.cool_off is not None and asked.cool_off.confirmed_at is None:
        yield Missing("confirmed", Confidence.S_WEAK, source)


def _of_a_proxy(asked: Asked, source: str) -> Iterator[Missing]:
    """Whoever complains for somebody names them and brings the signed original (12315: art. 11)."""
    if not asked.person.acts_for.strip():
        yield Missing("acts_for", Confidence.V, source)
    if not any(one.mandate for one in asked.exhibits):
        yield Missing("authorisation", Confidence.V, source)
