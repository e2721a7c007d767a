"""What a packet lacks, or why it is not made, in the reader's words: what, why, what to do; and what its files are."""

from __future__ import annotations

import re
from datetime import date, datetime

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
    values = {name: _value(value, words) for name, value in one.values.items()}
    what, why, do = (words.say(f"packet_refused.{one.id}.{part}", n=None, **values) for part in ("what", "why", "do"))
    cited = " ".join(say_citation(citation, words) for citation in one.citations)
    if one.of_the_body:
        do = f"{do} {words.say('packet.even_so')}"
    return three_lines(what, f"{why} {cited}".strip(), do)


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
