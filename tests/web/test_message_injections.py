"""Whatever somebody pastes is shown as data: in the form, in the answers, in errors (PRODUCT §5 row 21)."""

from __future__ import annotations

import html
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
FILE = Path(__file__).parents[1] / "cases" / "pages" / "injections.toml"
CASES: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["text"]
LANGS = {"prompt_es": "es", "prompt_zh": "zh"}


def given(case: dict[str, Any]) -> str:
    return str(case["text"]) * int(case.get("repeat", 1))


def lang_of(case: dict[str, Any]) -> str:
    return LANGS.get(case["id"], "en")


def holds_no_order(page: bytes, case: dict[str, Any]) -> None:
    for order in case["never"]:
        assert order not in page.decode(), case["id"]


def test_there_are_thirty_two_of_them() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) == 32


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_answers_show_it_as_data(client: Client, case: dict[str, Any]) -> None:
    answer = client.post(f"/{lang_of(case)}/cn/message", {"text": given(case), "sender": case["text"][:100]})
    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    shown = _without_fields(answer.content)
    holds_no_order(shown, case)
    assert case["shown"].strip() in html.unescape(shown.decode())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_form_gives_it_back_as_it_was_typed_and_as_data(client: Client, case: dict[str, Any]) -> None:
    fields = {"text": given(case), "sender": case["text"], "received": case["text"], "owed": case["text"]}
    answer = client.post(f"/{lang_of(case)}/cn/message", fields | {"do": "edit"})
    assert answer.status_code == 200
    holds_no_order(_without_values(answer.content), case)
    typed = given(case).replace("\0", "")  # no database takes it, and no phone shows it
    assert html.escape(typed).encode() in answer.content


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_an_error_repeats_it_nowhere_but_in_its_field(client: Client, case: dict[str, Any]) -> None:
    answer = client.post(f"/{lang_of(case)}/cn/message", {"text": given(case), "received": case["text"]})
    assert answer.status_code == 422
    holds_no_order(_without_values(answer.content), case)


def _without_fields(page: bytes) -> bytes:
    """The page without the form that is sent again, which nobody sees and which must carry every character."""
    start = page.index(b'<form id="again"')
    return page[:start] + page[page.index(b"</form>", start) :]


def _without_values(page: bytes) -> bytes:
    """The page of a form without what stands in its fields as an escaped value."""
    bare = re.sub(rb'value="[^"]*"', b"", _without_fields(page))
    return re.sub(rb"<textarea[^>]*>[^<]*</textarea>", b"", bare)
