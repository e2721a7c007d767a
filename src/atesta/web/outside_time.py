"""What a page says of outside time: by whom and when, or plainly why there is none; and the token to take along."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from atesta.locale import Catalogue
from atesta.store import stamping
from atesta.store.models import Stamp
from atesta.store.stamping import OutsideTime, State
from atesta.telling.say import say_moment
from atesta.telling.visible import visible
from atesta.web.access import Who, finder
from atesta.web.pages import Page

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class TimeLine:
    """One sentence; `token`: where the authority's token can be had, "" where there is none."""

    said: str
    token: str = ""


def time_line(found: OutsideTime, about: str, words: Catalogue) -> TimeLine:
    """`about`: seal, log or export. Where nothing is configured one sentence serves all."""
    if found.state is State.NONE:
        return TimeLine(words.say("outside_time.none"))
    time = say_moment(found.at, words.lang) if found.at else ""
    name = visible(found.authority) or words.say("verdict.authority")
    said = words.say(f"outside_time.{about}.{found.state.value}", name=name, time=time)
    there = about == "seal" and found.state in (State.STAMPED, State.UNKNOWN)
    return TimeLine(said, f"/{words.lang}/stamp/{found.digest}" if there else "")


@finder("seal")
def _stamped(request: HttpRequest, given: str) -> Stamp:
    """By the digest of a signature: whoever has the sealed file can work it out, and nobody can guess it. A token tells
    that digest, a time and an authority, and nothing about anybody."""
    found = Stamp.objects.filter(kind=stamping.SEAL, digest=given).exclude(stamped_at=None).first()
    if not DIGEST.fullmatch(given) or found is None:
        raise Http404
    return found


def token(request: HttpRequest, seal: Stamp) -> HttpResponse:
    """RFC 3161, as `openssl ts` reads it."""
    answer = HttpResponse(bytes(seal.token), content_type="application/timestamp-reply")
    answer["Content-Disposition"] = 'attachment; filename="stamp.tsr"'
    answer["Cache-Control"] = "no-store"
    return answer


PAGES = (Page("stamp/<str:seal>", token, "stamp", Who.ANYONE),)
