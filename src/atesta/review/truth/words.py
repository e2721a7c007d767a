"""A claim's own words: cut to what carries it, and told where they stand in the text as given."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from atesta.kept import late
from atesta.review.finding import Claim
from atesta.review.quote import EDGES, whole
from atesta.review.truth.plain import Plain
from atesta.rules.rule import Citation

LONGEST = 60
_MINE = late(
    r"(?:^|[\n.!?。]) ?(?:me|myself|yo|我|本人|my (?:reply|answer)|mi respuesta|deudor[a]?|debtor|borrower|cliente"
    r"|customer|债务人|客户)"
    r" ?: ?(?P<own>[^\n]*?)(?=$|\n|\b(?:them|they|ellos|ella|collector|agent|cobrador[a]?|agente|gestor[a]?) ?:"
    r"|(?:对方|催收员?|他们?|客服) ?:)"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim without its place: what it says, what the file shows, whose word that is (finding.Claim)."""

    answer: str
    said: str = ""
    on_file: str = ""
    source: str = ""
    citations: tuple[Citation, ...] = ()
    measured: Mapping[str, object] = field(default_factory=dict)


def make(plain: Plain, kind: str, span: tuple[int, int], verdict: Verdict) -> Claim:
    """A claim on a span of the folded text, at most LONGEST characters of it."""
    start, end = span[0], min(span[1], span[0] + LONGEST)
    text = plain.reading.folded
    while start < end - 1 and text[start] in EDGES:
        start += 1
    while start < end - 1 and text[end - 1] in EDGES:
        end -= 1
    first, last = whole(plain.reading.text, *plain.span(start, end))
    return Claim(
        kind=kind,
        quote=plain.reading.text[first:last],
        start=first,
        end=last,
        answer=verdict.answer,
        said=verdict.said,
        on_file=verdict.on_file,
        source=verdict.source,
        citations=verdict.citations,
        measured=dict(verdict.measured),
    )


class Taken:
    """Stretches of a text that are spoken for. A text may have thousands, so none is compared with all the others."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in spans:
            self.add(*span)

    def meets(self, start: int, end: int) -> bool:
        """Whether [start, end) overlaps one of them."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start

    def add(self, start: int, end: int) -> None:
        """Those that it overlaps become one with it: they stay in order, and apart."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last], self._ends[first:last] = [start], [end]


def own_words(plain: Plain) -> tuple[tuple[int, int], ...]:
    """Spans that the person wrote herself in a copied talk ("Me: …"): her words are no claims of the other side."""
    if ":" not in plain.text and "：" not in plain.text:
        return ()
    if plain.own_words is None:  # asked for every kind of claim
        plain.own_words = tuple([found.span("own") for found in _MINE.finditer(plain.text)])
    return plain.own_words


def inside(spans: tuple[tuple[int, int], ...], at: int) -> bool:
    return bool(spans) and any(start <= at < end for start, end in spans)
