"""JSON that can be read in one way only: a field that stands twice is named, NaN and endless nesting are no JSON."""

from __future__ import annotations

import json

from atesta.errors import Where
from atesta.intake.fields import MAX_NAME_CHARS, refuse, shown


class _DoubleFieldError(Exception):
    pass


def load_json(text: str, where: Where) -> object:
    """The value. Raises FileFormatError with a field that stands twice, ValueError (JSONDecodeError where the line is
    known) for what is no JSON: the caller knows what the file should have been."""
    try:
        value: object = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except _DoubleFieldError as fault:
        what, field = f"the field {shown(fault)} stands twice", str(fault)[:MAX_NAME_CHARS]
        refuse(where, what, "Which one counts is not known.", "Keep one.", "field_twice", field=field)
    except RecursionError as fault:
        raise ValueError("nested beyond reason") from fault
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen = set[str]()
        for key, _ in pairs:
            if key in seen:
                raise _DoubleFieldError(key)
            seen.add(key)
    return found


def _no_constant(name: str) -> object:
    raise ValueError(name)
