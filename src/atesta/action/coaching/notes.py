"""What to coach after a call: at most three times what was said and what would have been better (B2.1 to B2.4).

Harm comes first, then the opening, then tone and room, then clarity. A better sentence is in the language of the call,
so that it can be said next time; why it is better is told in the reader's (`why` names the sentence). In distress
nothing is coached (DESIGN decision 13). Where nothing was wrong, one thing done well is named.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from atesta.action.coaching.facts import facts_of
from atesta.contact.account import Account
from atesta.contact.call import Call
from atesta.contact.transcript import Transcript
from atesta.contact.turn import Speaker
from atesta.review.finding import CallReview, Claim, Finding, Review, TimeSpan

AT_MOST = 3
ADVERSE = ("breach", "missing")
ADVERSE_CLAIMS = ("exaggerated", "contradicted", "impossible_in_law")
ADVERSE_LIMITS = ("breach", "likely_breach", "benchmark_breach")
PERSON = "not_reviewable"
FOR_PERSON = ("a_person_decides", "contradicts_itself")
"""Reasons of what a person has yet to judge though words and speaker are clear: harm without bad words, two figures."""
QUOTE_LATIN, QUOTE_HAN = 90, 32
"""Characters of a quote: two lines on a narrow screen."""
PRAISED = {
    "house-courtesy-calm": "calm",
    "house-courtesy-identity": "identity",
    "house-acknowledge-first": "acknowledged",
    "house-room-to-speak": "room",
    "house-courtesy-polite-words": "polite_words",
    "house-courtesy-clear": "clear",
    "house-courtesy-soft-tone": "soft_tone",
    "house-courtesy-professional": "professional",
    "house-courtesy-greeting": "greeting",
    "house-courtesy-honorific": "honorific",
}
"""What is worth naming, the hardest first: staying calm when the other insults comes before a greeting."""
_HAN = re.compile("[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Note:
    """`said`: the agent's own words with identifiers masked, "" for praise; `better` in the language `lang` of the
    call, or for praise the words that were good. `why` is a key of the catalogue. `rule` and `mission` are cited.
    `start_ms` None: nobody knows when. `for_person`: a person has yet to judge whether it was so."""

    kind: str
    said: str
    better: str
    why: str
    rule: str
    mission: str
    lang: str
    start_ms: int | None = None
    turn: int | None = None
    for_person: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    id: str
    group: str
    mission: str
    rule: str
    when: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A finding, claim or limit that may be coached, as the words that `when` asks about."""

    rule: str
    answer: str
    quote: str
    start_ms: int | None
    turn: int | None
    claim: str = ""
    measured: Mapping[str, object] | None = None
    limit: bool = False
    start: int | None = None
    end: int | None = None

    @property
    def place(self) -> tuple[bool, int]:
        """Those without a second come last."""
        return self.start_ms is None, self.start_ms or 0


def coaching_notes(review: Review, call: Call, account: Account | None = None) -> tuple[Note, ...]:
    """At most three notes, the most important first; or one that praises. Sums, dates and the creditor's name come from
    the account alone."""
    if review.distress or review.call is None:
        return ()
    lang = spoken_language(call.transcript)
    seen = tuple(_seen(review))
    chosen = _chosen(seen)
    shown = review.call.transcript
    facts = facts_of(account, lang)
    if chosen:
        return tuple(_note(kind, seen, shown, lang, facts) for kind, seen in chosen)
    return () if seen or _doubted(review) else tuple(_praise(review, lang))


def _doubted(review: Review) -> bool:
    """A person has yet to judge something that may have been said against somebody: nobody is praised before."""
    return any({"label", "harm"} & set(finding.measured) for finding in review.conduct.not_reviewable)


def spoken_language(transcript: Transcript) -> str:
    """es, zh or en: what the transcript says, else what its characters show."""
    if transcript.lang in ("es", "zh", "en"):
        return transcript.lang
    text = " ".join(turn.text for turn in transcript.turns)
    if _HAN.search(text):
        return "zh"
    return "es" if re.search(r"[ñáéíóú¿¡]", text.lower()) else "en"


