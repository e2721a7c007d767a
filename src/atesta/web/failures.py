"""Pages for what went wrong: each says what happened, why it matters and what to do, and none says more than that."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.errors import AtestaError
from atesta.telling.say_error import say_parts
from atesta.web.access import Who
from atesta.web.show import show, words_of


@dataclass(frozen=True, slots=True)
class Failure:
    """`key` names the sentences `web_failure.<key>.{what,why,do}`; parts that came with an error stand in its place."""

    what: str
    why: str
    do: str


def failure(request: HttpRequest, key: str, status: int, wait: str = "") -> HttpResponse:
    words = words_of(request)
    said = Failure(*(words.say(f"web_failure.{key}.{part}", wait=wait) for part in ("what", "why", "do")))
    return show(request, "failure.html", said, status=status)


def refused(request: HttpRequest, error: AtestaError, status: int = 400) -> HttpResponse:
    """An error of ours as a page of its own, where no form could show it beside a field."""
    return show(request, "failure.html", Failure(*say_parts(error, words_of(request))), status=status)


def not_allowed(request: HttpRequest, who: Who) -> HttpResponse:
    """To the door that opens it. What was asked for is not repeated in the address; what was typed into a form of a
    file that closed meanwhile waits in the page until it is open again."""
    if who is Who.OWNER and request.method == "POST":
        from atesta.web.myfile.door import closed_meanwhile  # noqa: PLC0415 - it knows this module

        return closed_meanwhile(request)
    lang, found = words_of(request).lang, request.resolver_match
    if found is not None and found.url_name == "mail-confirm":  # in a browser of its own, as mail programs have
        return redirect(f"/{lang}/file/?said=confirm")
    return redirect("file-door" if who is Who.OWNER else "staff-door", lang=lang)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, "not_found", 404)


def our_fault(request: HttpRequest) -> HttpResponse:
    return failure(request, "our_fault", 500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, "form_expired", 403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, or with one that ended. The back button still has what was typed, with the old token:
    only its page, loaded anew, has one that counts."""
    return failure(request, "form_expired", 403)
