"""Harm without a bad word: threats between the lines, mockery of what she just said, pressing on as if she had not.

Phrases, the order of the turns and the paraphrase scores point at a passage; a person decides. Nothing here earns a
label, and everything here comes before rude but harmless speech (`call_order`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atesta.kept import late
from atesta.review.conduct.call_judge import PERSON
from atesta.review.conduct.call_seen import Seen, demands_in
from atesta.review.conduct.labels import SENTENCE_END
from atesta.review.conduct.spoken import Hitting, Place, milliseconds
from atesta.review.finding import Finding

HARM = "harm"
IMPLIED = 0.30
"""From this score of `threat` on, a turn that speaks of her family, home or work is for a person."""
REPLIES = 2
"""Turns of the agent after she said it that answer it."""
HEARD_FIRST = frozenset({"paid", "ill", "job", "death"})
"""What must be heard before anything is asked again; to have no money is what such a call is about."""
_CLOSE = late(
    r"\b(?:hij[oa]s?|niñ[oa]s?|famili\w*|espos[oa]|mam[aá]|pap[aá]|madre|padre|casa|domicilio|trabajo|escuela|vecin[oa]s?)\b"
    r"|\b(?:kids?|children|daughters?|sons?|wife|husband|famil\w+|mother|father|mom|dad|home|house|work|job|school|neighbou?rs?)\b"
    r"|家|孩子|女儿|儿子|父母|老婆|老公|单位|公司|学校|邻居|住",
    re.IGNORECASE,
)
_CHECKS_IT = late(
    r"\b(?:revis|verific|comprobante|referencia|recibo|aclar|confirm|valid|corrob|permit|moment|disculp|lament|gracias)\w*"
    r"|\b(?:check|look\s+into|look\s+(?:that|it)\s+up|receipt|reference|confirm\w*|verify|sorry|thank|moment|let\s+me)\b"
    r"|查|核实|凭证|截图|记录|确认|回单|流水|抱歉|对不起|谢谢|稍等",
    re.IGNORECASE,
)


def harm_findings(seen: Seen) -> Sequence[Finding]:
    return (*_implied_threats(seen), *_mockery(seen), *_pressed(seen))


# --- threats between the lines --------------------------------------------------------------------------------------


def _implied_threats(seen: Seen) -> Iterator[Finding]:
    rule, turns = "house-implied-threat", set[int]()
    for one in seen.judge.spoken.hits(seen.agent, "veiled_threat"):
        if one.turn not in turns and not _called_threat(seen, one.place):
            turns.add(one.turn)
            yield _for_person(seen, rule, one.place, {HARM: "implied_threat", "phrase": one.hit.phrase.id})
    for number, scores in zip(seen.agent, seen.scores, strict=True):
        near = _CLOSE.search(seen.judge.spoken.turns[number].text)
        if scores is None or near is None or number in turns or scores.get("threat", 0.0) < IMPLIED:
            continue
        if not _called_threat(seen, seen.judge.spoken.whole(number)):
            by = {"by": "paraphrase", "score": f"{scores['threat']:.2f}"}
            yield _for_person(seen, rule, _sentence(seen, Place(number, *near.span())), {HARM: "implied_threat", **by})


def _called_threat(seen: Seen, place: Place) -> bool:
    """These words are found as a threat already."""
    return any(
        one.measured.get("label") in ("threat", "arrest_threat")
        and one.answer == "breach"
        and one.span is not None
        and one.span.turn == place.turn
        and (one.span.start or 0) < place.end
        and place.start < (one.span.end or 0)
        for one in seen.labelled
    )


def _sentence(seen: Seen, place: Place) -> Place:
    text = seen.judge.spoken.turns[place.turn].text
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    left = max((end for end in ends if end <= place.start), default=0)
    return Place(place.turn, left, min((end for end in ends if end >= place.end), default=len(text)))


# --- after she said that she paid, is ill, ... ----------------------------------------------------------------------


def _mockery(seen: Seen) -> Iterator[Finding]:
    mocking = set[int]()
    for told in _told(seen, "plight", "grievance"):
        replies = [number for number in _replies(seen, told.turn) if number not in mocking]
        mocked = next(seen.judge.spoken.hits(replies, "mockery"), None)
        if mocked:
            mocking.add(mocked.turn)
            measured = {HARM: "mocked_plight", "phrase": mocked.hit.phrase.id, **_what(seen, told)}
            yield _for_person(seen, "house-mocked-plight", mocked.place, measured)


def _pressed(seen: Seen) -> Iterator[Finding]:
    """She says that she has paid, is ill, lost work or somebody; the next words brush it off or demand again."""
    pressing = set[int]()
    for told in _told(seen, "plight"):
        if told.hit.phrase.attrs.get("what") not in HEARD_FIRST:
            continue
        place = _pressing(seen, _replies(seen, told.turn))
        if place and place.turn not in pressing:
            pressing.add(place.turn)
            measured = {HARM: "pressed_plight", **_what(seen, told)}
            yield _for_person(seen, "house-pressed-plight", place, measured)


def _pressing(seen: Seen, replies: Sequence[int]) -> Place | None:
    spoken = seen.judge.spoken
    brushed = next(spoken.hits(replies, "brush_off"), None)
    if brushed:
        return brushed.place
    for number in replies:
        demand = next(demands_in(seen, (number,)), None)
        before = spoken.turns[number].text[: demand.start if demand else None]
        if _eased(seen, number, before):
            return None
        if demand:
            return demand
    return None


def _eased(seen: Seen, number: int, before: str) -> bool:
    """Acknowledged, offered something, or went to check: before anything is asked for."""
    kind = next(seen.judge.spoken.hits((number,), "acknowledgement", "apology", "offer"), None)
    return (kind is not None and kind.hit.start <= len(before)) or _CHECKS_IT.search(before) is not None


def _told(seen: Seen, *labels: str) -> Iterator[Hitting]:
    """One for each turn of the other party."""
    turns = set[int]()
    for one in seen.judge.spoken.hits(seen.others, *labels):
        if one.turn not in turns:
            turns.add(one.turn)
            yield one


def _replies(seen: Seen, turn: int) -> Sequence[int]:
    return [number for number in seen.agent if number > turn][:REPLIES]


def _what(seen: Seen, told: Hitting) -> dict[str, object]:
    found = seen.judge.spoken.seconds(told.place)
    what = told.hit.phrase.attrs.get("what", told.hit.phrase.label)
    return {"plight": what, "plight_turn": told.turn} | ({"plight_ms": milliseconds(found[0])} if found else {})


def _for_person(seen: Seen, rule: str, place: Place, measured: dict[str, object]) -> Finding:
    doubt = seen.judge.spoken.doubt(place)
    reason = {"reason": doubt or "a_person_decides"}
    return seen.judge.on_words(rule, PERSON, place, {**measured, **reason}, id_=f"{rule}@{place.turn}.{place.start}")
