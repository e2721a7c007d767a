"""Whatever is typed into whichever field, however long: a named error or a row that its column holds, never a fault.

SQLite would take any length, so the rows are measured; PostgreSQL refuses by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from html.parser import HTMLParser
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.db.models import CharField
from django.test import Client
from each_case import each
from people import Keys, Person, Visitor, enter, file_of, keys_of, person, undone
from test_canary import address

from atesta.store import models, personal
from atesta.web import call_form, message_form
from atesta.web.access import Who
from atesta.web.pages import Page
from atesta.web.urls import PAGES

FORMS = tuple(page for page in PAGES if "POST" in page.methods)
WRITES = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE) "(\w+)"')
LONG = {
    "one word": "9" * 700,
    "padded": "¥" + " " * 110 + "1200",
    "wide apart": "a" + " " * 600 + "b",
}
KNOWN = {
    "text": "Pague hoy",
    "said": "They: Pague hoy",
    "remembered": "Pague hoy",
    "lender": "Prestamax",
    "owed": "1200",
    "due": "2026-01-02",
    "amount": "1200",
    "paid_on": "2026-01-02",
    "debt": "new",
    "reason": "a case",
}
WITHOUT_A_PAGE = {
    "message-keep": ("debt", *(one.name for one in fields(message_form.Given))),
    "call-keep": ("debt", *(one.name for one in fields(call_form.Given))),
}
WHO = {
    **{Who.HALF: Visitor.HALF, Who.PERSON: Visitor.KEEPER, Who.STAFF: Visitor.KEEPER, Who.KEEPER: Visitor.KEEPER},
    **{Who.COMPLIANCE: Visitor.COMPLIANCE, Who.AGENCY: Visitor.MANAGER},
}
"""Everybody else is Alice, with her file."""


class Typed(HTMLParser):
    """Name -> value of every field of a page; a choice has its first."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "option" and self._select:
            self.found.setdefault(self._select, given.get("value", ""))
        self._select = given.get("name", "") if tag == "select" else self._select if tag == "option" else ""
        if tag in ("input", "textarea") and given.get("name") and given.get("type") != "file":
            self.found.setdefault(given["name"], given.get("value", ""))


def forms(page: Page, client: Client, at: str) -> Iterator[tuple[str, dict[str, str]]]:
    """One field too long at a time, the others as somebody fills them in."""
    seen = client.get(at).content.decode("utf-8", "replace") if "GET" in page.methods else ""
    names = Typed(seen).found | dict.fromkeys(WITHOUT_A_PAGE.get(page.name, ()), "")
    names.pop("csrfmiddlewaretoken", None)
    plain = {name: KNOWN.get(name, value) for name, value in names.items()}
    for number, (name, (kind, long)) in enumerate(product(names, LONG.items())):
        new = {text: f"{plain[text]} {number}" for text in ("text", "said") if text in plain}  # or it is kept already
        yield f"{page.name}.{name}: {kind}", {**plain, **new, name: long}


class Written:
    """The tables that a request wrote to; those alone need be measured after it."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


def too_wide(tables: set[str]) -> list[str]:
    """`Model.field` of every value that its column does not hold."""
    return [
        f"{model.__name__}.{field.name}"
        for model in personal.models_of_ours()
        if model._meta.db_table in tables
        for row in model._default_manager.all()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField) and len(str(getattr(row, field.attname) or "")) > (field.max_length or 10**9)
    ]


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    return {"alice": person("alice"), "bob": person("bob")}


@pytest.fixture
def keys(people: dict[str, Person]) -> Keys:
    return keys_of(people)


@each("page", FORMS, ids=lambda page: page.name, inside=undone)
def test_what_is_too_long_is_said_or_cut_and_never_a_fault(page: Page, people: dict[str, Person], keys: Keys) -> None:
    alice, client = people["alice"], enter(WHO.get(page.who, Visitor.ALICE), keys)
    client.raise_request_exception = False
    at = address(page, alice)
    for what, form in forms(page, client, at):
        models.Pace.objects.all().delete()
        written = Written()
        with connection.execute_wrapper(written):
            answer = client.post(at, form)
        assert answer.status_code < 500 or answer.status_code == 503, f"{what}: {answer.status_code}"
        assert not too_wide(written.tables), what


@pytest.mark.django_db
def test_a_row_that_is_too_wide_is_found_where_it_was_written() -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL takes none
    written = Written()
    with connection.execute_wrapper(written):
        file_of("alice", name="x" * 5000)
    assert too_wide(written.tables) == ["File.name"]
    assert not too_wide({"store_debt"})
