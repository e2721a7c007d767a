"""What channels, words and court papers say is complete in three languages and never more certain than its source."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from told import NEVER, complaints, facts_of, sentences

from atesta.action.complaint.channel import load_channels
from atesta.action.court_papers import court_papers
from atesta.action.fact import is_law, read_fact
from atesta.action.scare_words import scare_words
from atesta.contact.place import PLACES
from atesta.errors import FileFormatError, Where
from atesta.intake.fields import Table
from atesta.rules.rule import Force

GOOD = """
confidence = "V"
force = "law"
cite = "art. 1"
source = "facts"
en = "a"
es = "b"
zh = "c"
"""


def fact(text: str) -> Table:
    return Table(tomllib.loads(text), Where.of("x.toml"), {})


def test_no_sentence_decides_for_the_reader() -> None:
    assert not complaints()


@pytest.mark.parametrize(("lang", "text"), [("en", "It is safe"), ("es", "es falso"), ("zh", "不用理会")])
def test_a_word_that_decides_would_be_seen(lang: str, text: str) -> None:
    assert re.search(NEVER[lang], text.lower())


def test_chinese_is_chinese_and_the_others_are_not() -> None:
    for lang in ("en", "es"):
        for where, text in sentences(lang):
            assert len(re.findall("[一-鿿]", text)) * 2 < len(text), where
    assert not [where for where, text in sentences("zh") if not re.search("[一-鿿]", text) and "." in text]


def test_only_a_law_that_was_read_is_told_as_law() -> None:
    assert is_law(read_fact("x", fact(GOOD)))
    assert not is_law(read_fact("x", fact(GOOD.replace('"V"', '"S"'))))
    assert not is_law(read_fact("x", fact(GOOD.replace('"law"', '"standard"'))))
    assert not is_law(read_fact("x", fact(GOOD.replace('force = "law"\ncite = "art. 1"', ""))))


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('cite = "art. 1"', "", "cite"),
        ('force = "law"', "", "force"),
        ('confidence = "V"', 'confidence = "sure"', "confidence"),
        ('zh = "c"', "", "zh"),
        ('zh = "c"', 'zh = " "', "zh"),
        ('source = "facts"', 'source = "facts"\nplaces = ["FR"]', "places"),
        ('source = "facts"', 'source = "facts"\nplaces = []', "places"),
    ],
)
def test_half_a_fact_is_refused_with_its_field(old: str, new: str, field: str) -> None:
    with pytest.raises(FileFormatError) as refused:
        read_fact("x", fact(GOOD.replace(old, new)))
    assert refused.value.values["field"] == field
    assert "x.toml" in refused.value.what


def test_no_fact_claims_the_force_of_this_tool() -> None:
    every = [fact for channel in load_channels().values() for fact in facts_of(channel)]
    every += [fact for word in scare_words().values() for fact in word.facts]
    assert not [fact.name for fact in every if fact.citation and fact.citation.force is Force.HOUSE]


def test_every_place_has_its_page_on_court_papers_and_says_what_is_not_known() -> None:
    assert set(court_papers()) == {"anywhere", *PLACES}
    assert all(papers.check for papers in court_papers().values())
    assert not [place for place, papers in court_papers().items() if not papers.real and not papers.unchecked]


def test_no_machine_path_stands_in_the_data() -> None:
    folder = Path(__file__).resolve().parents[2] / "src" / "atesta" / "action"
    assert not [path.name for path in folder.rglob("*.toml") if "/work" in path.read_text("utf-8")]
