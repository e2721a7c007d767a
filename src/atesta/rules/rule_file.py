"""One rule file (TOML) read strictly: whatever is not understood is refused with the file and the key.

The shape, one rule per file, named like its id::

    id = "cn-quiet-hours"
    place = "CN"                      # a code of contact/place.py, or "house" (the two source documents)
    kind = "hours"                    # names the check that reads it, one of KINDS
    mission = ["B1.4"]                # sentences of MISSION.md that it serves; may be empty for a law
    title.en = "..."                  # whole sentences, in en, es and zh
    title.es = "..."
    title.zh = "..."
    reviewed_on = 2026-11-21          # the day somebody last compared it with its source
    [[in_force]]                      # one per version, days inclusive, never overlapping
    from = 2025-02-28
    to = 2026-12-31                   # absent: still in force
    force = "standard"                # law | regulation | standard | self_regulation | house
    instrument = "ministry_rule"      # optional: one of INSTRUMENTS, said to people in place of the force
    confidence = "S"                  # V | Vq | S | S- | G: of the sentence that is encoded here
    cite = "GB/T 45251-2025 §5.3"
    source = "facts/cn.md B1"
    binds = ["own", "agency"]         # own | agency | buyer
    parameters = { ... }              # what the check of that kind reads; see the check

A rule of any kind may say in its parameters where else it is cited (words of phrase files, LABELS and INTERFACES)::

    parameters.labels = ["threat"]            # beside conduct findings of these categories; "threat.violence": only of
                                              # words that show it (`shows` in a phrase file)
    parameters.claims = ["credit_report"]     # beside claims of these kinds; "third_party.done": only
                                              # where it is said to be done already
    parameters.terms = ["assets"]             # of the unnamed consequences among them, those of these terms
    parameters.phrases = ["ask_why"]          # forbids what these phrases say: a finding of its own
    parameters.person_judges = ["court_like"] # of those, what the words alone do not decide
    parameters.lenders = ["bank"]             # binds these lenders only
    parameters.members = ["bank"]             # surely binds these; of the others it is not known

`kind` stands on a line of its own, so that a review can choose the files it needs before it parses any of them
(parsing TOML is most of the start-up time).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeVar

from atesta.contact.place import PLACES
from atesta.errors import RulebookError
from atesta.kept import late
from atesta.rules.rule import INSTRUMENTS, PARTIES, Citation, Confidence, Force, InForce, Rule

HOUSE = "house"
LANGUAGES = ("en", "es", "zh")
KINDS = frozenset(
    {
        "hours",
        "frequency",
        "third_party",
        "do_not_contact",
        "pause",
        "visit",
        "identification",
        "conduct",
        "courtesy",
        "legal_claim",
        "credit_report",
        "amount",
        "payment",
        "authenticity",
        "channel",
        "hardship",
        "record",
        "oversight",
        "evidence",
    }
)
_RULE_KEYS = frozenset({"id", "place", "kind", "mission", "title", "reviewed_on", "in_force"})
_VERSION_KEYS = frozenset({"from", "to", "force", "instrument", "confidence", "cite", "source", "binds", "parameters"})
_ID = late(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_KIND_LINE = late(rb'^kind = "([a-z_]+)"', re.MULTILINE)
_Word = TypeVar("_Word", bound=StrEnum)


def kind_of(name: str, raw: bytes) -> str:
    """The kind of a rule file, without parsing it."""
    found = _KIND_LINE.search(raw)
    if found is None:
        raise _refused(name, "kind", 'there is no line kind = "…"')
    return found[1].decode()


def read_rule(name: str, raw: bytes) -> Rule:
    """The rule in `raw`. `name` is the file's name as shown in errors, for example "cn/cn-quiet-hours.toml"."""
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(name, "file", f"it is not TOML in UTF-8 ({error})") from error
    _only(name, table, _RULE_KEYS)
    rule = Rule(
        id=_id(name, table),
        place=_one_of(name, table, "place", (HOUSE, *PLACES)),
        kind=_one_of(name, table, "kind", KINDS),
        titles=_titles(name, table),
        mission=_texts(name, table, "mission"),
        reviewed_on=_day(name, table, "reviewed_on"),
        versions=_versions(name, table),
    )
    if rule.kind != kind_of(name, raw):
        raise _refused(name, "kind", "the first kind line is not the rule's")
    return rule


