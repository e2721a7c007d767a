"""The first seconds: honorific, greeting, a professional beginning, who calls within five seconds (B2.1.1-3, B2.1.6).

The five seconds run from the agent's first speech, as the sound shows it, to the END of the last word of the identity,
because a recogniser's beginnings of words err by seconds and its ends by tenths (REVIEW §4.3, decision 024). Our own
ends come a tenth early; what lies within half a second of the limit goes to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from atesta.contact.message import Recipient
from atesta.contact.transcript import IMPORTED, SpokenTurn
from atesta.contact.turn import Speaker
from atesta.kept import late
from atesta.review.conduct import call_words as words
from atesta.review.conduct.call import identified
from atesta.review.conduct.call_intro import Introduced, introduced, names_no_firm
from atesta.review.conduct.call_judge import PERSON, Judge
from atesta.review.conduct.call_seen import Seen
from atesta.review.conduct.courtesy import OPENING_HAN, OPENING_LATIN, names_somebody
from atesta.review.conduct.labels import SENTENCE_END
from atesta.review.conduct.spoken import Place, Spoken, milliseconds
from atesta.review.finding import Finding
from atesta.rules.heard import find_literals
from atesta.rules.phrase import Hit

WORDS_END_EARLY = 0.1
"""Seconds: the bias of our recogniser's ends of words (REVIEW §4.3); nobody knows that of somebody else's words."""
UNDECIDED = 0.5
"""Seconds on both sides of the limit: closer than that the ends of words do not decide."""
UNHEARD = 1.0
"""Seconds of speech before the limit for which the recogniser gave no word: a name may have been said in them."""
FIRST_TURNS = 2
"""The other party answers "hello?" between the agent's first words and the next."""
FIRST_SECONDS = 10.0
"""What is still the beginning, for a greeting: twice the time for the identity."""

STILL_FIRST, MOST_TURNS = 15.0, 6
"""Seconds and turns of the agent in which an introduction is looked for in loosely recognised words."""

SURE_WORD = 0.5
"""Confidence under which a word is a guess (transcript.reviewable)."""
_NAMES = ("company", "person")
_CALLS_FOR = late(r"calling\s+for\b|represent", re.IGNORECASE)
_RULE = "house-courtesy-identity"
_HAN = late("[㐀-鿿]")


def opening_findings(seen: Seen) -> Sequence[Finding]:
    return (_honorific(seen), _greeting(seen), _professional(seen), identity(seen))


def _honorific(seen: Seen) -> Finding:
    rule = "house-courtesy-honorific"
    return first_of(seen, rule, ("honorific",), seen.agent) or seen.judge.nowhere(
        rule, doubt=seen.judge.spoken.doubt_about_agent()
    )


def first_of(
    seen: Seen,
    rule: str,
    labels: tuple[str, ...],
    turns: Sequence[int],
    measured: Mapping[str, object] | None = None,
) -> Finding | None:
    """Met where it was first said and could be made out; for a person where it was said, but never so."""
    doubtful: Finding | None = None
    for number, hit in seen.judge.spoken.hits(turns, *labels):
        found = seen.judge.on_words(rule, "met", Place(number, hit.start, hit.end), measured)
        if found.answer == "met":
            return found
        doubtful = doubtful or found
    return doubtful


# --- greeting, first sentences --------------------------------------------------------------------------------------


def _greeting(seen: Seen) -> Finding:
    rule = "house-courtesy-greeting"
    return _early(seen, rule, ("greeting",)) or seen.judge.nowhere(rule, doubt=_doubt_at_first(seen))


