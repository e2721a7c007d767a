"""What others may not read is masked: the person's own data, other people, collectors, numbers (PRODUCT row 73).

Numbers, documents, cards, addresses and boxes are found as in a call (review/conduct/call_mask.py). Names are those
that the person listed, and those that a text itself introduces ("my name is …"): no program knows every name, so
whoever publishes is told to read all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from atesta.action.complaint.packet.asked import Asked, Contact, Person
from atesta.action.complaint.packet.words import Words
from atesta.contact.transcript import SpokenTurn, Transcript, Voice
from atesta.kept import late
from atesta.review.conduct.call_mask import masked as masked_call

__all__ = ["Hidden", "Names", "for_everybody", "mask", "names_of"]

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
"""The hundred most frequent ones; who has another is listed by the person, or reads all of it before it leaves."""
_INTRODUCED = tuple(
    late(pattern)
    for pattern in (
        r"(?:我叫|我姓|本人姓|姓名[:：]?\s?)([一-龥]{1,3})(?![一-龥]{4})",
        rf"([{_SURNAMES}][一-龥]?)(?=经理|主管|先生|女士|律师|专员|警官|法官)",
        r"\b(?:[Mm]e llamo|[Mm]i nombre es|[Ss]oy (?:el|la) (?:lic(?:enciad[oa]|\.)|señor(?:a|ita)?|sr[a]?\.)?)\s*"
        r"((?:[A-ZÁÉÍÓÚÑ][\wáéíóúñ]+)(?:\s[A-ZÁÉÍÓÚÑ][\wáéíóúñ]+){0,3})",
        r"\b(?:[Ll]ic\.|[Ss]ra?\.|[Ss]eñora?|[Dd]oña?)\s+((?:[A-ZÁÉÍÓÚÑ][\wáéíóúñ]+)(?:\s[A-ZÁÉÍÓÚÑ][\wáéíóúñ]+){0,3})",
        r"\b(?:[Mm]y name is|[Tt]his is|Mr\.?|Mrs\.?|Ms\.?|Dr\.?)\s+([A-Z][\w'-]+(?:\s[A-Z][\w'-]+){0,2})",
    )
)
_NO_NAME = frozenset("你您他她不什啥的了")
"""What follows "我叫" without being a name: 我叫你还钱."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Where something was masked: half-open code points of the text as given, and why (a key of [masked])."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Names:
    person: tuple[str, ...]
    others: tuple[str, ...]
    collectors: tuple[str, ...]


def names_of(asked: Asked) -> Names:
    """What the person told of people; their own address and boxes, too."""
    own = asked.person
    mine: tuple[str, ...] = (own.name, own.phone, own.email, own.address, own.id_number, asked.lender.contract)
    mine += (own.acts_for,)
    mine += tuple(contact.receiver for contact in asked.contacts)
    return Names(tuple(filter(None, mine)), asked.others, asked.collectors)


def mask(text: str, names: Names, words: Words) -> tuple[str, tuple[Hidden, ...]]:
    """The text to be shown to anybody, and what was masked in it."""
    found = _apart(sorted(_found(text, names), key=lambda one: (one.start, -one.end)))
    shown, at = [], 0
    for one in found:
        shown += [text[at : one.start], _mark(one, words)]
        at = one.end
    return "".join((*shown, text[at:])), found


def _mark(one: Hidden, words: Words) -> str:
    return "•" * min(one.end - one.start, 12) if one.why == "number" else words.say(f"masked.mark_{one.why}")


def _found(text: str, names: Names) -> Iterator[Hidden]:
    for why, given in (("person", names.person), ("other", names.others), ("collector", names.collectors)):
        for name in given:
            if len(name.strip()) > 1:
                written = r"\s*".join(map(re.escape, name.split()))
                found = re.finditer(f"(?=({written}))", text, re.IGNORECASE)  # one may begin inside another
                yield from (Hidden(*one.span(1), why) for one in found)
    for pattern in _INTRODUCED:
        for introduced in pattern.finditer(text):
            if introduced[1][0] not in _NO_NAME:
                yield Hidden(*introduced.span(1), "name")
    yield from _numbers(text)


def _numbers(text: str) -> Iterator[Hidden]:
    """What the mask of calls hides, code point for code point."""
    turn = SpokenTurn(Voice.OTHER, text)
    shown = masked_call(Transcript((turn,))).turns[0].text
    start = None
    for at, (before, after) in enumerate(zip(text, shown, strict=True)):
        if before != after and start is None:
            start = at
        if before == after and after != "•" and start is not None:
            yield Hidden(start, at, "number")
            start = None
    if start is not None:
        yield Hidden(start, len(text), "number")


def _apart(found: list[Hidden]) -> tuple[Hidden, ...]:
    """None inside another: what lies over an earlier one goes with it."""
    apart: list[Hidden] = []
    for one in found:
        if apart and one.start < apart[-1].end:
            apart[-1] = replace(apart[-1], end=max(apart[-1].end, one.end))
        else:
            apart.append(one)
    return tuple(apart)


def for_everybody(asked: Asked, words: Words) -> Asked:
    """The same to be told in public: no data of the person, no numbers, no names of people; the company stays."""
    names = names_of(asked)

    def shown(text: str) -> str:
        return mask(text, names, words)[0]

    return replace(
        asked,
        person=Person("", roles=asked.person.roles),
        lender=replace(asked.lender, contract="", address="", branch=""),
        contacts=tuple(_contact(one, shown(one.text)) for one in asked.contacts),
        exhibits=(),
        grounds=tuple(replace(one, quote=shown(one.quote)) for one in asked.grounds),
        filed=tuple(replace(one, reference="") for one in asked.filed),
        statement=shown(asked.statement),
        request=shown(asked.request),
        agency=shown(asked.agency),
        carrier="",
        collectors=(),
        others=(),
    )


def _contact(contact: Contact, text: str) -> Contact:
    return replace(contact, text=text, original=text.encode(), sender="", receiver="", sha256="")
