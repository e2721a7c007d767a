"""What the checks of a call look at, gathered once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atesta.contact.message import Message
from atesta.review.conduct.call import Field, call_fields
from atesta.review.conduct.call_judge import Judge
from atesta.review.conduct.call_labels import Scores, label_findings
from atesta.review.conduct.call_offered import only_offered
from atesta.review.conduct.spoken import Place, Spoken
from atesta.review.finding import Claim, Finding
from atesta.review.integrity.record import Record


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checks of a call look at: the turns of the agent with their scores, the claims of all turns, the fields
    of the opening, and the labels that were found so far."""

    judge: Judge
    message: Message
    agent: tuple[int, ...]
    others: tuple[int, ...]
    scores: Scores
    claims: tuple[Claim, ...]
    fields: tuple[Field, ...]
    labelled: tuple[Finding, ...]
    record: Record | None


def demands_in(seen: Seen, turns: Sequence[int]) -> Iterator[Place]:
    """Where payment is asked for, courteously or as an order, by the place in the call."""
    said = [one.place for one in seen.judge.spoken.hits(turns, "demand")]
    ordered = [_place(one) for one in seen.labelled if one.measured.get("label") in _ORDERS]
    yield from sorted({*said, *(place for place in ordered if place.turn in turns)})


_ORDERS = frozenset({"authoritarian_demand", "pressure_deadline"})


def _place(finding: Finding) -> Place:
    span = finding.span
    if span is None or span.turn is None:
        return Place(-1, 0, 0)
    return Place(span.turn, span.start or 0, span.end or 0)


def _offers(spoken: Spoken, one: Finding) -> bool:
    """An order that only stands where she wants it orders nothing."""
    place = _place(one)
    if one.measured.get("label") != "authoritarian_demand" or place.turn < 0:
        return False
    return only_offered(spoken.turns[place.turn].text, place.start, place.end)


def look(
    judge: Judge, message: Message, claims: tuple[Claim, ...], scores: Scores, record: Record | None = None
) -> Seen:
    spoken = judge.spoken
    agent = spoken.of_agent()
    labelled = tuple(one for one in label_findings(judge, agent, claims, message, scores) if not _offers(spoken, one))
    fields = call_fields(spoken.plain_turns())
    return Seen(judge, message, agent, spoken.of_others(), scores, claims, fields, labelled, record)
