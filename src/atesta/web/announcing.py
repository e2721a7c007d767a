"""A text or a call is announced by hand, by a person of the creditor or of an agency (A3, B2.1.6): what a program does
over the API, in one form. What comes back is the code, and what the text says beside the account; or why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.message import Channel, Purpose, Recipient
from atesta.errors import InputError
from atesta.evidence.canonical import Json
from atesta.mandate.code import spoken
from atesta.store import announcing
from atesta.store.announcing_refused import LONGEST_CALL, no_reservation
from atesta.store.gating import Asker, Wanted
from atesta.store.models import Announcement, GateAsk, Sender, StaffOf
from atesta.telling.adverse import ADVERSE
from atesta.telling.say_error import say_parts
from atesta.telling.say_sent import say_kept_claim
from atesta.telling.visible import visible
from atesta.web.access import Who, finder, may, works_for
from atesta.web.field import Field, wrong_fields
from atesta.web.gate_rows import FORMS, TEXTS, allowed_by_name, of_its_text, reasons_of
from atesta.web.pages import Page
from atesta.web.show import show, words_of
from atesta.web.typed import Typed
from atesta.web.wordings import zone_of

MINUTES = (10, 30, 60, 120)
"""How long a call may be open; two hours at most (store.announcing_refused)."""
FORM = ("GET", "POST")


class AnnounceForm(Typed):
    """Its sentences are `announce_wrong.<why>`, its labels `announce_field.<name>`."""

    MOST: ClassVar[int] = 320

    def fault(self, name: str, why: str, **values: int) -> None:
        self.wrong.setdefault(name, words_of(self.request).say(f"announce_wrong.{why}", **values))

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        given = self.text(name)
        return given if given in allowed else allowed[0]

    def field(self, name: str, kind: str = "text", **more: object) -> Field:
        words, hint = words_of(self.request), f"announce_field.{name}_hint"
        value = self.request.POST.get(name, "")
        said = words.say(hint) if words.has(hint) else ""
        label, wrong = words.say(f"announce_field.{name}"), self.wrong.get(name, "")
        return Field(name, label, value, kind, said, wrong, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class AnnouncePage:
    """`base` is the template of whoever works here; `kind` is text or call. Without `senders` nothing is announced.
    `reserved` is the contact that was allowed by name, for `planned_at` where the creditor is."""

    base: str
    kind: str
    other: str
    senders: bool
    reserved: str
    planned_at: datetime
    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen: all of one's own from now on, or the one contact that was allowed by name (`reserved`, its
    question), which is announced as it was asked for."""

    senders: tuple[str, ...]
    channels: tuple[str, ...]
    purposes: tuple[str, ...]
    to: Recipient
    at: datetime
    reserved: str = ""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    said: str
    word: str
    adverse: bool


@dataclass(frozen=True, slots=True)
class AnnouncedPage:
    """`decision` is allowed, refused or ask; `row` and `code` only where it was announced. `text` is what to
    send; `needs_code`: its code was put at the end."""

    base: str
    room: str
    kind: str
    decision: str
    reasons: tuple[str, ...]
    row: str
    code: str
    text: str
    needs_code: bool
    claims: tuple[ClaimLine, ...]
    opens_at: datetime | None
    closes_at: datetime | None


def clock() -> datetime:
    return datetime.now(UTC)


def room_of(works: StaffOf) -> str:
    return "agency" if works.agency else "creditor"


def _senders(works: StaffOf, now: datetime) -> tuple[str, ...]:
    day = now.astimezone(zone_of(works.creditor.place)).date()
    rows = Sender.objects.filter(creditor=works.creditor, agency=works.agency, from_on__lte=day)
    found = rows.filter(Q(to_on=None) | Q(to_on__gte=day)).order_by("address").values_list("address", flat=True)
    return tuple(dict.fromkeys(found))


def _offer(request: HttpRequest, works: StaffOf, kind: str, now: datetime) -> Offer | None:
    """None where a reservation is named that is not there, or over."""
    held = request.POST.get("reserved", "") or request.GET.get("reserved", "")
    if not held:
        return _any(works, kind, now)
    its = GateAsk.objects.filter(creditor=works.creditor, agency=works.agency, id=held[:40])
    row = allowed_by_name(its, now).first()
    if row is None or FORMS.get(Channel(row.channel)) != kind:
        return None
    return Offer((row.address,), (row.channel,), (row.purpose,), Recipient(row.to), row.planned_at, row.id)


def _any(works: StaffOf, kind: str, now: datetime) -> Offer:
    channels = TEXTS if kind == "text" else (Channel.CALL,)
    by, purposes = tuple(each.value for each in channels), tuple(each.value for each in Purpose)
    return Offer(_senders(works, now), by, purposes, Recipient.DEBTOR, now)


def text(request: HttpRequest) -> HttpResponse:
    return _announce(request, "text")


def call(request: HttpRequest) -> HttpResponse:
    return _announce(request, "call")


def _announce(request: HttpRequest, kind: str) -> HttpResponse:
    form, works, now = AnnounceForm(request), works_for(request), clock()
    offer = _offer(request, works, kind, now)
    if offer is None:
        return _form(form, works, kind, _any(works, kind, now), no_reservation())
    if request.method != "POST" or not offer.senders:
        return _form(form, works, kind, offer)
    wanted = _wanted(form, offer)
    said = (
        form.text("text", most=4000, needed=True) if kind == "text" else form.text("first_name", most=60, needed=True)
    )
    if form.wrong:
        return _form(form, works, kind, offer)
    asker = Asker(works.creditor, works.agency)
    try:
        if kind == "text":
            made = announcing.announce_text(asker, wanted, said, now, reserved=offer.reserved)
        else:
            closes = _closes(form, offer, now)
            made = announcing.announce_call(asker, wanted, offer.at, closes, said, now, reserved=offer.reserved)
    except InputError as error:
        return _form(form, works, kind, offer, error)
    if made.row is None and of_its_text(made.ask):  # the words are there to be changed
        return _form(form, works, kind, offer, refused=reasons_of(made.ask, works.agency, words_of(request)))
    return _answer(request, works, kind, made)


