"""A call that nobody answered is one line of a log: nothing is said of its tone, and no greeting is missing."""

from __future__ import annotations

import pytest
from django.test import Client
from people import NOW, Visitor, come, person

from atesta.store.models import KeptContact

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> tuple[Client, KeptContact]:
    people = {"alice": person("alice"), "bob": person("bob")}
    contact = people["alice"].things["contact"]
    assert isinstance(contact, KeptContact)
    KeptContact.objects.filter(id=contact.id).update(channel="call", outcome="no_answer", text="", note="", at=NOW)
    return come(Visitor.ALICE, people), KeptContact.objects.get(id=contact.id)


@pytest.mark.parametrize(
    ("lang", "unknown"),
    [
        ("en", "Nothing of what was said is known"),
        ("es", "No se sabe nada de lo que se dijo"),
        ("zh", "说了什么，无从知道"),
    ],
)
def test_its_page_says_that_nothing_of_the_words_is_known(
    alice: tuple[Client, KeptContact], lang: str, unknown: str
) -> None:
    client, contact = alice
    page = client.get(f"/{lang}/file/contact/{contact.id}").content.decode()
    assert page.count(unknown) == 2


def test_the_timeline_says_what_became_of_it(alice: tuple[Client, KeptContact]) -> None:
    client, _ = alice
    page = client.get("/en/file/home").content.decode()
    assert "I did not answer" in page
    assert "not known what was said" in page
    assert "No text" not in page
