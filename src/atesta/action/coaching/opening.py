"""The five seconds in which a call begins, made ready to be read aloud (B2.1.1 to B2.1.3, B2.1.6, A5.3).

Own staff says the firm and the own name at once; an agency says first by whom and for what. The purpose stays neutral
until the other party is identified, because whoever picks up may be somebody else. Where a place allows less, the
place counts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from atesta.contact.syllables import syllables
from atesta.errors import InputError
from atesta.kept import late
from atesta.recording.notice import notice_in

Kind = Literal["own", "agency"]
WITHIN_SECONDS = 5.0
"""B2.1.6."""
SURE_SECONDS = 4.4
"""Said by then, an opening is in time for whoever measures it: the end of a word is known to half a second, and comes
out a tenth early (REVIEW 4.3)."""
LONGEST_NAME = 80
"""Characters: a name that takes longer to say than the whole opening is a slip of the keyboard."""

_MARK = late(r"\{(\w+)\}|\[([^\]]+)\]")
_TELLS = late(
    r"cobro|cobran|recobr|deud|morosi|impag|collect|recover|debt|arrears|催收|催款|债|欠款|清收", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` in syllables (Chinese: characters), with the margin already taken off `published`."""

    per_second: float
    published: float
    margin: float
    source: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who will call. `person` is the other party as one says it ("el señor Pérez", "Mr Pérez", "王女士")."""

    firm: str
    name: str
    principal: str | None = None
    person: str | None = None

    @property
    def kind(self) -> Kind:
        return "agency" if self.principal else "own"


@dataclass(frozen=True, slots=True)
class Part:
    """What is said up to `end` seconds: `on_behalf`, `purpose`, `name` or `firm`."""

    kind: str
    text: str
    end: float


@dataclass(frozen=True, slots=True)
class Opening:
    """`sentences` in order, the identity first; `seconds` until the identity is complete. `after` is for when the
    person has been identified, `if_asked` for whoever asks; both are empty where the identity says it already. `rule`
    is the place's that made it so, `asks` are its rules that ask for more. `tells_debt`: a name that has to be said
    speaks of debts itself."""

    lang: str
    kind: Kind
    sentences: tuple[str, ...]
    parts: tuple[Part, ...]
    seconds: float
    rate: Rate
    after: tuple[str, ...] = ()
    if_asked: str = ""
    rule: str = ""
    asks: tuple[str, ...] = ()
    tells_debt: bool = False

    @property
    def fits(self) -> bool:
        return self.seconds <= WITHIN_SECONDS

    @property
    def sure(self) -> bool:
        """In time for whoever measures it; else it fits, but a measurement may leave it open."""
        return self.seconds <= SURE_SECONDS

    @property
    def over(self) -> float:
        return max(self.seconds - WITHIN_SECONDS, 0.0)


def make_opening(caller: Caller, lang: str, place: str | None = None) -> Opening:
    """An opening in `es`, `en` or `zh` that is said within five seconds, else the shortest."""
    values = _values(caller)
    words, rule = opening_words(lang), _data()["places"].get(place or "", {})
    manner = rule.get(caller.kind, caller.kind)
    identity, parts = _chosen([_said(form, values, lang) for form in words[manner]], words["greets"])
    reserved = manner == "reserved"
    return Opening(
        lang=lang,
        kind=caller.kind,
        sentences=(identity, *_greeting(identity, words), *_following(caller, words, values, place)),
        parts=parts,
        seconds=parts[-1].end,
        rate=speech_rate(lang),
        after=(_filled(words["after"], values),) if reserved else (),
        if_asked=_filled(words["if_asked"], values) if reserved else "",
        rule=rule["rule"] if reserved else "",
        asks=tuple(rule.get("asks", ())),
        tells_debt=not reserved and any(_TELLS.search(name) for name in (caller.firm, caller.principal or "")),
    )


def opening_words(lang: str) -> Mapping[str, Any]:
    """The sentences of a language, and how their parts are known when they are heard."""
    words: Mapping[str, Any] = _data()[lang]
    return words


def speech_rate(lang: str) -> Rate:
    data = _rates()
    published, margin = data["published"][lang], data["margin"]
    return Rate(round(published * margin, 2), published, margin, data["source"])


def seconds_of(text: str, lang: str) -> float:
    """How long a text takes to say, to a hundredth."""
    return round(syllables(text, lang) / speech_rate(lang).per_second, 2)


def _greeting(identity: str, words: Mapping[str, Any]) -> tuple[str, ...]:
    """The shortest forms leave the greeting for after the identity (B2.1.2 and B2.1.6 both count)."""
    return () if identity.startswith(words["greets"]) else (words["greeting"],)


def _following(caller: Caller, words: Mapping[str, Any], values: Mapping[str, str], place: str | None) -> list[str]:
    """The notice that the call is recorded, with whom one speaks, and own staff's neutral purpose."""
    notice = notice_in(place, "firm")
    said = [words["consent" if notice.consent and place else "notice"]] if notice.wanted else []
    said.append(words["ask" if caller.person else "ask_unnamed"])
    said += [words["why"]] if caller.kind == "own" else []
    return [_filled(sentence, values) for sentence in said]


_Form = tuple[str, tuple[Part, ...]]


def _chosen(tried: list[_Form], greets: str) -> _Form:
    """`tried` from the fullest to the shortest. To be in time for sure comes before the greeting, which can follow."""
    sure = [one for one in tried if one[1][-1].end <= SURE_SECONDS]
    greeting = [one for one in sure if one[0].startswith(greets)]
    return (greeting or sure or tried[-1:])[0]


_KINDS = {"principal": "on_behalf", "name": "name", "firm": "firm"}


def _said(form: str, values: Mapping[str, str], lang: str) -> _Form:
    """A form filled in, and when each of its parts has been said."""
    text, at, parts = "", 0, []
    for mark in _MARK.finditer(form):
        filled = values[mark[1]] if mark[1] else mark[2]
        text += form[at : mark.start()] + filled
        parts.append(Part(_KINDS[mark[1]] if mark[1] else "purpose", filled, seconds_of(text, lang)))
        at = mark.end()
    return text + form[at:], tuple(parts)


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: values[mark[1]] if mark[1] else mark[2], sentence)


def _values(caller: Caller) -> dict[str, str]:
    given = {"firm": caller.firm, "name": caller.name, "principal": caller.principal, "person": caller.person}
    values = {key: " ".join(value.split()) for key, value in given.items() if value is not None}
    for key, value in values.items():
        if not any(char.isalpha() for char in value) or len(value) > LONGEST_NAME or not value.isprintable():
            raise InputError(
                f"--{key} is no name that can be said.",
                "The opening would say nothing, or could not be read aloud.",
                f"Write it as it is spoken, in at most {LONGEST_NAME} characters.",
                key="opening_name",
                option=f"--{key}",
                most=LONGEST_NAME,
            )
    return {"principal": "", "person": ""} | values


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("openings.toml").read_text(encoding="utf-8"))


@cache
def _rates() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("rates.toml").read_text(encoding="utf-8"))
