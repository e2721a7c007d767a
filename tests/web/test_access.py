"""Every page × every visitor × her own things, another person's and what is not there, made from the table of pages.

A page that is new is in it at once. What is not yours answers exactly as what is not there: no page tells whether
somebody has a file, a debt or a contact here.
"""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from each_case import each
from people import GET_MAY_ANSWER, MAY, PARTS, Gone, Keys, Person, Visitor, come, enter, keys_of, person, undone

from atesta.store.models import LogHead
from atesta.web.access import FINDERS, Who
from atesta.web.pages import PART, Page
from atesta.web.urls import PAGES, urlpatterns

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("mail_is_sent", "run_by_a_creditor"),
    pytest.mark.any_database,
]
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH")
OUTSIDE = {
    "start": "sends to the language of the browser",
    "healthz": "for whoever runs it: states, nothing of a person",
    "checkpoint": "the signed state of the log of announcements: hashes, for whoever watches it",
    "well-known-jwks": "public keys",
    "well-known-revoked": "which mandates were revoked, by ids that nobody guesses",
    "well-known-mandate": "a signed mandate, for whoever has its id",
}
"""Addresses that are not in the table of pages, and why they need no `who`."""
OUTSIDE_PARTS = {"well-known-mandate": {"jti": "0" * 26}}
PATTERNS = [each for each in urlpatterns if not (isinstance(each, URLResolver) and str(each.pattern) == "api/v1/")]
"""All but the API, which knows no visitors but keys; its own matrix is tests/api/test_api_access.py."""
EVERY_PAGE = each("page", PAGES, ids=lambda page: page.name, inside=undone)
EVERY_VISITOR = pytest.mark.parametrize("visitor", Visitor, ids=lambda visitor: visitor.value)


@pytest.fixture
def people() -> dict[str, Person]:
    return {"alice": person("alice"), "bob": person("bob")}


@pytest.fixture
def keys(people: dict[str, Person]) -> Keys:
    """Outside of what a case undoes: it finds every session as it was."""
    return keys_of(people)


def address(page: Page, whose: Person | Gone) -> str:
    """Where the page is, with that person's things; public parts are filled in for everybody."""
    return PART.sub(lambda part: PARTS[part[1]].value(whose), "/<lang>/" + page.path)  # type: ignore[arg-type]


def expected(page: Page, visitor: Visitor, whose: str) -> str:
    if visitor not in MAY[page.who]:
        return "door"
    hers = [PARTS[part] for part in page.parts if not PARTS[part].public]
    return "opens" if all(part.seen_by(visitor, whose) for part in hers) else "not there"


def ask(client: Client, method: str, at: str) -> HttpResponse:
    answer: HttpResponse = client.generic(method, at)
    return answer


def without_what_was_asked(answer: HttpResponse, at: str) -> str:
    """The body without what is new each time (tokens of forms), and without the ids that the visitor gave herself (the
    switch of languages)."""
    body = re.sub(r'name="(csrfmiddlewaretoken|carry|sealed)" value="[^"]*"', "", answer.content.decode())
    for piece in filter(lambda piece: len(piece) == 26, at.split("/")):
        body = body.replace(piece, "ID")
    return body


def taken(page: Page) -> tuple[str, ...]:
    """The methods that a page takes; changing ones last."""
    return tuple(method for method in METHODS if method in page.methods or (method == "HEAD" and "GET" in page.methods))


def things_of(people: dict[str, Person], page: Page) -> dict[str, Person | Gone]:
    """Whose things are asked for: of a page without things of a person, once is enough."""
    asked: dict[str, Person | Gone] = {"alice": people["alice"]}
    if any(not PARTS[part].public for part in page.parts):
        asked |= {"bob": people["bob"], "gone": Gone()}
    return asked


@EVERY_PAGE
def test_every_part_of_an_address_can_be_filled(page: Page) -> None:
    unknown = [part for part in page.parts if part not in PARTS]
    assert not unknown, (
        f"page {page.name!r} has the part {unknown[0]!r}, and the matrix of access cannot fill it: "
        f'add PARTS["{unknown[0]}"] in tests/web/people.py, with the id of a person\'s own thing and who may see it'
    )


@EVERY_VISITOR
@EVERY_PAGE
def test_what_is_hers_opens_and_what_is_not_reads_like_what_is_not_there(
    page: Page, visitor: Visitor, people: dict[str, Person], keys: Keys
) -> None:
    """One walk for three facts, for there are many pages: who may, may; who may not cannot tell another person's thing
    from nothing; and asking for it has changed nothing."""
    client, refused, before = enter(visitor, keys), dict[str, set[str]](), log_end()
    hers, others = apart(page, visitor, people)
    for whose, owner in (*others, *hers):
        at = address(page, owner)
        if (whose, owner) == next(iter(hers), None):
            assert log_end() == before, f"{page.name} changed something that is not the visitor's"
        for method in taken(page):
            answer = ask(client, method, at)
            holds(expected(page, visitor, whose), answer, f"{method} {page.name} of {whose}", page)
            if (whose, owner) in others:
                refused.setdefault(method, set()).add(what_can_be_told(answer, at))
    for method, answers in refused.items():
        assert len(answers) == 1, f"{method} {page.name} tells another person's thing from what is not there"


