"""Opening a file, making one, closing it. There is no account: a printed code or a passkey opens it, nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.errors import InputError
from atesta.store import opening, pace
from atesta.store.codes import Code, new_code, read_code
from atesta.store.models import File
from atesta.telling.say_error import say_parts
from atesta.web.access import Who, open_file
from atesta.web.myfile import carry, session
from atesta.web.myfile.keep import keep_given
from atesta.web.paced import too_often
from atesta.web.pages import Page
from atesta.web.show import show, words_of

CODE_SALT = "atesta.web.myfile.code"
KEEP = re.compile(r"/[a-z]+/([a-z]+)/message/keep")
CODE_LASTS = 24 * 3600  # seconds between showing a code and making its file


@dataclass(frozen=True, slots=True)
class Door:
    """`carry` is what waits to be sent once the file is open; `closed`: it was closed meanwhile, by itself or by its
    owner in another tab; `confirms`: a link to confirm an address led here, which is pressed again once it is open."""

    code: str = ""
    wrong: str = ""
    carry: str = ""
    closed: bool = False
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class NewFile:
    """A code that nobody has yet. `sealed` is the same, signed: only what we made can become a code."""

    code: str
    sealed: str
    wrong: str = ""
    carry: str = ""


@dataclass(frozen=True, slots=True)
class GoOn:
    """What she had typed before, to be sent now. `files`: those must be chosen again, on the form itself."""

    to: str
    fields: tuple[tuple[str, str], ...]
    files: bool


def door(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _open(request)
    if open_file(request) is not None:
        return redirect("file-home", lang=words_of(request).lang)
    return show(request, "file_door.html", Door(confirms=request.GET.get("said") == "confirm"))


def _open(request: HttpRequest) -> HttpResponse:
    packed = carry.carried(request)
    try:
        code = read_code(request.POST.get("code", ""))
    except InputError as error:
        what, _, do = say_parts(error, words_of(request))
        return _door(request, f"{what} {do}", packed)
    now = session.now()
    if seconds := pace.wait(request, "file-code", now):
        return too_often(request, seconds)
    file = opening.open_by_code(code, now)
    if file is None:
        return _door(request, words_of(request).say("web_file.door.unknown"), packed)
    pace.forget_key(pace.address_of(request), "file-code", now)
    session.begin(request, file, now)
    return go_on(request, packed)


def _door(request: HttpRequest, wrong: str, packed: str) -> HttpResponse:
    """What was typed comes back in the answer to her own form only; it is never stored and never in an address."""
    page = Door(request.POST.get("code", "")[:200], wrong, packed)
    return show(request, "file_door.html", page, status=422)


def closed_meanwhile(request: HttpRequest) -> HttpResponse:
    return show(request, "file_door.html", Door(carry=carry.pack(request), closed=True), status=403)


def go_on(request: HttpRequest, packed: str) -> HttpResponse:
    """Home; or where she was going, with what she had typed."""
    lang = words_of(request).lang
    waiting = carry.unpack(packed) if packed else None
    if waiting is None:
        return redirect("file-home", lang=lang)
    if kept := KEEP.fullmatch(waiting.to):
        return keep_given(request, kept[1].upper(), waiting.fields)
    page = GoOn(waiting.to, tuple(waiting.fields.items()), waiting.files)
    return show(request, "file_go_on.html", page)


def new(request: HttpRequest) -> HttpResponse:
    """Shows a code; the file is made when she says that she has it on paper, and not before."""
    packed = carry.carried(request)
    code = _sealed_code(request.POST.get("sealed", ""))
    if code is None:
        return _show_code(request, new_code(), packed)
    if not request.POST.get("written"):
        return _show_code(request, code, packed, words_of(request).say("web_file.new.not_written"))
    now = session.now()
    if seconds := pace.wait(request, "file-new", now):
        return too_often(request, seconds)
    session.begin(request, opening.make_file(code, words_of(request).lang, now), now)
    return go_on(request, packed)


def _show_code(request: HttpRequest, code: Code, packed: str, wrong: str = "") -> HttpResponse:
    page = NewFile(code.printed, seal_code(code), wrong, packed)
    again = {carry.NAME: packed, "sealed": page.sealed} if request.method == "POST" else None
    return show(request, "file_new.html", page, again=again, status=422 if wrong else 200)


def seal_code(code: Code) -> str:
    return signing.dumps(code.printed, salt=CODE_SALT)


def _sealed_code(sealed: str) -> Code | None:
    try:
        return read_code(signing.loads(sealed, salt=CODE_SALT, max_age=CODE_LASTS))
    except signing.BadSignature:
        return None


def close(request: HttpRequest) -> HttpResponse:
    """Closed already, in another tab or by itself, it is what was asked for."""
    session.end(request)
    return redirect("file-door", lang=words_of(request).lang)


@dataclass(frozen=True, slots=True)
class NewCode:
    """Another code for a file that is open; the old one dies when she says that she has the new one on paper."""

    code: str
    sealed: str
    wrong: str = ""


def code(request: HttpRequest) -> HttpResponse:
    asked = _sealed_code(request.POST.get("sealed", ""))
    if asked is None or not request.POST.get("written"):
        chosen = asked or new_code()
        wrong = words_of(request).say("web_file.new.not_written") if asked else ""
        page = NewCode(chosen.printed, seal_code(chosen), wrong)
        return show(request, "file_code.html", page, status=422 if wrong else 200)
    file = open_file(request)
    assert isinstance(file, File)
    opening.change_code(file, asked, session.now())
    session.stay(request, file)
    return redirect(f"/{words_of(request).lang}/file/ways?said=code")


PAGES = (
    Page("file/", door, "file-door", Who.ANYONE, ("GET", "POST")),
    Page("file/new", new, "file-new", Who.ANYONE, ("GET", "POST")),
    Page("file/close", close, "file-close", Who.ANYONE, ("POST",)),
    Page("file/code", code, "file-code", Who.OWNER, ("GET", "POST")),
)
