"""A verdict as JSON and back: what a job found is told later, in the language of whoever reads it."""

from __future__ import annotations

import dataclasses
from typing import Any

from atesta.evidence.verify_answer import Answer, Facts, NotProven, Reason, Verdict


def written_verdict(verdict: Verdict) -> dict[str, Any]:
    return dataclasses.asdict(verdict)


def read_verdict(kept: dict[str, Any]) -> Verdict:
    """What `written_verdict` gave, through JSON."""
    return Verdict(
        answer=Answer(kept["answer"]),
        changed=tuple((start, end) for start, end in kept["changed"]),
        reasons=tuple(
            Reason(one["id"], one["layer"], Answer(one["answer"]), _values(one["values"])) for one in kept["reasons"]
        ),
        not_proven=tuple(NotProven(one["id"], _values(one["values"])) for one in kept["not_proven"]),
        facts=Facts(**kept["facts"]),
    )


def _values(pairs: list[list[Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, value) for name, value in pairs)
