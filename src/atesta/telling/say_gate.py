"""What the gate answers, as sentences: what stands against a contact, the figure, the rule, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from atesta.locale import Catalogue
from atesta.review.finding import Finding
from atesta.review.limits.frequency import NOT_REPORTED
from atesta.rules.rule import Citation, Confidence, Force
from atesta.rules.rulebook import load_rulebook
from atesta.telling.citation import say_citation
from atesta.telling.say import say_value
from atesta.telling.say_finding import limit_parts
from atesta.telling.say_sent import say_kept_claim
from atesta.telling.visible import visible

OF_A_RULE = "limits:"


def say_odd(name: str, words: Catalogue) -> str:
    """A word of store.gating.odd: what is to be looked at in a report."""
    return words.say(f"gate_odd.{name}")


_MOMENTS = ("planned", "planned_at", "asked_at", "at")


def say_reason(reason: Mapping[str, Any], words: Catalogue, zone: tzinfo | None = None) -> str:
    """One reason as it is kept (id, answer, measured, citations), with its source. Nobody is named in it. Moments are
    told by the clock of `zone`, except when hours open, which is by hers."""
    reason = {**reason, "measured": _there(reason["measured"], zone)} if zone else reason
    said = _of_rule(reason, words) if str(reason["id"]).startswith(OF_A_RULE) else _of_register(reason, words)
    sources = (say_citation(cited, words) for cited in _citations(reason))
    source = words.say("gate_says.source", source=words.say("page.listed").join(sources))
    return _joined((said, source), words)


def _there(measured: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    moments = {name: datetime.fromisoformat(measured[name]).astimezone(zone) for name in _MOMENTS if name in measured}
    return {**measured, **{name: moment.isoformat() for name, moment in moments.items()}}


def _of_register(reason: Mapping[str, Any], words: Catalogue) -> str:
    measured: Mapping[str, Any] = reason["measured"]
    names = ("on", "to", "from", "since", "by", "planned_at", "agencies", "hours", "at", "why")
    values: dict[str, Any] = {name: visible(say_value(measured.get(name, "—"), words.lang)) for name in names}
    channel = words.say(f"channel.{measured['channel']}") if "channel" in measured else "—"
    days = words.say("page.listed").join(say_value(day, words.lang) for day in measured.get("days", ()))
    from_ = values.pop("from")
    values |= {"ways": _ways(measured, words), "claims": _claims(measured, words)}
    return words.say(f"gate_reason.{reason['id']}", channel=channel, days=days, from_=from_, **values)


def _ways(measured: Mapping[str, Any], words: Catalogue) -> str:
    """Where a text leads, by kind; a host that names nobody by its name."""
    hosts = [visible(str(host)) for host in measured.get("hosts", ())]
    kinds = [way for way in measured.get("ways", ()) if way != "link" or not hosts]
    return words.say("page.listed").join([*hosts, *(words.say(f"gate_way.{kind}") for kind in kinds)])


def _claims(measured: Mapping[str, Any], words: Catalogue) -> str:
    claims = measured.get("claims", ())
    return words.say("page.listed").join(say_kept_claim(str(one["kind"]), str(one["said"]), words) for one in claims)


def _of_rule(reason: Mapping[str, Any], words: Catalogue) -> str:
    measured: Mapping[str, Any] = reason["measured"]
    # A request that waits for its answer is within the rule and asks a person all the same.
    answer = "undetermined" if measured["limits"] == "within" else measured["limits"]
    finding = Finding(
        id=reason["id"],
        rule=str(reason["id"]).removeprefix(OF_A_RULE).partition(":")[0],
        version=measured["version"],
        answer=answer,
        citations=_citations(reason),
        measured=measured,
    )
    mark, text = limit_parts(finding, load_rulebook(), words)
    return words.say("page.labelled", label=mark, text=_joined((text, *_figures(measured, words)), words))


def _figures(measured: Mapping[str, Any], words: Catalogue) -> Iterator[str]:
    """What a rule's own sentence has no place for, and when it is over."""
    if "unanswered" in measured:
        yield words.say("gate_says.unanswered", count=str(measured["unanswered"]), max=str(measured["max"]))
    if "conversation_on" in measured:
        yield words.say("gate_says.conversation_on", on=say_value(measured["conversation_on"], words.lang))
    if "unreported_on" in measured:
        yield words.say("gate_says.unreported_on", on=say_value(measured["unreported_on"], words.lang))
    elif silent := sum(entry["outcome"] == NOT_REPORTED for entry in measured.get("counted", ())):
        yield words.say("gate_says.not_reported", n=silent)
    for name in ("planned", "opens_at", "free_on"):
        if name in measured:
            yield words.say(f"gate_says.{name}", at=say_value(measured[name], words.lang))
    if "planned_elsewhere" in measured:
        yield words.say("gate_says.planned_elsewhere")
    if "pause" in measured:
        ends = measured.get("to")
        yield words.say("gate_says.until", on=say_value(ends, words.lang)) if ends else words.say("gate_says.no_end")


def _citations(reason: Mapping[str, Any]) -> tuple[Citation, ...]:
    return tuple(
        Citation(one["text"], Force(one["force"]), Confidence(one["confidence"]), one["instrument"])
        for one in reason["citations"]
    )


def _joined(parts: tuple[str, ...], words: Catalogue) -> str:
    return ("" if words.lang == "zh" else " ").join(filter(None, parts))
