"""The sheet for the person, in their language: how to hand the packet in, what cannot be undone, what follows."""

from __future__ import annotations

from collections.abc import Iterator

from atesta.action.complaint.channel import Reach, Way
from atesta.action.complaint.packet.asked import Role
from atesta.action.complaint.packet.document import Block, Document, heading, listed, notice, said
from atesta.action.complaint.packet.draft import Draft
from atesta.action.complaint.packet.form import FormKind
from atesta.action.complaint.packet.words import Words
from atesta.action.fact import Fact
from atesta.rules.rule import Confidence

__all__ = ["for_you"]


def for_you(draft: Draft, words: Words) -> Document:
    """`words` are the person's. Each sentence on the channel says how it is known."""
    blocks = (
        notice(words.say("yours.notice")),
        *_even_so(draft, words),
        listed(tuple(_to_do(draft, words))),
        *_section("reach", tuple(_reached(one, words) for one in draft.channel.reach), words),
        *_section("warnings", _facts(draft.channel.warnings, words), words),
        *_section("refuses", _facts(draft.channel.refuses, words), words),
        *_section("then", _facts(draft.channel.then, words), words),
        *_section("deadlines", tuple(_fact(one.fact, words) for one in draft.channel.deadlines), words),
        *_asked_for(draft, words),
    )
    on = draft.asked.today
    title = f"{words.say('yours.title')}{words.say('between.colon')}{draft.channel.names[words.lang]}"
    return Document(words.lang, title, words.day(on), on, blocks)


def _even_so(draft: Draft, words: Words) -> tuple[Block, ...]:
    reason = draft.asked.even_so.strip()
    return (notice(words.say("yours.even_so", reason=reason)),) if reason else ()


def _to_do(draft: Draft, words: Words) -> Iterator[str]:
    form = draft.form
    if form.public:
        yield words.say("yours.public")
        yield words.say("yours.public_left")
        yield words.say("yours.copy", file="hand-in/copy/all.txt")
    else:
        yield words.say("yours.hand_in")
        if form.kind is not FormKind.LETTER:
            yield words.say("yours.copy", file="hand-in/copy/all.txt")
        if any(field.id == "hand_signature" for field in form.fields):
            yield words.say("yours.unsigned")
        yield words.say("yours.twin")
    yield from (_fact(one.fact, words) for one in draft.channel.give if one.has == "prior_complaint")
    yield from _posted(draft, words)
    if Role.THIRD_PARTY in draft.asked.person.roles:
        yield words.say("yours.third")
    if any(one.media_type == "image/jpeg" for one in draft.exhibits) and not form.public:
        yield words.say("yours.photo")
    yield words.say("yours.receipt")


def _posted(draft: Draft, words: Words) -> Iterator[str]:
    if not draft.form.post:
        return
    yield words.say("yours.register")
    if draft.asked.office:
        yield words.say("yours.local")
    elif any(one.way is Way.POST and one.at for one in draft.channel.reach):
        yield words.say("yours.address_old", day=words.day(draft.channel.checked_on))
        yield words.say("yours.local_first")


def _section(name: str, items: tuple[str, ...], words: Words) -> tuple[Block, ...]:
    return (heading(words.say(f"yours.{name}")), listed(items)) if items else ()


def _facts(facts: tuple[Fact, ...], words: Words) -> tuple[str, ...]:
    return tuple(_fact(fact, words) for fact in facts)


def _fact(fact: Fact, words: Words) -> str:
    known = words.say(f"known.{fact.confidence.value}")
    return words.say("yours.known_as", text=fact.texts[words.lang], known=known)


def _reached(one: Reach, words: Words) -> str:
    return f"{_fact(one.fact, words)}{words.say('between.colon')}{one.at}" if one.at else _fact(one.fact, words)


def _asked_for(draft: Draft, words: Words) -> tuple[Block, ...]:
    """Which fields rest on what; the rest is for the body to say."""
    lines: tuple[str, ...] = ()
    fields, place = draft.form.fields, draft.asked.place
    for confidence in Confidence:
        names = tuple(words.say(f"field.{one.id}") for one in fields if one.known_in(place) is confidence)
        if names:
            known = words.say(f"known.{confidence.value}")
            lines += (f"{known}{words.say('between.colon')}{words.items(names)}",)
    checked = words.say(
        "yours.checked", channel=draft.channel.names[words.lang], day=words.day(draft.channel.checked_on)
    )
    last = words.say("yours.last_day", day=words.day(draft.channel.last_day))
    return (
        heading(words.say("sentence.more")),
        said(words.say("yours.more")),
        listed(lines),
        said(checked),
        said(last),
    )
