"""Letters are whole in three languages, say only what is known, and call law only what was read as law."""

from __future__ import annotations

import string
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atesta.action.requests import KINDS, RELATIONS, Letter, letter, refusal
from atesta.contact.account import LenderKind
from atesta.contact.place import PLACES
from atesta.rules.rulebook import load_rulebook

sys.path.append(str(Path(__file__).parents[1] / "locale"))
from test_catalogue import forbidden_words

FOLDER = Path(__file__).resolve().parents[2] / "src/atesta/action/requests"
LANGUAGES = ("en", "es", "zh")
TEXTS = {lang: tomllib.loads((FOLDER / f"letters.{lang}.toml").read_text("utf-8")) for lang in LANGUAGES}
RESTS = tomllib.loads((FOLDER / "rests.toml").read_text("utf-8"))
RULES = load_rulebook()
DAY = date(2026, 11, 22)
VALUES = {"lender": "晨曦分期", "when": "15.11. 21:47", "sender": "106955880231", "quote": "pay today"}
DEBT = ("debt", "owe ", "loan", "instal", "deuda", "cuota", "préstamo", "crédito", "欠款", "借款", "债", "贷")


def texts_of(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in texts_of(value)]
    return [text for value in node for text in texts_of(value)] if isinstance(node, list) else [node]


def shape(node: Any, path: str = "") -> set[tuple[str, int]]:
    """Tables and the number of paragraphs, and each paragraph's ways with what they fill in."""
    if isinstance(node, dict):
        return {found for name, value in node.items() for found in shape(value, f"{path}.{name}")}
    if isinstance(node, list):
        return {(path, len(node))} | {s for n, value in enumerate(node) for s in shape(value, f"{path}.{n}")}
    named = ",".join(sorted(name for _, name, _, _ in string.Formatter().parse(node) if name))
    return {(f"{path}({named})", 1)}


