"""From a view's data to a page: one frozen dataclass `page` a template, and `site`, the same for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.template import loader

from atesta.config import LANGUAGES
from atesta.locale import Catalogue, catalogue
from atesta.web.access import open_file
from atesta.web_settings import Operator, WebSettings

LANGUAGE_NAMES = {"es": "Español", "zh": "简体中文", "en": "English"}
COMES_BACK = "private, no-cache"
TAGS = {"es": "es", "zh": "zh-Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Switch:
    """One language of the switch. `here` is the one that is shown."""

    lang: str
    name: str
    tag: str
    href: str
    here: bool


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says: who runs it, in which language, for which place. `again` are the fields to send once more
    when the language is switched on the answer to a form: nothing was kept, so the page itself holds what was given.
    `mail`: mail is sent from here. `leaves`: what is switched on and sends something away (WebSettings.leaves).
    `board`: the public board is shown."""

    lang: str
    tag: str
    place: str | None
    operator: Operator
    demo: bool
    switches: tuple[Switch, ...]
    again: Mapping[str, str] | None
    file_open: bool
    staff: bool
    mail: bool
    leaves: tuple[str, ...]
    board: bool


def show(
    request: HttpRequest,
    template: str,
    page: object,
    *,
    place: str | None = None,
    again: Mapping[str, str] | None = None,
    status: int = 200,
    returns: bool = False,
) -> HttpResponse:
    """The page as an answer. It is never stored by a browser or a proxy: it may hold what somebody kept or found.

    `returns`: the answer to a form of the public pages, which holds nothing but what was given in it. A browser may
    hold such a page, and nobody else may, so that "back" comes to it again: one that was never stored cannot be had
    without sending the form once more, and a browser then shows an error of its own (ERR_CACHE_MISS).
    """
    context = {"page": page, "site": _site(request, place, again, alone=status >= 500), "words": words_of(request)}
    response = HttpResponse(loader.render_to_string(f"web/{template}", context, request), status=status)
    response["Cache-Control"] = COMES_BACK if returns else "no-store"
    return response


def words_of(request: HttpRequest) -> Catalogue:
    """The catalogue of this request; before a page was chosen, of the language of its address, else the browser's."""
    words: Catalogue | None = getattr(request, "words", None)
    return words or catalogue(preferred(request))


def preferred(request: HttpRequest) -> str:
    """The language that the address begins with; else the first of Accept-Language that we speak; English else."""
    asked = request.path_info.lstrip("/").partition("/")[0]
    if asked in LANGUAGES:
        return asked
    for entry in request.headers.get("Accept-Language", "").split(","):
        head = entry.split(";")[0].strip().lower().split("-")[0]
        if head in LANGUAGES:
            return head
    return "en"


def settings() -> WebSettings:
    web: WebSettings = django_settings.WEB
    return web


def _site(request: HttpRequest, place: str | None, again: Mapping[str, str] | None, *, alone: bool) -> Site:
    """`alone`: without a look into the database, which may be what is away."""
    words, user = words_of(request), getattr(request, "user", None)
    rest = request.path_info.lstrip("/").partition("/")[2]
    switches = tuple(
        Switch(lang, LANGUAGE_NAMES[lang], TAGS[lang], f"/{lang}/{rest}", lang == words.lang)
        for lang in ("es", "zh", "en")
    )
    return Site(
        words.lang,
        TAGS[words.lang],
        place,
        settings().operator,
        settings().demo,
        switches,
        again,
        not alone and hasattr(request, "session") and open_file(request) is not None,
        bool(not alone and user and user.is_authenticated),
        settings().mail is not None,
        settings().leaves,
        settings().board,
    )
