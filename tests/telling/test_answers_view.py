"""A page says no less than the terminal: what stands there stands in the view, in each language and state."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
from desks import plain_desk
from hypothesis import given, settings
from hypothesis import strategies as st

from atesta.cli.demo import extract, figures, read_case_message
from atesta.cli.layout import Screen
from atesta.cli.render import render_review
from atesta.contact.message import Message
from atesta.locale import catalogue
from atesta.pipeline import Knowledge, review_message
from atesta.telling.answers_view import MOST_CLAIMS, AnswersView, Source, answers_view

DESK = plain_desk()
LANGS = ("es", "zh", "en")
WIDE = Screen(9_000, colour=False)
DISTRESS = {"es": "Ya no quiero vivir.", "zh": "我不想活了。", "en": "I want to die."}


def case(name: str) -> tuple[Message, dict[str, Knowledge]]:
    folder = resources.files("atesta.cli").joinpath("cases", name)
    about = tomllib.loads(folder.joinpath("case.toml").read_text(encoding="utf-8"))
    states = {"nothing": Knowledge.of(place=about["place"]), "figures": figures(folder)}
    return read_case_message(folder, about), states | {"extract": extract(folder, about)}


def view_of(message: Message, knowledge: Knowledge, lang: str) -> AnswersView:
    review = review_message(message, knowledge, DESK)
    return answers_view(review, message, knowledge, DESK.rulebook, catalogue(lang))


def texts(thing: Any) -> Iterator[str]:
    """Every text of a view."""
    if isinstance(thing, str):
        yield thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from texts(getattr(thing, field.name))
    elif isinstance(thing, tuple):
        for one in thing:
            yield from texts(one)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("state", ["nothing", "figures", "extract"])
@pytest.mark.parametrize("name", ["first", "mx", "es"])
def test_every_word_of_the_terminal_stands_in_the_view(name: str, state: str, lang: str) -> None:
    message, states = case(name)
    words, knowledge = catalogue(lang), states[state]
    review = review_message(message, knowledge, DESK)
    left = render_review(review, message, knowledge, DESK.rulebook, lang, WIDE)
    view = answers_view(review, message, knowledge, DESK.rulebook, words)
    known = {*texts(view), message.text, words.say("page.runs_here"), words.say("question.next"), "Atesta"}
    for text in sorted(known, key=len, reverse=True):
        left = left.replace(text, "") if text else left
    assert not re.findall(r"[^\W\d]{2,}", left), left


@pytest.mark.parametrize("lang", LANGS)
def test_in_distress_the_help_line_is_there_and_nothing_is_scored(lang: str) -> None:
    text = DISTRESS[lang]
    view = view_of(Message(text, text.encode()), Knowledge.of(place="MX"), lang)
    heading, line = view.help
    assert heading
    assert "911" in line
    assert view.answers[3].answer == catalogue(lang).say("call_page.conduct_not_scored")
    assert view.steps[0].id == "reach_a_person"


def test_always_five_answers_and_at_most_three_steps() -> None:
    for name in ("first", "mx", "es"):
        message, states = case(name)
        for knowledge in states.values():
            view = view_of(message, knowledge, "en")
            assert [one.room for one in view.answers] == ["authenticity", "truth", "integrity", "conduct", "limits"]
            assert 1 <= len(view.steps) <= 3


def test_a_claim_shows_both_figures_side_by_side_with_its_witness() -> None:
    message, states = case("first")
    truth = view_of(message, states["extract"], "en").answers[1]
    graded = next(point for point in truth.points if "严重" in point.quote)
    assert len(graded.figures) == 2
    assert "15 Nov 2026" in truth.foot


def test_a_source_leads_to_the_rule_that_says_it() -> None:
    message, states = case("first")
    view = view_of(message, states["nothing"], "en")
    clause = "GB/T 45251-2025 §5.3 (voluntary standard, from secondary sources)"
    told = next(point for point in view.answers[1].points if point.quote == "通知通讯录")
    assert Source(clause, "cn-claim-visit") in told.sources
    hours = next(point for point in view.answers[4].points if "22:00" in point.text)
    assert hours.sources == (Source(clause, "cn-quiet-hours"),)
    every = [source for one in view.answers for point in one.points for source in point.sources]
    assert all(DESK.rulebook.rule(source.rule) for source in every if source.rule)


def test_a_text_full_of_claims_is_cut_and_says_how_many_more() -> None:
    text = "您欠款412.60元。" * 400
    truth = view_of(Message(text, text.encode()), Knowledge.of(place="CN"), "en").answers[1]
    assert len(truth.points) <= MOST_CLAIMS + 1


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(("CN", "MX", "GB")), st.sampled_from(LANGS))
def test_no_text_is_too_strange_to_be_told(text: str, place: str, lang: str) -> None:
    view = view_of(Message(text, text.encode(), sender=text[:20] or None), Knowledge.of(place=place), lang)
    assert len(view.answers) == 5
    assert not any(re.search(r"[\x00-\x08\x1b\u202a-\u202e\u2066-\u2069]", said) for said in texts(view))


RUDE = {
    "en": "Pay today or you will go to jail, you thief. It would be a pity if something happened to your family.",
    "es": "PAGUE HOY O IRÁ A LA CÁRCEL, RATERO. Sería una pena que le pasara algo a su familia.",
    "zh": "今天不还就抓你坐牢，你这个骗子！你家人出了事可别怪我。",
}


@pytest.mark.parametrize("lang", LANGS)
def test_as_many_findings_are_counted_as_have_a_line(lang: str) -> None:
    text, words = RUDE[lang], catalogue(lang)
    message, knowledge = Message(text, text.encode()), Knowledge.of(place="MX")
    review = review_message(message, knowledge, DESK)
    conduct = view_of(message, knowledge, lang).answers[3]
    breaches, persons = (
        sum(point.word == words.say(key) for point in conduct.points)
        for key in ("conduct_answer.breach", "conduct.for_a_person")
    )
    assert breaches > 1
    assert words.say("call_page.conduct_against", n=breaches) in conduct.answer
    assert (words.say("call_page.conduct_persons", n=persons) in conduct.answer) == (persons > 0)
    assert conduct.answer in render_review(review, message, knowledge, DESK.rulebook, lang, WIDE)
