"""A route as the JSON of INTERFACES (`atesta.route/1`): same case, channels and language, same value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from atesta.action.complaint.routing.choose import Reason, Route
from atesta.rules.rule import Citation

SCHEMA = "atesta.route/1"


def route_json(found: Route, say: Callable[[Reason], str]) -> dict[str, Any]:
    """`say` gives the sentence of a reason; what other systems compare is its `id`."""
    return {
        "schema": SCHEMA,
        "recommended": [
            {"channel": one.channel, **_reasons(one.why, say), "missing": list(one.missing)}
            for one in found.recommended
        ],
        "not_now": [{"channel": one.channel, **_reasons(one.why, say)} for one in found.not_now],
    }


def _reasons(why: tuple[Reason, ...], say: Callable[[Reason], str]) -> dict[str, Any]:
    cited = dict.fromkeys(citation for reason in why for citation in reason.citations)
    return {"why": [_reason(reason, say) for reason in why], "citations": _citations(cited)}


def _reason(reason: Reason, say: Callable[[Reason], str]) -> dict[str, Any]:
    return {
        "id": reason.id,
        "text": say(reason),
        "confidence": reason.confidence.value,
        **{name: day.isoformat() for name, day in reason.values.items()},
    }


def _citations(citations: Iterable[Citation]) -> list[dict[str, str]]:
    return [{"text": one.text, "force": one.force.value, "confidence": one.confidence.value} for one in citations]
