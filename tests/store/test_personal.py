"""Every field of every model says whether it is about a person; what is, is in her export and gone after erasure."""

from __future__ import annotations

import subprocess
import sys

import pytest

from atesta.store import personal

PLANTED = """
import django
django.setup()
from django.db import models
from atesta.store import personal

class Planted(models.Model):
    said = models.TextField()
    forgotten = models.TextField()
    both = models.TextField()
    PERSONAL = frozenset({"said", "both"})
    PLAIN = frozenset({"id", "both", "not_there"})
    class Meta:
        app_label = "store"

print(*personal.undecided())
"""


def test_every_field_is_personal_or_plain() -> None:
    undecided = list(personal.undecided())
    assert not undecided, (
        f"{undecided}: say in the model's PERSONAL or PLAIN whether this holds something about a person. "
        "PERSONAL goes into her export, goes with her file, and never reaches a log, a file's name or an address"
    )


def test_a_field_that_says_nothing_or_both_or_is_not_there_is_named() -> None:
    """In a process of its own: a planted model would stay in the register of this one."""
    said = subprocess.run([sys.executable, "-c", PLANTED], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["Planted.both", "Planted.forgotten", "Planted.not_there"]


@pytest.mark.parametrize("model", personal.models_of_ours(), ids=lambda model: model.__name__)
def test_what_is_personal_is_no_key_and_stands_in_no_index(model: type) -> None:
    """A key would carry it into other rows and into addresses; an index would make persons searchable."""
    fields = {field.name: field for field in model._meta.concrete_fields}  # type: ignore[attr-defined]
    for name in personal.personal_fields(model):
        field = fields[name]
        allowed = {"Passkey.credential", "Staff.login"}  # by which each is found when she herself shows it
        searched = field.primary_key or field.unique or field.db_index
        assert not searched or f"{model.__name__}.{name}" in allowed, f"{model.__name__}.{name}"
