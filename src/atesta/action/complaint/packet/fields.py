"""What stands in each field of a form, from what was handed in. A field is a line (SIMPLE) or a section (BLOCKS).

Each is told in the words that it is given: the body's for the letter, the person's for the reading copy. The person's
own words and what was received go through untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from atesta.action.complaint.channel import load_channels
from atesta.action.complaint.packet.asked import Asked, Contact, Ground, Role, Taken, pending_elsewhere
from atesta.action.complaint.packet.document import Block, code, grid, heading, lead, listed, quoted, said, sign
from atesta.action.complaint.packet.draft import Draft
from atesta.action.complaint.packet.exhibits import Kept, hash_list
from atesta.action.complaint.packet.form import Form
from atesta.action.complaint.packet.words import Words
from atesta.contact.account import LenderKind
from atesta.evidence.digest import hex_of
from atesta.rules.in_chinese import in_chinese
from atesta.rules.rule import Citation, Force

__all__ = ["BLOCKS", "SIMPLE", "absent", "blocks_of", "line_of"]

MOST_QUOTED = 600
"""Characters of a message in a letter; the whole of it is an exhibit. The person's own words are never cut."""
MOST_LISTED = 40
"""Exhibits with a line of their own in a letter."""
SHOWN_OF_ID = 4

_Simple = Callable[[Draft, Words], str]
_Section = Callable[[Draft, Words], tuple[Block, ...]]


def line_of(field: str, draft: Draft, words: Words) -> str:
    """The line of a simple field; "" where nothing was given."""
    return SIMPLE[field](draft, words)


def blocks_of(field: str, draft: Draft, words: Words) -> tuple[Block, ...]:
    """The section of a field, with its heading; none where there is nothing to say."""
    inner = BLOCKS[field](draft, words)
    return (heading(words.say(f"field.{field}")), *inner) if inner else ()


def absent(field: str, asked: Asked) -> bool:
    """Whether a required field has nothing in it. What the program itself writes is never absent."""
    return field in _GIVEN and not _GIVEN[field](asked)


def _each(draft: Draft, words: Words, value: Callable[[Contact], str]) -> str:
    """One value for all contacts where it is the same, else one for each with its number."""
    found = [value(contact) for contact in draft.asked.contacts]
    if len(set(found)) <= 1:
        return found[0] if found else ""
    lines = (words.say("value.several", n=n, value=one) for n, one in enumerate(found, 1) if one)
    return "\n".join(lines)


def _person_id(draft: Draft, words: Words) -> str:
    """Masked but for its last figures, unless the body needs the whole number."""
    number, person = draft.asked.person.id_number, draft.asked.person
    if not number:
        return ""
    kind = person.id_kind or words.say("value.id_kind")
    if draft.form.full_id:
        return words.say("value.whole_id", kind=kind, number=number)
    hidden = "*" * max(len(number) - SHOWN_OF_ID, 0)
    shown = number[-SHOWN_OF_ID:] if len(number) >= 2 * SHOWN_OF_ID else "*" * len(number)
    return words.say("value.masked_id", kind=kind, number=hidden + shown if hidden else shown)


def _roles(draft: Draft, words: Words) -> str:
    return words.items(tuple(words.say(f"role.{role.value}") for role in draft.asked.person.roles))


def _report_kinds(draft: Draft, words: Words) -> str:
    return _each(draft, words, lambda c: words.say(f"report_kind.{c.report_kind.value}") if c.report_kind else "")


def _reasons(draft: Draft, words: Words) -> str:
    return words.items(tuple(dict.fromkeys(finding(ground.kind, words) for ground in draft.asked.grounds)))


def _media(draft: Draft, words: Words) -> str:
    return words.items(tuple(dict.fromkeys(words.say(f"medium.{c.medium.value}") for c in draft.asked.contacts)))


def finding(kind: str, words: Words) -> str:
    return words.say(f"finding.{kind}")


