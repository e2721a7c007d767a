"""A phrase file that is read differently than it was meant may not ship."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import re2
from reference_matcher import rewritten

from atesta.errors import RulebookError
from atesta.rules import phrase_index
from atesta.rules.pattern import compiled, engine, nullable, parse
from atesta.rules.phrase import Phrase
from atesta.rules.phrase_files import load_phrases, phrase_paths, read_phrases

HEAD = 'lang = "es"\nfamily = "conduct"\nlabel = "threat"\nrule = "house-threat"\n'
GOOD = HEAD + '[phrases]\nregret = "se va a arrepentir"\n'
BAD = {
    "unknown key": (GOOD.replace("rule =", "colour = 'red'\nrule ="), "colour"),
    "no phrases": (HEAD, "phrases"),
    "unknown family": (GOOD.replace("conduct", "weather"), "family"),
    "unknown language": (GOOD.replace('"es"', '"fr"'), "lang"),
    "empty pattern": (GOOD.replace("se va a arrepentir", ""), "regret"),
    "no pattern": (GOOD.replace('"se va a arrepentir"', "{ unless = 'x' }"), "regret"),
    "a number": (GOOD.replace('"se va a arrepentir"', "3"), "regret"),
    "no TOML": (GOOD + "x = {", "TOML"),
    "name with a space": (GOOD.replace("regret =", '"re gret" ='), "re gret"),
    "other label": (GOOD.replace('"threat"', '"profanity"'), "named"),
}


def test_a_good_file_becomes_phrases() -> None:
    (phrase,) = read_phrases(GOOD, "threat.es.toml")
    assert (phrase.id, phrase.rule, phrase.unless) == ("threat.es.regret", "house-threat", "")


def test_further_keys_become_attributes() -> None:
    text = GOOD.replace('"se va a arrepentir"', "{ pattern = 'a', unless = 'b', mood = 'certain' }")
    (phrase,) = read_phrases(text, "threat.es.toml")
    assert (phrase.unless, dict(phrase.attrs)) == ("b", {"mood": "certain"})


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_name_and_key(name: str) -> None:
    text, word = BAD[name]
    with pytest.raises(RulebookError, match=word) as refused:
        read_phrases(text, "threat.es.toml")
    assert "threat.es.toml" in str(refused.value)


def test_one_name_in_two_files_is_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "threat.es.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(RulebookError, match=r"threat\.es\.regret"):
        load_phrases((tmp_path / "a", tmp_path / "b"))


@pytest.mark.parametrize("pattern", ["a(b", "a)b", "*a", r"a\1", "(?=a)b", r"\Aa", "(?P<n>a)", "a[b"])
def test_what_is_not_in_the_subset_is_refused(pattern: str) -> None:
    with pytest.raises((RulebookError, re.error)):
        rewritten(pattern) and parse(pattern)


@pytest.fixture(scope="module")
def shipped() -> tuple[Phrase, ...]:
    return load_phrases()


def test_every_pattern_that_ships_is_read_by_both_engines(shipped: tuple[Phrase, ...]) -> None:
    options = re2.Options()
    options.log_errors = False
    for phrase in shipped:
        for pattern in filter(None, (phrase.pattern, phrase.unless)):
            how = engine(pattern)
            assert not how.re2 or re2._re2.RE2(how.re2.encode(), options).ok(), phrase.id
            assert not how.python or re.compile(how.python, re.ASCII), phrase.id
            edged = compiled(pattern)
            assert edged is None or re.compile(edged, re.ASCII), phrase.id


def test_no_pattern_that_ships_matches_nothing_at_all(shipped: tuple[Phrase, ...]) -> None:
    """An empty branch would drop every hit ("unless"), or find the phrase in every text."""
    assert [p.id for p in shipped for pattern in (p.pattern, p.unless) if pattern and nullable(parse(pattern))] == []


def test_the_index_follows_from_the_files() -> None:
    """Else: python -m atesta.rules.phrase_index"""
    stored = phrase_index.FILE.read_text(encoding="utf-8").partition("\n")[0]
    assert json.loads(stored) == phrase_index.digests(), "the phrase files changed: python -m atesta.rules.phrase_index"


def test_the_index_gives_the_phrases_of_the_files(shipped: tuple[Phrase, ...]) -> None:
    assert phrase_index.load_phrases() == shipped
    assert phrase_paths()
