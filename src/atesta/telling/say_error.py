"""A refusal in the reader's language: what happened, why it matters, what to do, whole sentences of the catalogue."""

from __future__ import annotations

from datetime import date, datetime

from atesta.contact.message import Channel
from atesta.errors import AtestaError, Where
from atesta.locale import Catalogue
from atesta.telling.say import say_day, say_moment

PARTS = ("what", "why", "do")


def say_error(error: AtestaError, words: Catalogue) -> str:
    """Three lines for standard error."""
    return three_lines(*say_parts(error, words))


def say_briefly(error: AtestaError, words: Catalogue) -> str:
    """What happened and what to do, in one line."""
    what, _, do = say_parts(error, words)
    return f"{what} {do}"


def say_parts(error: AtestaError, words: Catalogue) -> list[str]:
    """What happened, why it matters, what to do."""
    values = {name: _value(value, words) for name, value in error.values.items()}
    keys = [f"error.{error.key}.{part}" for part in PARTS]
    if error.form:
        keys[-1] = f"expected.{error.form}"
    return [words.say(key, n=None, **values) for key in keys]


def say_refusal(key: str, words: Catalogue, **values: object) -> str:
    """The same for what no exception carries."""
    return three_lines(*(words.say(f"error.{key}.{part}", n=None, **values) for part in PARTS))


def three_lines(what: str, why: str, do: str) -> str:
    return f"atesta: {what}\n  {why}\n  {do}"


def _value(value: object, words: Catalogue) -> object:
    """A day and a channel are told in words of the language; what was typed stays as it is."""
    between = words.say("where.between")
    if isinstance(value, Where):
        return between.join(words.say(f"where.{kind}", name=name) for kind, name in value.steps)
    if isinstance(value, tuple):
        return between.join(str(_value(one, words)) for one in value)
    if isinstance(value, Channel):
        return words.say(f"channel.{value}")
    if isinstance(value, datetime):
        return say_moment(value, words.lang)
    return say_day(value, words.lang) if isinstance(value, date) else value
