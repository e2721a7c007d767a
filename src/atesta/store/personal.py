"""Which fields hold something about a person. Each model says it of each of its fields: PERSONAL or PLAIN.

PERSONAL: something about a person. It is part of her export, is gone after erasure, and never reaches a log, a file's
name or an address (MISSION A5.3; DESIGN decision 9). PLAIN: nothing about a person by itself, such as an id, a time of
ours or a state. tests/store fails for a field that is in neither, and for a personal one that the export leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model


def models_of_ours() -> tuple[type[Model], ...]:
    return tuple(apps.get_app_config("store").get_models())


def personal_fields(model: type[Model]) -> frozenset[str]:
    fields: frozenset[str] = model.PERSONAL  # type: ignore[attr-defined]
    return fields


def undecided() -> Iterator[str]:
    """`Model.field` for every field that says neither or both, or is named and not there."""
    for model in models_of_ours():
        personal, plain = personal_fields(model), model.PLAIN  # type: ignore[attr-defined]
        fields = {field.name for field in model._meta.concrete_fields}
        for name in sorted((fields ^ (personal | plain)) | (personal & plain)):
            yield f"{model.__name__}.{name}"
