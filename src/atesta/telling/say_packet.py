"""What a packet lacks, or why it is not made, in the reader's words: what, why, what to do; and what its files are."""

from __future__ import annotations

import re
from datetime import date, datetime

from atesta.action.complaint.channel import load_channels
from atesta.action.complaint.packet import Missing, Refusal
from atesta.locale import Catalogue
from atesta.telling.citation import say_citation
from atesta.telling.say import say_day
from atesta.telling.say_error import three_lines
from atesta.telling.say_fact import say_confidence


def say_missing(one: Missing, words: Catalogue) -> str:
    """Three lines: the field, how we know that it is asked for, what to do."""
    what, do = (words.say(f"packet_missing.{one.field}.{part}") for part in ("what", "do"))
    return three_lines(what, words.say("packet.asked_for", known=say_confidence(one.confidence, words)), do)


def say_refused(one: Refusal, words: Catalogue) -> str:
    """Three lines, the second with the text that it rests on where there is one."""
    what, why = refused_parts(one, words)
    do = words.say(f"packet_refused.{one.id}.do", n=None, **_values(one, words))
    overruled = [words.say("packet.even_so")] if one.of_the_body else []
    return three_lines(what, why, _glue(words).join((do, *overruled)))


def refused_parts(one: Refusal, words: Catalogue) -> tuple[str, str]:
    """What and why, with the text that it rests on. What to do is told by whoever asked: in a file, or on a page."""
    values = _values(one, words)
    what, why = (words.say(f"packet_refused.{one.id}.{part}", n=None, **values) for part in ("what", "why"))
    cited = [say_citation(citation, words) for citation in one.citations]
    return what, _glue(words).join((why, *cited))


def _values(one: Refusal, words: Catalogue) -> dict[str, object]:
    return {
        name: _channel(value, words) if name == "channel" else _value(value, words)
        for name, value in one.values.items()
    }


def _channel(official: object, words: Catalogue) -> str:
    """By the name that the pages have for it, not as it is written in another script."""
    named = (one.names[words.lang] for one in load_channels().values() if one.official == official)
    return next(named, str(official))


def _glue(words: Catalogue) -> str:
    return "" if words.lang == "zh" else " "


def say_file(name: str, words: Catalogue) -> str:
    """What a file of a packet is; "" for one of many (an original, a masked copy)."""
    key = re.sub(r"\.(en|es|zh)\.pdf$|\.(pdf|txt)$", "", name.partition("/")[2])
    key = "packet_file." + key.replace("/", "_").replace("-", "_").removeprefix("0")
    return words.say(key) if words.has(key) else ""


def _value(value: object, words: Catalogue) -> object:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC{value:%z}"
    if isinstance(value, date):
        return say_day(value, words.lang)
    return words.say("where.between").join(map(str, value)) if isinstance(value, tuple) else value