def _professional(seen: Seen) -> Finding:
    rule, judge = "house-courtesy-professional", seen.judge
    rude = ("profanity", "shaming_or_belittling")
    first = seen.agent[:FIRST_TURNS]
    for one in seen.labelled:
        turn, start = _where(one)
        if one.answer != "breach" or one.measured.get("label") not in rude or turn not in first:
            continue
        if start <= _opening_length(judge.spoken, turn):
            place = Place(turn, start, max(start, _end(one)))
            return judge.on_words(rule, "breach", place, {"label": one.measured["label"]})
    found = _early(seen, rule, ("professional", "greeting", "honorific", "identity_company", "polite_word"))
    return found or judge.nowhere(rule, doubt=_doubt_at_first(seen))


def _where(finding: Finding) -> tuple[int, int]:
    span = finding.span
    return (-1, 0) if span is None else (-1 if span.turn is None else span.turn, span.start or 0)


def _end(finding: Finding) -> int:
    return (finding.span.end or 0) if finding.span else 0


def _early(seen: Seen, rule: str, labels: tuple[str, ...]) -> Finding | None:
    spoken = seen.judge.spoken
    doubtful: Finding | None = None
    for number, hit in spoken.hits(seen.agent[:FIRST_TURNS], *labels):
        if hit.start > _opening_length(spoken, number) or not _at_once(spoken, Place(number, hit.start, hit.end)):
            continue
        found = seen.judge.on_words(rule, "met", Place(number, hit.start, hit.end))
        if found.answer == "met":
            return found
        doubtful = doubtful or found
    return doubtful


def _opening_length(spoken: Spoken, turn: int) -> int:
    return OPENING_HAN if _HAN.search(spoken.turns[turn].text) else OPENING_LATIN


def _at_once(spoken: Spoken, place: Place) -> bool:
    onset, found = spoken.onset(), spoken.seconds(place)
    return onset is None or found is None or found[0] - onset[0] <= FIRST_SECONDS


def _doubt_at_first(seen: Seen) -> str:
    """Why it cannot be said that something was not in the first seconds."""
    spoken = seen.judge.spoken
    if spoken.speaker_unknown:
        return "speaker_unknown"
    if spoken.noisy(Speaker.AGENT):
        return "low_snr"
    onset = spoken.onset()
    heard = spoken.doubt_between(onset[0], onset[0] + FIRST_SECONDS) if onset else ""
    unheard = "speech_not_recognised" if onset and _unheard(spoken, onset[0], onset[0] + FIRST_SECONDS) else ""
    return heard or spoken.doubt_about(seen.agent[:FIRST_TURNS]) or unheard or ("" if seen.agent else "no_speech_found")


def _unheard(spoken: Spoken, start: float, end: float) -> bool:
    """Whether the agent speaks for a second or more in these seconds and no word was recognised there."""
    talk = spoken.acoustics.side(Speaker.AGENT).talk if spoken.acoustics else ()
    said = [
        (turn.start, turn.end)
        for turn in (spoken.turns[number] for number in spoken.of_agent())
        if turn.start is not None and turn.end is not None
    ]
    heard = sum(_shared((a, b), (start, end)) for a, b in talk)
    with_words = sum(_shared((max(a, start), min(b, end)), span) for a, b in talk for span in said if b > start)
    return heard - with_words >= UNHEARD


def _shared(one: tuple[float, float], other: tuple[float, float]) -> float:
    return max(0.0, min(one[1], other[1]) - max(one[0], other[0]))


# --- who calls ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of an introduction were first said; None for what was not."""

    company: Place | None
    person: Place | None
    on_behalf: Place | None
    purpose: Place | None
    unclear: Mapping[str, Place] = field(default_factory=dict)
    """Where something like a company or a name stands that cannot be read as one."""

    def clear(self, name: str) -> bool:
        return name not in self.unclear

    def said(self) -> dict[str, bool]:
        return {name: getattr(self, name) is not None for name in ("company", "person", "on_behalf", "purpose")}


