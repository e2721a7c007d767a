"""Forms of the register: what was typed, what is wrong with it, and one template for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest, HttpResponse

from atesta.errors import AtestaError
from atesta.locale import Catalogue
from atesta.telling.say_error import say_parts
from atesta.web.field import Field, wrong_fields
from atesta.web.show import show, words_of
from atesta.web.typed import Typed

SELECTED = ("sender_listed", "mandate_overlaps")
"""What is asked about, and taken when it is meant."""


class LedgerForm(Typed):
    """Its sentences are `ledger_wrong.<why>`."""

    MOST: ClassVar[int] = 320

    @property
    def words(self) -> Catalogue:
        return words_of(self.request)

    def fault(self, name: str, why: str, **values: int) -> None:
        self.wrong.setdefault(name, self.words.say(f"ledger_wrong.{why}", **values))

    def flag(self, name: str) -> bool:
        return bool(self.request.POST.get(name))

    def field(self, name: str, kind: str = "text", **more: object) -> Field:
        """With its label, its hint where there is one, and what was typed."""
        words, hint = self.words, f"ledger_field.{name}_hint"
        value = self.request.POST.get(name, str(more.pop("value", "")))
        return Field(
            name,
            words.say(f"ledger_field.{name}"),
            value,
            kind,
            words.say(hint) if words.has(hint) else "",
            self.wrong.get(name, ""),
            **more,  # type: ignore[arg-type]
        )


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that is one form: its sentences are `ledger_form.<about>_{title,lead,go}`. `refused` is what the register
    says (what, why, what to do); `asked`: the same again with `anyway` is taken."""

    about: str
    back: str
    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]
    refused: tuple[str, ...]
    asked: bool
    upload: bool
    name: str


def show_form(
    form: LedgerForm,
    about: str,
    back: str,
    fields: Iterable[Field],
    error: AtestaError | None = None,
    *,
    name: str = "",
) -> HttpResponse:
    """`name` is whom the form is about, in its title."""
    chosen = tuple(fields)
    page = FormPage(
        about,
        back,
        chosen,
        wrong_fields(chosen),
        said(error, form.words) if error else (),
        error is not None and error.key in SELECTED,
        any(field.kind == "file" for field in chosen),
        name,
    )
    return show(form.request, "ledger_form.html", page, status=422 if page.wrong or error else 200)


def said(error: AtestaError, words: Catalogue) -> tuple[str, ...]:
    """Three sentences, each beginning with a capital where the language has them."""
    return tuple(part[:1].upper() + part[1:] for part in say_parts(error, words))


def posted(request: HttpRequest) -> bool:
    return request.method == "POST"
