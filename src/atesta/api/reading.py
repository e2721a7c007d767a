"""From a body to fields: strict JSON, and what a field may be. What is wrong is named by its field, not its value."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Annotated, Any, NoReturn

from django.http import HttpRequest
from ninja.errors import ValidationError
from ninja.parser import Parser
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from atesta.api.refusal import OURS, RefusedError

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
EARLIEST, LATEST = 1900, 2200
"""As in our files: beyond it lies a slip of a digit."""


class Strict(BaseModel):
    """What comes in: a field that is not known is refused, so that a misspelt one is not left out in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(frozen=True)


def _moment(value: object) -> datetime:
    """Raises ValueError, which pydantic names by its field."""
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise ValueError("a time with its offset")
    read = datetime.fromisoformat(value)
    if not EARLIEST < read.year < LATEST:
        raise ValueError("a time of this age")
    return read


_NO_CONTROL = r"^[^\x00-\x1f\x7f]+$"
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_NO_CONTROL)]
"""One line of text: a name, a number, an address."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"^[^\x00]+$")]
Why = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=_NO_CONTROL)]
File = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\x00]+$")]
"""A file as text."""
MomentIn = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"}, mode="validation")
]
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""What goes out is a text already, in UTC, with its offset."""
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Limit = Annotated[int, Field(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[
    str | None, Field(max_length=200, description="`next` of the page before. Left out: from the newest.")
]


class StrictJson(Parser):
    """UTF-8, every field once, no number that is none, not nested without end."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            read = json.loads(request.body.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_not_a_number)
        except (UnicodeDecodeError, ValueError, RecursionError) as fault:
            raise RefusedError(400, "api_body") from fault
        if not isinstance(read, dict):
            raise RefusedError(422, "api_field_form", field="")
        return read


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a field stands twice")
    return read


def _not_a_number(name: str) -> NoReturn:
    raise ValueError("no number")


KINDS = {
    "missing": "api_field_missing",
    "extra_forbidden": "api_field_unknown",
    "enum": "api_field_choice",
    "literal_error": "api_field_choice",
    "value_error": "api_field_moment",  # the one kind of field that is read by a function of ours
    "string_too_long": "api_field_long",
    "too_long": "api_field_many",
}


def refusal_of(error: ValidationError) -> RefusedError:
    """Of many faults the first; ninja's own words quote what was sent."""
    first = error.errors[0]
    key = KINDS.get(first["type"], "api_field_form")
    steps = [str(step) for step in first["loc"][2 if first["loc"][0] == "body" else 1 :]]
    unknown = key == "api_field_unknown" and not OURS.fullmatch(steps[-1])
    field = ".".join(steps[:-1] if unknown else steps)
    known = first.get("ctx", {})
    values = {
        "api_field_choice": {"choices": str(known.get("expected", "")).replace("'", "").replace(" or ", ", ")},
        "api_field_long": {"limit": known.get("max_length")},
        "api_field_many": {"limit": known.get("max_length")},
    }
    return RefusedError(422, key, field=field, line=_line(first["loc"]), **values.get(key, {}))


def _line(steps: tuple[str | int, ...]) -> int | None:
    """Of a batch: which of it, counted from 1."""
    return next((step + 1 for step in steps if isinstance(step, int)), None)
