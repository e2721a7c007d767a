"""A page of ours as a parser sees it: its elements with their attributes, and its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "input", "br"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Parsed:
    elements: list[Element] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            one
            for one in self.elements
            if one.tag == tag
            and all(one.attributes.get(name.strip("_")) == value for name, value in attributes.items())
        ]

    def one(self, id_: str) -> Element:
        (found,) = [one for one in self.elements if one.attributes.get("id") == id_]
        return found

    @property
    def text(self) -> str:
        return next(one for one in self.elements if one.tag == "body").text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parsed, self.open = Parsed(), list[Element]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.parsed.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parsed.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open[-1].tag == tag, (tag, [one.tag for one in self.open])
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1].tag in ("script", "style"):
            self.open[-1].text += data
            return
        for element in self.open:
            element.text += data


def parsed(page: str) -> Parsed:
    """Raises AssertionError where an element is closed that is not open."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.parsed.left_open = [one.tag for one in reader.open]
    return reader.parsed
