"""E-mail as a third way in, where whoever runs the pages has set up mail: an address she may enter, confirm, change and
remove, and a link that opens the file. Mail scanners open links, so a link only shows a button, and pressing it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.store import jobs, mailing, opening, pace
from atesta.store.models import File, MailLink, MailWay
from atesta.web.access import Who, finder, open_file
from atesta.web.field import Field
from atesta.web.myfile import session
from atesta.web.myfile.things import file_of
from atesta.web.paced import too_often
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of

MOST = 254
"""Characters of an address (RFC 5321)."""
SAID = frozenset({"entered", "again", "confirmed", "removed", "reminders_on", "reminders_off"})


@dataclass(frozen=True, slots=True)
class MailPage:
    """`waiting` is an address that is to be confirmed, `unsent`: its mail could not be sent; `address` the one that is
    a way in now."""

    address: str
    reminders: bool
    waiting: str
    unsent: bool
    field: Field
    said: str

    @property
    def wrong(self) -> tuple[Field, ...]:
        return (self.field,) if self.field.wrong else ()


@dataclass(frozen=True, slots=True)
class AskPage:
    """`sent`: a link goes out if a file has this address; which is never told."""

    field: Field
    sent: bool = False

    @property
    def wrong(self) -> tuple[Field, ...]:
        return (self.field,) if self.field.wrong else ()


@dataclass(frozen=True, slots=True)
class LinkPage:
    """`kind` is confirm or open; `over`: it was used, has ended or was never one."""

    kind: str
    over: bool
    address: str = ""


@finder("confirm")
def _confirm(request: HttpRequest, given: str) -> MailLink | None:
    """Hers, while her file is open here: whoever else reads the mailbox cannot make it a way in."""
    link = mailing.find_link(given, mailing.CONFIRM, session.now())
    return link if link is not None and link.way.file == open_file(request) else None


@finder("link")
def _link(request: HttpRequest, given: str) -> MailLink | None:
    """Of whoever has it. None is told in the page's own words, alike for used, ended and never sent."""
    return mailing.find_link(given, mailing.OPEN, session.now()) if settings().mail else None


def mail(request: HttpRequest) -> HttpResponse:
    file, lang = file_of(request), words_of(request).lang
    if settings().mail is None:
        return redirect("file-ways", lang=lang)
    if request.method != "POST":
        return show(request, "file_mail.html", _page(request, file))
    now, do = session.now(), request.POST.get("do", "")
    if do in ("reminders_on", "reminders_off"):
        mailing.switch_reminders(file, do == "reminders_on", now)
        return redirect(f"/{lang}/file/mail?said={do}")
    if do == "remove":
        mailing.remove(file, now)
        session.stay(request, file)
        return redirect(f"/{lang}/file/mail?said=removed")
    return _again(request, file) if do == "again" else _enter(request, file)


def _enter(request: HttpRequest, file: File) -> HttpResponse:
    address, wrong = _address(request)
    if wrong:
        return show(request, "file_mail.html", _page(request, file, address, wrong), status=422)
    now, lang = session.now(), words_of(request).lang
    if seconds := pace.wait(request, "mail-enter", now):
        return too_often(request, seconds)
    way = mailing.enter(file, address, lang, now, sends=_takes_more(address, "mail-enter-to", now))
    return redirect(f"/{lang}/file/mail?said={'entered' if way.confirmed_at is None else 'confirmed'}")


def _again(request: HttpRequest, file: File) -> HttpResponse:
    """Another link, where the first did not come."""
    way, lang, now = _waiting(file), words_of(request).lang, session.now()
    if way is None:
        return redirect("file-mail", lang=lang)
    if seconds := pace.wait(request, "mail-enter", now):
        return too_often(request, seconds)
    if _takes_more(way.address, "mail-enter-to", now):
        mailing.send_again(way, now)
    return redirect(f"/{lang}/file/mail?said=again")


