"""A field of a form of the staff: its sentences are `staff_field.<label>`, and `staff_wrong.<wrong>` if it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is the type of the input; what was typed comes back in `value`, except a password. `hint` is a key."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    wrong: str = ""
    hint: str = ""
    autocomplete: str = "off"
    most: int = 200


def typed(request: HttpRequest, name: str, most: int = 200) -> str:
    """What stands in this field, without the characters that no database takes."""
    return request.POST.get(name, "").replace("\0", "").strip()[:most]


def wrong_of(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(field for field in fields if field.wrong)


def secret_of(request: HttpRequest, name: str) -> str:
    """A password: not trimmed. Beyond 500 characters it is nobody's."""
    given = request.POST.get(name, "")
    return given if len(given) <= 500 else ""


def new_password_fields(wrong: Mapping[str, str]) -> tuple[Field, Field]:
    """The new password, twice: nobody sees what is typed."""
    return (
        Field(
            "new", "new", "password", wrong=wrong.get("new", ""), hint="new_hint", autocomplete="new-password", most=500
        ),
        Field("again", "again", "password", wrong=wrong.get("again", ""), autocomplete="new-password", most=500),
    )
