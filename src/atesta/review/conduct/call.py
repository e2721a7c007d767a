"""The opening of a call, read from its turns (A5.3, B2.1.6; fields of the transcript task): who called, for whom, about
what; and whether the person was identified before the debt was told.

Order is everything here and the words decide it, so no model is asked. Times are not needed: turns come in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from atesta.contact.turn import Speaker, Turn
from atesta.kept import late
from atesta.review.conduct import call_words as words

FIRST_TURNS = 1


@dataclass(frozen=True, slots=True)
class Seen:
    """Where something was first said: turn number from 0, code points of that turn."""

    turn: int
    start: int
    end: int

    @property
    def place(self) -> tuple[int, int]:
        return (self.turn, self.start)


@dataclass(frozen=True, slots=True)
class Field:
    """`value` is y, n or na; `seen` is what the value rests on, where something was said."""

    name: str
    value: str
    seen: Seen | None = None


def call_fields(turns: tuple[Turn, ...]) -> tuple[Field, ...]:
    """The fields of a call that its words decide; profanity is added by the phrase book's reading of each turn."""
    verified, debt, detail = _verified(turns), first_debt(turns), _first(turns, words.DETAIL)
    voicemail = any(words.any_of(words.VOICEMAIL, turn.text) for turn in turns if turn.speaker is not Speaker.AGENT)
    name, company = _first(turns, words.AGENT_NAME), _first(turns, words.COMPANY)
    told_other = _told_someone_else(turns, debt) if not voicemail else None
    return (
        Field("identity_verified_before_disclosure", *_before(verified, detail)),
        Field("debt_mentioned_before_verification", *_mentioned(verified, debt)),
        _yes("third_party_disclosure", told_other),
        _yes("voicemail_disclosure", debt if voicemail else None),
        _yes("agent_stated_name", name),
        _yes("agent_stated_company", company),
        _yes("agent_stated_on_behalf_of", _creditor(turns, company)),
        _yes("agent_stated_purpose", _first(turns, words.PURPOSE)),
        _yes(
            "name_and_company_in_first_turn",
            name if _in_first_turn(turns, name) and _in_first_turn(turns, company) else None,
        ),
    )


@dataclass(frozen=True, slots=True)
class Identified:
    """The turn in which the other party was identified: `by` an "identifier" beyond the name, or the "name" alone."""

    turn: int
    by: str


def identified(turns: tuple[Turn, ...]) -> Identified | None:
    """The first way in which the other party was identified (A5.3: name, identity number, or a challenge)."""
    number, name = _verified(turns), _confirmed(turns)
    if number is not None and (name is None or number <= name):
        return Identified(number, "identifier")
    return Identified(name, "name") if name is not None else None


def _confirmed(turns: tuple[Turn, ...]) -> int | None:
    """The turn in which somebody says that they are the person asked for by name."""
    asked = False
    for number, turn in enumerate(turns):
        if turn.speaker is Speaker.AGENT:
            asked = words.any_of(words.ASKS_NAME, turn.text)
        elif asked and words.SAYS_YES.search(turn.text) and not words.any_of(words.NOT_THE_DEBTOR, turn.text):
            return number
    return None


def owned_up(turns: tuple[Turn, ...], after: int, before: int) -> bool:
    """Whether between these turns somebody was identified after all: the debtor came to the telephone."""
    return identified(turns[after + 1 : before]) is not None


def _yes(name: str, seen: Seen | None) -> Field:
    return Field(name, "y" if seen else "n", seen)


def _before(verified: int | None, detail: Seen | None) -> tuple[str, Seen | None]:
    if detail is None:
        return "na", None
    return ("y" if verified is not None and verified < detail.turn else "n"), detail


def _mentioned(verified: int | None, debt: Seen | None) -> tuple[str, Seen | None]:
    if debt is None:
        return "n", None
    return ("n" if verified is not None and verified < debt.turn else "y"), debt


