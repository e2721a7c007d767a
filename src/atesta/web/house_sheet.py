"""One house on one page: what the creditor sees about an agency is what the agency sees about itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from atesta.locale import Catalogue
from atesta.store.models import ApiKey
from atesta.store.overview import DAYS, FEW, Sheet, sheet, zone_of
from atesta.store.wording import Whose
from atesta.web.announced_rows import HouseAnnounced, house_announced


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key by its name; its secret is nowhere. `state` works, ended or revoked."""

    id: str
    name: str
    made_at: datetime
    ends_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """`room` creditor or agency; `house` the id of an agency, or own. Below `few` no percentage is said."""

    room: str
    house: str
    who: str
    days: int
    figures: Sheet
    few: int
    announced: HouseAnnounced
    keys: tuple[KeyRow, ...]

    @property
    def base(self) -> str:
        return f"web/{self.room}_base.html"


def sheet_page(room: str, house: Whose, words: Catalogue, now: datetime) -> SheetPage:
    found = sheet(house, now)
    who = house.agency.name if house.agency else words.say("wordings.own")
    told = house_announced(who, found.announced, words)
    return SheetPage(room, house.agency.id if house.agency else "own", who, DAYS, found, FEW, told, keys(house, now))


def keys(house: Whose, now: datetime) -> tuple[KeyRow, ...]:
    rows = ApiKey.objects.filter(creditor=house.creditor, agency=house.agency).order_by("-made_at", "-id")
    return tuple(_key(row, zone_of(house.creditor), now) for row in rows)


def _key(row: ApiKey, zone: ZoneInfo, now: datetime) -> KeyRow:
    ends_at = row.ends_at.astimezone(zone) if row.ends_at else None
    return KeyRow(row.id, row.name, row.made_at.astimezone(zone), ends_at, _state(row, now))


def _state(row: ApiKey, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "ended" if row.ends_at is not None and row.ends_at <= now else "works"
