"""What a check found, free of language: reasons with their layer, what is not proven, the answer (step 13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

Values = tuple[tuple[str, str | int | float], ...]
Span = tuple[float, float]

LAYERS = (
    "container",
    "manifest",
    "anchors",
    "signature",
    "chain",
    "clock",
    "time",
    "log",
    "mandate",
    "sheet",
)  # in the order of the steps
MOST_REASONS = 200
"""A hostile chain may break at each line: past this many the rest is counted in `more_reasons`."""


class Answer(StrEnum):
    """Worst first: the first that a step says is the answer."""

    CANNOT_CHECK = "cannot_check"
    CHANGED = "changed"
    INCOMPLETE = "incomplete"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Reason:
    """What a step noticed. `answer` is what it makes of the whole; UNCHANGED leaves the answer as it was."""

    id: str
    layer: str
    answer: Answer
    values: Values = ()


@dataclass(frozen=True, slots=True)
class NotProven:
    """What this check cannot say, for this bundle with these anchors."""

    id: str
    values: Values = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the first line of the answer speaks of. None: not known, or not proven. `seal`: SHA-256 (hex) of the
    signature, which is what a stamp that came later was given for."""

    id: str | None = None
    kind: str | None = None
    signer: str | None = None
    sealed_utc_ms: int | None = None
    stamped_utc_ms: int | None = None
    stamper: str | None = None
    grade: str | None = None
    seconds: float | None = None
    about: bool = False
    seal: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer with everything that was seen. `changed` are seconds, merged and in order."""

    answer: Answer
    changed: tuple[Span, ...]
    reasons: tuple[Reason, ...]
    not_proven: tuple[NotProven, ...]
    facts: Facts = Facts()


ALWAYS_NOT_PROVEN = ("true_words", "synthetic_voice", "other_calls", "other_devices", "early_end", "played_in")
"""What no bundle proves (the specification's opening): every verdict says so."""


@dataclass(slots=True)
class Findings:
    """Gathers while the steps run."""

    reasons: list[Reason] = field(default_factory=list)
    not_proven: list[NotProven] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    more: int = 0

    def cannot(self, id_: str, layer: str, **values: str | int | float) -> None:
        self._add(Reason(id_, layer, Answer.CANNOT_CHECK, tuple(values.items())))

    def changed(self, id_: str, layer: str, span: Span | None = None, **values: str | int | float) -> None:
        if span is not None:
            values = {"from": span[0], "to": span[1], **values}
            self._mark(span)
        self._add(Reason(id_, layer, Answer.CHANGED, tuple(values.items())))

    def incomplete(self, id_: str, layer: str, **values: str | int | float) -> None:
        self._add(Reason(id_, layer, Answer.INCOMPLETE, tuple(values.items())))

    def note(self, id_: str, layer: str, **values: str | int | float) -> None:
        self._add(Reason(id_, layer, Answer.UNCHANGED, tuple(values.items())))

    def unproven(self, id_: str, **values: str | int | float) -> None:
        found = NotProven(id_, tuple(values.items()))
        if found not in self.not_proven[-MOST_REASONS:]:
            self.not_proven.append(found)

    def has(self, *ids: str) -> bool:
        return any(reason.id in ids for reason in self.reasons)

    def _add(self, reason: Reason) -> None:
        """The worst is kept whatever their number, so that many small ones cannot push it out."""
        if len(self.reasons) < MOST_REASONS or not any(kept.answer == reason.answer for kept in self.reasons):
            self.reasons.append(reason)
        else:
            self.more += 1

    def _mark(self, span: Span) -> None:
        """Segments come in order, so most spans go on where the last one ended; a list of them stays short."""
        if self.spans and self.spans[-1][0] <= span[0] <= self.spans[-1][1]:
            self.spans[-1] = (self.spans[-1][0], max(self.spans[-1][1], span[1]))
        else:
            self.spans.append(span)

    def verdict(self, facts: Facts) -> Verdict:
        """Step 13."""
        reasons = sorted(self.reasons, key=lambda reason: LAYERS.index(reason.layer))
        if self.more:
            reasons.append(Reason("more_reasons", reasons[-1].layer, Answer.UNCHANGED, (("n", self.more),)))
        said = {reason.answer for reason in reasons}
        answer = next((answer for answer in Answer if answer in said), Answer.UNCHANGED)
        always = tuple(NotProven(id_) for id_ in ALWAYS_NOT_PROVEN)
        return Verdict(answer, merged(self.spans), tuple(reasons), (*self.not_proven, *always), facts)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans that touch or overlap become one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)
