"""The demonstration is inputs only: what is found out about them is computed, and comes out the same again."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import phonenumbers
import pytest
from desks import whole_desk
from django.conf import settings as of_django
from django.test import Client
from pytest_django.fixtures import Settings

from atesta.evidence.anchors import read_anchors
from atesta.pipeline import Desk
from atesta.store import answering
from atesta.store.answering import Means
from atesta.store.checking import complaints
from atesta.store.models import Answers, Debt, Extract, File, KeptContact, LogEntry
from atesta.web import desk as desk_of_pages
from atesta.web.demo.fill import fill, write_anchors
from atesta.web.demo.stories import Story, contacts, stories

pytestmark = pytest.mark.django_db
ALL = stories()


@pytest.fixture(scope="module")
def desk() -> Desk:
    return whole_desk()


@pytest.fixture(scope="module")
def demo(desk: Desk, tmp_path_factory: pytest.TempPathFactory, undone_after_the_module: None) -> tuple[Path, Means]:
    """The demonstration, filled once: three seconds."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(of_django, "WEB", replace(of_django.WEB, folder=folder, demo=True))
        rings = write_anchors()
        means = Means(desk, read_anchors(folder / "anchors"))
        fill(rings, means)
    return folder, means


@pytest.fixture
def means(demo: tuple[Path, Means], settings: Settings) -> Means:
    folder, means = demo
    settings.WEB = replace(settings.WEB, folder=folder, demo=True)
    return means


def test_every_finding_can_be_deleted_and_comes_out_the_same(means: Means) -> None:
    before = dict(Answers.objects.values_list("contact", "digest"))
    Answers.objects.all().delete()
    for debt in Debt.objects.all():
        answering.answer_all(debt.contacts.order_by("order", "id"), means, ALL[0].now)
    assert dict(Answers.objects.values_list("contact", "digest")) == before
    assert len(before) == KeptContact.objects.count() == sum(len(contacts(story)) for story in ALL)


def test_filling_once_more_changes_nothing(means: Means) -> None:
    before = LogEntry.objects.count()
    fill(write_anchors(), means)
    assert LogEntry.objects.count() == before
    assert not list(complaints(ALL[0].now))


def test_each_lender_s_word_is_known_as_the_lender_s(means: Means) -> None:
    assert Extract.objects.count() == 3
    assert all(extract.known_signer and "DEMO" in extract.signer for extract in Extract.objects.all())


def test_the_pages_know_them_too(means: Means) -> None:
    trusted = desk_of_pages.anchors().signers
    assert all(signer in trusted for signer in means.anchors.signers)


def test_three_people_open_their_own_files_and_see_demo_on_each_page(means: Means, client: Client) -> None:
    page = client.get("/en/demo").content.decode()
    codes = re.findall(r'name="code" value="([^"]+)"', page)
    assert len(codes) == 3
    for code in codes:
        visitor = Client()
        assert visitor.post("/es/file/", {"code": code})["Location"] == "/es/file/home"
        seen = visitor.get("/es/file/home").content.decode()
        assert "<b>DEMO</b>" in seen
    assert File.objects.filter(demo=True).count() == 3


def test_elsewhere_there_is_no_such_page(client: Client) -> None:
    assert client.get("/en/demo").status_code == 404


@pytest.mark.parametrize("story", ALL, ids=lambda story: story.name)
def test_no_number_can_be_dialled(story: Story) -> None:
    senders = {given.sender for given in contacts(story)}
    numbers = {sender for sender in senders if sender.startswith("+")}
    assert numbers
    assert not any(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in numbers)


@pytest.mark.parametrize("story", ALL, ids=lambda story: story.name)
def test_the_seed_writes_the_same_inputs_each_time(story: Story) -> None:
    assert contacts(story) == contacts(story)
    assert story.code.printed == story.code.printed


def test_one_of_them_has_a_recording_and_its_words(means: Means) -> None:
    call = KeptContact.objects.exclude(transcript="").get()
    assert call.original is not None
    assert call.original.media_type == "audio/wav"
