"""What was handed in with a call about its record: the check of its bundle, and its procedure sheet (A5.1 to A5.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from atesta.evidence.canonical import Json
from atesta.evidence.verify_answer import Span, Verdict


@dataclass(frozen=True, slots=True)
class RecordReason:
    """Why the check of a bundle says what it says: an id and layer of the bundle's specification, with its values."""

    id: str
    layer: str
    values: tuple[tuple[str, str | int | float], ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """`bundle` is the digest ("sha256:…") of the bundle as given, so that a finding can be run again on it. `answer` is
    unchanged, changed, incomplete or cannot_check; `changed` are seconds. `sheet` is the procedure sheet as the bundle
    or the check has it, None where there is none."""

    bundle: str
    answer: str
    changed: tuple[Span, ...] = ()
    reasons: tuple[RecordReason, ...] = ()
    sheet: Mapping[str, Json] | None = field(default=None)

    @classmethod
    def of(cls, verdict: Verdict, bundle: str, sheet: Mapping[str, Json] | None = None) -> Record:
        """From the answer of a check of the bundle with that digest."""
        reasons = tuple(RecordReason(reason.id, reason.layer, reason.values) for reason in verdict.reasons)
        return cls(bundle, verdict.answer.value, verdict.changed, reasons, sheet)

    def step(self, id_: str) -> str | None:
        """The state of a step of the sheet: met, failed, unknown or not_applicable; None where the sheet has none."""
        rows = self.sheet.get("steps") if self.sheet else None
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and row.get("id") == id_:
                state = row.get("state")
                return state if isinstance(state, str) else None
        return None
