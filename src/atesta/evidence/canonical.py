"""Canonical JSON (spec 1.2): RFC 8785 without floats, text in normal form C, and no second way to write a value."""

from __future__ import annotations

import json
import unicodedata
from typing import NoReturn

import rfc8785

from atesta.errors import FormError

ALLOWED = "objects, arrays, text, true, false, null and integers"
Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
DEEPEST = 32
"""Nothing of ours nests deeper than six; a reader's stack is finite."""
LARGEST = 2**53 - 1


_quick = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
"""Ten times quicker, and the same bytes where keys are ASCII: of others RFC 8785 has its own order (UTF-16)."""


def write(value: Json) -> bytes:
    """The one way to write this value; refuses what canonical JSON does not have."""
    if _check(value, 0):
        return _quick.encode(value).encode()
    return rfc8785.dumps(value)


def read(data: bytes, what: str) -> Json:
    """The value that these bytes are the one writing of; `what` names the file or line in the refusal."""
    try:
        value: Json = json.loads(
            data.decode("utf-8"), object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float
        )
        again = write(value)
    except (ValueError, RecursionError) as error:
        raise _refusal(f"{what} is not canonical JSON") from error
    except FormError as error:
        raise _refusal(f"{what}: {error.what}") from error
    if again != data:
        raise _refusal(f"{what} is JSON, but not in canonical order, spacing or spelling")
    return value


def read_object(data: bytes, what: str) -> dict[str, Json]:
    """The same for the files that hold an object."""
    value = read(data, what)
    if not isinstance(value, dict):
        raise _refusal(f"{what} holds no object")
    return value


def _check(value: Json, depth: int) -> bool:
    """Refuses what has no canonical writing; true where every key is ASCII."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, str):
        _check_text(value)
        return True
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise _refusal("An integer is beyond ±(2^53 − 1)")
        return True
    if depth >= DEEPEST:
        raise _refusal(f"A value nests deeper than {DEEPEST}")
    if isinstance(value, list):
        items = [_check(item, depth + 1) for item in value]  # a list: each is checked, whatever the one before said
        return all(items)
    if isinstance(value, dict):
        items = [_check_text(key) for key in value] + [_check(item, depth + 1) for item in value.values()]
        return all(items)
    raise _refusal(f"A {type(value).__name__} stands where only {ALLOWED} may")


def _check_text(text: object) -> bool:
    """Refuses text without canonical writing; true where it is ASCII."""
    if not isinstance(text, str):
        raise _refusal("A key is not text")
    if text.isascii():
        return True
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        raise _refusal("A text holds half of a surrogate pair")
    if not unicodedata.is_normalized("NFC", text):
        raise _refusal("A text is not in Unicode normal form C")
    return False


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_float(text: str) -> NoReturn:
    raise ValueError("a number is not an integer")


def _refusal(what: str) -> FormError:
    return FormError(
        f"{what}.",
        "There is one way to write it, so that no byte can change unnoticed.",
        "Use the file as it was made, or make it again.",
    )
