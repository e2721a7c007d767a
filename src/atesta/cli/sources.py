"""Citations on a terminal: beside what they support where they fit, else below it."""

from __future__ import annotations

from collections.abc import Sequence

from atesta.cli.layout import DIM, Screen, columns, paragraph, wrap
from atesta.locale import Catalogue
from atesta.rules.rule import Citation
from atesta.telling.citation import say_citation

LINES = 2  # what a source may take on the screen; `explain` and `--json` show all of it


def sources(citations: Sequence[Citation], words: Catalogue, screen: Screen, indent: int) -> list[str]:
    """As many sources as two lines hold; how many more there are is said."""
    said = list(dict.fromkeys(say_citation(citation, words) for citation in citations))
    if not said:
        return []
    width = max(screen.width - indent, 12)
    for shown in range(len(said), 0, -1):
        text = words.say("page.list").join(said[:shown])
        if shown < len(said):
            text += words.say("page.sources_more", n=len(said) - shown)
        if len(wrap(text, width)) <= LINES:
            return paragraph(text, screen, indent, DIM)
    return paragraph(_cut(said[0], width), screen, indent, DIM)


def _cut(text: str, width: int) -> str:
    """One source that alone is longer than two lines: its beginning."""
    while len(wrap(text + "…", width)) > LINES:
        text = text[:-1].rstrip()
    return text + "…"


def beside(text: str, citations: Sequence[Citation], words: Catalogue, screen: Screen) -> list[str]:
    """A bullet with its sources on the same line where they fit, else below it."""
    tail = words.say("page.list").join(say_citation(citation, words) for citation in citations)
    if tail and 4 + columns(text) + 2 + columns(tail) <= screen.width:
        return [f"  · {text}  {screen.style(tail, DIM)}"]
    return [*paragraph(text, screen, 2, bullet="· "), *sources(citations, words, screen, 4)]
