"""The table of pages: address, view, who may open it, how. `urls` is made from it, and so is the test of access."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path

from atesta.locale import catalogue
from atesta.web.access import FINDERS, Who, found, may
from atesta.web.failures import not_allowed

PART = re.compile(r"<(?:\w+:)?(\w+)>")
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Page:
    """`path` comes after `/<lang>/` and names its parts, each found by a finder (access.FINDERS). A view is called as
    `view(request, **what was found)`; `request.words` is the catalogue of the language."""

    path: str
    view: View
    name: str
    who: Who
    methods: tuple[str, ...] = ("GET",)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(PART.findall(self.path))

    def pattern(self) -> URLPattern:
        unknown = [part for part in self.parts if part not in FINDERS]
        if unknown:
            raise ValueError(f"page {self.name}: no finder for {', '.join(unknown)}")
        return path("<str:lang>/" + self.path, self.answer, name=self.name)

    def answer(self, request: HttpRequest, **parts: str) -> HttpResponseBase:
        """Language, right, method, things, view: in this order, for every page."""
        lang = FINDERS["lang"](request, parts.pop("lang"))
        request.words = catalogue(lang)  # type: ignore[attr-defined]
        if not may(request, self.who):
            return not_allowed(request, self.who)
        if (request.method or "") not in (*self.methods, *(["HEAD"] if "GET" in self.methods else [])):
            return HttpResponseNotAllowed(self.methods)
        return self.view(request, **found(request, parts))


def patterns(*tables: tuple[Page, ...]) -> list[URLPattern]:
    """Two pages of one name or one path would hide each other: refused."""
    pages = [page for table in tables for page in table]
    for what in ("name", "path"):
        seen: list[Any] = [getattr(page, what) for page in pages]
        if len(seen) != len(set(seen)):
            raise ValueError(f"two pages have the same {what}")
    return [page.pattern() for page in pages]
