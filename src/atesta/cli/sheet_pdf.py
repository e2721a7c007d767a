"""The procedure sheet on one page of A4, set by Typst from `sheet.typ` (`atesta[pdf]`).

Words and numbers go in as data, never into the source: Typst would read a star, a bracket or a command in them. The
document's date is that of the seal, and no font of the machine is used, so that the same bundle gives the same bytes.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from atesta.cli.sheet_picture import GAPS, MOST_GAPS, Mark, Picture
from atesta.errors import InputError
from atesta.evidence.verify import Answer, Span
from atesta.locale import FOLDERS, Catalogue
from atesta.telling.sheet_page import Page, clock

TEMPLATE = Path(__file__).with_name("sheet.typ")
MINUTE_MS = 60_000
TICKS = 8
SCALES = (100, 92, 84, 76, 68, 60)
ONE_PAGE = b"/Type/Pages/Count 1/"
MOST_ITEMS = 20
STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


def pdf(
    shown: Page,
    drawn: Picture,
    contact_ms: int | None,
    sealed_utc_ms: int,
    changed: tuple[Span, ...],
    words: Catalogue,
) -> bytes:
    """The bytes of the page. The seconds that were `changed` are marked in the picture."""
    try:
        import pylopdf_fonts_zh_cn
        import typst
    except ImportError as error:
        raise InputError(
            "The page cannot be made: what sets it is not installed.",
            "The sheet as text needs nothing more; a page needs a typesetter and a Chinese font, 100 MB.",
            "Run: pip install 'atesta[pdf]'",
            key="pdf_not_installed",
        ) from error
    data = _words(shown, words) | _drawing(drawn, contact_ms, changed, words) | _moment(sealed_utc_ms)
    compiler = typst.Compiler(
        root=TEMPLATE.parent, font_paths=[pylopdf_fonts_zh_cn.sans_path().parent], ignore_system_fonts=True
    )
    made = b""
    for scale in SCALES:
        inputs = {"data": json.dumps(data | {"scale": scale}, ensure_ascii=False)}
        moment = max(sealed_utc_ms // 1000, 0)
        made = _bytes(
            compiler.compile(
                TEMPLATE.read_bytes(), format="pdf", pdf_standards="a-2b", timestamp=moment, sys_inputs=inputs
            )
        )
        if ONE_PAGE in made:
            break
    return made


def _bytes(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise ValueError("no single document")
    return made


def _words(shown: Page, words: Catalogue) -> dict[str, object]:
    return {
        "lang": FOLDERS[words.lang].partition("_")[0],
        "title": shown.title,
        "number": shown.number,
        "what": shown.what,
        "banners": list(shown.banners),
        "headline": shown.headline,
        "failed": shown.broken or any(row.state == "failed" for row in shown.rows),
        "met": shown.answer is Answer.UNCHANGED
        and not shown.banners
        and all(row.state in ("met", "not_applicable") for row in shown.rows),
        "checked_word": shown.checked_word,
        "checked": shown.checked,
        "rows": [
            {"name": row.name, "serves": row.serves, "state": row.state, "word": row.state_word, "said": row.said}
            for row in shown.rows
        ],
        "not_proven_word": words.say("sheet.not_proven"),
        "not_proven": _at_most(shown.not_proven, words),
        "made": shown.made,
        "steps_word": words.say("sheet.steps"),
        "picture_word": words.say("sheet.picture"),
        "no_picture": words.say("sheet.mark.no_picture"),
    }


def _at_most(items: tuple[str, ...], words: Catalogue) -> list[str]:
    """A copy with many parts left out names each of them; the page has the first, the sheet as text has all."""
    more = len(items) - MOST_ITEMS
    return [*items[:MOST_ITEMS], *([words.say("sheet.mark.more", n=more)] if more > 0 else [])]


def _drawing(drawn: Picture, contact_ms: int | None, changed: tuple[Span, ...], words: Catalogue) -> dict[str, object]:
    """Places as shares of the width, in thousandths."""
    whole = max(drawn.milliseconds, 1)

    def place(ms: int) -> int:
        return min(max(ms, 0), whole) * 1000 // whole

    def legend(mark: Mark) -> dict[str, object]:
        word = words.say(f"sheet.mark.{mark.id}")
        return {"at": place(mark.ms), "gap": mark.id in GAPS, "time": clock(mark.ms, words), "word": word}

    contact = contact_ms is not None and contact_ms <= whole
    channels = ("agent", "debtor") if len(drawn.waves) == 2 else ()
    return {
        "waves": [list(wave) for wave in drawn.waves],
        "channels": [words.say(f"sheet.mark.{name}") for name in channels],
        "lead": place(contact_ms or 0) if contact else None,
        "lead_word": words.say("sheet.mark.lead"),
        "minute": place(MINUTE_MS) if drawn.milliseconds > MINUTE_MS else None,
        "minute_word": words.say("sheet.mark.minute"),
        "marks": [legend(mark) for mark in drawn.marks],
        "more": words.say("sheet.mark.more", n=drawn.more) if drawn.more else "",
        "changed": [[place(_ms(start)), place(_ms(end))] for start, end in changed[:MOST_GAPS]],
        "gaps": [place(gap.ms) for gap in drawn.gaps],
        "ended": drawn.ended,
        "no_end_word": words.say("sheet.mark.no_end"),
        "ticks": [{"at": place(ms), "time": clock(ms, words)} for ms in _ticks(drawn.milliseconds)],
    }


def _ms(seconds: float) -> int:
    return round(min(max(seconds, 0), 1e9) * 1000)


def _ticks(milliseconds: int) -> range:
    """Round moments, at most eight steps of them."""
    step = next((s for s in STEPS_S if milliseconds <= s * 1000 * TICKS), -(-milliseconds // 1000 // TICKS))
    return range(0, milliseconds + 1, max(step, 1) * 1000)


def _moment(utc_ms: int) -> dict[str, object]:
    day = datetime.fromtimestamp(min(max(utc_ms // 1000, 0), 253402300799), UTC)
    return {"date": [day.year, day.month, day.day, day.hour, day.minute, day.second]}
