"""A number that somebody's file holds is answered byte for byte like one that nobody's does (PRODUCT §5 row 13): no
page can be used to find out whether a person is here."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from filled_forms import fields_of
from people import Person, Visitor, canary, come, person, phone_of, staff

from atesta.store import models
from atesta.web.access import Who
from atesta.web.urls import PAGES

KNOWN, UNKNOWN = phone_of("alice"), "+8613900047799"
pytestmark = pytest.mark.usefixtures("mail_is_sent")
NEW_EACH_TIME = re.compile(
    r'name="(csrfmiddlewaretoken|carry|sealed|code|picture)" value="[^"]*"|class="code"[^>]*>[^<]*|"challenge": "[^"]*"'
)
PUBLIC = [page for page in PAGES if page.who is Who.ANYONE and not set(page.parts) - {"place"}]


@pytest.fixture
def alice(db: None) -> Person:
    """Her number stands in her file as hers, as a sender, in a text, as a receipt's reference, and as a login."""
    alice = person("alice")
    models.KeptContact.objects.update(sender=KNOWN, text=f"Llame al {KNOWN}", note=KNOWN)
    models.Receipt.objects.update(reference=KNOWN)
    models.Debt.objects.update(lender=KNOWN)
    staff(KNOWN.removeprefix("+"))
    return alice


def same(answer: HttpResponse, given: str) -> tuple[int, str, str]:
    """What could tell the two apart: the number itself is what the visitor gave."""
    headers = {name: value for name, value in answer.items() if name not in ("Content-Length", "Set-Cookie")}
    if "Content-Disposition" in headers:  # a file that is named by the second of its making
        headers["Content-Disposition"] = re.sub(r"\d{6}\.txt", "txt", headers["Content-Disposition"])
    body = answer.content.decode("utf-8", "replace")
    for form in (given, given.removeprefix("+"), given.removeprefix("+86")):
        body = body.replace(form, "N" * len(form)).replace(f"{form[:3]} {form[3:7]} {form[7:]}", "N")
    return answer.status_code, str(headers), NEW_EACH_TIME.sub("", body)


@pytest.mark.parametrize("page", PUBLIC, ids=lambda page: page.name)
def test_a_known_and_an_unknown_number_are_answered_alike(page, alice: Person) -> None:
    at = "/en/" + page.path.replace("<str:place>", "cn")
    for method in page.methods:
        answers = []
        for number in (KNOWN, UNKNOWN):
            client = Client(REMOTE_ADDR="198.51.100.7" if number == KNOWN else "198.51.100.8")
            given = fields_of(page.name, number)
            answer = client.get(at, {"q": number}) if method == "GET" else client.post(at, given)
            answers.append(same(answer, number))
        assert answers[0] == answers[1], f"{method} {page.name}"


def test_a_name_that_is_in_a_file_is_answered_like_one_that_is_not(alice: Person) -> None:
    name, other = canary("alice", "file.name"), canary("alice", "file.nope")
    for page in ("message", "other"):
        answers = [(Client().post(f"/en/cn/{page}", fields_of(page, each)), each) for each in (name, other)]
        bodies = {NEW_EACH_TIME.sub("", answer.content.decode()).replace(each, "X") for answer, each in answers}
        assert len(bodies) == 1, page


def test_staff_find_no_file_by_a_number_or_a_name(alice: Person) -> None:
    keeper = come(Visitor.KEEPER, {})
    models.Hold.objects.all().delete()
    for given in (KNOWN, canary("alice", "file.name"), alice.file.code_locator):
        answer = keeper.post("/en/staff/holds", {"file": given, "reason": "x"})
        assert answer.status_code == 400
        assert alice.file.id not in answer.content.decode()
    assert not models.Hold.objects.exists()
