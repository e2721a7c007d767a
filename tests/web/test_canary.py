"""Words that stand nowhere else are put into every field, and are never met where nothing of a person may be: in what
the server writes, in addresses and headers, in names of files, in faults, in other people's pages."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from a_site import Site
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.template import TemplateSyntaxError, loader
from django.test import Client
from each_case import each
from people import PARTS, Gone, Person, Visitor, canary, come, person, phone_of, undone

from atesta.store import models, personal
from atesta.web.pages import PART, Page
from atesta.web.urls import PAGES

pytestmark = pytest.mark.usefixtures("mail_is_sent", "run_by_a_creditor")
TYPED = "zqtyped{}qz"
WORDS = re.compile(r"zq[a-z0-9-]+qz|\+?86139000477\d\d", re.IGNORECASE)
"""Every canary, of whomever."""
GOOD: dict[str, dict[str, str]] = {
    "file-mail": {"email": "zqtypedmailqz@example.org"},
    "file-link": {"email": "zqtypedmailqz@example.org"},
    "message": {"text": "您已逾期3天，应还412.60元。zqtypedtextqz", "sender": "+8613900047733"},
    "other": {"name": "zqtypednameqz", "sender": "+8613900047733", "text": "zqtypedtextqz", "relation": "family"},
}
"""What gets further than a form filled with canaries; every other page is sent those alone."""


class Names(HTMLParser):
    """Of all fields on a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("input", "textarea", "select", "button") and given.get("name"):
            self.found.add(str(given["name"]))


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    return {"alice": person("alice"), "bob": person("bob")}


def address(page: Page, whose: Person | Gone) -> str:
    return PART.sub(lambda part: PARTS[part[1]].value(whose), "/<lang>/" + page.path)  # type: ignore[arg-type]


def filled(page: Page, html: str) -> Iterator[dict[str, str]]:
    """Forms to send: every field a canary; nothing; and one that is well filled."""
    names = Names(html).found - {"csrfmiddlewaretoken"} | {"text", "sender", "name", "code", "carry", "upload"}
    yield {name: TYPED.format(re.sub(r"[^a-z]", "", name)) for name in names}
    yield dict.fromkeys(names, "")
    if page.name in GOOD:
        yield GOOD[page.name]


def told(answer: HttpResponse) -> str:
    """What an answer tells to others than its reader: status line and headers, cookies too."""
    return f"{dict(answer.items())} {answer.cookies.output()}"


@pytest.mark.any_database
@pytest.mark.parametrize("visitor", [Visitor.NOBODY, Visitor.ALICE, Visitor.KEEPER], ids=lambda visitor: visitor.value)
@each("page", PAGES, ids=lambda page: page.name, inside=undone)
def test_a_page_tells_nobody_else_what_it_was_given_or_holds(
    page: Page, visitor: Visitor, people: dict[str, Person], capfd: pytest.CaptureFixture[str]
) -> None:
    client, at, log = come(visitor, people), address(page, people["alice"]), Output(capfd)
    client.raise_request_exception = False
    first = client.get(at)
    forms = filled(page, first.content.decode("utf-8", "replace"))
    takes = "POST" in page.methods
    answers = [first, *(client.post(at, form) for form in (forms if takes else islice(forms, 1)))]
    for answer in answers:
        assert not WORDS.findall(told(answer)), f"{page.name}: in a header or an address"
    assert not WORDS.findall(log.read()), f"{page.name}: in what the server writes"
    assert not WORDS.findall(names_of_files()), f"{page.name}: in the name of a file"
    assert visitor is not Visitor.NOBODY or not kept_of("zqtyped"), f"{page.name}: kept, and nobody asked for it"
    own = ("/en/file/home", "/en/cn/") if takes else ()
    meets_nothing_of(people["alice"], come(Visitor.BOB, people), {address(page, Gone()), *own})


def meets_nothing_of(alice: Person, bob: Client, pages: set[str]) -> None:
    """Afterwards, another person at the same page and, where something could be sent, at the first of her own."""
    for at in pages:
        seen = bob.get(at).content.decode("utf-8", "replace")
        assert "zqalice" not in seen and "zqtyped" not in seen and phone_of("alice") not in seen


