"""A debtor's request that came on paper, by telephone or in person: entered by name, then it goes the way of the others
(PRODUCT 4.5; store.asking.enter)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.account import PauseKind
from atesta.store import asking, registry
from atesta.store.models import LedgerAccount
from atesta.store.overview import day_of
from atesta.store.placing import MOST_NUMBER
from atesta.web.access import Who, works_for
from atesta.web.field import Field, wrong_fields
from atesta.web.pages import Page
from atesta.web.show import show, words_of
from atesta.web.staff_session import staff_of
from atesta.web.typed import Typed

KINDS = tuple(kind.value for kind in PauseKind)


class EnterForm(Typed):
    """Its sentences are `request_wrong.<why>`, its labels `request_field.<name>`."""

    MOST: ClassVar[int] = 320

    def fault(self, name: str, why: str, **values: int) -> None:
        self.wrong.setdefault(name, words_of(self.request).say(f"request_wrong.{why}", **values))

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        given = self.text(name)
        if given not in allowed:
            self.fault(name, "choice")
        return given

    def field(self, name: str, kind: str = "text", value: str = "", **more: object) -> Field:
        words, hint = words_of(self.request), f"request_field.{name}_hint"
        given, said = self.request.POST.get(name, value), words.say(hint) if words.has(hint) else ""
        label, wrong = words.say(f"request_field.{name}"), self.wrong.get(name, "")
        return Field(name, label, given, kind, said, wrong, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class EnterPage:
    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]


def enter(request: HttpRequest) -> HttpResponse:
    form, creditor, now = EnterForm(request), works_for(request).creditor, datetime.now(UTC)
    today = day_of(creditor, now)
    if request.method == "POST":
        account, given = _account(form), _given(form, today)
        if account is not None and given is not None and not form.wrong:
            row = asking.enter(account, given, staff_of(request), now)
            return redirect("creditor-request", lang=words_of(request).lang, bound=row.id)
    fields = _fields(form, today)
    page = EnterPage(fields, wrong_fields(fields))
    return show(request, "request_enter.html", page, status=422 if page.wrong else 200)


def _account(form: EnterForm) -> LedgerAccount | None:
    number = form.text("account", most=MOST_NUMBER, needed=True)
    found = registry.account_of(works_for(form.request).creditor, number) if number else None
    if number and found is None:
        form.fault("account", "account")
    return found


def _given(form: EnterForm, today: date) -> asking.OnPaper | None:
    """None where something is wrong, which the form then says."""
    kind, way = form.choice("kind", KINDS), form.choice("way", asking.WAYS)
    on, last = form.day("received_on", needed=True), form.day("asked_to")
    said = form.text("said", most=asking.MOST_SAID, needed=True)
    if on is not None and on > today:
        form.fault("received_on", "received_on")
    if on is not None and last is not None and last < on:
        form.fault("asked_to", "asked_to")
    return None if form.wrong or on is None else asking.OnPaper(PauseKind(kind), on, way, said, last)


def _fields(form: EnterForm, today: date) -> tuple[Field, ...]:
    words = words_of(form.request)
    kinds = tuple((kind, words.say(f"asked_kind.{kind}")) for kind in KINDS)
    ways = tuple((way, words.say(f"asked_way.{way}")) for way in asking.WAYS)
    return (
        form.field("account", required=True, maxlength=MOST_NUMBER),
        form.field("kind", "select", choices=kinds),
        form.field("received_on", "date", today.isoformat(), required=True),
        form.field("way", "select", choices=ways),
        form.field("said", "textarea", required=True),
        form.field("asked_to", "date"),
    )


PAGES = (Page("creditor/requests/enter", enter, "creditor-request-enter", Who.COMPLIANCE, ("GET", "POST")),)
