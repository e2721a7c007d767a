"""What she had typed when her file was not open: it goes along, signed, until it is, and is sent then. Nothing is kept
on the way: the page itself holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest

NAME = "carry"
SALT = "atesta.web.myfile.carry"
MOST = 3 * 1024 * 1024
LASTS = timedelta(days=2)
_NOT_CARRIED = frozenset({"csrfmiddlewaretoken", NAME})


@dataclass(frozen=True, slots=True)
class Carried:
    """Where it was going, and its fields. Files cannot go along: a browser sends them only when they are chosen."""

    to: str
    fields: Mapping[str, str]
    files: bool = False


def pack(request: HttpRequest) -> str:
    """Of a form that could not be taken; what is carried already stays as it is."""
    fields = {name: request.POST.get(name, "") for name in request.POST if name not in _NOT_CARRIED}
    packed = signing.dumps([request.path_info, fields, bool(request.FILES)], salt=SALT, compress=True)
    return packed if len(packed) <= MOST else ""


def carried(request: HttpRequest) -> str:
    return request.POST.get(NAME, "")


def unpack(packed: str) -> Carried | None:
    try:
        to, fields, files = signing.loads(packed, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        return None
    return Carried(to, fields, files)