def _seen(review: Review) -> Iterator[_Seen]:
    for finding in review.conduct.findings:
        if finding.answer in ADVERSE:
            yield _of_finding(finding)
    for finding in review.conduct.not_reviewable:
        if finding.measured.get("reason") in FOR_PERSON:
            yield _of_finding(finding)
    yield from _of_moments(review)
    for claim in review.truth.claims:
        if claim.answer in ADVERSE_CLAIMS:
            yield _of_claim(claim)
    for finding in review.limits.findings:
        if finding.answer in ADVERSE_LIMITS:
            yield _of_finding(finding, limit=True)


def _of_finding(finding: Finding, *, limit: bool = False) -> _Seen:
    span = finding.span
    at = span.start_ms if isinstance(span, TimeSpan) else None
    turn = span.turn if span else None
    start, end = (span.start, span.end) if span else (None, None)
    return _Seen(finding.rule, finding.answer, finding.quote, at, turn, "", finding.measured, limit, start, end)


def _of_moments(review: Review) -> Iterator[_Seen]:
    """A promise without a day; trouble told and nothing offered. Only where all was heard, and by whom is known."""
    call = review.call
    if call is None or call.probable or call.transcript.not_reviewable:
        return
    kinds = {moment.kind for moment in call.moments}
    for moment in call.moments:
        at = moment.span.start_ms if isinstance(moment.span, TimeSpan) else None
        if moment.kind == "promise" and "date_said" in moment.measured and moment.measured["date_said"] is None:
            yield _Seen("house-courtesy-clear", "missing", "", at, _next_agent(call, moment.span.turn), "", _PROMISE)
        if moment.kind == "plight" and "offer" not in kinds and _left_alone(review):
            yield _Seen("house-room-to-speak", "missing", "", at, _next_agent(call, moment.span.turn), "", _OFFER)


def _left_alone(review: Review) -> bool:
    """Whether the page too says that something she told went without a question, an offer or a kind word."""
    rooms = (one for one in review.conduct.findings if one.rule == "house-room-to-speak")
    return any(_fewer("answered < objections", one.measured) for one in rooms)


_PROMISE: Mapping[str, object] = {"seen": "promise"}
_OFFER: Mapping[str, object] = {"seen": "offer"}


def _next_agent(call: CallReview, turn: int | None) -> int | None:
    """The answer of the agent to that turn: those are the words that are coached."""
    answers = (
        n for n, one in enumerate(call.transcript.turns) if one.voice.speaker is Speaker.AGENT and n > (turn or 0)
    )
    return next(answers, None)


def _of_claim(claim: Claim) -> _Seen:
    return _Seen(
        rule="house-claims-true",
        answer="breach",
        quote=claim.quote,
        start_ms=claim.start_ms,
        turn=claim.turn,
        claim=claim.kind,
        measured=claim.measured,
        start=claim.start,
        end=claim.end,
    )


def _chosen(seen: tuple[_Seen, ...]) -> list[tuple[_Kind, _Seen]]:
    """Each kind once, at its first place; the same words are not coached twice."""
    found = [(kind, one) for one in seen if (kind := _kind_of(one)) is not None]
    order = {kind.id: number for number, kind in enumerate(_kinds())}
    chosen: list[tuple[_Kind, _Seen]] = []
    for kind, one in sorted(found, key=lambda pair: (order[pair[0].id], pair[1].place)):
        taken = any(kind.id == other.id or _same_words(one, before) for other, before in chosen)
        if not taken and len(chosen) < AT_MOST:
            chosen.append((kind, one))
    return chosen


def _same_words(one: _Seen, other: _Seen) -> bool:
    """Places that overlap, or one quote inside the other."""
    if not one.quote or one.turn != other.turn:
        return False
    if None not in (one.start, one.end, other.start, other.end):
        return (one.start or 0) < (other.end or 0) and (other.start or 0) < (one.end or 0)
    return one.quote in other.quote or other.quote in one.quote


def _kind_of(seen: _Seen) -> _Kind | None:
    return next((kind for kind in _kinds() if any(_fits(line, seen) for line in kind.when)), None)


def _fits(line: Mapping[str, str], seen: _Seen) -> bool:
    return all(_TESTS[word](value, seen) for word, value in line.items())


def _says(word: str) -> Any:
    return lambda value, seen: (seen.measured or {}).get(word) == value