def _versions(name: str, table: Mapping[str, Any]) -> tuple[InForce, ...]:
    given = table.get("in_force")
    if not isinstance(given, list) or not given:
        raise _refused(name, "in_force", "there is no version")
    versions = tuple(sorted((_version(name, item) for item in given), key=lambda version: version.from_))
    for earlier, later in pairwise(versions):
        if earlier.to is None or earlier.to >= later.from_:
            raise _refused(name, "in_force", f"two versions overlap on {later.from_}")
    return versions


def _version(name: str, table: Any) -> InForce:
    if not isinstance(table, dict):
        raise _refused(name, "in_force", "a version is not a table")
    _only(name, table, _VERSION_KEYS)
    start, end = _day(name, table, "from"), _day(name, table, "to") if "to" in table else None
    if end is not None and end < start:
        raise _refused(name, "to", "it lies before from")
    binds = _texts(name, table, "binds")
    if not binds or not set(binds) <= set(PARTIES):
        raise _refused(name, "binds", f"it names nobody of {', '.join(PARTIES)}, or somebody else")
    parameters = table.get("parameters", {})
    if not isinstance(parameters, dict):
        raise _refused(name, "parameters", "it is not a table")
    return InForce(
        from_=start,
        to=end,
        citation=Citation(
            text=_text(name, table, "cite"),
            force=_word(name, table, "force", Force),
            confidence=_word(name, table, "confidence", Confidence),
            instrument=_one_of(name, table, "instrument", INSTRUMENTS) if "instrument" in table else "",
        ),
        binds=binds,
        parameters=MappingProxyType(parameters),
        source=_text(name, table, "source"),
    )


def _id(name: str, table: Mapping[str, Any]) -> str:
    given = _text(name, table, "id")
    if not _ID.match(given) or name.rpartition("/")[2] != f"{given}.toml":
        raise _refused(name, "id", "it is not the file's name in lower case with hyphens")
    return given


def _titles(name: str, table: Mapping[str, Any]) -> Mapping[str, str]:
    given = table.get("title")
    if not isinstance(given, dict):
        raise _refused(name, "title", "it is missing")
    _only(name, given, frozenset(LANGUAGES))
    return MappingProxyType({lang: _text(name, given, lang, f"title.{lang}") for lang in LANGUAGES})


def _only(name: str, table: Mapping[str, Any], known: frozenset[str]) -> None:
    for key in table:
        if key not in known:
            raise _refused(name, key, "this key is not known")


def _text(name: str, table: Mapping[str, Any], key: str, shown: str = "") -> str:
    given = table.get(key)
    if not isinstance(given, str) or not given.strip():
        raise _refused(name, shown or key, "it is missing, or not a text")
    return given


def _texts(name: str, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    given = table.get(key)
    if not isinstance(given, list) or not all(isinstance(item, str) and item for item in given):
        raise _refused(name, key, "it is missing, or not a list of texts")
    return tuple(given)


def _day(name: str, table: Mapping[str, Any], key: str) -> date:
    given = table.get(key)
    if type(given) is not date:
        raise _refused(name, key, "it is missing, or not a date")
    return given


def _one_of(name: str, table: Mapping[str, Any], key: str, words: tuple[str, ...] | frozenset[str]) -> str:
    given = _text(name, table, key)
    if given not in words:
        raise _refused(name, key, f"it is not one of {', '.join(sorted(words))}")
    return given


def _word(name: str, table: Mapping[str, Any], key: str, words: type[_Word]) -> _Word:
    return words(_one_of(name, table, key, tuple(word.value for word in words)))


def _refused(name: str, key: str, what: str) -> RulebookError:
    return RulebookError(
        f"Rule file {name}, key {key}: {what}.",
        "A rule that is half understood would accuse somebody wrongly.",
        "Correct the key as the head of rules/rule_file.py describes it.",
        key="rule_file",
        file=name,
        field=key,
        reason=what,
    )