SIMPLE: Mapping[str, _Simple] = MappingProxyType(
    {
        "person_name": lambda draft, words: draft.asked.person.name,
        "person_phone": lambda draft, words: draft.asked.person.phone,
        "person_address": lambda draft, words: draft.asked.person.address,
        "person_email": lambda draft, words: draft.asked.person.email,
        "person_id": _person_id,
        "person_role": _roles,
        "lender_name": lambda draft, words: draft.asked.lender.name,
        "lender_sector": lambda draft, words: words.say(f"sector.{draft.asked.lender.kind.value}"),
        "lender_address": lambda draft, words: draft.asked.lender.address,
        "lender_branch": lambda draft, words: draft.asked.lender.branch,
        "product": lambda draft, words: draft.asked.lender.product,
        "contract": lambda draft, words: draft.asked.lender.contract,
        "agency": lambda draft, words: words.items(tuple(filter(None, (draft.asked.agency, *draft.asked.collectors)))),
        "medium": _media,
        "reason": _reasons,
        "amount": lambda draft, words: draft.asked.amount,
        "sender_number": lambda draft, words: _each(draft, words, lambda c: c.sender),
        "received_at": lambda draft, words: _each(draft, words, lambda c: words.moment(c.at) if c.at else ""),
        "receiver_number": lambda draft, words: _each(draft, words, lambda c: c.receiver),
        "report_kind": _report_kinds,
    }
)


def _original_text(draft: Draft, words: Words) -> tuple[Block, ...]:
    found: list[Block] = [said(words.say("sentence.exact_bytes", file="copy/text-1.txt"))]
    for n, contact in enumerate(draft.asked.contacts, 1):
        found += [said(words.say("value.part", n=n))] if len(draft.asked.contacts) > 1 else []
        found.append(quoted(contact.text))
    return tuple(found)


def _old_way(draft: Draft, words: Words) -> tuple[Block, ...]:
    """Second, and marked as old: one page of unknown age names it (facts/channels.md C4, S-)."""
    lines = tuple(code(f"{contact.sender}*{contact.text}") for contact in draft.asked.contacts if contact.sender)
    return (said(words.say("sentence.old_way")), *lines) if lines else ()


def _facts(draft: Draft, words: Words) -> tuple[Block, ...]:
    found: list[Block] = []
    if Role.PROXY in draft.asked.person.roles:
        found.append(said(_acts_for(draft, words)))
    if len(draft.asked.person.roles) > 1:
        found.append(said(words.say("sentence.two_roles", roles=_roles(draft, words))))
    for one in draft.exhibits:
        if one.contact is not None:
            found += _contact(one.contact, one.number, draft, words)
    if Role.THIRD_PARTY in draft.asked.person.roles:
        found.append(said(words.say("sentence.third_party")))
    if not any(field.id == "grounds" for field in draft.form.fields):
        found += _reports(draft, words)
    return tuple(found)


def _acts_for(draft: Draft, words: Words) -> str:
    """Nameless in public, where the name is masked and the mandate left out."""
    mandate = next((one.number for one in draft.exhibits if one.mandate), "")
    return words.best("sentence.acts_for", name=draft.asked.person.acts_for, number=mandate)


def _contact(contact: Contact, number: str, draft: Draft, words: Words) -> Iterator[Block]:
    another = "_of_another" if Role.PROXY in draft.asked.person.roles else ""
    came = words.best(
        f"sentence.contact{another}",
        when=words.begins(contact.at),
        sender=contact.sender,
        receiver=contact.receiver,
        medium=words.say(f"medium.{contact.medium.value}"),
        number=number,
    )
    whose = another if contact.taken is Taken.REMEMBERED else ""
    glue = "" if words.lang == "zh" else " "
    yield said(came + glue + words.say(f"sentence.text_{contact.taken}{whose}"))
    yield quoted(contact.text if len(contact.text) <= MOST_QUOTED else contact.text[:MOST_QUOTED] + "…")
    if len(contact.text) > MOST_QUOTED:
        yield said(words.say("sentence.cut", number=number))


