"""The one shape of an error: `{"error": {"id", "what", "why", "do", "field"?, "line"?}}`, in the language asked for.

No value of what was sent is repeated in it: the field and the line say where.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from django.http import HttpResponse

from atesta.errors import AtestaError, Where
from atesta.locale import Catalogue, catalogue
from atesta.telling.say_error import PARTS, say_parts

JSON = "application/json"
CONFLICTS = frozenset(
    {
        *("api_idempotency_other", "api_idempotency_in_flight", "gate_reported_otherwise"),
        *("announce_replayed", "announce_reservation"),
    }
)
"""Errors of the store that are about what was done before, and not about what was sent: 409."""
OURS = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""Names that we give to fields; another name is the caller's own text, and is not repeated."""


class RefusedError(AtestaError):
    """What the API itself refuses; the English sentences are the catalogue's."""

    def __init__(
        self,
        status: int,
        key: str,
        *,
        field: str = "",
        line: int | None = None,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        what, why, do = (catalogue("en").say(f"error.{key}.{part}", n=None, **values) for part in PARTS)
        super().__init__(what, why, do, key=key, form="", **values)
        self.status, self.field, self.line, self.headers = status, field, line, dict(headers or {})


def not_there() -> RefusedError:
    """For what is not there and for what is not the caller's: the same."""
    return RefusedError(404, "api_not_there")


def status_of(error: AtestaError) -> int:
    if isinstance(error, RefusedError):
        return error.status
    return 409 if error.key in CONFLICTS else 422


def said(error: AtestaError, words: Catalogue) -> dict[str, object]:
    """The inner object."""
    what, why, do = say_parts(error, words)
    field, line = where_of(error)
    found: dict[str, object] = {"id": error.key, "what": what, "why": why, "do": do}
    if field:
        found["field"] = field
    if line is not None:
        found["line"] = line
    return found


def where_of(error: AtestaError) -> tuple[str, int | None]:
    """Field and line, as far as the error names them."""
    if isinstance(error, RefusedError):
        return error.field, error.line
    where = error.values.get("where")
    steps = dict(where.steps) if isinstance(where, Where) else {}
    field = str(error.values.get("field") or steps.get("field") or "")
    line = steps.get("line")
    return (field if OURS.fullmatch(field) else ""), (int(line) if line is not None else None)


def answer(error: AtestaError, words: Catalogue) -> HttpResponse:
    response = as_json({"error": said(error, words)}, status_of(error))
    for name, value in (error.headers if isinstance(error, RefusedError) else {}).items():
        response[name] = value
    return response


def as_json(value: object, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False).encode(), status=status, content_type=JSON)