Owned = list[tuple[str, Person | Gone]]


def apart(page: Page, visitor: Visitor, people: dict[str, Person]) -> tuple[Owned, Owned]:
    """Whose things open to this visitor, and whose do not."""
    asked = things_of(people, page).items()
    hers = [each for each in asked if expected(page, visitor, each[0]) == "opens"]
    return hers, [each for each in asked if each not in hers]


def log_end() -> tuple[int, str] | None:
    return LogHead.objects.values_list("seq", "head").first()


def what_can_be_told(answer: HttpResponse, at: str) -> str:
    headers = {name: value for name, value in answer.items() if name != "Content-Length"}
    return f"{answer.status_code} {headers} {without_what_was_asked(answer, at)}"


def holds(wanted: str, answer: HttpResponse, said: str, page: Page) -> None:
    if wanted == "door" and page.who is Who.OWNER and answer.status_code == 403:
        assert said.startswith("POST"), said  # what was typed is kept on a page of its own
    elif wanted == "door":
        door = "file-door" if page.who is Who.OWNER else "staff-door"
        to = answer["Location"].partition("?")[0]  # what follows says how one came, the same of whatever thing
        assert (answer.status_code, to) == (302, reverse(door, kwargs={"lang": "en"})), said
    elif wanted == "not there":
        assert answer.status_code == 404, f"{said}: answered {answer.status_code} about what is not the visitor's"
    elif not said.startswith(
        ("GET", "HEAD")
    ):  # an empty form: said, refused or done, never a fault and never "not found"
        never = () if GET_MAY_ANSWER.get(page.name) == (404,) else (404, 405)  # what is off is off for both
        assert answer.status_code < 500 and answer.status_code not in never, f"{said}: {answer.status_code}"
    else:
        may = GET_MAY_ANSWER.get(page.name, (200, 302, 303))
        assert answer.status_code in may, (
            f"{said}: {answer.status_code}; if that is meant, say so in GET_MAY_ANSWER in tests/web/people.py"
        )


@EVERY_PAGE
def test_a_method_that_a_page_does_not_take_is_refused(page: Page, people: dict[str, Person], keys: Keys) -> None:
    """Everybody tries one of them, in turn; whoever comes first of those who may open the page tries all."""
    at, others = address(page, people["alice"]), [method for method in METHODS if method not in taken(page)]
    first = first_of(page)
    for turn, visitor in enumerate(Visitor):
        client, wanted = enter(visitor, keys), (405,) if visitor in MAY[page.who] else (302, 403)
        for method in others if visitor is first else others[turn % len(others) :][:1]:
            assert ask(client, method, at).status_code in wanted, f"{method} {page.name} by {visitor.value}"


def first_of(page: Page) -> Visitor:
    return next(visitor for visitor in Visitor if visitor in MAY[page.who])


@EVERY_PAGE
def test_a_form_without_its_token_is_refused(page: Page, people: dict[str, Person], keys: Keys) -> None:
    for visitor in (Visitor.NOBODY, first_of(page)):
        client = enter(visitor, keys)
        client.handler.enforce_csrf_checks = True
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert ask(client, method, address(page, people["alice"])).status_code == 403


def test_every_address_stands_in_the_table_or_says_why_not() -> None:
    names = {page.name for page in PAGES}
    for pattern in PATTERNS:
        assert isinstance(pattern, URLPattern), "an include hides addresses from the table of pages"
        assert pattern.name in names or pattern.name in OUTSIDE, (
            f"the address {pattern.name!r} is not made from atesta.web.urls.PAGES: make it a Page with its `who`, "
            "or say in OUTSIDE of tests/web/test_access.py why anybody may open it"
        )


@pytest.mark.parametrize("name", [pattern.name for pattern in PATTERNS if pattern.name in OUTSIDE])
def test_an_address_outside_the_table_answers_alike_to_everybody(name: str, people: dict[str, Person]) -> None:
    at = reverse(name, kwargs=OUTSIDE_PARTS.get(name))
    answers = {come(visitor, people).get(at).status_code for visitor in Visitor}
    assert len(answers) == 1 and answers.pop() < 500


def test_a_page_without_a_who_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="who"):
        Page("x", lambda request: HttpResponse(), "x")  # type: ignore[call-arg]


def test_a_page_with_a_part_that_nobody_finds_cannot_be_started() -> None:
    page = Page("<str:stranger>/", lambda request, stranger: HttpResponse(), "x", Who.ANYONE)
    with pytest.raises(ValueError, match="no finder for stranger"):
        page.pattern()


def test_every_kind_of_who_is_in_the_matrix() -> None:
    assert set(MAY) == set(Who), "a new Who: say in MAY of tests/web/people.py which visitors it lets in"


def test_the_matrix_fills_no_part_that_means_something_else() -> None:
    public = {name for name, part in PARTS.items() if part.public}
    assert {"lang", "place"} <= public <= FINDERS.keys()


def test_the_matrix_notices_a_page_that_shows_what_is_not_hers() -> None:
    page = Page("x", lambda request: HttpResponse(), "x", Who.ANYONE)
    with pytest.raises(AssertionError, match="answered 200 about what is not the visitor's"):
        holds("not there", HttpResponse(), "GET x of bob", page)