def parts_of(seen: Seen) -> Parts:
    spoken, agent, told = seen.judge.spoken, seen.agent, _introduced(seen)
    phrases = _by_phrases(spoken, agent, "on_behalf") if seen.judge.texts.party == "agency" else iter(())
    named = tuple(known_names(seen))
    own = tuple(_places(told, "company"))
    others_own = (place for place in phrases if not any(_inside(place, one) for one in own))
    behalf = _first(
        _by_patterns(spoken, agent, words.ENTRUSTED), _places(told, "behalf"), others_own, _of(named, "creditor")
    )
    firms = (
        *_by_patterns(spoken, agent, words.COMPANY),
        *_by_phrases(spoken, agent, "identity_company"),
        *own,
        *_of(named, "company"),
    )
    entrusting, names = (behalf, *_places(told, "behalf")), tuple(_places(told, "person"))
    company = min(
        (
            one
            for one in firms
            if not names_no_firm(spoken.turns[one.turn].text[one.start : one.end])
            and not any(_inside(one, other) for other in entrusting)
            and not any(_ends_in(one, other) for other in names)
        ),
        default=None,
    )
    if company is None and behalf is not None and _calls_for(spoken, behalf):
        company = behalf
    person = _first(
        _by_patterns(spoken, agent, words.AGENT_NAME),
        _by_phrases(spoken, agent, "identity_person"),
        _places(told, "person"),
    )
    company, person = _to_its_end(spoken, company, own), _to_its_end(spoken, person, names)
    purpose = _first(_by_phrases(spoken, agent, "neutral_purpose", "purpose"), _claimed(seen))
    unclear = {name: _first(_places(told, f"unclear_{name}")) for name in ("company", "person")}
    return Parts(company, person, behalf, purpose, {name: place for name, place in unclear.items() if place})


def _to_its_end(spoken: Spoken, place: Place | None, told: Sequence[Place]) -> Place | None:
    """A name goes on to where recognised words end it; Chinese without signs has no other end."""
    if place is None:
        return None
    ends = [one.end for one in told if _inside(one, place) or (one.turn, one.start) == (place.turn, place.end)]
    if not ends:
        return place
    han = _HAN.search(spoken.turns[place.turn].text) is not None and place.end > max(ends)
    return place._replace(end=max(ends) if han else max(place.end, *ends))


def _first_turns(seen: Seen) -> Iterator[int]:
    """By the clock, or the first ones where nobody knows the time."""
    spoken, onset = seen.judge.spoken, seen.judge.spoken.onset()
    for at, number in enumerate(seen.agent[:MOST_TURNS]):
        start = spoken.turns[number].start
        if at < FIRST_TURNS or (onset and start is not None and start - onset[0] <= STILL_FIRST):
            yield number


def _introduced(seen: Seen) -> tuple[tuple[int, Introduced], ...]:
    """What the first turns say of who is calling."""
    return tuple((number, introduced(seen.judge.spoken.turns[number].text)) for number in _first_turns(seen))


def _places(told: Sequence[tuple[int, Introduced]], part: str) -> Iterator[Place]:
    return (Place(number, *span) for number, one in told for span in getattr(one, part))


def known_names(seen: Seen) -> Iterator[tuple[str, Place]]:
    """Names of agencies and creditors that the account and the directory hold, where they were said in the first turns,
    as a recogniser writes them. The creditor's own caller names the creditor as the firm."""
    spoken, agencies, creditors = seen.judge.spoken, seen.judge.agencies, seen.judge.creditors
    for number in seen.agent[:FIRST_TURNS]:
        turn = spoken.turns[number]
        for one in find_literals(turn.text, (*agencies, *creditors), turn.lang or spoken.transcript.lang):
            entrusted = one.phrase in creditors and seen.judge.texts.party == "agency"
            yield "creditor" if entrusted else "company", Place(number, one.start, one.end)


def _of(named: Sequence[tuple[str, Place]], part: str) -> Iterator[Place]:
    return (place for name, place in named if name == part)


def _calls_for(spoken: Spoken, behalf: Place) -> bool:
    """ "Calling for Harbor Lending" names the firm where no other is named."""
    return _CALLS_FOR.match(spoken.turns[behalf.turn].text, behalf.start) is not None