def _closes(form: AnnounceForm, offer: Offer, now: datetime) -> datetime:
    """Of a call that begins now, or was allowed for a time that may be past."""
    minutes = int(form.choice("minutes", tuple(map(str, MINUTES))))
    return min(max(offer.at, now) + timedelta(minutes=minutes), offer.at + LONGEST_CALL)


def _wanted(form: AnnounceForm, offer: Offer) -> Wanted:
    return Wanted(
        account=form.text("account", most=120, needed=True),
        number=form.text("number", most=40, needed=True),
        address=form.choice("address", offer.senders),
        channel=Channel(form.choice("channel", offer.channels)),
        purpose=Purpose(form.choice("purpose", offer.purposes)),
        to=offer.to,
        at=offer.at,
    )


def _form(
    form: AnnounceForm,
    works: StaffOf,
    kind: str,
    offer: Offer,
    error: InputError | None = None,
    refused: tuple[str, ...] = (),
) -> HttpResponse:
    words, room = words_of(form.request), room_of(works)
    refused = tuple(say_parts(error, words)) if error else refused
    fields = _fields(form, kind, offer) if offer.senders else ()
    page = AnnouncePage(
        base=f"web/{room}_base.html",
        kind=kind,
        other=f"/{words.lang}/{room}/announce/{'call' if kind == 'text' else 'text'}",
        senders=bool(offer.senders),
        reserved=offer.reserved,
        planned_at=offer.at.astimezone(zone_of(works.creditor.place)),
        fields=fields,
        wrong=wrong_fields(fields),
        refused=refused,
    )
    return show(form.request, "announce.html", page, status=422 if page.wrong or refused else 200)


def _fields(form: AnnounceForm, kind: str, offer: Offer) -> tuple[Field, ...]:
    words = words_of(form.request)
    purposes = tuple((each, words.say(f"announce_purpose.{each}")) for each in offer.purposes)
    whom = (
        form.field("account", required=True, maxlength=120),
        form.field("number", required=True, maxlength=40, inputmode="tel"),
        form.field("address", "select", choices=tuple((each, visible(each)) for each in offer.senders)),
        form.field("purpose", "select", choices=purposes),
    )
    if kind == "call":
        lasts = tuple((str(each), words.say("announce_minutes", n=each)) for each in MINUTES)
        name = form.field("first_name", required=True, maxlength=60)
        return (*whom, name, form.field("minutes", "select", choices=lasts))
    by = tuple((each, words.say(f"channel.{each}")) for each in offer.channels)
    return (*whom, form.field("channel", "select", choices=by), form.field("text", "textarea", required=True))


def _answer(request: HttpRequest, works: StaffOf, kind: str, made: announcing.Announced) -> HttpResponse:
    """Shown once: neither the code nor the text is kept."""
    words, room, row, zone = words_of(request), room_of(works), made.row, zone_of(works.creditor.place)
    reasons = () if row else reasons_of(made.ask, works.agency, words)
    claims = tuple(_claim(request, claim) for claim in made.claims)
    page = AnnouncedPage(
        base=f"web/{room}_base.html",
        room=room,
        kind=kind,
        decision=made.ask.decision,
        reasons=reasons,
        row=row.id if row else "",
        code=spoken(made.code) if row else "",
        text=visible(made.text) if row else "",
        needs_code=made.needs_code,
        claims=claims,
        opens_at=row.opens_at.astimezone(zone) if row and row.opens_at else None,
        closes_at=row.closes_at.astimezone(zone) if row and row.closes_at else None,
    )
    return show(request, "announced.html", page)


def _claim(request: HttpRequest, claim: Mapping[str, Json]) -> ClaimLine:
    words, answer = words_of(request), str(claim["answer"])
    said = say_kept_claim(str(claim["kind"]), str(claim["said"]), words)
    return ClaimLine(said, words.say(f"truth_answer.{answer}"), answer in ADVERSE)


@finder("announced")
def _announced(request: HttpRequest, given: str) -> Announcement:
    """Of the same firm: an agency's of that agency alone, the creditor's own of the creditor."""
    if not (may(request, Who.COMPLIANCE) or may(request, Who.AGENCY)):
        raise Http404
    works = works_for(request)
    found = Announcement.objects.filter(id=given, creditor=works.creditor, agency=works.agency).first()
    if found is None:
        raise Http404
    return found


def hang_up(request: HttpRequest, announced: Announcement) -> HttpResponse:
    """The call is over: from now on its code is nothing. Twice has no second effect."""
    announcing.close(announced, clock())
    return back(request)


def back(request: HttpRequest) -> HttpResponse:
    return redirect(f"/{words_of(request).lang}/{room_of(works_for(request))}/registered")


PAGES = (
    Page("agency/announce/text", text, "agency-announce", Who.AGENCY, FORM),
    Page("agency/announce/call", call, "agency-announce-call", Who.AGENCY, FORM),
    Page("agency/announce/<str:announced>/over", hang_up, "agency-hang-up", Who.AGENCY, ("POST",)),
    Page("creditor/announce/text", text, "creditor-announce", Who.COMPLIANCE, FORM),
    Page("creditor/announce/call", call, "creditor-announce-call", Who.COMPLIANCE, FORM),
    Page("creditor/announce/<str:announced>/over", hang_up, "creditor-hang-up", Who.COMPLIANCE, ("POST",)),
)
