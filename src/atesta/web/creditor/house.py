"""An agency's sheet, or our own house's, on the same scale; and the keys of its programs, made and revoked here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.store import api_keys
from atesta.store.models import ApiKey
from atesta.store.overview import day_of, zone_of
from atesta.store.wording import Whose
from atesta.web.access import Who, finder, works_for
from atesta.web.field import Field, wrong_fields
from atesta.web.house_sheet import KeyRow, keys, sheet_page
from atesta.web.pages import Page
from atesta.web.show import show, words_of
from atesta.web.staff_fields import typed
from atesta.web.staff_session import staff_of

OWN = "own"
LONGEST = timedelta(days=2 * 365)
SALT = "atesta-new-api-key-v1"
"""A new secret lies in the form, signed, so that sending it twice makes one key and nobody else chooses it."""


@dataclass(frozen=True, slots=True)
class KeysPage:
    """`secret` of the key that was just made, shown once; `sealed` is the next form's."""

    house: str
    who: str
    rows: tuple[KeyRow, ...]
    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]
    secret: str
    sealed: str


@finder("house")
def _house(request: HttpRequest, given: str) -> Whose:
    creditor = works_for(request).creditor
    if given == OWN:
        return Whose(creditor, None)
    agency = creditor.agencies.filter(id=given).select_related("creditor").first()
    if agency is None:
        raise Http404
    return Whose(creditor, agency)


def sheet(request: HttpRequest, house: Whose) -> HttpResponse:
    return show(request, "house.html", sheet_page("creditor", house, words_of(request), datetime.now(UTC)))


def keys_page(request: HttpRequest, house: Whose) -> HttpResponse:
    """A new one is answered with its secret and no redirect: it is shown this once."""
    words, now = words_of(request), datetime.now(UTC)
    if request.method != "POST":
        return _keys(request, house, now)
    if request.POST.get("do") == "revoke":
        row = ApiKey.objects.filter(creditor=house.creditor, agency=house.agency, id=typed(request, "key")).first()
        if row is not None:
            api_keys.revoke(row, staff_of(request), now)
        return redirect("creditor-house-keys", lang=words.lang, house=house.agency.id if house.agency else OWN)
    name, last = typed(request, "name", api_keys.MOST_NAME + 1), typed(request, "last")
    ends_at, wrong = _ends_at(house, last, now), dict[str, str]()
    if not name or len(name) > api_keys.MOST_NAME:
        wrong["name"] = words.say("keys_wrong.name")
    if last and ends_at is None:
        wrong["last"] = words.say("keys_wrong.last")
    secret = _opened(request.POST.get("sealed", ""))
    if wrong or not secret:
        return _keys(request, house, now, (name, last), wrong, status=422)
    row, secret = api_keys.new_key(
        house.creditor, house.agency, name, ends_at, now, by=staff_of(request), secret=secret
    )
    fits = (row.creditor_id, row.agency_id) == (house.creditor.id, house.agency.id if house.agency else None)
    return _keys(request, house, now, secret=secret if fits else "")


def _ends_at(house: Whose, last: str, now: datetime) -> datetime | None:
    """The end of its last day there; None for what is no day of the next two years."""
    try:
        day = date.fromisoformat(last)
    except ValueError:
        return None
    if not day_of(house.creditor, now) <= day <= (now + LONGEST).date():
        return None
    return datetime.combine(day + timedelta(days=1), time(), zone_of(house.creditor)).astimezone(UTC)


def _opened(sealed: str) -> str:
    try:
        found = signing.loads(sealed, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return ""
    return found if isinstance(found, str) else ""


def _keys(
    request: HttpRequest,
    house: Whose,
    now: datetime,
    given: tuple[str, str] = ("", ""),
    wrong: dict[str, str] | None = None,
    *,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    words, wrong = words_of(request), wrong or {}
    label = (words.say("keys_field.name"), words.say("keys_field.last"))
    fields = (
        Field("name", label[0], given[0], hint=words.say("keys_field.name_hint"), wrong=wrong.get("name", "")),
        Field("last", label[1], given[1], "date", words.say("keys_field.last_hint"), wrong.get("last", "")),
    )
    page = KeysPage(
        house.agency.id if house.agency else OWN,
        house.agency.name if house.agency else words.say("wordings.own"),
        keys(house, now),
        fields,
        wrong_fields(fields),
        secret,
        signing.dumps(api_keys.new_secret(), salt=SALT),
    )
    return show(request, "house_keys.html", page, status=status)


PAGES = (
    Page("creditor/house/<str:house>", sheet, "creditor-house", Who.COMPLIANCE),
    Page("creditor/house/<str:house>/keys", keys_page, "creditor-house-keys", Who.COMPLIANCE, ("GET", "POST")),
)
