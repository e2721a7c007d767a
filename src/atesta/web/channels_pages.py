"""Where one can complain in a place, words that frighten there, and how to tell a court's paper: dated data, told.

No way is chosen for anybody here: the page of the channels says that the order matters, and puts the lender first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse

from atesta.action.complaint.channel import Channel, channels_of, load_channels
from atesta.action.court_papers import court_papers_of
from atesta.action.scare_words import ScareWord, scare_words
from atesta.locale import Catalogue
from atesta.telling.say import say_day
from atesta.telling.say_channel import ChannelSaid, say_channel
from atesta.telling.say_fact import Told, told
from atesta.web.access import Who, finder
from atesta.web.pages import Page
from atesta.web.show import show, words_of

LENDER = "lender_desk"
SECTIONS = ("real", "threat", "check", "unchecked")


@dataclass(frozen=True, slots=True)
class ChannelList:
    """`first`: the lender's own desk, where the place has one in the data; `emergency` in danger; `closed` are no
    place to file."""

    place: str
    first: ChannelSaid | None
    emergency: tuple[ChannelSaid, ...]
    others: tuple[ChannelSaid, ...]
    closed: tuple[ChannelSaid, ...]


@dataclass(frozen=True, slots=True)
class ChannelPage:
    """`lender_first`: the lender's own desk is another channel of this place, and comes before this one."""

    place: str
    channel: ChannelSaid
    lender_first: bool


@dataclass(frozen=True, slots=True)
class WordSaid:
    """`facts`: what it is when it is real, what it is not, where to check, each with its heading."""

    id: str
    name: str
    facts: tuple[tuple[str, Told], ...]


@dataclass(frozen=True, slots=True)
class WordList:
    place: str
    words: tuple[WordSaid, ...]


@dataclass(frozen=True, slots=True)
class CourtPage:
    """`sections`: heading and facts; `first` is the sentence that always comes first."""

    place: str
    first: str
    sections: tuple[tuple[str, tuple[Told, ...]], ...]
    checked: str


@finder("channel")
def find_channel(request: HttpRequest, given: str) -> Channel:
    found = load_channels().get(given)
    if found is None:
        raise Http404
    return found


def channels(request: HttpRequest, place: str) -> HttpResponse:
    words, today = words_of(request), datetime.now(UTC).date()
    said = [say_channel(one, today, words) for one in channels_of(place)]
    first = next((one for one in said if one.id == LENDER), None)
    emergency = tuple(one for one in said if one.id.startswith("emergency_"))
    rest = [one for one in said if one is not first and one not in emergency]
    closed = tuple(one for one in rest if one.closed)
    page = ChannelList(place, first, emergency, tuple(one for one in rest if not one.closed), closed)
    return show(request, "channels.html", page, place=place)


def channel(request: HttpRequest, place: str, channel: Channel) -> HttpResponse:
    if place not in channel.places:
        raise Http404
    said = say_channel(channel.seen_from(place), datetime.now(UTC).date(), words_of(request))
    lender_first = channel.id != LENDER and not said.closed and place in load_channels()[LENDER].places
    return show(request, "channel.html", ChannelPage(place, said, lender_first), place=place)


def scary(request: HttpRequest, place: str) -> HttpResponse:
    words = words_of(request)
    here = (word for word in scare_words().values() if place in word.places)
    said = sorted((_word(word, words) for word in here), key=lambda word: word.name.casefold())
    return show(request, "words.html", WordList(place, tuple(said)), place=place)


def court_paper(request: HttpRequest, place: str) -> HttpResponse:
    words, papers = words_of(request), court_papers_of(place)
    sections = tuple(
        (words.say(f"court_papers.{name}"), tuple(told(fact, words) for fact in getattr(papers, name)))
        for name in SECTIONS
        if getattr(papers, name)
    )
    checked = words.say("complaint_channel.checked_on", day=say_day(papers.checked_on, words.lang))
    page = CourtPage(place, papers.first[words.lang], sections, checked)
    return show(request, "court_paper.html", page, place=place)


def _word(word: ScareWord, words: Catalogue) -> WordSaid:
    headings = ("real", "is_not", "check")
    facts = tuple(
        (words.say(f"scare_word.{name}"), told(fact, words)) for name, fact in zip(headings, word.facts, strict=True)
    )
    return WordSaid(word.id, word.names[words.lang], facts)


PAGES = (
    Page("<str:place>/channels", channels, "channels", Who.ANYONE),
    Page("<str:place>/channels/<str:channel>", channel, "channel", Who.ANYONE),
    Page("<str:place>/words", scary, "words", Who.ANYONE),
    Page("<str:place>/court-paper", court_paper, "court-paper", Who.ANYONE),
)
