"""Draws docs/first-case.svg and docs/first-case.es.svg: what `atesta demo` shows of the first case, last state.

    .venv/bin/python tools/picture.py

Every Chinese character and every run of others is set at its column, so that the picture aligns in any font.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from atesta.cli.demo import demo
from atesta.cli.layout import Screen, columns
from atesta.locale import catalogue

DOCS = Path(__file__).resolve().parent.parent / "docs"
PICTURES = {"en": "first-case.svg", "es": "first-case.es.svg"}

WIDTH = 92  # columns
CELL, LINE, EDGE, BAR = 8.4, 19.0, 22.0, 34.0  # pixels
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"
PAPER, INK, FAINT, AMBER = "#1b1f24", "#d7dde4", "#8b96a3", "#e6a23c"

_STYLE = re.compile(r"\x1b\[(\d+)m")
_RUN = re.compile(r"[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]|[^\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]+")


def svg(lines: list[str], title: str) -> str:
    """A terminal window with these lines, which may carry the styles bold, dim and amber."""
    width, height = EDGE * 2 + WIDTH * CELL, BAR + EDGE * 1.5 + len(lines) * LINE
    rows = [run for number, line in enumerate(lines) for run in runs(line, BAR + EDGE / 2 + (number + 0.75) * LINE)]
    lights = "".join(
        f'<circle cx="{EDGE + number * 18:.0f}" cy="{BAR / 2:.0f}" r="5.5" fill="{colour}"/>'
        for number, colour in enumerate(("#ec6a5e", "#f4bf4f", "#61c554"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(title)}">\n<title>{escape(title)}</title>\n'
        f'<rect width="100%" height="100%" rx="9" fill="{PAPER}"/>\n{lights}\n'
        f'<g font-family="{escape(FONTS)}" font-size="14" fill="{INK}" xml:space="preserve">\n'
        + "\n".join(rows)
        + "\n</g>\n</svg>\n"
    )


def runs(line: str, y: float) -> Iterator[str]:
    """One element for each Chinese character and each run of others in one style, at the column where it stands."""
    column, style = 0, {"weight": "", "fill": ""}
    for number, part in enumerate(_STYLE.split(line)):
        if number % 2:
            style = styled(style, part)
            continue
        for run in _RUN.findall(part):
            if run.strip():
                yield element(run, column, y, style)
            column += columns(run)


def styled(style: dict[str, str], code: str) -> dict[str, str]:
    changes = {
        "0": {"weight": "", "fill": ""},
        "1": {"weight": ' font-weight="bold"'},
        "2": {"fill": f' fill="{FAINT}"'},
        "33": {"fill": f' fill="{AMBER}"'},
    }
    return {**style, **changes[code]}


def element(run: str, column: int, y: float, style: dict[str, str]) -> str:
    text = run.strip()
    column += columns(run) - columns(run.lstrip())
    length = columns(text) * CELL
    return (
        f'<text x="{EDGE + column * CELL:.1f}" y="{y:.1f}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"'
        f"{style['weight']}{style['fill']}>{escape(text)}</text>"
    )


def last_state(lang: str) -> list[str]:
    """The lines of the first case with the lender's extract, under the command that shows them."""
    shown = demo("first", catalogue(lang), Screen(WIDTH, colour=True))[-1]
    return ["$ atesta demo", *shown.rstrip("\n").split("\n")]


def main() -> None:
    for lang, name in PICTURES.items():
        words = catalogue(lang)
        title = f"{words.say('question.authenticity')} {words.say('authenticity.cannot_be_vouched_for')}"
        (DOCS / name).write_text(svg(last_state(lang), title), encoding="utf-8")
        print(DOCS / name)


if __name__ == "__main__":
    main()