def _verified(turns: tuple[Turn, ...]) -> int | None:
    """The turn in which the other party gave an identifier beyond the name, after being asked for one."""
    asked = False
    for number, turn in enumerate(turns):
        if turn.speaker is Speaker.AGENT:
            asked = asked or words.any_of(words.ASKS_IDENTIFIER, turn.text)
        elif asked and words.any_of(words.GIVES_IDENTIFIER, turn.text) and not _only_refuses(turn.text):
            return number
    return None


def _only_refuses(text: str) -> bool:
    """ "Fine, it's 12 Maple Street" after an outburst gives it; "why should I give you 1234" does not."""
    refusal = words.REFUSES.search(text)
    return refusal is not None and not words.any_of(words.GIVES_IDENTIFIER, text[refusal.end() :])


def _told_someone_else(turns: tuple[Turn, ...], debt: Seen | None) -> Seen | None:
    """The debt was said in a call whose other side says it is not the debtor."""
    if debt is None:
        return None
    other = any(words.any_of(words.NOT_THE_DEBTOR, turn.text) for turn in turns if turn.speaker is not Speaker.AGENT)
    return debt if other else None


def _creditor(turns: tuple[Turn, ...], company: Seen | None) -> Seen | None:
    """The creditor, named as someone other than the caller's own firm."""
    own = turns[company.turn].text[company.start : company.end].lower() if company else ""
    for number, turn in enumerate(turns):
        if turn.speaker is not Speaker.AGENT:
            continue
        for match in (match for pattern in words.ON_BEHALF for match in pattern.finditer(turn.text)):
            name = match.groupdict().get("creditor")
            if name is None or name == "<ORG>" or name.lower() not in own:
                return Seen(number, match.start(), match.end())
    return None


def _in_first_turn(turns: tuple[Turn, ...], seen: Seen | None) -> bool:
    agent_turns = [number for number, turn in enumerate(turns) if turn.speaker is Speaker.AGENT]
    return seen is not None and seen.turn in agent_turns[:FIRST_TURNS]


def _first(turns: tuple[Turn, ...], patterns: Iterable[re.Pattern[str]]) -> Seen | None:
    """Where the agent first says one of the patterns."""
    for number, turn in enumerate(turns):
        if turn.speaker is not Speaker.AGENT:
            continue
        found = [match for pattern in patterns if (match := pattern.search(turn.text))]
        if found:
            first = min(found, key=lambda match: match.start())
            return Seen(number, first.start(), first.end())
    return None


def first_debt(turns: tuple[Turn, ...], after: int = -1) -> Seen | None:
    """Where the agent first speaks of a debt, in the turns after that one. A name says nothing of one: neither Luis
    Mora nor a firm called Crédito Aurora."""
    for number, turn in enumerate(turns):
        if turn.speaker is not Speaker.AGENT or number <= after:
            continue
        names = [match.span() for pattern in _NAMES for match in pattern.finditer(turn.text)]
        found = sorted(match.span() for pattern in words.DEBT for match in pattern.finditer(turn.text))
        for start, end in found:
            if not any(first <= start and end <= words.whole_name(turn.text, last) for first, last in names):
                return Seen(number, start, end)
    return None


_NAMES = (*words.AGENT_NAME, *words.COMPANY)


_COLLECTS = late(
    r"\b(?:usted(?:es)?|nos) (?:nos )?debe[ns]?\b|\bdespacho\b|\bdepartamento de cobranzas?\b|\byou (?:still )?owe\b"
    r"|\bcollections? (?:agency|department|office)\b|[您你](?:现在|目前)?还?欠|催收|受.{1,12}委托",
    re.IGNORECASE,
)


def speaks_for_firm(text: str) -> bool:
    """Whether somebody introduces a firm, asks who is speaking or says what is owed: a sign of the agent, where nobody
    knows whose voice it is."""
    patterns = (words.COMPANY, words.ON_BEHALF, words.ASKS_IDENTIFIER, (_COLLECTS,))
    return any(words.any_of(one, text) for one in patterns)
