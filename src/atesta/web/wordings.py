"""Wordings in the browser, for the creditor and for its agencies: what a page says of them, and the form to try one.

The agency reads which label and which rule speak against its wording, never which characters: with them it could move
a word about until nothing is found (docs/decisions/037-wordings.md). The creditor, who answers for it, sees them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from atesta.contact.message import Channel
from atesta.contact.place import PLACES
from atesta.errors import AtestaError
from atesta.locale import Catalogue
from atesta.rules.rule_file import HOUSE
from atesta.store import wording
from atesta.store.models import StaffOf, Template, TemplateTry
from atesta.store.wording import Whose
from atesta.store.wording_preview import DAYS_LATE, NAMES, Flag, Preview, sample
from atesta.telling.say import say_money
from atesta.telling.say_error import say_briefly
from atesta.telling.visible import visible
from atesta.web.access import works_for
from atesta.web.desk import desk
from atesta.web.field import Field, wrong_fields
from atesta.web.show import show, words_of
from atesta.web.staff_session import staff_of

CHANNELS = tuple(channel.value for channel in Channel)
MOST = 200
"""Rows on one page of a list."""


@dataclass(frozen=True, slots=True)
class FlagSaid:
    """`rule` has a page of its own, "" where it has none; `quote` is empty for the agency."""

    name: str
    answer: str
    rule: str
    quote: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the review says. `text` as it would reach somebody."""

    text: str
    flags: tuple[FlagSaid, ...]
    distress: bool


@dataclass(frozen=True, slots=True)
class TryRow:
    at: datetime
    who: str
    text: str
    flagged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordingRow:
    """A wording in a list: whose it is, how it stands, what was flagged when it was proposed."""

    id: str
    who: str
    channel: str
    text: str
    state: str
    flagged: tuple[str, ...]
    made_at: datetime
    decided_at: datetime | None
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class TryPage:
    """`room` is creditor or agency; `place` leads to the rules. `found` None: nothing was looked at yet. `spent` of
    `most` tries today; `full`: no more are taken."""

    room: str
    place: str
    fields: tuple[Field, ...]
    wrong: tuple[Field, ...]
    names: str
    owed: str
    days: int
    spent: int
    most: int
    full: bool
    found: Found | None

    @property
    def base(self) -> str:
        return f"web/{self.room}_base.html"


def try_page(request: HttpRequest) -> HttpResponse:
    """`do=try` shows what would be flagged; `do=propose` puts it before a person of the creditor."""
    works, words, now = works_for(request), words_of(request), datetime.now(UTC)
    room = "agency" if works.agency else "creditor"
    channel, text = request.POST.get("channel", CHANNELS[0]), _text(request)
    if request.method != "POST":
        return _try_page(request, works, room, now)
    wrong = _wrong(channel, text, words)
    full, found = False, None
    try:
        if not wrong and request.POST.get("do") == "propose":
            made = wording.propose(whose(works), channel, text, desk(), now, staff_of(request))
            if isinstance(made, Template):
                return redirect(f"{room}-template", lang=words.lang, wording=made.id)
            full = True
        elif not wrong:
            tried = wording.try_out(whose(works), channel, text, desk(), now)
            full = tried.preview is None
            found = found_said(tried.preview, words, quotes=works.agency is None) if tried.preview else None
    except AtestaError as error:
        wrong = {"text": say_briefly(error, words)}
    return _try_page(request, works, room, now, (channel, text), wrong, full=full, found=found)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "").strip()


def _wrong(channel: str, text: str, words: Catalogue) -> dict[str, str]:
    wrong = {}
    if channel not in CHANNELS:
        wrong["channel"] = words.say("wording_wrong.channel")
    if not text or len(text) > wording.MOST_TEXT:
        wrong["text"] = words.say("wording_wrong.text", most=wording.MOST_TEXT)
    return wrong


