"""The talk: room for the other party (B2.2), what she feels acknowledged before the demand, her grievance heard (B2.4).

Turns and their order say most of it; the sound adds who interrupted whom, shares of talk and the longest monologue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from atesta.contact.turn import Speaker
from atesta.kept import late
from atesta.review.conduct import call_words as words
from atesta.review.conduct.call import owned_up
from atesta.review.conduct.call_judge import PERSON
from atesta.review.conduct.call_manner import is_talk
from atesta.review.conduct.call_person import is_voicemail
from atesta.review.conduct.call_seen import Seen, demands_in
from atesta.review.conduct.spoken import Hitting, Place, Spoken, milliseconds
from atesta.review.finding import Finding, TimeSpan

MOST_INTERRUPTIONS = 2
"""One may be an accident, two a bad line; the third is a manner (decision 024)."""
AN_INTERRUPTION = 0.5
"""Seconds that both must go on: shorter ones are "yes" and "mm-hm"."""
MOST_SHARE = 0.85
LEAST_TALK = 30.0
"""Of so many seconds of talk or more, shares say something; above the share the other party had no room."""
LONGEST = 60.0
"""Seconds of one side without a word of the other."""
ROOM = 1.0
"""Seconds of silence after a question that are room to answer."""
REPLIES = 2
"""Turns of the agent that may answer what she said."""
ANSWERS = ("acknowledgement", "apology", "question", "offer")

_ASKS = late(
    r"\b(?:could|would|can|will|do|did|are|have) you (?:please |kindly |also |just )?"
    r"(?!hear\b|understand\b|people\b|guys\b)\w+"
    r"|\b(?:what|how|when|which|why) (?:can|could|would|may|do|did|has|is|are|should) (?:i|we|you|happened)\b"
    r"|\bwould it (?:help|suit|be)\b|\bmay i (?:ask|please)\b"
    r"|\bis (?:this|that|now) (?:a good|ok|all right|alright|convenient)\b"
    r"|\b(?:me|nos) (?:podr[ií]as?|puedes?) \w+|\b(?:podr[ií]as?|prefieres?"
    r"|le gustar[ií]a|le servir[ií]a|le parece|le conviene"
    r"|quiere que|desea|c[oó]mo (?:le|podemos|puedo)|est[aá] (?:usted )?(?:al tanto|de acuerdo|en condiciones))\b"
    r"|\btiene (?:usted )?(?:alg[uú]na?|otra) (?:otra )?(?:pregunta|duda|comentario|dificultad)"
    r"|(?:您|你)[^。！？!?]{0,20}吗|(?:能否|可否|是否方便|方便[^。！？!?]{0,6}吗|可以吗|好吗|行吗|怎么样)",
    re.IGNORECASE,
)
"""The words of a question, for speech whose marks a recogniser lost (B2.2)."""


def talk_findings(seen: Seen) -> Sequence[Finding]:
    return (_room(seen), _acknowledged_first(seen), _grievance(seen))


# --- room -----------------------------------------------------------------------------------------------------------


def _room(seen: Seen) -> Finding:
    rule, judge = "house-room-to-speak", seen.judge
    spoken = judge.spoken
    invited = _invited(seen)
    cuts = interruptions(spoken)
    measured: dict[str, object] = {
        "invited": bool(invited),
        "interruptions": len(cuts),
        **_questions(spoken, seen.agent),
        **_objections(seen),
        **_shares(spoken),
    }
    if len(cuts) > MOST_INTERRUPTIONS:
        doubt = spoken.doubt_between(*cuts[0])
        span = TimeSpan(milliseconds(cuts[0][0]), milliseconds(cuts[0][1]))
        return judge.on_sound(rule, "breach", span, {**measured, "seen": "interruptions"}, doubt)
    if not is_talk(seen) or nobody_to_hear(seen):
        return judge.absent(rule, measured, doubt=spoken.doubt_about_agent())
    crowded = _crowded(measured)
    if invited and not crowded:
        return judge.on_words(rule, "met", invited[0], measured)
    return judge.nowhere(rule, {**measured, "seen": crowded or "no_invitation"}, doubt=spoken.doubt_about_agent())


def _invited(seen: Seen) -> list[Place]:
    """Where she is asked or invited to speak: by a phrase, else by the words of a question. A recogniser loses the
    marks; what stands beside an insult or an order asks nothing."""
    spoken = seen.judge.spoken
    said = [
        one.place for one in spoken.hits(seen.agent, "question", "offer") if one.hit.phrase.attrs.get("room") != "no"
    ]
    rude = {one.span.turn for one in seen.labelled if one.span}
    for number in seen.agent:
        asked = _ASKS.search(spoken.turns[number].text)
        if asked and number not in rude and not _who_is_it(spoken.turns[number].text):
            said.append(Place(number, asked.start(), asked.end()))
    return sorted(said, key=lambda place: (_who_is_it(spoken.turns[place.turn].text), place))


def _who_is_it(text: str) -> bool:
    """Who she is, is asked to identify her: the question that gives room is another, where there is one."""
    return words.any_of(words.ASKS_NAME, text) or words.any_of(words.ASKS_IDENTIFIER, text)


def nobody_to_hear(seen: Seen) -> bool:
    """A machine, or somebody who is not the person called and was not asked further: no room is owed there."""
    if is_voicemail(seen):
        return True
    turns = seen.judge.spoken.plain_turns()
    other = next((n for n in seen.others if words.any_of(words.NOT_THE_DEBTOR, turns[n].text)), None)
    return other is not None and not owned_up(turns, other, len(turns))


def interruptions(spoken: Spoken) -> list[tuple[float, float]]:
    """Where the agent began while the other party spoke, and both went on: by the sound, else by the turns."""
    if spoken.acoustics:
        found = [one for one in spoken.acoustics.interruptions if one.by is Speaker.AGENT]
        return [(one.at, one.at + one.seconds) for one in found if one.seconds >= AN_INTERRUPTION]
    cuts = []
    for before, after in pairwise(spoken.turns):
        sides = before.voice.speaker is not Speaker.AGENT and after.voice.speaker is Speaker.AGENT
        if sides and before.end is not None and after.start is not None and after.end is not None:
            both = (after.start, min(before.end, after.end))
            cuts += [both] if both[1] - both[0] >= AN_INTERRUPTION else []
    return cuts


def _questions(spoken: Spoken, agent: Sequence[int]) -> dict[str, object]:
    """Questions of the agent, and those after which the other party spoke or had a second to."""
    asked = [number for number in agent if spoken.turns[number].text.rstrip().endswith(("?", "？"))]
    asked += [number for number in agent if _ASKS.search(spoken.turns[number].text)]
    asked = sorted({*asked, *(number for number, _ in spoken.hits(agent, "question"))})
    return {"questions": len(asked), "with_room": sum(_room_after(spoken, number) for number in asked)}


def _room_after(spoken: Spoken, number: int) -> bool:
    if number + 1 >= len(spoken.turns):
        return True
    now, then = spoken.turns[number], spoken.turns[number + 1]
    if then.voice.speaker is not Speaker.AGENT:
        return True
    return now.end is not None and then.start is not None and then.start - now.end >= ROOM


def objections(seen: Seen) -> list[Hitting]:
    """One for each turn in which the other party complains or says what stands in the way."""
    found: dict[int, Hitting] = {}
    for one in seen.judge.spoken.hits(seen.others, "grievance", "plight"):
        found.setdefault(one.turn, one)
    return list(found.values())


def answered(seen: Seen, turn: int) -> Hitting | None:
    """What acknowledges, asks or offers in the agent's words between this turn and the other party's next but one."""
    replies = [number for number in seen.agent if number > turn][:REPLIES]
    return next(seen.judge.spoken.hits(replies, *ANSWERS), None)


def _objections(seen: Seen) -> dict[str, object]:
    raised = objections(seen)
    return {"objections": len(raised), "answered": sum(answered(seen, one.turn) is not None for one in raised)}


def _shares(spoken: Spoken) -> dict[str, object]:
    if spoken.acoustics is None:
        return {}
    side, total = spoken.acoustics.side(Speaker.AGENT), sum(one.talk_seconds for one in spoken.acoustics.sides)
    longest = round(side.longest[1] - side.longest[0], 1) if side.longest else 0.0
    return {"talk_share": round(side.share, 2), "talk_seconds": round(total, 1), "longest_monologue": longest}


def _crowded(measured: dict[str, object]) -> str:
    share, total, longest = (measured.get(name, 0.0) for name in ("talk_share", "talk_seconds", "longest_monologue"))
    assert isinstance(share, float) and isinstance(total, float) and isinstance(longest, float)
    if total >= LEAST_TALK and share > MOST_SHARE:
        return "talk_share"
    return "monologue" if longest > LONGEST else ""


# --- order ----------------------------------------------------------------------------------------------------------


def _acknowledged_first(seen: Seen) -> Finding:
    """Understand and settle what the other feels before asking for payment (B2.4)."""
    rule, judge = "house-acknowledge-first", seen.judge
    spoken = judge.spoken
    demand = next(demands_in(seen, seen.agent), None)
    if demand is None:
        return judge.absent(rule, doubt=spoken.doubt_about_agent())
    first = next(spoken.hits(seen.agent, "acknowledgement", "apology"), None)
    measured = {"demand_ms": _ms(spoken, demand), "acknowledged_ms": _ms(spoken, first.place) if first else None}
    if first and (first.turn, first.hit.start) < (demand.turn, demand.start):
        return judge.on_words(rule, "met", first.place, measured)
    before = [number for number in seen.agent if number <= demand.turn]
    doubt = spoken.doubt_about(before)
    if doubt:
        return judge.nowhere(rule, measured, doubt=doubt)
    return judge.on_words(rule, "missing", demand, measured)


def _ms(spoken: Spoken, place: Place) -> int | None:
    found = spoken.seconds(place)
    return milliseconds(found[0]) if found else None


def _grievance(seen: Seen) -> Finding:
    """Her complaint in her words, and the first answer that takes it up; not one of them may be passed over."""
    rule, judge = "house-grievance", seen.judge
    spoken = judge.spoken
    raised: dict[int, Hitting] = {}
    for one in spoken.hits(seen.others, "grievance"):
        raised.setdefault(one.turn, one)
    met: Finding | None = None
    for one in raised.values():
        if spoken.doubt(one.place):
            continue
        reply = answered(seen, one.turn)
        measured: dict[str, object] = {"grievance_ms": _ms(spoken, one.place), "grievance_turn": one.turn}
        if reply is None:
            return _passed_over(seen, one, measured)
        if met is None:
            met = judge.on_words(rule, "met", reply.place, measured)
    return met or judge.absent(rule, doubt=spoken.doubt_about_others())


def _passed_over(seen: Seen, one: Hitting, measured: dict[str, object]) -> Finding:
    rule, judge = "house-grievance", seen.judge
    replies = [number for number in seen.agent if number > one.turn][:REPLIES]
    if not replies:
        return judge.on_words(rule, PERSON, one.place, {**measured, "reason": "nobody_answers"})
    doubt = judge.spoken.doubt_about(replies)
    if not doubt and len(replies) < REPLIES:
        doubt = judge.spoken.ends_unheard(Speaker.AGENT)
    if doubt:
        return judge.nowhere(rule, measured, doubt=doubt)
    return judge.on_words(rule, "missing", one.place, measured)