def _says_entrusted(seen: Seen) -> bool:
    if next(_places(_introduced(seen), "behalf"), None):
        return True
    return next(_by_patterns(seen.judge.spoken, seen.agent[:FIRST_TURNS], words.ENTRUSTED), None) is not None


def _first(*given: Iterator[Place]) -> Place | None:
    return min((place for found in given if (place := next(found, None))), default=None)


def _by_patterns(spoken: Spoken, turns: Sequence[int], patterns: Sequence[re.Pattern[str]]) -> Iterator[Place]:
    for number in turns:
        text = spoken.turns[number].text
        found = [match.span() for pattern in patterns for match in pattern.finditer(text)]
        for start, end in sorted(found):
            yield Place(number, start, words.whole_name(text, end))


def _by_phrases(spoken: Spoken, turns: Sequence[int], *labels: str) -> Iterator[Place]:
    for number, hit in spoken.hits(turns, *labels):
        text = spoken.turns[number].text
        if names_somebody(text, hit):
            yield Place(number, hit.start, words.whole_name(text, hit.end) if _is_name(hit) else hit.end)


def _is_name(hit: Hit) -> bool:
    return hit.phrase.label in ("identity_company", "identity_person")


def _claimed(seen: Seen) -> Iterator[Place]:
    """Whoever names a sum or a deadline has said what the call is about."""
    for claim in seen.claims:
        if claim.turn is not None and claim.kind in ("amount", "deadline", "days_late"):
            yield Place(claim.turn, claim.start, claim.end)


def _inside(place: Place, other: Place | None) -> bool:
    return other is not None and place.turn == other.turn and place.start < other.end and other.start < place.end


def _ends_in(place: Place, other: Place) -> bool:
    return place.turn == other.turn and other.start < place.end <= other.end


def identity(seen: Seen) -> Finding:
    """Company and own name within five seconds; if entrusted, by whom and for what first."""
    judge, parts = seen.judge, parts_of(seen)
    spoken = judge.spoken
    agency = judge.texts.party == "agency" or _says_entrusted(seen)
    needed = _needed(seen, agency)
    said = parts.said()
    measured: dict[str, object] = {**said, "late": False, "lacks": [part for part in needed if not said[part]]}
    measured |= {"ends": _ends(spoken, parts), "within_seconds": _limit(judge)}
    places = [place for place in (parts.company, parts.person) if place]
    asked_only = agency and firm_only_if_asked(judge)
    after = _told_after(spoken, parts) if agency and not asked_only and not measured["lacks"] else []
    places = [parts.person] if asked_only and parts.person and not measured["lacks"] else places
    if after:
        measured |= {"lacks": ["order"], "after_name": after}
    doubt = _doubt_at_first(seen) or _unclear(
        seen, parts, [name for name in _NAMES if name in needed and not said[name]]
    )
    if measured["lacks"]:
        return _missing(judge, measured, places, doubt)
    return _timed(judge, measured, max(places, key=lambda place: (place.turn, place.end)), doubt)


def _unclear(seen: Seen, parts: Parts, names: Sequence[str]) -> str:
    """Something introduces itself and cannot be read, or words that nobody made out surely stand where it may be: no
    ground for "missing"."""
    if not names:
        return ""
    doubted = any(_guessed(seen.judge.spoken.turns[number]) for number in _first_turns(seen))
    return "introduction_unclear" if doubted or any(name in parts.unclear for name in names) else ""


def _guessed(turn: SpokenTurn) -> bool:
    """Two words side by side that the recogniser guessed."""
    sure = [word.confidence is None or word.confidence >= SURE_WORD for word in turn.words]
    return any(not one and not other for one, other in pairwise(sure))


