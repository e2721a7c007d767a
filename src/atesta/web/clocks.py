"""The clocks of a place as a person calls them: a city or an island, in the language of the page."""

from __future__ import annotations

from atesta.contact.place import PLACES
from atesta.locale import Catalogue


def clocks(place: str, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """(Zone, said) of each zone of the place, as the choices of a field. The names are `clock_of.<city>`."""
    return tuple((zone, words.say(f"clock_of.{zone.rpartition('/')[2].lower()}")) for zone in PLACES[place].zones)
