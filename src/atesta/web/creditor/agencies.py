"""Whom the creditor lets speak: own senders, agencies with theirs, signed mandates (PRODUCT rows 7, 9, 13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.errors import AtestaError
from atesta.evidence.mandate import CHANNELS
from atesta.store import mandating
from atesta.store.models import Agency, Creditor, Sender, SignedMandate
from atesta.web.access import Who, finder, may, works_for
from atesta.web.creditor.ledger_form import LedgerForm, posted, show_form
from atesta.web.field import Field
from atesta.web.pages import Page
from atesta.web.show import show, words_of
from atesta.web.staff_session import staff_of


@dataclass(frozen=True, slots=True)
class Listed:
    """An agency in the list: how it stands today. `until` is the last day of its mandates, None without one."""

    agency: Agency
    senders: int
    until: date | None
    placed: int


@dataclass(frozen=True, slots=True)
class AgenciesPage:
    creditor: str
    place: str
    own: tuple[Sender, ...]
    agencies: tuple[Listed, ...]
    today: date


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """One agency: everything that is and was listed, what is in force first."""

    agency: Agency
    senders: tuple[Sender, ...]
    mandates: tuple[SignedMandate, ...]
    placed: int
    today: date


@dataclass(frozen=True, slots=True)
class MandatePage:
    """`in_force`: today. `where` is its public address, for whoever has it."""

    mandate: SignedMandate
    in_force: bool
    where: str
    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]


def _creditor(request: HttpRequest) -> Creditor:
    return works_for(request).creditor


@finder("listed_agency")
def _agency(request: HttpRequest, given: str) -> Agency:
    found = (
        Agency.objects.filter(id=given, creditor=_creditor(request)).first() if may(request, Who.COMPLIANCE) else None
    )
    if found is None:
        raise Http404
    return found


@finder("sender")
def _sender(request: HttpRequest, given: str) -> Sender:
    found = Sender.objects.filter(id=given, creditor=_creditor(request)) if may(request, Who.COMPLIANCE) else None
    row = found.select_related("agency", "creditor").first() if found is not None else None
    if row is None:
        raise Http404
    return row


@finder("mandate")
def _mandate(request: HttpRequest, given: str) -> SignedMandate:
    rows = SignedMandate.objects.filter(id=given) if may(request, Who.COMPLIANCE) else None
    row = (
        rows.filter(agency__creditor=_creditor(request)).select_related("agency").first() if rows is not None else None
    )
    if row is None:
        raise Http404
    return row


def agencies(request: HttpRequest) -> HttpResponse:
    creditor = _creditor(request)
    today = mandating.day_at(creditor, datetime.now(UTC))
    rows = tuple(_listed(agency, today) for agency in creditor.agencies.order_by("name", "slug"))
    own = _in_order(Sender.objects.filter(creditor=creditor, agency=None), today)
    return show(request, "creditor_agencies.html", AgenciesPage(creditor.name, creditor.place, own, rows, today))


def _listed(agency: Agency, today: date) -> Listed:
    mandates = agency.mandates.filter(revoked_at=None, from_on__lte=today, to_on__gte=today)
    until = mandates.order_by("-to_on").values_list("to_on", flat=True).first()
    senders = sum(1 for row in agency.senders.all() if row.to_on is None or row.to_on >= today)
    return Listed(agency, senders, until, placed_now(agency, today))


def placed_now(agency: Agency, today: date) -> int:
    rows = agency.placements.filter(from_on__lte=today)
    return rows.filter(to_on=None).count() + rows.filter(to_on__gte=today).count()


def _in_order(rows: Iterable[Sender], today: date) -> tuple[Sender, ...]:
    """In force before ended."""
    return tuple(sorted(rows, key=lambda row: (row.to_on is not None and row.to_on < today, row.from_on)))


def agency(request: HttpRequest, listed_agency: Agency) -> HttpResponse:
    today = mandating.day_at(listed_agency.creditor, datetime.now(UTC))
    page = AgencyPage(
        listed_agency,
        _in_order(listed_agency.senders.all(), today),
        tuple(listed_agency.mandates.select_related("by").order_by("revoked_at", "-to_on", "id")),
        placed_now(listed_agency, today),
        today,
    )
    return show(request, "creditor_agency.html", page)


def new_agency(request: HttpRequest) -> HttpResponse:
    form, error = LedgerForm(request), None
    if posted(request):
        slug, name = form.text("slug", most=40, needed=True), form.text("name", most=200, needed=True)
        if not form.wrong:
            try:
                made = mandating.add_agency(_creditor(request), slug, name, staff_of(request), datetime.now(UTC))
                return redirect("creditor-agency", lang=words_of(request).lang, listed_agency=made.id)
            except AtestaError as refused:
                error = refused
    fields = (form.field("name", required=True, maxlength=200), form.field("slug", required=True, maxlength=40))
    return show_form(form, "agency", f"/{words_of(request).lang}/creditor/agencies", fields, error)


def new_own_sender(request: HttpRequest) -> HttpResponse:
    return _new_sender(request, _creditor(request), None)


def new_sender(request: HttpRequest, listed_agency: Agency) -> HttpResponse:
    return _new_sender(request, listed_agency.creditor, listed_agency)


def _new_sender(request: HttpRequest, creditor: Creditor, agency: Agency | None) -> HttpResponse:
    form, error, now = LedgerForm(request), None, datetime.now(UTC)
    back = _back(request, agency)
    if posted(request):
        address, first, last = form.text("address", needed=True), form.day("from_on", needed=True), form.day("to_on")
        if not form.wrong and first is not None:
            try:
                staff, anyway = staff_of(request), form.flag("anyway")
                mandating.add_sender(creditor, agency, address, first, last, staff, now, anyway=anyway)
                return redirect(back)
            except AtestaError as refused:
                error = refused
    today = mandating.day_at(creditor, now).isoformat()
    fields = (
        form.field("address", required=True, maxlength=320),
        form.field("from_on", "date", required=True, value=today),
        form.field("to_on", "date"),
    )
    name = agency.name if agency else creditor.name
    return show_form(form, "sender", back, fields, error, name=name)


def _back(request: HttpRequest, agency: Agency | None) -> str:
    at = f"/{agency.id}" if agency else ""
    return f"/{words_of(request).lang}/creditor/agencies{at}"


def end_sender(request: HttpRequest, sender: Sender) -> HttpResponse:
    """The last day, the reason, and whether it should never have been listed: then the reason is public."""
    form, error, now = LedgerForm(request), None, datetime.now(UTC)
    back = _back(request, sender.agency)
    if posted(request):
        last, why = form.day("last_on", needed=True), form.text("why", most=mandating.MOST_WHY, needed=True)
        if not form.wrong and last is not None:
            try:
                mandating.end_sender(sender, last, why, staff_of(request), now, wrong=form.flag("listed_wrongly"))
                return redirect(back)
            except AtestaError as refused:
                error = refused
    today = mandating.day_at(sender.creditor, now).isoformat()
    fields = (
        form.field("last_on", "date", required=True, value=today),
        form.field("why", "textarea", required=True),
        form.field("listed_wrongly", "check"),
    )
    return show_form(form, "end_sender", back, fields, error, name=sender.address)


def new_mandate(request: HttpRequest, listed_agency: Agency) -> HttpResponse:
    form, error, now = LedgerForm(request), None, datetime.now(UTC)
    if posted(request):
        first, last = form.day("from_on", needed=True), form.day("until_on", needed=True)
        channels = [channel for channel in CHANNELS if form.flag(f"channel_{channel}")]
        if not form.wrong and first is not None and last is not None:
            try:
                staff, anyway = staff_of(request), form.flag("anyway")
                row = mandating.issue(listed_agency, channels, first, last, staff, now, anyway=anyway)
                return redirect("creditor-mandate", lang=words_of(request).lang, mandate=row.id)
            except AtestaError as refused:
                error = refused
    today = mandating.day_at(listed_agency.creditor, now).isoformat()
    fields = (
        form.field("from_on", "date", required=True, value=today),
        form.field("until_on", "date", required=True),
        *(form.field(f"channel_{channel}", "check") for channel in CHANNELS),
    )
    return show_form(form, "mandate", _back(request, listed_agency), fields, error, name=listed_agency.name)


def mandate(request: HttpRequest, mandate: SignedMandate) -> HttpResponse:
    form, now = LedgerForm(request), datetime.now(UTC)
    if posted(request):
        why = form.text("why", most=mandating.MOST_WHY, needed=True)
        if not form.wrong:
            mandating.revoke(mandate, why, staff_of(request), now)
            return redirect("creditor-mandate", lang=words_of(request).lang, mandate=mandate.id)
    today = mandating.day_at(mandate.agency.creditor, now)
    in_force = mandate.revoked_at is None and mandate.from_on <= today <= mandate.to_on
    fields = (form.field("why", "textarea", required=True),)
    where = f"/.well-known/atesta/mandates/{mandate.jti}.jws" if mandate.token else ""
    page = MandatePage(mandate, in_force, where, fields, tuple(field for field in fields if field.wrong))
    return show(request, "creditor_mandate.html", page, status=422 if page.wrong else 200)


FORM = ("GET", "POST")
PAGES = (
    Page("creditor/agencies", agencies, "creditor-agencies", Who.COMPLIANCE),
    Page("creditor/agencies/new", new_agency, "creditor-agency-new", Who.COMPLIANCE, FORM),
    Page("creditor/agencies/own/sender", new_own_sender, "creditor-own-sender", Who.COMPLIANCE, FORM),
    Page("creditor/agencies/<str:listed_agency>", agency, "creditor-agency", Who.COMPLIANCE),
    Page("creditor/agencies/<str:listed_agency>/sender", new_sender, "creditor-sender-new", Who.COMPLIANCE, FORM),
    Page("creditor/agencies/<str:listed_agency>/mandate", new_mandate, "creditor-mandate-new", Who.COMPLIANCE, FORM),
    Page("creditor/senders/<str:sender>", end_sender, "creditor-sender", Who.COMPLIANCE, FORM),
    Page("creditor/mandates/<str:mandate>", mandate, "creditor-mandate", Who.COMPLIANCE, FORM),
)