def _own_words(draft: Draft, words: Words) -> tuple[Block, ...]:
    return _in_own_words(draft.asked.statement, draft, words)


def _in_own_words(text: str, draft: Draft, words: Words) -> tuple[Block, ...]:
    key = "sentence.own_words_masked" if draft.form.public else "sentence.own_words"
    return (lead(words.say(key)), quoted(text)) if text else ()


def _grounds(draft: Draft, words: Words) -> tuple[Block, ...]:
    if not draft.asked.grounds:
        return ()
    lines = tuple(_ground(ground, words) for ground in draft.asked.grounds)
    cites = tuple(_cited([c for ground in draft.asked.grounds for c in ground.citations], words))
    reports = _reports(draft, words)
    return (said(words.say("sentence.alleged")), listed(lines), *reports, *(said(line) for line in cites))


def _reports(draft: Draft, words: Words) -> Iterator[Block]:
    """Which report stands, and that the demand came after it (B1.4)."""
    for ground in draft.asked.grounds:
        if ground.reported_on is not None:
            channel = load_channels().get(ground.reported_by)
            number, by = f"E{ground.contact}" if ground.contact else "", channel.names[words.lang] if channel else ""
            yield said(words.best("sentence.after_report", day=words.day(ground.reported_on), number=number, by=by))


def _ground(ground: Ground, words: Words) -> str:
    number = f"E{ground.contact}" if ground.contact else ""
    return words.best("sentence.ground", finding=finding(ground.kind, words), number=number, quote=ground.quote)


def _cited(citations: list[Citation], words: Words) -> Iterator[str]:
    """Only what was read in the text of a law or regulation is told as what the law says."""
    for word in ("law", "law_told", "voluntary", "voluntary_told"):
        texts = dict.fromkeys(
            in_chinese(one.text) if words.lang == "zh" else one.text for one in citations if _way(one) == word
        )
        if texts:
            yield words.say(f"sentence.{word}", cites=words.say("sentence.between_cites").join(texts))


def _way(citation: Citation) -> str:
    kind = "law" if citation.force in (Force.LAW, Force.REGULATION) else "voluntary"
    return kind if citation.confidence.read_in_text else f"{kind}_told"


def _request(draft: Draft, words: Words) -> tuple[Block, ...]:
    wanted = said(words.say(f"request.{draft.form.addressee}.{draft.asked.wants}"))
    return (wanted, *_in_own_words(draft.asked.request, draft, words))


def _prior(draft: Draft, words: Words) -> tuple[Block, ...]:
    if not draft.asked.filed:
        return (said(words.say("sentence.not_filed")),)
    channels = load_channels()
    return (
        listed(
            tuple(
                words.best(
                    "sentence.filed",
                    when=words.day(one.on),
                    channel=channels[one.channel].names[words.lang],
                    reference=one.reference,
                    state=words.say(f"state.{one.state}"),
                )
                for one in draft.asked.filed
            )
        ),
    )


def _not_known(draft: Draft, words: Words) -> tuple[Block, ...]:
    origins = (
        words.say(
            "sentence.how_known", number=one.number, provenance=words.say(f"provenance.{one.contact.provenance.value}")
        )
        for one in draft.exhibits
        if one.contact is not None
    )
    carrier = (
        words.say("sentence.carrier", carrier=draft.asked.carrier)
        if draft.asked.carrier
        else words.say("sentence.no_carrier")
    )
    return (listed((words.say("sentence.unknown_sender"), *origins, carrier)),)


