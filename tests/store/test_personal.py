"""Every field of every model says whether it is about a person; what is, is in her export and gone after erasure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from atesta.store import erasing, exporting, personal
from atesta.store.models import (
    Announcement,
    ApiKey,
    Block,
    GateAsk,
    HandOff,
    Hold,
    LedgerAccount,
    Opening,
    Upload,
)

sys.path.append(str(Path(__file__).parents[1] / "web"))
from people import NOW, person

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


def test_every_model_with_something_personal_is_exported_or_says_whose_it_is() -> None:
    known = {*exporting.OWNED, *exporting.NOT_HERS, Opening}  # openings are the export's log.json
    personal_ones = [model for model in personal.models_of_ours() if personal.personal_fields(model)]
    forgotten = [model.__name__ for model in personal_ones if model not in known]
    assert not forgotten, f"{forgotten}: add them to OWNED in store/exporting.py, and to its erasure"


@pytest.mark.django_db
def test_an_export_holds_every_personal_field_and_no_word_of_anybody_else() -> None:
    alice, _ = person("alice"), person("bob")
    data = b"".join(b"".join(entry.pieces) for entry in exporting.entries(alice.file) if entry.name.startswith("data/"))
    for model in exporting.OWNED:
        for name in personal.personal_fields(model) if exporting.rows(alice.file, model).exists() else ():
            assert f'"{name}": '.encode() in data, f"{model.__name__}.{name} is not in the export"
    assert b"zqalicefilenameqz" in data and b"zqbob" not in data


@pytest.mark.django_db(transaction=True)
def test_after_erasure_no_word_of_hers_is_left_and_all_of_the_other_s_is() -> None:
    alice, bob = person("alice"), person("bob")
    Hold.objects.all().delete()
    Upload.objects.all().delete()  # nobody's file: erased by the hour
    Block.objects.all().delete()  # the creditor's own papers, which no file names (exporting.NOT_HERS)
    HandOff.objects.all().delete()
    Announcement.objects.all().delete()
    GateAsk.objects.all().delete()
    LedgerAccount.objects.all().delete()
    ApiKey.objects.all().delete()
    erasing.erase_file(alice.file, NOW)
    left = [str(row.__dict__) for model in personal.models_of_ours() for row in model._default_manager.all()]
    assert not [row for row in left if "zqalice" in row or "47711" in row]
    assert any("zqbob" in row for row in left) and bob.file.contacts.exists()
