"""What debtors asked: accepted it binds the creditor and all agencies, declined she reads why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.account import LenderKind
from atesta.intake.account_file import read_account
from atesta.locale import Catalogue
from atesta.store import asking
from atesta.store.models import LedgerRequest
from atesta.store.registry import zone_of
from atesta.telling.visible import visible
from atesta.web.access import Who, finder, works_for
from atesta.web.field import Field, wrong_fields
from atesta.web.myfile.means import means
from atesta.web.pages import Page
from atesta.web.request_rests import say_rests
from atesta.web.request_rows import RequestRow, row_of
from atesta.web.show import show, words_of
from atesta.web.staff_fields import typed
from atesta.web.staff_session import staff_of

MOST = 200
ACTS = {"asked": ("accept", "decline"), "accepted": ("end",)}


@dataclass(frozen=True, slots=True)
class RequestsPage:
    waiting: tuple[RequestRow, ...]
    decided: tuple[RequestRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class OneRequest:
    """`account` as the creditor's extract numbers it, "" without one; `agencies` have it today and are bound; `acts`
    can be decided now, with the fields `from_on` `to_on` (accept), `why` (decline), `to_on` `why` (end); `rests`:
    rules of the place by which it may have to be accepted."""

    row: RequestRow
    account: str
    agencies: tuple[str, ...]
    acts: tuple[str, ...]
    days: tuple[Field, ...]
    why: Field
    wrong: tuple[Field, ...]
    rests: tuple[str, ...]


@finder("bound")
def _request(request: HttpRequest, given: str) -> LedgerRequest:
    rows = LedgerRequest.objects.filter(id=given, account__creditor=works_for(request).creditor)
    found = rows.select_related("account", "by", "entered_by").first()
    if found is None:
        raise Http404
    return found


def requests(request: HttpRequest) -> HttpResponse:
    creditor = works_for(request).creditor
    waiting, over = asking.waiting(creditor)[: MOST + 1], list(asking.decided(creditor)[: MOST + 1])
    shown = tuple(map(row_of, waiting)), tuple(map(row_of, over[:MOST]))
    return show(request, "requests.html", RequestsPage(*shown, len(over) > MOST or len(shown[0]) > MOST))


def one(request: HttpRequest, bound: LedgerRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, bound, {})
    act, words, now = request.POST.get("do", ""), words_of(request), datetime.now(UTC)
    today = now.astimezone(zone_of(bound.account)).date()
    from_on, to_on, why = _day(request, "from_on"), _day(request, "to_on"), typed(request, "why", asking.MOST_WHY + 1)
    wrong = _wrong(bound, act, (from_on, to_on), why, today)
    if typed(request, "to_on") and to_on is None:
        wrong["to_on"] = "day"
    if wrong:
        return _page(request, bound, {name: words.say(f"request_wrong.{word}") for name, word in wrong.items()})
    staff = staff_of(request)
    if act == "accept" and from_on is not None:
        asking.accept(bound, from_on, to_on, staff, means(), now)
    elif act == "end" and to_on is not None:
        asking.end(bound, to_on, why, staff, means(), now)
    else:
        asking.decline(bound, why, staff, now)
    return redirect("creditor-request", lang=words.lang, bound=bound.id)


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(typed(request, name))
    except ValueError:
        return None


def _wrong(
    row: LedgerRequest, act: str, days: tuple[date | None, date | None], why: str, today: date
) -> dict[str, str]:
    from_on, to_on = days
    wrong: dict[str, str] = {}
    if act == "accept":
        asked = row.asked_at.astimezone(zone_of(row.account)).date()
        if from_on is None or not asked <= from_on <= today:
            wrong["from_on"] = "from_on"
        if to_on is not None and to_on < max(today, from_on or today):
            wrong["to_on"] = "to_on"
    elif act == "end" and (to_on is None or to_on < max(today, row.from_on)):
        wrong["to_on"] = "to_on"
    if act != "accept" and (act not in ("decline", "end") or not why or len(why) > asking.MOST_WHY):
        wrong["why"] = "why"
    return wrong


def _page(request: HttpRequest, row: LedgerRequest, wrong: dict[str, str]) -> HttpResponse:
    words, now = words_of(request), datetime.now(UTC)
    shown, today = row_of(row), now.astimezone(zone_of(row.account)).date()
    acts = ACTS.get(shown.state, ())
    kept = {"from_on": today.isoformat(), "to_on": row.to_on.isoformat() if row.to_on else ""}
    given = {name: typed(request, name) for name in kept} if request.method == "POST" else kept

    def label(name: str) -> str:
        return words.say(f"request_field.{name}")

    days = tuple(
        Field(name, label(name), given[name], "date", _hint(name, acts, words), wrong.get(name, ""))
        for name in (("to_on",) if acts == ("end",) else kept)
    )
    said = words.say("request_field.why_hint_entered" if row.way else "request_field.why_hint")
    why = Field("why", label("why"), typed(request, "why"), "textarea", said, wrong.get("why", ""))
    fields = wrong_fields((*days, why))
    page = OneRequest(shown, _number(row), _agencies(row, today), acts, days, why, fields, _rests(row, words, today))
    return show(request, "request_one.html", page, status=422 if wrong else 200)


def _hint(name: str, acts: tuple[str, ...], words: Catalogue) -> str:
    key = f"request_field.{name}_hint" + ("_end" if acts == ("end",) else "")
    return words.say(key) if words.has(key) else ""


def _number(row: LedgerRequest) -> str:
    """Whoever decides needs to find it in the creditor's own system."""
    return visible(read_account(row.account.toml.encode("utf-8")).account) if row.account.toml else ""


def _agencies(row: LedgerRequest, today: date) -> tuple[str, ...]:
    now = row.account.placements.filter(from_on__lte=today).filter(Q(to_on=None) | Q(to_on__gte=today))
    return tuple(dict.fromkeys(now.order_by("agency__name").values_list("agency__name", flat=True)))


def _rests(row: LedgerRequest, words: Catalogue, today: date) -> tuple[str, ...]:
    account = row.account
    kind = read_account(account.toml.encode("utf-8")).lender.kind if account.toml else LenderKind.UNKNOWN
    return say_rests(row.kind, account.place, kind, today, means().desk.rulebook, words)


PAGES = (
    Page("creditor/requests", requests, "creditor-requests", Who.COMPLIANCE),
    Page("creditor/requests/one/<str:bound>", one, "creditor-request", Who.COMPLIANCE, ("GET", "POST")),
)
