"""The page in a bundle: whole in three languages, nothing fetched, nothing run, the same bytes for the same bundle."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from making import ID

from atesta.evidence import readme
from atesta.evidence.verify_answer import ALWAYS_NOT_PROVEN
from atesta.evidence.verify_files import KINDS, READMES
from atesta.locale import catalogue

WORDS = {lang: catalogue(lang) for lang in readme.LANGUAGES}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(page: bytes) -> list[tuple[str, dict[str, str | None]]]:
    reader = Tags()
    reader.feed(page.decode("utf-8"))
    return reader.seen


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_three_pages(kind: str):
    pages = readme.readmes(kind, ID, WORDS)
    assert set(pages) == set(READMES)
    assert pages == readme.readmes(kind, ID, WORDS)
    for page in pages.values():
        assert ID.encode() in page
        assert b"\r" not in page
        assert page.endswith(b"\n")


@pytest.mark.parametrize("lang", readme.LANGUAGES)
def test_nothing_is_fetched_and_nothing_is_run(lang: str):
    page = readme.page("recording", ID, lang, WORDS[lang])
    assert not {"script", "img", "link", "iframe", "form", "object"} & {tag for tag, _ in tags(page)}
    assert not [attrs for _, attrs in tags(page) if {"src", "href", "onclick", "onload"} & set(attrs)]
    assert not re.search(rb"https?:", page)


@pytest.mark.parametrize(("lang", "tag"), [("en", "en"), ("es", "es"), ("zh", "zh-Hans")])
def test_it_names_its_language(lang: str, tag: str):
    assert ("html", {"lang": tag}) in tags(readme.page("recording", ID, lang, WORDS[lang]))


@pytest.mark.parametrize("lang", readme.LANGUAGES)
def test_it_says_all_that_no_bundle_proves(lang: str):
    page = readme.page("review", ID, lang, WORDS[lang]).decode()
    assert [id_ for id_ in ALWAYS_NOT_PROVEN if WORDS[lang].say(f"not_proven.{id_}") not in page] == []


def test_a_review_has_no_chain_to_walk():
    assert b"walk.py</pre>" not in readme.page("review", ID, "en", WORDS["en"])


def test_the_specification_has_the_same_commands():
    from pathlib import Path  # noqa: PLC0415

    spec = (Path(__file__).resolve().parents[2] / "docs" / "spec" / "bundle.md").read_text("utf-8")
    recipe = spec.partition("## 9 ")[2].partition("```\n")[2].partition("\n```")[0]
    assert recipe.splitlines() == [*readme.FILES, *readme.SIGNER, *readme.REVOKED, *readme.TIME, *readme.WALK]