def write(kind: str, lang: str = "en", place: str = "CN", **more: Any) -> Letter:
    return letter(kind, VALUES, lang, place, RULES, DAY, **more)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_has_every_letter_with_the_same_paragraphs(lang: str) -> None:
    assert shape(TEXTS[lang]) == shape(TEXTS["en"])
    assert {*KINDS, "refusal"} <= set(TEXTS[lang])
    assert set(TEXTS[lang]["refusal"]["relation"]) == set(RELATIONS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_letter_decides_for_the_reader(lang: str) -> None:
    assert [found for text in texts_of(TEXTS[lang]) for found in forbidden_words(lang, text)] == []


def test_every_rule_that_a_letter_rests_on_exists() -> None:
    assert {*KINDS, "refusal"} == set(RESTS)
    assert all(RULES.rule(row["rule"]) for rows in RESTS.values() for row in rows)
    assert all(
        row.get("lenders", ["bank"]) == [LenderKind(k) for k in row.get("lenders", ["bank"])]
        for rows in RESTS.values()
        for row in rows
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_stands_also_where_nothing_is_known(kind: str, lang: str) -> None:
    for values in ({}, VALUES, dict.fromkeys(VALUES, " ")):
        made = letter(kind, values, lang, "MX", RULES, DAY)
        assert made.subject and made.before and len(made.paragraphs) >= 5
        assert not any("{" in text for text in made.paragraphs)


def test_the_request_for_a_statement_asks_for_everything_once() -> None:
    said = " ".join(write("statement").paragraphs)
    assert all(word in said for word in ("what was owed", "mandate", "all agencies", "recordings", "registered"))
    assert all(said.count(value) == 1 for value in VALUES.values())


def test_only_what_was_read_in_a_law_is_relied_on() -> None:
    """The interpretation on withheld evidence was read; the measures on consumer finance are known from others."""
    made = write("statement", lender=LenderKind.CONSUMER_FINANCE)
    (read,) = [text for text in made.paragraphs if text.startswith("I rely on")]
    (told,) = [text for text in made.paragraphs if text.startswith("As I understand")]
    assert "证据" in read and "消费金融" not in read
    assert "消费金融" in told


def test_a_letter_can_be_copied_whole() -> None:
    made = write("stop", "es")
    assert made.text.split("\n\n") == [made.subject, *made.paragraphs[:-1], made.paragraphs[-1] + "\n"]


def test_a_voluntary_standard_is_called_that() -> None:
    made = refusal("nobody", VALUES, "en", "CN", RULES, DAY)
    (said,) = [text for text in made.paragraphs if "GB/T 45251" in text]
    assert "voluntary" in said and "secondary" in said


@pytest.mark.parametrize(
    ("kind", "place", "more", "count"),
    [
        ("stop", "US", {"party": "agency"}, 1),
        ("stop", "US", {"party": "own"}, 0),
        ("stop", "US", {}, 0),
        ("stop", "ES", {}, 0),
        ("hardship", "CN", {"lender": LenderKind.BANK}, 1),
        ("hardship", "CN", {"lender": LenderKind.SMALL_LOAN}, 0),
        ("dispute", "CN", {"lender": LenderKind.BANK}, 2),
        ("dispute", "CN", {"lender": LenderKind.PLATFORM}, 0),
        ("write_only", "CO", {}, 1),
        ("pause", "GB", {}, 1),
    ],
)
def test_a_rule_is_cited_only_where_it_surely_binds(kind: str, place: str, more: dict[str, Any], count: int) -> None:
    assert len(write(kind, place=place, **more).citations) == count


def test_a_rule_is_not_cited_before_it_was_in_force() -> None:
    assert not letter("write_only", VALUES, "es", "CO", RULES, date(2023, 1, 1)).citations


def test_what_nobody_has_checked_is_never_printed() -> None:
    for place in PLACES:
        for kind in KINDS:
            assert all(c.confidence != "G" and c.force != "house" for c in write(kind, place=place).citations)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("relation", RELATIONS)
def test_a_refusal_does_not_say_how_its_writer_stands_to_anybody(relation: str, lang: str) -> None:
    """Who asks where somebody works, or who is of the family, would have it in writing."""
    said = " ".join(refusal(relation, VALUES, lang, "CN", RULES, DAY).paragraphs).lower()
    tells = ("relative", "colleague", "same place", "familiar", "colega", "mismo lugar", "亲属", "同事", "同一处")
    assert not [word for word in tells if word in said]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("relation", RELATIONS)
def test_a_refusal_reveals_no_debt_and_repeats_nothing(relation: str, lang: str) -> None:
    made = refusal(relation, VALUES, lang, "CN", RULES, DAY)
    said = " ".join((made.subject, *made.paragraphs)).lower()
    for citation in made.citations:
        said = said.replace(citation.text.lower(), "")
    said = said.replace("owe you nothing", "").replace("也不欠你们任何款项", "")
    assert [word for word in DEBT if word in said] == []
    assert VALUES["quote"] not in said and VALUES["when"] in said
    assert TEXTS[lang]["refusal"]["relation"][relation] in made.paragraphs


def test_a_letter_is_dated_as_its_language_does() -> None:
    dated = {"en": "22 November 2026", "es": "22 de noviembre de 2026", "zh": "2026年11月22日"}
    assert all(text in write("stop", lang).paragraphs for lang, text in dated.items())


@pytest.mark.parametrize(("kind", "lang"), [("debt", "en"), ("stop", "fr")])
def test_another_kind_or_language_is_a_fault_of_ours(kind: str, lang: str) -> None:
    with pytest.raises(KeyError):
        write(kind, lang)


@given(st.dictionaries(st.sampled_from((*VALUES, "more")), st.text(max_size=900)))
def test_any_words_stay_words_on_one_line(values: dict[str, str]) -> None:
    made = letter("dispute", values, "en", "CN", RULES, DAY)
    assert all(text.isprintable() and len(text) < 1500 for text in made.paragraphs)
