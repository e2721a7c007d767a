"""Announcements by agency and day, what their claims came to, and what people reported that nobody had announced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from atesta.store.models import Announcement
from atesta.store.overview import DAYS, announced_by, houses, unworded
from atesta.web.access import Who, works_for
from atesta.web.announced_rows import AnnouncedRow, HouseAnnounced, house_announced, newest
from atesta.web.pages import Page
from atesta.web.show import show, words_of


@dataclass(frozen=True, slots=True)
class RegisteredPage:
    """`room` creditor or agency; of the last `days` days by house, and the newest announcements: all of them, or with
    `bare` the texts that are no approved wording. `worded`: the creditor has approved some."""

    room: str
    houses: tuple[HouseAnnounced, ...]
    rows: tuple[AnnouncedRow, ...]
    days: int
    worded: bool = False
    bare: bool = False

    @property
    def base(self) -> str:
        return f"web/{self.room}_base.html"


def page(request: HttpRequest) -> HttpResponse:
    creditor, words, now = works_for(request).creditor, words_of(request), datetime.now(UTC)
    told = announced_by(creditor, now)
    by_house = tuple(
        house_announced(
            house.agency.name if house.agency else words.say("wordings.own"),
            told[house.agency.id if house.agency else None],
            words,
        )
        for house in houses(creditor)
    )
    worded = any(one.bare is not None for one in told.values())
    bare = worded and request.GET.get("wording") == "none"
    every = Announcement.objects.filter(creditor=creditor)
    rows = newest(unworded(every) if bare else every, words, None, now)
    return show(request, "registered.html", RegisteredPage("creditor", by_house, rows, DAYS, worded, bare))


PAGES = (Page("creditor/registered", page, "creditor-registered", Who.COMPLIANCE),)
