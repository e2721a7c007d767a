"""What a body asks for, in its order: one TOML file a channel in `forms/`, named like the channel::

    kind = "letter"               # copy_sheet | public_text | form | letter
    addressee = "authority"       # lender | authority | traffic | public | police | bureau: whose requests are written
    subject = "complaint"         # a key of [subject] in words.*.toml
    to = "…"                      # the body in its own language; absent: the lender's name
    post = true                   # optional: it goes by post, with a label and a place for the tracking number
    id_copy = "required"          # optional: required | on_demand
    full_id = true                # optional: the number of the identity document is needed whole
    least_exhibits = 1            # optional: documents without which it is refused
    [[field]]
    id = "person_name"            # one of fields.SIMPLE or fields.BLOCKS
    required = true               # optional
    confidence = "V"              # how we know that it is asked for (rules/rule.py)
    source = "facts/channels.md C3"

A channel without a file has no packet: there is nothing to hand in (an emergency line, a switch at the carrier).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from atesta.intake.fields import Table, parse_toml
from atesta.rules.rule import Confidence

__all__ = ["Form", "FormField", "FormKind", "load_forms", "read_form"]

_FIELD = ("id", "required", "confidence", "source")
_KEYS = ("kind", "addressee", "subject", "to", "post", "id_copy", "full_id", "least_exhibits", "field")
_ADDRESSEES = ("lender", "authority", "traffic", "public", "police", "bureau")
_ID_COPY = ("", "required", "on_demand")


class FormKind(StrEnum):
    COPY_SHEET = "copy_sheet"
    PUBLIC_TEXT = "public_text"
    FORM = "form"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class FormField:
    id: str
    required: bool
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class Form:
    """`fields` in the body's order; the other names as in the file."""

    channel: str
    kind: FormKind
    addressee: str
    subject: str
    to: str
    post: bool
    id_copy: str
    full_id: bool
    least_exhibits: int
    fields: tuple[FormField, ...]

    @property
    def public(self) -> bool:
        """What is handed in is published: it goes masked, and without originals."""
        return self.kind is FormKind.PUBLIC_TEXT


@cache
def load_forms() -> Mapping[str, Form]:
    """Every form by its channel. Raises FileFormatError for a file that may not ship."""
    paths = sorted(Path(__file__).with_name("forms").glob("*.toml"))
    return MappingProxyType({path.stem: read_form(path.name, path.read_bytes()) for path in paths})


def read_form(name: str, raw: bytes) -> Form:
    """The form in a file named `name`. Raises FileFormatError with file and field."""
    table = parse_toml(raw, name, _KEYS)
    return Form(
        channel=name.removesuffix(".toml"),
        kind=table.choice("kind", FormKind),
        addressee=_one_of(table, "addressee", _ADDRESSEES),
        subject=table.text("subject"),
        to=table.text("to", ""),
        post=table.flag("post", default=False),
        id_copy=_one_of(table, "id_copy", _ID_COPY),
        full_id=table.flag("full_id", default=False),
        least_exhibits=table.count("least_exhibits") if table.has("least_exhibits") else 0,
        fields=tuple(_field(one) for one in table.tables("field", _FIELD)),
    )


def _field(table: Table) -> FormField:
    return FormField(
        id=table.text("id"),
        required=table.flag("required", default=False),
        confidence=table.choice("confidence", Confidence),
        source=table.text("source"),
    )


def _one_of(table: Table, field: str, words: tuple[str, ...]) -> str:
    value = table.text(field, "")
    if value not in words:
        table.wrong(field, "choice", choices=words)
    return value
