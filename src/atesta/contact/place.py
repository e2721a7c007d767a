"""Places whose rules we carry: ISO 3166-1 codes, their zones and currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from atesta.errors import InputError


@dataclass(frozen=True, slots=True)
class Place:
    """`zones` are IANA names, the most populous first; `currency` is ISO 4217."""

    code: str
    zones: tuple[str, ...]
    currency: str

    @property
    def only_zone(self) -> str | None:
        """The zone, where the place has only one; otherwise it must be known from the account."""
        return self.zones[0] if len(self.zones) == 1 else None


PLACES: Mapping[str, Place] = MappingProxyType(
    {
        place.code: place
        for place in (
            Place("CN", ("Asia/Shanghai",), "CNY"),
            Place("MX", ("America/Mexico_City", "America/Cancun", "America/Hermosillo", "America/Tijuana"), "MXN"),
            Place("CO", ("America/Bogota",), "COP"),
            Place("CL", ("America/Santiago", "America/Punta_Arenas", "Pacific/Easter"), "CLP"),
            Place("PE", ("America/Lima",), "PEN"),
            Place("ES", ("Europe/Madrid", "Atlantic/Canary"), "EUR"),
            Place(
                "US",
                (
                    "America/New_York",
                    "America/Chicago",
                    "America/Denver",
                    "America/Phoenix",
                    "America/Los_Angeles",
                    "America/Anchorage",
                    "Pacific/Honolulu",
                ),
                "USD",
            ),
            Place("GB", ("Europe/London",), "GBP"),
        )
    }
)


def today_of(place: str, now: datetime) -> date:
    """The day of `now` by the clock of the place's first zone."""
    return now.astimezone(ZoneInfo(PLACES[place].zones[0])).date()


def place_code(given: str) -> str:
    """The code as we keep it: upper case, UK read as GB. An unknown place is refused with the list of known ones."""
    code = given.strip().upper()
    code = "GB" if code == "UK" else code
    if code not in PLACES:
        raise InputError(
            f"The place {code[:12]!r} is not known.",
            "Without it no rule can be chosen.",
            f"Use one of {', '.join(PLACES)}.",
            key="place_unknown",
            given=code[:12],
            places=tuple(PLACES),
        )
    return code