class Output:
    """What this process writes from here on: our own lines, those of any library that nobody silenced, and prints."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd, self._lines = capfd, io.StringIO()
        capfd.readouterr()
        for name in ("atesta", ""):
            handler = logging.StreamHandler(self._lines)
            handler.setFormatter(logging.Formatter("%(message)s"))
            self._entered = [*getattr(self, "_entered", []), (logging.getLogger(name), handler)]
            logging.getLogger(name).addHandler(handler)

    def read(self) -> str:
        for logger, handler in self._entered:
            logger.removeHandler(handler)
        written = self._lines.getvalue()
        assert '"page"' in written, "nothing was written at all, so this shows nothing"
        return written + "".join(self._capfd.readouterr())


def names_of_files() -> str:
    return "\n".join(str(path.relative_to(folder())) for path in folder().rglob("*"))


def folder() -> Path:
    return Path(settings.WEB.folder)


def kept_of(word: str) -> list[str]:
    """Where a word stands in the database, by `Model.field`; what is on its way (Upload) is erased by the hour."""
    found = [
        f"{model.__name__}.{field.name}"
        for model in personal.models_of_ours()
        if model is not models.Upload
        for row in model._default_manager.all()
        for field in model._meta.concrete_fields
        if word in str(getattr(row, field.attname))
    ]
    return found + ["session" for session in Session.objects.all() if word in json.dumps(session.get_decoded())]


def a_database_that_is_away() -> Any:
    def away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise OperationalError(f"server closed the connection: {sql} {params} {canary('alice', 'file.name')}")

    return connection.execute_wrapper(away)


@contextmanager
def a_broken_template() -> Iterator[None]:
    def broken(name: str, context: Any = None, request: Any = None) -> str:
        if name == "web/failure.html":
            return whole(name, context, request)
        raise TemplateSyntaxError(f"near {canary('alice', 'file.name')} {context}")

    whole = loader.render_to_string
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loader, "render_to_string", broken)
        yield


@contextmanager
def broken_json() -> Iterator[None]:
    models.Answers.objects.update(review=canary("alice", "contact.text"), summary=[canary("alice", "contact.text")])
    yield


@pytest.mark.parametrize("broken", [a_database_that_is_away, a_broken_template, broken_json])
@pytest.mark.parametrize("at", ["/en/file/home", "/en/cn/message", "/en/staff/handed", "/en/staff/in"])
def test_a_fault_is_written_by_its_kind_and_not_by_its_text(
    at: str, broken: Any, people: dict[str, Person], capfd: pytest.CaptureFixture[str]
) -> None:
    client = come(Visitor.KEEPER if "staff" in at else Visitor.ALICE, people)
    client.raise_request_exception = False
    log = Output(capfd)
    with broken():
        answers = [client.get(at), client.post(at, {"text": TYPED.format("text"), "login": "zqtypedloginqz"})]
    for answer in answers:
        assert answer.status_code < 500 or not WORDS.findall(answer.content.decode())
        assert answer.status_code < 500 or "went wrong" in str(answer.content) or "storage" in str(answer.content)
        assert not WORDS.findall(told(answer))
    assert not WORDS.findall(log.read())


@contextmanager
def talking_to(site: Site) -> Iterator[HTTPConnection]:
    there = HTTPConnection(urlsplit(site.origin).netloc, timeout=60)
    try:
        yield there
    finally:
        there.close()


def test_a_real_server_writes_nothing_that_it_was_told(site: Site) -> None:
    body = urlencode({"text": TYPED.format("body"), "sender": "+8613900047733", "login": TYPED.format("login")})
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"atesta={TYPED.format('cookie')}"}
    strange = {"X-Forwarded-For": TYPED.format("for"), "User-Agent": TYPED.format("agent"), "Referer": "/zqtypedrefqz"}
    asked = [
        ("GET", f"/en/cn/message?text={TYPED.format('query')}", "", strange),
        ("GET", f"/en/{TYPED.format('path')}/", "", {}),
        ("GET", f"/static/{TYPED.format('file')}.css", "", {}),
        ("GET", "/en/cn/", "", {"Host": f"{TYPED.format('host')}.example"}),
        ("POST", "/en/cn/message", body, form),
        ("POST", "/en/staff/in", body, form),
        ("POST", "/en/file/", '{"code": "zqtypedjsonqz"', {**form, "Content-Type": "application/json"}),
        ("POST", "/en/upload", "--x\r\nzqtypedpartqz", {"Content-Type": "multipart/form-data; boundary=x"}),
        ("BREW", f"/en/cn/?{TYPED.format('method')}", "", {}),
    ]
    for method, at, sent, headers in asked:
        with talking_to(site) as there:
            there.request(method, at, sent.encode() or None, headers)
            answer = there.getresponse()
            answer.read()
            assert answer.status < 500
            assert not WORDS.findall(str(answer.getheaders()))
    written = site.log.read_text("utf-8", "replace")
    assert '"page"' in written
    assert not WORDS.findall(written)
    assert not WORDS.findall("\n".join(path.name for path in site.folder.rglob("*")))


def test_the_canaries_can_be_found() -> None:
    assert WORDS.findall(f"a {canary('alice', 'file.name')} b {phone_of('bob')}") != []


def test_every_personal_field_of_alice_that_takes_any_text_holds_a_canary(people: dict[str, Person]) -> None:
    """A new personal field gets one in tests/web/people.py, or is named here with the reason why it cannot."""
    cannot = {
        "Answers": {"review", "digest", "summary"},  # derived
        "Blob": {"sha256"},
        "KeptContact": {
            "channel",
            "to",
            "purpose",
            "outcome",
            "transcript",
            "measures",
        },  # closed words; a form of its own
        "Debt": {"zone", "lender_kind", "owed"},
        "Extract": {"token"},  # signed; the account in it is numbered with one
        "Receipt": {"amount"},
        "Request": {"kind"},
        "Complaint": {"channel", "lender_kind", "wants", "findings", "has", "state", "ended"},
        "ComplaintEvent": {"kind"},
        "Upload": {"answer"},
        "Evidence": {"digest"},
        "Staff": {"password"},
        "Look": {"reason"},
        "Opening": {"what"},
        "LedgerAccount": {"tail", "zone"},  # four characters; a closed list
        "LedgerRequest": {"kind"},
        "Touch": {"outcome", "to"},
        "GateAsk": {"outcome", "to", "reasons"},  # ids, figures and citations
    }
    kinds = {"CharField", "TextField", "JSONField"}
    missing = [
        f"{model.__name__}.{field.name}"
        for model in personal.models_of_ours()
        for field in model._meta.concrete_fields
        if field.name in personal.personal_fields(model) - cannot.get(model.__name__, set())
        and field.get_internal_type() in kinds
        and not any(WORDS.search(str(getattr(row, field.attname))) for row in model._default_manager.all())
        and model is not models.Staff
    ]
    assert not missing, f"{missing}: put a canary there in tests/web/people.py"