def _enclosures(draft: Draft, words: Words) -> tuple[Block, ...]:
    found = draft.exhibits
    lines = [_id_line(draft.form, words)] if draft.form.id_copy else []
    lines += [words.say("sentence.enclosed", n=len(found))] if found else []
    blocks: list[Block] = [listed(tuple(filter(None, lines)))] if any(lines) else []
    if 0 < len(found) <= MOST_LISTED:
        blocks.append(_enclosed(found, words))
    elif found:
        blocks.append(said(words.say("sentence.many")))
    if found:
        blocks += [lead(words.say("sentence.hash_list")), code(hex_of(hash_list(found)))]
    if draft.form.post:
        blocks.append(said(words.say("sentence.tracking")))
    return tuple(blocks)


def _id_line(form: Form, words: Words) -> str:
    return words.say("sentence.id_copy" if form.id_copy == "required" else "sentence.id_on_demand")


def _enclosed(found: tuple[Kept, ...], words: Words) -> Block:
    head = (words.say("evidence.number"), words.say("evidence.about"), words.say("evidence.digest"))
    cells = tuple((one.number, one.told(words), f"{one.digest[:32]} {one.digest[32:]}") for one in found)
    return grid(head, cells, "auto,1,2", mono="2")


def _signature(draft: Draft, words: Words) -> tuple[Block, ...]:
    lines = (words.say("sentence.signature"), words.say("sentence.date_line"))
    return (lead(words.say("sentence.one_event")), sign(lines))


def _not_pending(draft: Draft, words: Words) -> tuple[Block, ...]:
    """Stated only where it is true by what was handed in."""
    return () if pending_elsewhere(draft.asked) else (said(words.say("sentence.not_pending")),)


BLOCKS: Mapping[str, _Section] = MappingProxyType(
    {
        "original_text": _original_text,
        "old_way": _old_way,
        "facts": _facts,
        "own_words": _own_words,
        "grounds": _grounds,
        "request": _request,
        "prior": _prior,
        "not_pending": _not_pending,
        "not_known": _not_known,
        "enclosures": _enclosures,
        "hand_signature": _signature,
    }
)

_GIVEN: Mapping[str, Callable[[Asked], bool]] = MappingProxyType(
    {
        **{
            name: lambda asked, name=name: bool(getattr(asked.person, name.removeprefix("person_")).strip())  # type: ignore[misc]
            for name in ("person_name", "person_phone", "person_address", "person_email")
        },
        "person_id": lambda asked: bool(asked.person.id_number),
        "lender_name": lambda asked: bool(asked.lender.name.strip()),
        "lender_sector": lambda asked: asked.lender.kind is not LenderKind.UNKNOWN,
        "lender_address": lambda asked: bool(asked.lender.address.strip()),
        "lender_branch": lambda asked: bool(asked.lender.branch.strip()),
        "product": lambda asked: bool(asked.lender.product.strip()),
        "contract": lambda asked: bool(asked.lender.contract.strip()),
        "agency": lambda asked: bool(asked.agency or asked.collectors),
        "amount": lambda asked: bool(asked.amount),
        "medium": lambda asked: bool(asked.contacts),
        "reason": lambda asked: bool(asked.grounds),
        "grounds": lambda asked: bool(asked.grounds),
        "sender_number": lambda asked: _all(asked, lambda c: bool(c.sender)),
        "received_at": lambda asked: _all(asked, lambda c: c.at is not None),
        "receiver_number": lambda asked: _all(asked, lambda c: bool(c.receiver)),
        "report_kind": lambda asked: _all(asked, lambda c: c.report_kind is not None),
        "original_text": lambda asked: _all(asked, lambda c: bool(c.text.strip())),
        "facts": lambda asked: bool(asked.contacts or asked.statement.strip()),
        "own_words": lambda asked: bool(asked.statement.strip()),
        "prior": lambda asked: any(one.channel == "lender_desk" for one in asked.filed),
    }
)
"""Whether something was given for a field that can be required."""


def _all(asked: Asked, given: Callable[[Contact], bool]) -> bool:
    return bool(asked.contacts) and all(map(given, asked.contacts))