def _page(request: HttpRequest, file: File, typed: str = "", wrong: str = "") -> MailPage:
    way, waiting = file.mail_ways.exclude(confirmed_at=None).first(), _waiting(file)
    job = jobs.latest(mailing.CONFIRM_JOB, waiting.id) if waiting else None
    said = request.GET.get("said", "")
    if said == "removed" and (way or waiting):  # an old address, opened again
        said = ""
    return MailPage(
        way.address if way else "",
        bool(way and way.reminders),
        waiting.address if waiting else "",
        bool(job and job.failure),
        _field(request, typed, wrong),
        said if said in SAID else "",
    )


def _waiting(file: File) -> MailWay | None:
    since = session.now() - mailing.LASTS[mailing.CONFIRM]
    return file.mail_ways.filter(confirmed_at=None, made_at__gt=since).first()


def _field(request: HttpRequest, typed: str, wrong: str) -> Field:
    label = words_of(request).say("web_mail.field")
    return Field("email", label, typed, "email", wrong=wrong, inputmode="email", maxlength=MOST)


def _address(request: HttpRequest) -> tuple[str, str]:
    """As it was typed, and what is wrong with it."""
    typed = request.POST.get("email", "").replace("\0", "").strip()[: MOST + 1]
    try:
        _of_the_net(typed)
    except ValidationError:
        return typed, words_of(request).say("web_mail.wrong")
    return typed, "" if len(typed) <= MOST else words_of(request).say("web_mail.wrong")


def _of_the_net(typed: str) -> None:
    """Raises ValidationError. A mailbox of this computer, or at a bare number, is nobody's who asks from elsewhere."""
    EmailValidator(allowlist=[])(typed)
    if typed.endswith("]"):
        raise ValidationError("a number for a host")


def _takes_more(address: str, name: str, now: datetime) -> bool:
    """Counted for a mailbox, known or not. One that had its fill gets nothing, and nobody is told: a limit that shows
    would say who else wrote to it."""
    return pace.wait_key(mailing.hash_of(address), name, now) == 0


def confirm(request: HttpRequest, confirm: MailLink | None) -> HttpResponse:
    lang = words_of(request).lang
    if confirm is None:
        return show(request, "file_link.html", LinkPage("confirm", over=True), status=404)
    if request.method != "POST":
        return show(request, "file_link.html", LinkPage("confirm", over=False, address=confirm.way.address))
    if mailing.confirm(confirm, session.now()):  # used in another tab meanwhile, it is confirmed all the same
        session.stay(request, confirm.way.file)
    return redirect(f"/{lang}/file/mail?said=confirmed")


def ask(request: HttpRequest) -> HttpResponse:
    """A link for whoever reads the mailbox. The same answer, as quick, whether a file has the address or not."""
    if settings().mail is None:
        return redirect("file-door", lang=words_of(request).lang)
    if request.method != "POST":
        return show(request, "file_link_ask.html", AskPage(_field(request, "", "")))
    address, wrong = _address(request)
    if wrong:
        return show(request, "file_link_ask.html", AskPage(_field(request, address, wrong)), status=422)
    now = session.now()
    if seconds := pace.wait(request, "mail-ask", now):
        return too_often(request, seconds)
    if _takes_more(address, "mail-to", now):
        mailing.ask(address, now)
    return show(request, "file_link_ask.html", AskPage(_field(request, "", ""), sent=True))


def open_by_link(request: HttpRequest, link: MailLink | None) -> HttpResponse:
    """Other sessions of the file stay as they are."""
    if link is not None and request.method != "POST":
        return show(request, "file_link.html", LinkPage("open", over=False))
    now = session.now()
    file = mailing.open_by_link(link, now) if link else None
    if link is None or file is None:
        return show(request, "file_link.html", LinkPage("open", over=True), status=404)
    pace.forget_key(link.way.address_hash, "mail-to", now)  # all links ended with this one: the next may be sent
    session.begin(request, opening.opened(file, now), now)
    return redirect("file-home", lang=words_of(request).lang)


PAGES = (
    Page("file/mail", mail, "file-mail", Who.OWNER, ("GET", "POST")),
    Page("file/mail/confirm/<str:confirm>", confirm, "mail-confirm", Who.OWNER, ("GET", "POST")),
    Page("file/link", ask, "file-link", Who.ANYONE, ("GET", "POST")),
    Page("file/link/<str:link>", open_by_link, "link-open", Who.ANYONE, ("GET", "POST")),
)
