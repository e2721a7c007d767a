"""What the do-not-contact list decides, as sentences."""

from __future__ import annotations

from atesta.locale import Catalogue
from atesta.mandate.do_not_contact import Allowed, Decision, Reason, Refused
from atesta.telling.say import say_day
from atesta.telling.visible import visible


def say_decision(found: Decision, words: Catalogue) -> tuple[str, ...]:
    """The decision, then each reason."""
    if isinstance(found, Allowed):
        return (words.say("house_says.allowed"),)
    first = words.say("house_says.refused" if isinstance(found, Refused) else "house_says.ask")
    return (first, *(say_reason(reason, words) for reason in found.reasons))


def say_reason(reason: Reason, words: Catalogue) -> str:
    since = words.say("house_says.since", day=say_day(reason.since.date(), words.lang)) if reason.since else ""
    source = f"house_source.{reason.by}"
    by = words.say(source) if reason.by and words.has(source) else visible(reason.by)
    said = (words.say(f"house_says.{reason.id}"), since, by)
    return words.say("page.listed").join(filter(None, said))
