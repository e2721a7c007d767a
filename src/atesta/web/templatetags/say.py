"""`{% say "key" name=value %}`: a sentence of the catalogue, escaped like everything that a template prints."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context

from atesta.contact.place import PLACES
from atesta.locale import Catalogue
from atesta.telling.say import say_day, say_moment, say_money
from atesta.telling.visible import visible

register = template.Library()


def _words(context: Context) -> Catalogue:
    words: Catalogue = context["words"]
    return words


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: Any) -> str:
    """`n` chooses between one and other. A missing key is our fault and fails the page."""
    return _words(context).say(key, **values)


@register.simple_tag(takes_context=True)
def say_if(context: Context, key: str, **values: Any) -> str:
    """The sentence where there is one, nothing else: for notes that few entries have."""
    words = _words(context)
    return words.say(key, **values) if words.has(key) else ""


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | None) -> str:
    return say_day(value, _words(context).lang) if value else ""


@register.simple_tag(takes_context=True)
def day_there(context: Context, value: datetime, place: str, zone: str = "") -> str:
    """The day of a moment by the clock of `zone`, else of the place's first one, and not of UTC."""
    return say_day(value.astimezone(ZoneInfo(zone or PLACES[place].zones[0])).date(), _words(context).lang)


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None) -> str:
    return say_moment(value, _words(context).lang) if value else ""


@register.simple_tag(takes_context=True)
def moment_there(context: Context, value: datetime, place: str) -> str:
    """By the clock of the place's first zone, not of UTC."""
    return say_moment(value.astimezone(ZoneInfo(PLACES[place].zones[0])), _words(context).lang)


@register.simple_tag(takes_context=True)
def money(context: Context, value: str) -> str:
    """ "412.60 CNY" as the reader writes it."""
    return say_money(value, _words(context).lang)


@register.filter
def plainly(text: str) -> str:
    """Text of unknown origin without control and direction characters; escaping is the template's."""
    return visible(text)
