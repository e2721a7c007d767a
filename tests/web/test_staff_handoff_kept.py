"""Contacts that were handed over go into the file for the lawyers, with what the log says of them."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from a_file import NOW
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from people import Visitor, come

from atesta.pipeline import open_desk
from atesta.store import handing, keeping, opening
from atesta.store.answering import Means
from atesta.store.codes import new_code
from atesta.store.keeping import Given, Original
from atesta.store.models import HandOff, HandOver, KeptContact, LogEntry, Look

pytestmark = pytest.mark.django_db
MEANS = Means(open_desk(paraphrase=False))
ACCOUNT = b"""
as_of = 2026-11-15T06:00:00+08:00
account = "A-77"
creditor = "L"
place = "CN"
currency = "CNY"
instalment = [{ due = 2026-11-12, amount = "412.60" }]
"""


@pytest.fixture
def keeper() -> Client:
    return come(Visitor.KEEPER, {})


def handed(text: str = "您好", original: Original | None = None) -> KeptContact:
    file = opening.make_file(new_code(), "zh", NOW)
    contact = keeping.keep_contact(file, None, Given(text=text, at=NOW, original=original), MEANS, NOW).contact
    HandOver.objects.create(contact=contact, at=NOW, exported_at=NOW)
    return contact


def send(keeper: Client, **more: object) -> object:
    return keeper.post("/en/staff/handoffs/new", {"account": SimpleUploadedFile("a.toml", ACCOUNT), **more})


def test_the_original_is_an_exhibit_and_its_entries_are_custody(keeper: Client) -> None:
    contact = handed(original=Original(b"\x89PNG as it was", "image/png", "juan perez.png"))
    page = keeper.get("/en/staff/handoffs/new").content.decode()
    assert f'name="kept_{contact.id}"' in page and "您好" not in page
    assert send(keeper, **{f"kept_{contact.id}": "on"}, look_reason="case A-77").status_code == 302  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(bytes(HandOff.objects.get().bundle))) as made:
        assert made.read("exhibits/E002.png") == b"\x89PNG as it was" and "juan" not in str(made.namelist())
        said = json.loads(made.read("hand-off-data.txt"))["exhibits"][1]["log"]
        text = made.read("hand-off.txt").decode()
    kept = LogEntry.objects.get(kind="contact_kept")
    assert [one["what"] for one in said] == ["contact_kept", "looked"]
    assert {"seq": kept.seq, "digest": kept.digest}.items() <= said[0].items()
    assert "looked at by staff" in text


def test_taking_one_is_a_look_with_a_reason_and_a_second_press_is_none(keeper: Client) -> None:
    contact = handed()
    chosen = {f"kept_{contact.id}": "on"}
    refused = send(keeper, **chosen)
    assert refused.status_code == 422 and 'id="f-look_reason-wrong"' in refused.content.decode()  # type: ignore[attr-defined]
    assert not Look.objects.exists()
    for _ in range(2):
        send(keeper, **chosen, look_reason="case A-77")
    assert [one.reason for one in Look.objects.all()] == ["case A-77"] and HandOff.objects.count() == 1


def test_nobody_is_looked_at_for_a_case_that_cannot_be_read(keeper: Client) -> None:
    contact = handed()
    bad = {"account": SimpleUploadedFile("a.toml", b"x = 1"), f"kept_{contact.id}": "on", "look_reason": "r"}
    assert keeper.post("/en/staff/handoffs/new", bad).status_code == 422
    assert not Look.objects.exists()


def test_what_was_not_handed_over_or_was_taken_back_does_not_go_along(keeper: Client) -> None:
    back, never = handed("taken back"), handed("never")
    handing.take_back(back, NOW)
    HandOver.objects.filter(contact=never).delete()
    send(keeper, **{f"kept_{one.id}": "on" for one in (back, never)}, look_reason="r")
    with zipfile.ZipFile(io.BytesIO(bytes(HandOff.objects.get().bundle))) as made:
        assert [name for name in made.namelist() if name.startswith("exhibits/")] == ["exhibits/E001.toml"]
    assert not Look.objects.exists()