_TESTS: Mapping[str, Any] = {
    "rule": lambda value, seen: seen.rule == value and not seen.claim and not seen.limit,
    "answer": lambda value, seen: seen.answer == value,
    "claim": lambda value, seen: seen.claim == value,
    "limit": lambda value, seen: seen.limit and re.search(value, seen.rule) is not None,
    "phrase": lambda value, seen: re.search(value, str((seen.measured or {}).get("phrase", ""))) is not None,
    "lacks": lambda value, seen: value in _list((seen.measured or {}).get("lacks")),
    "fewer": lambda value, seen: _fewer(value, seen.measured or {}),
    **{word: _says(word) for word in ("label", "harm", "plight", "who", "seen", "reason")},
}


def _fewer(counts: str, measured: Mapping[str, object]) -> bool:
    less, more = (measured.get(name) for name in counts.split(" < "))
    return isinstance(less, int) and isinstance(more, int) and less < more


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _note(kind: _Kind, seen: _Seen, shown: Transcript, lang: str, facts: Mapping[str, str]) -> Note:
    turn = seen.turn if seen.turn is not None else _first_turn(shown)
    at = seen.start_ms
    if at is None and turn is not None and (start := shown.turns[turn].start) is not None:
        at = round(start * 1000)
    said = seen.quote or (shown.turns[turn].text if turn is not None else "")
    return Note(
        kind=kind.id,
        said=shortened(said),
        better=better_sentence(kind.id, lang, facts),
        why=f"coaching.why.{kind.id}",
        rule=kind.rule or seen.rule,
        mission=kind.mission,
        lang=lang,
        start_ms=at,
        turn=turn,
        for_person=seen.answer == PERSON,
    )


def _first_turn(shown: Transcript) -> int | None:
    """Where something is missing, the beginning of the agent's first turn is shown."""
    agents = [number for number, turn in enumerate(shown.turns) if turn.voice.speaker is Speaker.AGENT]
    return agents[0] if agents else None


def better_sentence(kind: str, lang: str, facts: Mapping[str, str]) -> str:
    """The sentence of that kind; with the account's figures where it names only what the account gives."""
    entry = _better(lang)[kind]
    named = {name for _, name, _, _ in string.Formatter().parse(entry.get("filled", "")) if name}
    if named and named <= set(facts):
        return str(entry["filled"].format(**facts))
    return str(entry["better"])


def shortened(text: str) -> str:
    """Whole words at most two lines long."""
    most = QUOTE_HAN if _HAN.search(text) else QUOTE_LATIN
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[:most]
    whole = cut.rpartition(" ")[0] if most == QUOTE_LATIN and " " in cut else cut
    return whole.rstrip(" ,;:，；：、") + "…"


def _praise(review: Review, lang: str) -> Iterator[Note]:
    """One line at most: the hardest of what was met, in the agent's own words."""
    met = {finding.rule: finding for finding in reversed(review.conduct.findings) if finding.answer == "met"}
    rule = next((rule for rule in PRAISED if rule in met), None)
    if rule is None:
        return
    seen = _of_finding(met[rule])
    kind = PRAISED[rule]
    mission = _MISSIONS.get(rule, "B2.1")
    yield Note(
        f"keep_{kind}",
        "",
        shortened(seen.quote),
        f"coaching.keep.{kind}",
        rule,
        mission,
        lang,
        seen.start_ms,
        seen.turn,
    )


_MISSIONS = {
    "house-courtesy-honorific": "B2.1.1",
    "house-courtesy-greeting": "B2.1.2",
    "house-courtesy-professional": "B2.1.3",
    "house-courtesy-polite-words": "B2.1.4",
    "house-courtesy-soft-tone": "B2.1.5",
    "house-courtesy-identity": "B2.1.6",
    "house-courtesy-calm": "B2.1.7",
    "house-courtesy-clear": "B2.1.8",
    "house-room-to-speak": "B2.2",
    "house-acknowledge-first": "B2.4",
}


@cache
def _kinds() -> tuple[_Kind, ...]:
    rows = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))["kind"]
    return tuple(
        _Kind(row["id"], row["group"], row["mission"], row.get("rule", ""), tuple(row["when"])) for row in rows
    )


@cache
def _better(lang: str) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name(f"better.{lang}.toml").read_text(encoding="utf-8"))
