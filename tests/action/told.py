"""Every sentence that facts tell, and the words that none of them may use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from atesta.action.complaint.channel import Channel, load_channels
from atesta.action.court_papers import court_papers
from atesta.action.fact import LANGUAGES, Fact
from atesta.action.scare_words import scare_words

NEVER = {
    "en": r"\bsafe(ly)?\b|(?<!never )\bignor\w*|\bvalid\w*|\bfakes?\b",
    "es": r"\bsegur[oa]s?\b|(?<!nunca )\bign[oó]r\w*|\bv[aá]lid\w*|\bfals[oa]s?\b",
    "zh": "安全|不用理|无需理会|(?<!切勿)忽视|忽略|有效|假的|虚假|放心",
}


def facts_of(channel: Channel) -> Iterator[Fact]:
    yield from (*channel.status, *channel.accepts, *channel.refuses, *channel.then, *channel.warnings)
    yield from (one.fact for one in (*channel.give, *channel.reach, *channel.deadlines))


def sentences(lang: str) -> Iterator[tuple[str, str]]:
    """(where it stands, what it says) of every channel, word and court paper."""
    for channel in load_channels().values():
        yield f"{channel.id}.name", channel.names[lang]
        yield f"{channel.id}.operator", channel.operator[lang]
        yield from ((f"{channel.id}.{fact.name}", fact.texts[lang]) for fact in facts_of(channel))
    for word in scare_words().values():
        yield f"{word.id}.name", word.names[lang]
        yield from ((f"{word.id}.{fact.name}", fact.texts[lang]) for fact in word.facts)
    for place, papers in court_papers().items():
        yield f"{place}.first", papers.first[lang]
        for fact in (*papers.real, *papers.threat, *papers.check, *papers.unchecked):
            yield f"{place}.{fact.name}", fact.texts[lang]


def complaints() -> list[str]:
    """Every sentence that uses a word that decides for the reader."""
    return [
        f"{where} ({lang}): {found[0]}"
        for lang in LANGUAGES
        for where, text in sentences(lang)
        if (found := re.search(NEVER[lang], text.lower()))
    ]