def _try_page(
    request: HttpRequest,
    works: StaffOf,
    room: str,
    now: datetime,
    typed: tuple[str, str] = ("sms", ""),
    wrong: dict[str, str] | None = None,
    *,
    full: bool = False,
    found: Found | None = None,
) -> HttpResponse:
    words, wrong = words_of(request), wrong or {}
    channels = tuple((one, words.say(f"channel.{one}")) for one in CHANNELS)
    fields = (
        Field(
            "channel", words.say("wording_field.channel"), typed[0], "select", "", wrong.get("channel", ""), channels
        ),
        Field("text", words.say("wording_field.text"), typed[1], "textarea", wrong=wrong.get("text", "")),
    )
    spent, most = wording.tries_today(whose(works), now), wording.TRIES_A_DAY
    owed = say_money(str(sample(works.creditor, now).instalments[0].amount), words.lang)
    names = " ".join(f"{{{name}}}" for name in NAMES)
    page = TryPage(
        room, works.creditor.place, fields, wrong_fields(fields), names, owed, DAYS_LATE, spent, most, full, found
    )
    again = {"channel": typed[0], "text": typed[1], "do": "try"} if request.method == "POST" else None
    status = 422 if wrong else 429 if full else 200
    return show(request, "wording_try.html", page, again=again, status=status)


def whose(works: StaffOf) -> Whose:
    return Whose(works.creditor, works.agency)


def found_said(found: Preview, words: Catalogue, *, quotes: bool) -> Found:
    return Found(visible(found.text), flags_said(found.flags, words, quotes=quotes), found.distress)


def flags_of(template: Template) -> tuple[Flag, ...]:
    """As the review said them when it was proposed."""
    return tuple(Flag(**flag) for flag in template.findings)


def flags_said(flags: tuple[Flag, ...], words: Catalogue, *, quotes: bool) -> tuple[FlagSaid, ...]:
    """Without the quotes two flags may read alike: then they are one."""
    said = (_said(flag, words, quotes=quotes) for flag in flags)
    return tuple(dict.fromkeys(said))


def _said(flag: Flag, words: Catalogue, *, quotes: bool) -> FlagSaid:
    rulebook = desk().rulebook
    rule = flag.rule if flag.rule in rulebook.files else ""
    name = rulebook.rule(rule).titles[words.lang].rstrip(".。") if rule else ""
    word = f"conduct_answer.{flag.answer}"
    if flag.room == "truth":
        name, word = words.say(f"web_complaint.finding.{flag.name}"), f"truth_answer.{flag.answer}"
    elif flag.room == "limits":
        house = flag.answer == "benchmark_breach" and rule and rulebook.rule(rule).place == HOUSE
        word = "limits_mark.house_breach" if house else f"limits_mark.{flag.answer}"
    elif flag.name and words.has(f"label.{flag.name}"):
        name = words.say(f"label.{flag.name}")
    return FlagSaid(name, words.say(word), rule, visible(flag.quote) if quotes else "")


def labels_said(labels: list[str], words: Catalogue) -> tuple[str, ...]:
    """Labels, and claims as `kind:answer` (store.wording)."""
    found = []
    for label in labels:
        kind, _, answer = label.partition(":")
        if answer:
            claim = words.say(f"web_complaint.finding.{kind}")
            found.append(words.say("page.labelled", label=claim, text=words.say(f"truth_answer.{answer}")))
        else:
            found.append(words.say(f"label.{label}"))
    return tuple(found)


def row_of(template: Template, words: Catalogue) -> WordingRow:
    zone = zone_of(template.creditor.place)
    return WordingRow(
        template.id,
        template.agency.name if template.agency else words.say("wordings.own"),
        template.channel,
        visible(template.text),
        template.state,
        labels_said(template.labels, words),
        template.made_at.astimezone(zone),
        template.decided_at.astimezone(zone) if template.decided_at else None,
        template.by.login if template.by else "",
        visible(template.why),
    )


def try_row(row: TemplateTry, words: Catalogue, place: str) -> TryRow:
    who = row.agency.name if row.agency else words.say("wordings.own")
    return TryRow(row.at.astimezone(zone_of(place)), who, visible(row.text), labels_said(row.labels, words))


def zone_of(place: str) -> ZoneInfo:
    """The clock of a house that lends there."""
    return ZoneInfo(PLACES[place].zones[0])
