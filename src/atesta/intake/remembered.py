"""A call as somebody remembers it: lines that begin with who spoke -> turns. Nothing is added and nothing is timed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from atesta.contact.transcript import SpokenTurn, Transcript, Voice
from atesta.errors import InputError
from atesta.kept import late

MOST_CHARS = 20_000
"""Characters; ten minutes of talk are about 9,000."""
_I = "i|me|yo|mí|我|本人"
_THEY = "they|them|he|him|she|her|caller|agent|collector|ellos|ellas|él|ella|cobrador|cobradora|agente"
_THEY += "|对方|他|她|他们|她们|催收|催收员|来电人"
_NAMED = late(rf"\s*(?:(?P<i>{_I})|(?P<they>{_THEY}))\s*[:：]\s*", re.IGNORECASE)


def read_remembered(text: str) -> Transcript:
    """`I: …` and `They: …` in any of the three languages; a line without either goes on with whoever spoke before, and
    the first one is theirs. Empty lines say nothing. Raises InputError (`remembered_too_long`) past MOST_CHARS."""
    if len(text) > MOST_CHARS:
        raise InputError(
            f"What was written down has more than {MOST_CHARS} characters.",
            "It cannot be shown on one page.",
            "Keep to what was said, and leave out the rest.",
            key="remembered_too_long",
            limit=MOST_CHARS,
        )
    return Transcript(tuple(_turns(text)))


def _turns(text: str) -> Iterator[SpokenTurn]:
    voice, said = Voice.AGENT, list[str]()
    for line in text.splitlines():
        named = _NAMED.match(line)
        if named:
            yield from _turn(voice, said)
            voice, said = (Voice.DEBTOR if named["i"] else Voice.AGENT), []
        said.append(line[named.end() :] if named else line)
    yield from _turn(voice, said)


def _turn(voice: Voice, said: list[str]) -> Iterator[SpokenTurn]:
    text = "\n".join(line.strip() for line in said if line.strip())
    if text:
        yield SpokenTurn(voice, text)
