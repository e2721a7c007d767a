"""What tests of pages ask of everything that is told: no missing sentence, no word that decides for the reader."""

from __future__ import annotations

import re

from django.http import HttpResponse

from atesta.locale import catalogue

LANGUAGES = ("en", "es", "zh")
MOST_BYTES = 150_000
REFUSED = {
    "en": r"\bsafe(?:ly)?\b|\bignor\w*|\bvalid\w*|\bfakes?\b",
    "es": r"\bsegur[oa]s?\b|\bign[oó]r\w*|\bv[aá]lid[oa]s?\b|\bfals[oa]s?\b",
    "zh": "安全|不用理|无需理会|忽视|忽略|有效|假的|虚假|放心",
}
NEVER = {"en": "never ignore a court paper", "es": "nunca ignore un papel del juzgado", "zh": "切勿忽视法院文书"}
"""The one sentence that may have the word (DESIGN, decision 1)."""
TAG = re.compile(r"<[^>]+>")


def main_of(answer: HttpResponse) -> str:
    """The page's own part, of a page that was found, is small enough and left no place to fill in."""
    assert answer.status_code == 200
    assert len(answer.content) < MOST_BYTES
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "{" not in TAG.sub("", page)
    return page


def refused_words(page: str, lang: str) -> list[str]:
    """Words that decide for the reader, but for the one sentence about court papers."""
    text = TAG.sub(" ", page).lower().replace(NEVER[lang], "")
    fixed = catalogue(lang).say("fixed.court_paper").lower()
    return re.findall(REFUSED[lang], text.replace(fixed, ""))