def _needed(seen: Seen, agency: bool) -> tuple[str, ...]:
    """To somebody else the firm is named only where the place does not forbid it unasked (12 CFR 1006.10(b)); an
    agency that does not know yet who is on the line names its caller alone; firm and principal follow her answer."""
    asked_only = firm_only_if_asked(seen.judge)
    if seen.message.to is Recipient.THIRD_PARTY:
        return ("person",) if asked_only else ("company", "person")
    if agency and asked_only and identified(seen.judge.spoken.plain_turns()) is None:
        return ("person",)
    return ("company", "person", "on_behalf", "purpose") if agency else ("company", "person")


def firm_only_if_asked(judge: Judge) -> bool:
    texts = judge.texts
    rules = texts.rulebook.applying(texts.day, texts.place, "third_party", texts.party)
    return any(version.parameters.get("firm_only_if_asked") is True for _, version in rules)


def _limit(judge: Judge) -> float:
    rule = judge.texts.rulebook.rule(_RULE)
    day = judge.texts.day
    version = (rule.on(day) if day else None) or rule.versions[-1]
    limit = version.parameters.get("within_seconds")
    assert isinstance(limit, int | float)
    return limit


def _told_after(spoken: Spoken, parts: Parts) -> list[str]:
    """What of "by whom" and "for what" comes too late: neither before the own name nor in the same breath, which is the
    same turn and no more than one sentence later. "Le habla Ana Ruiz, de Aurora, por encargo de Banco Levante" says it
    at once."""
    named = {"on_behalf": parts.on_behalf, "purpose": parts.purpose}
    assert parts.person
    return [name for name, place in named.items() if place and not _no_later(spoken, place, parts.person)]


def _no_later(spoken: Spoken, place: Place, name: Place) -> bool:
    if place < name:
        return True
    if place.turn != name.turn:
        return False
    text = spoken.turns[name.turn].text
    return len(SENTENCE_END.findall(text, name.end, max(name.end, place.start))) <= 2


def _ends(spoken: Spoken, parts: Parts) -> dict[str, int]:
    """Milliseconds at which each part has been said, where that is known."""
    named = {name: getattr(parts, name) for name in ("company", "person", "on_behalf", "purpose")}
    found = {name: spoken.seconds(place) for name, place in named.items() if place is not None}
    return {name: milliseconds(seconds[1]) for name, seconds in found.items() if seconds}


def _missing(judge: Judge, measured: dict[str, object], places: list[Place], doubt: str) -> Finding:
    if not places or doubt:
        return judge.nowhere(_RULE, measured, doubt=doubt)
    return judge.on_words(_RULE, "missing", min(places), measured)


def _timed(judge: Judge, measured: dict[str, object], last: Place, doubt: str) -> Finding:
    """`seconds` from the onset to the end of the last word of the identity; where only its turn has times, the most
    that it can be, beside `at_least`."""
    spoken, limit = judge.spoken, _limit(judge)
    onset, found = spoken.onset(), spoken.seconds(last)
    if onset is None or found is None:
        return judge.on_words(_RULE, PERSON, last, {**measured, "reason": "times_unknown"})
    early = 0.0 if spoken.transcript.engine == IMPORTED else WORDS_END_EARLY
    most = found[1] - onset[0] + early
    least = most if spoken.has_words(last) else max(0.0, found[0] - onset[0])
    measured |= {"seconds": round(most, 2), "onset_ms": milliseconds(onset[0]), "onset_by": onset[1]}
    if least != most:
        measured["at_least"] = round(least, 2)
    if most < early:
        return judge.on_words(_RULE, PERSON, last, {**measured, "reason": "times_disagree"})
    if round(most, 2) < limit - UNDECIDED:
        return judge.on_words(_RULE, "met", last, measured)
    if round(least, 2) <= limit + UNDECIDED:
        return judge.on_words(_RULE, PERSON, last, {**measured, "reason": "within_half_a_second"})
    measured |= {"late": True, "lacks": ["promptness"]}
    if doubt:
        return judge.on_words(_RULE, PERSON, last, {**measured, "reason": doubt})
    return judge.on_words(_RULE, "missing", last, measured)
