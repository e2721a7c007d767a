"""Do not contact, at the creditor: what needs a decision, what is in force, who decided what; the list to take along.

No page shows or asks for a person: her number is typed once, hashed, and never shown again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.place import PLACES
from atesta.errors import AtestaError
from atesta.installation.home import home_in
from atesta.intake.extract_file import Extract, open_extract
from atesta.locale import Catalogue
from atesta.store import house
from atesta.store.models import Block, BlockDecision
from atesta.telling.say_error import say_briefly
from atesta.web.access import Who, finder, may
from atesta.web.field import Field, wrong_fields
from atesta.web.pages import Page
from atesta.web.show import settings, show, words_of
from atesta.web.staff_session import staff_of

MOST = 200
"""Rows on one page of a list."""
LENGTHS = {"address": 320, "number": 40, "reference": 80, "on": 10, "extract": 90_000, "reason": house.MOST_REASON}
REPORT, REFUSAL = "report", "refusal"


@dataclass(frozen=True, slots=True)
class HouseList:
    """Both lists, and whether each has more rows than are shown; `places` are those of the senders that are listed."""

    waiting: tuple[Block, ...]
    more_waiting: bool
    rows: tuple[Block, ...]
    more: bool
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entering:
    """A form for a `report` or a `refusal`."""

    what: str
    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class OneBlock:
    """One entry with what was decided. `acts` are those that can be decided now."""

    block: Block
    decisions: tuple[BlockDecision, ...]
    acts: tuple[str, ...]
    reason: Field
    wrong: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    rows: tuple[BlockDecision, ...]
    more: bool


@finder("block")
def _block(request: HttpRequest, given: str) -> Block:
    found = Block.objects.filter(id=given).first()
    if found is None or not may(request, Who.KEEPER):
        raise Http404
    return found


def home(request: HttpRequest) -> HttpResponse:
    waiting, rows = list(house.waiting()[: MOST + 1]), list(house.in_force()[: MOST + 1])
    places = Block.objects.filter(kind=house.SENDER, confirmed_at__isnull=False).values_list("place", flat=True)
    listed = tuple(sorted(set(places)))
    page = HouseList(tuple(waiting[:MOST]), len(waiting) > MOST, tuple(rows[:MOST]), len(rows) > MOST, listed)
    return show(request, "staff_house.html", page)


def report(request: HttpRequest) -> HttpResponse:
    return _enter(request, REPORT)


def refusal(request: HttpRequest) -> HttpResponse:
    return _enter(request, REFUSAL)


def _enter(request: HttpRequest, what: str) -> HttpResponse:
    typed = {name: _typed(request, name) for name in ("kind", "place", "source", *LENGTHS)}
    now, wrong = datetime.now(UTC), dict[str, str]()
    if request.method == "POST":
        words = words_of(request)
        wrong = _wrong_of(what, typed, now, words)
        try:
            if not wrong:
                given, extract = _entered(what, typed, now), _extract(typed)
                block = house.enter(given, staff_of(request), now, extract)
                return redirect("staff-house-one", lang=words.lang, block=block.id)
        except AtestaError as error:
            field = "number" if error.key == "house_number" else "extract"
            said = say_briefly(error, words)
            wrong = {field: said[:1].upper() + said[1:]}
    fields = _fields(what, typed, wrong, words_of(request))
    page = Entering(what, fields, wrong_fields(fields))
    return show(request, "staff_house_enter.html", page, status=422 if wrong else 200)


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()


def _wrong_of(what: str, typed: Mapping[str, str], now: datetime, words: Catalogue) -> dict[str, str]:
    """Field -> what is wrong with it, as a sentence."""
    wrong = {name: "long" for name, most in LENGTHS.items() if len(typed[name]) > most}
    if typed["place"] not in PLACES:
        wrong["place"] = "place"
    if typed["source"] not in house.SOURCES:
        wrong["source"] = "source"
    if what == REPORT and not typed["address"]:
        wrong["address"] = "address"
    if what == REFUSAL and typed["kind"] not in house.REFUSALS:
        wrong["kind"] = "kind"
    day = _day(typed["on"])
    if day is None or day > (now + timedelta(hours=14)).date() or day.year < 2000:
        wrong["on"] = "on"
    return {name: words.say(f"house_wrong.{word}") for name, word in wrong.items()}


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _entered(what: str, typed: Mapping[str, str], now: datetime) -> house.Entered:
    """From the first minute of the day that was typed, by the clock of the place; never later than now."""
    day = _day(typed["on"])
    assert day is not None
    since = min(datetime.combine(day, time(), ZoneInfo(PLACES[typed["place"]].zones[0])), now)
    kind, address = (house.SENDER, typed["address"]) if what == REPORT else (typed["kind"], "")
    return house.Entered(kind, typed["place"], since, typed["source"], typed["reference"], address, typed["number"])


def _extract(typed: Mapping[str, str]) -> Extract | None:
    """Her own signed extract, where she showed it. Raises AtestaError for what is none."""
    if not typed["extract"]:
        return None
    return open_extract(typed["extract"], home_in(settings().home).anchors())


def _fields(what: str, typed: Mapping[str, str], wrong: Mapping[str, str], words: Catalogue) -> tuple[Field, ...]:
    def field(name: str, **more: object) -> Field:
        hint = f"house_form.{name}_hint_{what}"
        hint = words.say(hint) if words.has(hint) else ""
        label = words.say(f"house_form.{name}")
        return Field(name, label, typed[name], hint=hint, wrong=wrong.get(name, ""), **more)  # type: ignore[arg-type]

    places = tuple((code, words.say(f"place_name.{code}")) for code in PLACES)
    sources = tuple((one, words.say(f"house_source.{one}")) for one in house.SOURCES)
    kinds = tuple((one, words.say(f"house_kind.{one}")) for one in house.REFUSALS)
    about = (
        (field("address", required=True, maxlength=LENGTHS["address"]),)
        if what == REPORT
        else (field("kind", kind="radio", choices=kinds, required=True),)
    )
    more = () if what == REPORT else (field("extract", kind="textarea"),)
    return (
        *about,
        field("number", required=what == REFUSAL, inputmode="tel", maxlength=LENGTHS["number"]),
        field("place", kind="select", choices=places),
        field("on", kind="date", required=True),
        field("source", kind="select", choices=sources),
        field("reference", maxlength=LENGTHS["reference"]),
        *more,
    )


def one(request: HttpRequest, block: Block) -> HttpResponse:
    reason, act, words = _typed(request, "reason"), request.POST.get("do", ""), words_of(request)
    wrong = ""
    if request.method == "POST":
        if reason and len(reason) <= LENGTHS["reason"] and act in house.ACTS:
            house.decide(block, act, staff_of(request), reason, datetime.now(UTC))
            return redirect("staff-house-one", lang=words.lang, block=block.id)
        wrong = words.say("house_wrong.reason")
    label, hint = words.say("house_form.reason"), words.say("house_form.reason_hint")
    field = Field("reason", label, reason, "textarea", hint, wrong, required=True)
    acts = tuple(each for each in house.ACTS if house.may_be(block, each))
    found = tuple(block.decisions.select_related("staff").order_by("at", "id"))
    page = OneBlock(block, found, acts, field, wrong_fields((field,)))
    return show(request, "staff_house_one.html", page, status=422 if wrong else 200)


def decided(request: HttpRequest) -> HttpResponse:
    found = list(house.decisions()[: MOST + 1])
    return show(request, "staff_house_log.html", Decisions(tuple(found[:MOST]), len(found) > MOST))


def directory(request: HttpRequest, place: str) -> HttpResponse:
    return _file(house.directory_toml(place), "application/toml", f"reported-{place.lower()}.toml")


def senders(request: HttpRequest) -> HttpResponse:
    return _file(house.senders_csv(datetime.now(UTC)), "text/csv", "do-not-contact-senders.csv")


def recipients(request: HttpRequest) -> HttpResponse:
    return _file(house.recipients_csv(datetime.now(UTC)), "text/csv", "do-not-contact-recipients.csv")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


FORM = ("GET", "POST")
PAGES = (
    Page("staff/house", home, "staff-house", Who.KEEPER),
    Page("staff/house/report", report, "staff-house-report", Who.KEEPER, FORM),
    Page("staff/house/refusal", refusal, "staff-house-refusal", Who.KEEPER, FORM),
    Page("staff/house/decided", decided, "staff-house-log", Who.KEEPER),
    Page("staff/house/senders.csv", senders, "staff-house-senders", Who.KEEPER),
    Page("staff/house/recipients.csv", recipients, "staff-house-recipients", Who.KEEPER),
    Page("staff/house/reported/<str:place>.toml", directory, "staff-house-directory", Who.KEEPER),
    Page("staff/house/entry/<str:block>", one, "staff-house-one", Who.KEEPER, FORM),
)
