"""I got a message: pasted, answered, nothing kept."""

from __future__ import annotations

import html
import re
import tomllib
from importlib import resources

import pytest
from desks import whole_desk
from django.test import Client

from atesta.cli.demo import figures, read_case_message
from atesta.cli.layout import Screen
from atesta.cli.render import render_review
from atesta.locale import catalogue
from atesta.pipeline import Knowledge, review_message
from atesta.telling.answers_view import answers_view

pytestmark = pytest.mark.django_db
FOLDER = resources.files("atesta.cli").joinpath("cases", "first")
ABOUT = tomllib.loads(FOLDER.joinpath("case.toml").read_text(encoding="utf-8"))
MESSAGE = read_case_message(FOLDER, ABOUT)
FIRST = {"text": MESSAGE.text, "sender": MESSAGE.sender or "", "received": "2026-11-15T21:47"}
LANGS = ("es", "zh", "en")


def text_of(answer: object) -> str:
    return html.unescape(answer.content.decode())  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", LANGS)
def test_the_form_asks_for_nothing_but_the_text(client: Client, lang: str) -> None:
    page = client.get(f"/{lang}/cn/message").content.decode()
    assert page.count(" required") == 1
    assert 'name="text"' in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_case_is_answered_in_the_words_of_the_terminal(client: Client, lang: str) -> None:
    page = text_of(client.post(f"/{lang}/cn/message", FIRST))
    knowledge, desk = Knowledge.of(place="CN"), whole_desk()
    review = review_message(MESSAGE, knowledge, desk)
    terminal = render_review(review, MESSAGE, knowledge, desk.rulebook, lang, Screen(100_000, False))
    view = answers_view(review, MESSAGE, knowledge, desk.rulebook, catalogue(lang))
    said = [one for answer in view.answers for one in (answer.question, answer.answer, *answer.means)]
    said += [point.quote for answer in view.answers for point in answer.points]
    said += [line for answer in view.answers for point in answer.points for line in (*point.figures, *point.details)]
    said += [step.said for step in view.steps]
    for sentence in said:
        assert sentence in page
        assert sentence in terminal
    assert len(view.answers[1].points) == len(review.truth.claims) == 7


@pytest.mark.parametrize(("text", "said"), [("字" * 6_001, "6000"), ("字\n" * 30_001, "60000")])
def test_a_text_that_is_too_long_is_refused_with_the_limit_and_stays(client: Client, text: str, said: str) -> None:
    answer = client.post("/en/cn/message", {"text": text, "pick": "whole"})
    assert answer.status_code == 422
    assert f"more than {said} characters" in text_of(answer)
    assert text.strip() in text_of(answer).replace("\r\n", "\n")


def test_a_long_text_counts_as_several_tries(client: Client) -> None:
    tries = [client.post("/en/cn/message", {"text": "字" * 59_999, "pick": "whole"}).status_code for _ in range(2)]
    assert tries == [422, 429]
    assert client.post("/en/cn/message/keep", {"text": "字" * 90_000}).status_code == 200
    assert client.post("/en/cn/message/keep", {"text": "字"}).status_code == 429


def test_her_own_figures_are_compared_and_called_hers(client: Client) -> None:
    hers = {"lender": "晨曦分期", "due": "2026-11-12", "owed": "412.60"}
    page = text_of(client.post("/en/cn/message", FIRST | hers))
    assert "by your figures" in page
    assert "Source: your own figures" in page
    assert figures(FOLDER).account is not None


def test_what_cannot_be_used_is_named_at_its_field_and_nothing_typed_is_lost(client: Client) -> None:
    answer = client.post("/en/cn/message", {"text": "  ", "sender": "x" * 121, "received": "soon", "owed": "a lot"})
    page = text_of(answer)
    assert answer.status_code == 422
    for name in ("text", "sender", "received"):
        assert f'href="#f-{name}"' in page
        assert f'id="f-{name}-wrong"' in page
    assert "x" * 121 in page
    assert 'value="a lot"' in page


def test_no_time_stays_unknown_and_is_never_now(client: Client) -> None:
    page = text_of(client.post("/en/cn/message", {"text": MESSAGE.text}))
    assert "time not known" in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_switch_of_language_keeps_the_answer(client: Client, lang: str) -> None:
    page = text_of(client.post("/en/cn/message", FIRST))
    assert f'formaction="/{lang}/cn/message"' in page or lang == "en"
    assert '<form id="again"' in page
    assert f'name="text" value="{MESSAGE.text}"' in page


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_of_answers_is_small(client: Client, lang: str) -> None:
    assert len(client.post(f"/{lang}/cn/message", FIRST).content) < 150_000


@pytest.mark.parametrize("lang", LANGS)
def test_of_a_long_message_the_beginning_stands_above_the_answers(client: Client, lang: str) -> None:
    text = MESSAGE.text + "请您尽快联系我们。" * 500 + "本案将移交法务部门。"
    page = client.post(f"/{lang}/cn/message", FIRST | {"text": text}).content.decode()
    assert catalogue(lang).say("message_page.cut") in page
    assert page.count("请您尽快联系我们。" * 500) == 1  # whole in the form that is sent again, and nowhere else
    for link in re.findall(r'href="#((?:said|word)-\d+)"', page):
        assert f'id="{link}"' in page


CHAT = "[13/11/2026, 9:01:00] Cobranza: Pague hoy\n[14/11/2026, 9:02:00] Ana: Mañana\n"


@pytest.mark.parametrize("pick", ["9" * 5000, "\u0663" * 5000, "99999999999", "-1", "\u00b2"])
def test_a_number_of_no_message_picks_none(client: Client, pick: str) -> None:
    answer = client.post("/en/mx/message", {"text": CHAT, "pick": pick})
    assert answer.status_code == 200
    assert "Cobranza" in answer.content.decode()
